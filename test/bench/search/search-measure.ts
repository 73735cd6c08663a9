import { readFile } from "node:fs/promises";
import sql from "sql-template-tag";
import { createRandom } from "../../../seed/random.js";
import { openDatabase } from "../../../src/db/client.js";
import type { Database } from "../../../src/db/database.js";
import { migrate } from "../../../src/db/migrate.js";
import { findPapers } from "../../../src/domain/catalog/papers.js";
import { relatedPage } from "../../../src/domain/related/related-page.js";
import { refreshStaleTermStatistics } from "../../../src/domain/upkeep/reanalyze.js";
import { quantile } from "../measure.js";
import { createDatabase, fill, urlOf } from "../world.js";
import { measureSuggestions, type SuggestMeasure } from "./suggest-measure.js";

export interface SearchMeasure {
  readonly papers: number;
  readonly queries: number;
  /** Milliseconds. */
  readonly median: number;
  readonly p99: number;
  /** Milliseconds of the backend's CPU time per query; NaN where the system does not say. */
  readonly cpu: number;
  /** Milliseconds for the related papers of a paper. */
  readonly related: { readonly median: number; readonly p99: number };
  readonly suggestions: SuggestMeasure;
}

/** Queries before those that count, which load pages and plans. */
const warmUp = 600;
const warmUpRelated = 400;

/** Searches over synthetic papers with abstracts, which are kept for the next run. */
export async function measureSearchOfSize(
  clusterUrl: string,
  size: number,
  runs: number,
  seed: number,
): Promise<SearchMeasure> {
  const name = `bench_search_${size}`;
  const url = urlOf(clusterUrl, name);
  await createDatabase(clusterUrl, name);
  await migrate(url, "prisma/migrations");
  const db = openDatabase({ url, connections: 2 });
  try {
    await fill(db, size, (paper) => paper);
  } finally {
    await db.close();
  }
  return measureSearch(url, size, runs, seed);
}

/** Searches for two words of a title, 20 papers by relevance, other words each time. */
export async function measureSearch(
  url: string,
  size: number,
  runs: number,
  seed: number,
): Promise<SearchMeasure> {
  const db = openConnection(url);
  try {
    await refreshStaleTermStatistics(db);
    const searches = await someSearches(db, runs + warmUp, seed);
    const [backend] = await db.query<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    const times: number[] = [];
    let before = Number.NaN;
    for (const [index, search] of searches.entries()) {
      if (index === warmUp) before = await cpuOf(backend?.pid ?? 0);
      const started = performance.now();
      await findPapers(db, { scope: "all", filter: { search }, page: { first: 20 } });
      if (index >= warmUp) times.push(performance.now() - started);
    }
    const cpu = ((await cpuOf(backend?.pid ?? 0)) - before) / runs;
    const related = await measureRelated(db, runs);
    const suggestions = await measureSuggestions(db, runs, seed);
    return {
      ...{ papers: size, queries: runs, cpu, related, suggestions },
      ...{ median: quantile(times, 0.5), p99: quantile(times, 0.99) },
    };
  } finally {
    await db.close();
  }
}

/** The first 20 papers related to each of some papers, spread evenly. */
async function measureRelated(db: Database, runs: number): Promise<SearchMeasure["related"]> {
  const [last] = await db.query<{ id: number }>(sql`select max(id) as id from papers`);
  const step = (last?.id ?? 0) / (runs + warmUpRelated);
  const times: number[] = [];
  for (let index = 0; index < runs + warmUpRelated; index += 1) {
    const started = performance.now();
    await relatedPage(Math.ceil((index + 0.5) * step), { first: 20 }, {})(db);
    if (index >= warmUpRelated) times.push(performance.now() - started);
  }
  return { median: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

/** One connection, so that the CPU time of one backend is that of the searches. */
function openConnection(url: string): Database {
  return openDatabase({ url, connections: 1, connectionTimeoutMs: 300_000 });
}

async function someSearches(db: Database, count: number, seed: number): Promise<string[]> {
  const random = createRandom();
  const rows = await db.query<{ title: string }>(
    sql`select title from papers where id % greatest(1, (select max(id) from papers) / ${2 * count}) = 0 order by id limit ${count}`,
  );
  return rows.map(({ title }, index) => {
    random.restart(seed, index);
    const words = title.split(/[^A-Za-z]+/).filter((word) => word.length > 3);
    const first = random.below(Math.max(1, words.length));
    return [
      words[first],
      words[(first + 1 + random.below(Math.max(1, words.length - 1))) % words.length],
    ].join(" ");
  });
}

/** Milliseconds of CPU time that a process has used: proc(5), fields 14 and 15, in hundredths of a second. */
async function cpuOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return 10 * (Number(fields[11] ?? Number.NaN) + Number(fields[12] ?? Number.NaN));
}
