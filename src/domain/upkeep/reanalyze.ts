import sql from "sql-template-tag";
import type { Database } from "../../db/database.js";
import { localDocumentMaker } from "../../search/document-maker.js";
import { refreshTermStatistics, statisticsAreStale } from "../../search/statistics.js";
import { analyzerVersion } from "../../text/analysis/analyze.js";
import { inWriteTransaction } from "../batch/writer.js";
import { replaceDocuments } from "../derived/search-texts.js";

/** Papers per transaction. */
const batchSize = 250;

/**
 * Rebuilds a batch of search documents from another version of the analyzer. Writers can proceed between calls; an
 * interrupted call changes nothing.
 *
 * @returns whether there may be more
 */
export async function reanalyzeSome(db: Database): Promise<boolean> {
  return inWriteTransaction(db, async ({ transaction }) => {
    const [state] = await transaction.query<{ version: number; nextPaper: number | null }>(
      sql`select version, next_paper as "nextPaper" from search_analysis`,
    );
    const from = state?.version === analyzerVersion ? state.nextPaper : 0;
    if (from === null) return false;
    const papers = await transaction.query<{ id: number }>(
      sql`select id from papers where id >= ${from} order by id limit ${batchSize}`,
    );
    await replaceDocuments(
      transaction,
      localDocumentMaker,
      papers.map(({ id }) => id),
    );
    const last = papers.at(-1);
    await transaction.query(sql`
      update search_analysis set version = ${analyzerVersion}, next_paper = ${last ? last.id + 1 : null}::int
    `);
    return last !== undefined;
  });
}

/** Sets the current version in an empty database, so that nothing is reanalyzed after it is filled. */
export async function adoptAnalyzer(db: Database): Promise<void> {
  await db.query(sql`
    update search_analysis set version = ${analyzerVersion}, next_paper = null
    where version <> ${analyzerVersion} and not exists (select from papers)
  `);
}

/** Whether any search documents are from another version of the analyzer. */
export async function isReanalyzing(db: Database): Promise<boolean> {
  const rows = await db.query(
    sql`select from search_analysis where version <> ${analyzerVersion} or next_paper is not null`,
  );
  return rows.length > 0;
}

/** Refreshes the term statistics if at least a tenth of the papers are newer. */
export async function refreshStaleTermStatistics(db: Database): Promise<void> {
  if (!(await statisticsAreStale(db))) return;
  await db.transaction(async (transaction) => {
    await transaction.query(sql`set local statement_timeout = 0`);
    await refreshTermStatistics(transaction);
  });
}
