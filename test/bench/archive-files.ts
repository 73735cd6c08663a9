import { createWriteStream } from "node:fs";
import { access, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { syntheticPapers } from "../../seed/synthetic.js";
import { writeSnapshot } from "../../seed/write-snapshot.js";
import { startProgress } from "../../src/commands/progress.js";

/** A synthetic snapshot of arXiv with this number of papers, made at the first run. @returns its path */
export async function keepSnapshot(directory: string, papers: number): Promise<string> {
  return keepFile(directory, `snapshot-${papers}.json`, async (path) => {
    const stream = createWriteStream(path);
    const progress = startProgress(`Writing a snapshot of ${papers} papers`, papers);
    await writeSnapshot(stream, { count: papers, seed: 1 }, (written) => progress.update(written));
    stream.end();
    await finished(stream);
    progress.end();
  });
}

/** Synthetic papers of the feed as papergraph's own JSON Lines, made at the first run. @returns their path */
export async function keepFeed(directory: string, papers: number): Promise<string> {
  return keepFile(directory, `feed-${papers}.jsonl`, async (path) => {
    const lines = [...syntheticPapers({ count: papers, seed: 1 })].map(
      (paper) => `${JSON.stringify(paper)}\n`,
    );
    await writeFile(path, lines.join(""));
  });
}

/** The path of a file that is made once: under another name until it is whole. */
async function keepFile(
  directory: string,
  name: string,
  make: (path: string) => Promise<void>,
): Promise<string> {
  const path = join(directory, name);
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there) return path;
  await mkdir(directory, { recursive: true });
  await make(`${path}.part`);
  await rename(`${path}.part`, path);
  return path;
}
