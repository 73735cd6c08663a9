import { openDatabase } from "../../src/db/client.js";
import type { Database, Transaction } from "../../src/db/database.js";
import { copyDatabase, databaseOf, dropDatabase, tell, worldPapers } from "./world.js";

/** The statements that keep what is derived for the graph and for statistics. */
const derived = new Set([
  "gain_affiliations",
  "recount_affiliations",
  "refresh_collaborations",
  "refresh_paper_days",
  "refresh_organization_months",
]);

export interface IngestCost {
  size: number;
  /** How many papers were added to either copy. */
  papers: number;
  /** Seconds for them with and without what is derived, and the one over the other. */
  with: number;
  without: number;
  ratio: number;
}

/**
 * What keeping the graph and the sums right costs an ingest: the same papers are added to two copies of a world, batch
 * by batch in turn, to one of them without the statements that keep what is derived.
 */
export async function measureIngestCost(
  clusterUrl: string,
  size: number,
  papers: number,
): Promise<IngestCost> {
  const names = ["bench_cost_with", "bench_cost_without"] as const;
  const urls = await Promise.all(names.map((name) => copyDatabase(clusterUrl, databaseOf(size), name)));
  const databases = urls.map((url) => openDatabase({ url, connections: 1 }));
  const [plain, rest] = databases;
  if (!plain || !rest) throw new Error("There are no copies.");
  const spent = { with: 0, without: 0 };
  const batchSize = 1_000;
  for (let start = size; start < size + papers; start += batchSize) {
    const batch = worldPapers(Math.min(batchSize, size + papers - start), start);
    spent.with += await timed(() => tell(plain, batch));
    spent.without += await timed(() => tell(leavingOut(rest), batch));
  }
  await Promise.all(databases.map((db) => db.close()));
  for (const name of names) await dropDatabase(clusterUrl, name);
  return { size, papers, ...spent, ratio: spent.with / spent.without };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}

/** The same database, to which the statements that keep what is derived are never sent. */
function leavingOut(db: Database): Database {
  const without = (transaction: Transaction): Transaction => ({
    ...transaction,
    query: async (statement, name) =>
      name !== undefined && derived.has(name) ? [] : transaction.query(statement, name),
  });
  return { ...db, transaction: (work) => db.transaction((transaction) => work(without(transaction))) };
}
