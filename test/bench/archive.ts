import { readdir } from "node:fs/promises";
import { join } from "node:path";
import sql from "sql-template-tag";
import { syntheticPapers } from "../../seed/synthetic.js";
import { openDatabase } from "../../src/db/client.js";
import type { Database } from "../../src/db/database.js";
import { countRejected } from "../../src/ingest/summary.js";
import { startApp } from "../kit/server/app.js";
import { keepFeed, keepSnapshot } from "./archive-files.js";
import { measureFloor, StoredRows } from "./archive-floor.js";
import { archiveOperations } from "./archive-operations.js";
import { type Measurement, measure } from "./measure.js";
import type { ProcessorTime } from "./processor-time.js";
import { measureSearch, type SearchMeasure } from "./search/search-measure.js";
import { type Stored, watchIngest } from "./watched-ingest.js";
import { createEmptyDatabase, dropDatabase, tell } from "./world.js";

/** What it takes to read all of arXiv, and how the API answers over it. */
export interface ArchiveMeasures {
  /** Papers in the snapshot. */
  papers: number;
  /** Seconds of the ingest into an empty database. */
  seconds: number;
  /** Papers a second: of all, and while the first and the last tenth were stored; null where it was too short to tell. */
  rates: { all: number; firstTenth: number | null; lastTenth: number | null };
  /** Seconds of it that were left once the last paper was stored. */
  secondsAfterLast: number;
  /** Seconds for COPY of the finished rows and the same indexes by plain SQL. */
  secondsOfFloor: number;
  /** Bytes that the ingest held at most; null where the system does not tell. */
  peakMemory: number | null;
  /** The same ingest again: seconds, what it said it changed, and how many events it caused. */
  again: { seconds: number; changed: number; events: number };
  /** CPU time of the first ingest; undefined where the system does not say. */
  processorTime: ProcessorTime | undefined;
  /** Over the archive and some papers of the feed. */
  questions: Measurement[];
  search: SearchMeasure;
  /** Months of the feed, into an empty database. */
  months: { files: number; papers: number; rejected: number; seconds: number; real: boolean };
}

export interface ArchiveOptions {
  papers: number;
  /** Where the files are kept for the next run. */
  directory: string;
  /** A directory of Daily Papers as JSON; synthetic papers when missing. */
  months: string | undefined;
  /** How often each question is asked. */
  runs: number;
  /** Seed of the searches. */
  seed: number;
}

/** Recorded before the queries are measured, because an archive has neither organizations nor feature days. */
const papersOfFeed = 5_000;
/** About as many as 24 months of Daily Papers have. */
const papersOfMonths = 8_000;

export async function measureArchive(clusterUrl: string, options: ArchiveOptions): Promise<ArchiveMeasures> {
  const { papers, directory, runs, seed } = options;
  // First, so that a wrong directory is not learned of after an hour.
  const months = await measureMonths(clusterUrl, options);
  const snapshot = await keepSnapshot(directory, papers);
  const name = "bench_archive";
  const url = await createEmptyDatabase(clusterUrl, name);
  const rows = new StoredRows();
  try {
    const stored = await withDatabase(url, async (world) => {
      const { db } = world;
      const first = await watchIngest(url, [snapshot], () => highestId(db));
      if (first.summary.added !== papers)
        throw new Error(`Of ${papers} papers ${first.summary.added} were added.`);
      const progress = progressOf(first.stored, papers, first.seconds);
      // Said at once, because what follows takes as long again and may fail.
      process.stderr.write(`${papers} papers ingested: ${JSON.stringify({ ...first, stored: progress })}\n`);
      await rows.store(db);
      const before = await countEvents(db);
      const again = await watchIngest(url, [snapshot]);
      const events = (await countEvents(db)) - before;
      return {
        papers,
        seconds: first.seconds,
        rates: { all: papers / first.seconds, ...progress.rates },
        secondsAfterLast: first.seconds - progress.last,
        peakMemory: first.peakMemory ?? null,
        again: { seconds: again.seconds, changed: again.summary.added + again.summary.updated, events },
        processorTime: first.processorTime,
        questions: await measureQuestions(world, papers, runs),
        search: await measureSearch(url, papers, runs, seed),
      };
    });
    // Before the floor, so that the disk need not hold the archive twice.
    await dropDatabase(clusterUrl, name);
    return { ...stored, secondsOfFloor: await measureFloor(clusterUrl, rows), months };
  } finally {
    await dropDatabase(clusterUrl, name);
    await rows.remove();
  }
}

interface World {
  db: Database;
  url: string;
  takeStatements: () => number;
}

async function withDatabase<Result>(
  url: string,
  measureWorld: (world: World) => Promise<Result>,
): Promise<Result> {
  let statements = 0;
  const onStatement = () => {
    statements += 1;
  };
  const db = openDatabase({ url, connections: 4, onStatement });
  const takeStatements = () => {
    const taken = statements;
    statements = 0;
    return taken;
  };
  try {
    return await measureWorld({ db, url, takeStatements });
  } finally {
    await db.close();
  }
}

async function measureQuestions(
  { db, url, takeStatements }: World,
  papers: number,
  runs: number,
): Promise<Measurement[]> {
  await tell(db, [...syntheticPapers({ count: papersOfFeed, seed: 1 })]);
  await db.query(sql`vacuum analyze`);
  const app = await startApp({ db, url });
  const questions: Measurement[] = [];
  for (const operation of await archiveOperations(db))
    questions.push(await measure({ ask: app.get, takeStatements }, papers, operation, runs));
  await app.close();
  return questions;
}

async function measureMonths(
  clusterUrl: string,
  { directory, months }: Pick<ArchiveOptions, "directory" | "months">,
): Promise<ArchiveMeasures["months"]> {
  const files = await filesOfMonths(directory, months);
  const name = "bench_months";
  const url = await createEmptyDatabase(clusterUrl, name);
  const { summary, seconds } = await watchIngest(url, files);
  await dropDatabase(clusterUrl, name);
  return {
    files: files.length,
    papers: summary.added,
    rejected: countRejected(summary),
    seconds,
    real: months !== undefined,
  };
}

/** The months of Daily Papers in a directory, or the same number of synthetic papers in one file. */
export async function filesOfMonths(directory: string, months: string | undefined): Promise<string[]> {
  if (months === undefined) return [await keepFeed(directory, papersOfMonths)];
  const files = (await readdir(months)).filter((file) => /\.json(\.gz)?$/.test(file)).sort();
  if (files.length === 0) throw new Error(`There are no files *.json or *.json.gz in ${months}.`);
  return files.map((file) => join(months, file));
}

/** Papers a second while the first tenth after the first batch was stored, and the last; when that was over. */
function progressOf(
  stored: readonly Stored[],
  papers: number,
  end: number,
): { rates: { firstTenth: number | null; lastTenth: number | null }; last: number } {
  // Papers come in batches: between two samples at which there were more than before they are taken to come evenly.
  const grown = [...stored, { papers, seconds: end }].filter(
    (sample, index) => sample.papers > (stored[index - 1]?.papers ?? 0),
  );
  const secondAt = (count: number) => {
    const index = grown.findIndex((sample) => sample.papers >= count);
    const [before, after] = [grown[index - 1], grown[index]];
    if (before === undefined || after === undefined) return grown[0]?.seconds ?? end;
    const share = (count - before.papers) / (after.papers - before.papers);
    return before.seconds + share * (after.seconds - before.seconds);
  };
  const rate = (from: number) => {
    const seconds = secondAt(from + papers / 10) - secondAt(from);
    return seconds > 0 ? papers / 10 / seconds : null;
  };
  const [firstBatch, untilLast] = [grown[0]?.papers ?? 0, (papers / 10) * 9];
  return {
    rates: {
      firstTenth: firstBatch <= untilLast ? rate(firstBatch) : null,
      lastTenth: firstBatch <= untilLast ? rate(untilLast) : null,
    },
    last: secondAt(papers),
  };
}

/** How many papers an ingest into an empty database has stored, without counting them; 0 while there is no table. */
async function highestId(db: Database): Promise<number> {
  const rows = await db
    .query<{ highest: number | null }>(sql`select max(id) as highest from papers`)
    .catch(() => []);
  return rows[0]?.highest ?? 0;
}

async function countEvents(db: Database): Promise<number> {
  const rows = await db.query<{ count: number }>(sql`select count(*)::int as count from events`);
  return rows[0]?.count ?? 0;
}
