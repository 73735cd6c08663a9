import pg from "pg";
import sql from "sql-template-tag";
import { syntheticPapers } from "../../seed/synthetic.js";
import { startProgress } from "../../src/commands/progress.js";
import { openDatabase } from "../../src/db/client.js";
import type { Database } from "../../src/db/database.js";
import { migrate } from "../../src/db/migrate.js";
import type { PaperDraft } from "../../src/domain/interchange/paper-draft.js";
import { trustLevels } from "../../src/domain/interchange/trust-level.js";
import { beginBulkLoad, finalizeBulkLoad } from "../../src/domain/recording/bulk-load.js";
import { recordPapers } from "../../src/domain/recording/record-papers.js";
import { registerSource } from "../../src/domain/sources/sources.js";
import { adoptAnalyzer } from "../../src/domain/upkeep/reanalyze.js";

/** Papers per batch; an archive's batches may be large. */
const batchSize = 5_000;
const source = "synthetic";

/** Opens the database of a size on the cluster, filled: made at the first run, and kept for the next. */
export async function openWorld(
  clusterUrl: string,
  size: number,
  onStatement: (text: string) => void,
): Promise<{ db: Database; url: string }> {
  const name = databaseOf(size);
  const url = urlOf(clusterUrl, name);
  await createDatabase(clusterUrl, name);
  await migrate(url, "prisma/migrations");
  const db = openDatabase({ url, connections: 4, onStatement });
  // Abstracts take most of the time, and nothing that is measured over a world reads them.
  await fill(db, size, ({ abstract: _abstract, ...paper }) => paper);
  return { db, url };
}

/** Name of the database with this number of papers. */
export function databaseOf(size: number): string {
  return `bench_${size}`;
}

/** The papers of every world, from an index on. */
export function worldPapers(count: number, start: number): PaperDraft[] {
  return [...worldPapersFrom(start, count)];
}

/** The same one after another, as many as are taken. */
export function worldPapersFrom(
  start: number,
  count = Number.MAX_SAFE_INTEGER - start,
): Generator<PaperDraft> {
  return syntheticPapers({ count, start, seed: 1, shape: "archive" });
}

/**
 * Stores synthetic papers until there are `size`. Resumes a fill that was interrupted: whole batches are stored, in order.
 *
 * @param shape what is stored of a paper
 */
export async function fill(
  db: Database,
  size: number,
  shape: (paper: PaperDraft) => PaperDraft,
): Promise<void> {
  const recorded = await recordedSoFar(db);
  if (recorded >= size) return;
  await adoptAnalyzer(db);
  await registerSource(db, source);
  await beginBulkLoad(db);
  const progress = startProgress(`Filling a database with ${size} papers`, size);
  for (let start = recorded; start < size; start += batchSize) {
    const batch = worldPapers(Math.min(batchSize, size - start), start);
    await tell(db, batch.map(shape));
    progress.update(start + batch.length);
  }
  progress.end();
  await finalizeBulkLoad(db);
  await db.query(sql`vacuum analyze`);
}

/** Estimated from the stored papers, because papers without an ID may be merged. */
async function recordedSoFar(db: Database): Promise<number> {
  const rows = await db.query<{ recorded: number }>(sql`select count(*)::int as recorded from papers`);
  return Math.ceil((rows[0]?.recorded ?? 0) / batchSize) * batchSize;
}

export async function tell(db: Database, papers: readonly PaperDraft[]): Promise<void> {
  await recordPapers(db, papers, { source, trustLevel: trustLevels.feed, observedAt: new Date() });
}

/** A copy of a database that nobody has open, in place of an older one. @returns its address */
export async function copyDatabase(clusterUrl: string, from: string, to: string): Promise<string> {
  await dropDatabase(clusterUrl, to);
  await onCluster(clusterUrl, (client) => client.query(`create database ${to} template ${from}`));
  return urlOf(clusterUrl, to);
}

/** An empty database, in place of an older one. @returns its address */
export async function createEmptyDatabase(clusterUrl: string, name: string): Promise<string> {
  await dropDatabase(clusterUrl, name);
  await createDatabase(clusterUrl, name);
  return urlOf(clusterUrl, name);
}

export async function dropDatabase(clusterUrl: string, name: string): Promise<void> {
  await onCluster(clusterUrl, (client) => client.query(`drop database if exists ${name}`));
}

/** Leaves one that is there as it is. */
export async function createDatabase(clusterUrl: string, name: string): Promise<void> {
  await onCluster(clusterUrl, async (client) => {
    const { rows } = await client.query("select from pg_database where datname = $1", [name]);
    if (rows.length === 0) await client.query(`create database ${name}`);
  });
}

export function urlOf(clusterUrl: string, name: string): string {
  return clusterUrl.replace(/\/[^/]*$/, `/${name}`);
}

async function onCluster(clusterUrl: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: clusterUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
