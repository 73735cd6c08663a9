import { Command, InvalidArgumentError } from "commander";
import { locateDatabase } from "../src/commands/location.js";
import { applyMigrations } from "../src/commands/migrate.js";
import { startProgress } from "../src/commands/progress.js";
import { readConfig } from "../src/config.js";
import { openDatabase } from "../src/db/client.js";
import { BatchCache } from "../src/domain/batch/batch-cache.js";
import type { PaperDraft } from "../src/domain/interchange/paper-draft.js";
import { trustLevels } from "../src/domain/interchange/trust-level.js";
import { recordPapers } from "../src/domain/recording/record-papers.js";
import { registerSource } from "../src/domain/sources/sources.js";
import { syntheticPapers } from "./synthetic.js";
import { writeSnapshot } from "./write-snapshot.js";

const source = "synthetic";
const batchSize = 1_000;

interface Options {
  seed: number;
  start: number;
  kaggle?: true;
}

/**
 * `npm run seed -- 150000`: adds synthetic papers to the configured or embedded database. With `--kaggle`, writes papers in the
 * format of arXiv's snapshot to standard output instead.
 */
new Command("seed")
  .argument("<count>", "number of papers", parseCount)
  .option("--seed <number>", "seed of the random numbers", parseCount, 1)
  .option(
    "--start <index>",
    "index of the first paper: 1000 continues after the first thousand",
    parseCount,
    0,
  )
  .option("--kaggle", "write papers to standard output instead, in the format of arXiv's snapshot on Kaggle")
  .action((count: number, { kaggle, ...options }: Options) =>
    kaggle ? printSnapshot(count, options) : fill(count, options),
  )
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`seed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });

async function printSnapshot(count: number, options: Omit<Options, "kaggle">): Promise<void> {
  const bar = startProgress("Papers", count);
  try {
    await writeSnapshot(process.stdout, { count, ...options }, (written) => bar.update(written));
  } catch (error) {
    // The reader closed the pipe, like `| head`.
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
  } finally {
    bar.end();
  }
}

async function fill(count: number, options: Omit<Options, "kaggle">): Promise<void> {
  const location = await locateDatabase(readConfig(process.env), (message) =>
    process.stderr.write(`${message}\n`),
  );
  const db = openDatabase({ url: location.url, connections: 2 });
  const started = performance.now();
  const bar = startProgress("Papers", count);
  let done = 0;
  try {
    await applyMigrations(location.url);
    await registerSource(db, source);
    const cache = new BatchCache();
    const store = async (batch: PaperDraft[]) => {
      const origin = { source, trustLevel: trustLevels.feed, observedAt: new Date() };
      await recordPapers(db, batch, origin, { cache });
      done += batch.length;
      bar.update(done);
    };
    let batch: PaperDraft[] = [];
    for (const paper of syntheticPapers({ count, ...options })) {
      batch.push(paper);
      if (batch.length < batchSize) continue;
      await store(batch);
      batch = [];
    }
    if (batch.length > 0) await store(batch);
  } finally {
    bar.end();
    await db.close();
    await location.close();
  }
  const milliseconds = performance.now() - started;
  const rate = Math.round((done / milliseconds) * 1000);
  process.stdout.write(
    `${done} of ${count} papers in ${(milliseconds / 1000).toFixed(1)} s (${rate} per second)\n`,
  );
}

function parseCount(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError("Expected a whole number.");
}
