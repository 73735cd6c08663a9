import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import type { PaperDraft } from "../src/domain/interchange/paper-draft.js";
import { formats } from "../src/ingest/formats.js";
import { openInput } from "../src/ingest/input/input.js";
import { chooseSample } from "./sample-choice.js";

// `npx tsx seed/make-sample.ts DIRECTORY` writes `sample.jsonl` next to this file, from months of Daily Papers in
// `daily-papers/*.json.gz` and pages as text in `pages/*.txt`. The output is deterministic.

/** Longer author lists are truncated, with the full number in `authorsCount`. */
const maxNames = 60;
/** Length of truncated lists: enough for several pages. */
const truncatedLength = 30;
const maxKeywords = 8;

/** The sample as JSON Lines in the form of `PaperInput`. */
export async function makeSample(directory: string): Promise<string> {
  const daily = await readAll(join(directory, "daily-papers"), ".json.gz", "daily");
  const page = await readAll(join(directory, "pages"), ".txt", "page");
  const chosen = chooseSample(daily, page);
  return chosen.map((draft) => `${JSON.stringify(factsOf(draft))}\n`).join("");
}

async function readAll(
  directory: string,
  extension: string,
  format: "daily" | "page",
): Promise<readonly PaperDraft[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith(extension)).sort();
  const drafts: PaperDraft[] = [];
  for (const file of files) {
    const input = await openInput(join(directory, file), Readable.from([]));
    // `today` only matters for pages without any year.
    for await (const record of formats[format].reader(input.bytes, { today: "2026-04-14" }))
      if (record.kind === "paper") drafts.push(record.draft);
    const failure = input.failure();
    if (failure !== undefined) throw new Error(`${file}: ${failure}`);
  }
  return drafts;
}

/** Facts that may be bundled: no abstracts and no avatars of people. */
function factsOf(draft: PaperDraft): object {
  const { authors, organization } = draft;
  const cut = authors != null && authors.length > maxNames;
  return {
    arxivId: draft.arxivId,
    title: draft.title,
    publishedAt: draft.publishedAt?.toISOString(),
    publishedOn: draft.publishedOn,
    featuredOn: draft.featuredOn,
    withdrawnAt: draft.withdrawnAt?.toISOString(),
    authors: authors?.slice(0, cut ? truncatedLength : maxNames).map((author) => ({
      name: author.name,
      ...(author.hidden
        ? { hidden: true }
        : {
            accountId: author.accountId,
            username: author.username,
            accountName: author.accountName === author.name ? undefined : author.accountName,
          }),
    })),
    authorsCount: cut ? authors.length : draft.authorsCount,
    organization: organization && {
      slug: organization.slug,
      name: organization.name,
      avatarUrl: organization.avatarUrl,
    },
    keywords: draft.keywords?.slice(0, maxKeywords),
    upvotes: draft.upvotes,
    commentsCount: draft.commentsCount,
    projectUrl: draft.projectUrl,
    codeUrl: draft.codeUrl,
    githubStars: draft.githubStars,
    thumbnailUrl: draft.thumbnailUrl,
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [directory] = process.argv.slice(2);
  if (directory === undefined) {
    process.stderr.write("usage: npx tsx seed/make-sample.ts DIRECTORY\n");
    process.exitCode = 2;
  } else {
    const sample = await makeSample(directory);
    await writeFile(new URL("sample.jsonl", import.meta.url), sample);
    process.stdout.write(`${sample.split("\n").length - 1} papers, ${Buffer.byteLength(sample)} bytes\n`);
  }
}
