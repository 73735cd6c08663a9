import { Command, InvalidArgumentError } from "commander";
import { applyMigrations, locateDatabase } from "../src/commands/database.js";
import { startProgress } from "../src/commands/progress.js";
import { readConfig } from "../src/config.js";
import { openDatabase } from "../src/db/client.js";
import { authorities } from "../src/domain/authority.js";
import type { PaperDraft } from "../src/domain/draft.js";
import { recordPapers } from "../src/domain/record.js";
import { registerSource } from "../src/domain/sources.js";
import { syntheticPapers } from "./synthetic.js";

const source = "synthetic";
const batchSize = 1_000;

/** `npm run seed -- 150000`: fills the configured database, or the embedded one, with synthetic papers. */
new Command("seed")
  .argument("<count>", "how many papers", parseCount)
  .option("--seed <number>", "a whole number; another one makes other papers", parseCount, 1)
  .option(
    "--start <index>",
    "the index of the first paper: 1000 goes on after the first thousand",
    parseCount,
    0,
  )
  .action(fill)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`seed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });

async function fill(count: number, options: { seed: number; start: number }): Promise<void> {
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
    const store = async (batch: PaperDraft[]) => {
      await recordPapers(db, batch, { source, authority: authorities.feed, observedAt: new Date() });
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
    `${done} of ${count} papers in ${(milliseconds / 1000).toFixed(1)} s (${rate} a second)\n`,
  );
}

function parseCount(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError("Expected a whole number.");
}
