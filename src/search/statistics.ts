import sql from "sql-template-tag";
import type { Queryable } from "../db/database.js";

// Document frequencies are sampled: ranking needs only their logarithm, and counting every posting list would take as
// long as an ingest. They are stored so that all servers rank alike and cursors stay valid until the next refresh.

/** Minimum number of sampled papers; up to twice as many are sampled. */
const sampleSize = 20_000;
/** Rarer terms are not stored. */
const minPapers = 2;

export interface TermStatistics {
  readonly papers: number;
  /** Estimated number of papers that contain the term; less than one if the sample has none. */
  countOf(term: string): number;
}

export async function loadTermStatistics(db: Queryable, terms: readonly string[]): Promise<TermStatistics> {
  const rows = await db.query<{ papers: number; sampled: number; terms: string[]; counts: number[] }>(
    sql`
      select s.papers, s.sampled, t.terms, t.counts
      from search_statistics s, (
        select coalesce(array_agg(term), '{}') as terms, coalesce(array_agg(papers), '{}') as counts
        from search_terms where term = any(${terms}::text[])
      ) t
    `,
    "load_term_statistics",
  );
  const [row] = rows;
  const papers = row?.papers ?? 0;
  const scale = row === undefined || row.sampled === 0 ? 1 : papers / row.sampled;
  const counts = new Map(row?.terms.map((term, index) => [term, (row.counts[index] ?? 0) * scale]));
  return { papers, countOf: (term) => counts.get(term) ?? scale / 2 };
}

/** Whether at least a tenth of the papers are newer than the statistics. */
export async function statisticsAreStale(db: Queryable): Promise<boolean> {
  const [row] = await db.query<{ old: boolean }>(sql`
    select coalesce((select max(id) from papers), 0) > 1.1 * coalesce((select last_paper from search_statistics), 0) as old
  `);
  return row?.old === true;
}

/**
 * Rebuilds the statistics from a sample spread evenly over paper IDs. Takes seconds; does not block readers or
 * writers.
 */
export async function refreshTermStatistics(transaction: Queryable): Promise<void> {
  await transaction.query(sql`select pg_advisory_xact_lock(hashtext('papergraph search statistics'))`);
  await transaction.query(sql`delete from search_statistics`);
  await transaction.query(sql`
    insert into search_statistics (papers, sampled, step, last_paper)
    select papers, 0, greatest(1, papers / ${sampleSize}), last_paper
    from (select count(*)::int as papers, coalesce(max(id), 0) as last_paper from papers) counted
  `);
  await transaction.query(sql`
    update search_statistics
    set sampled = (select count(*) from paper_texts where paper_id % step = 0 and search is not null)
  `);
  await transaction.query(sql`delete from search_terms`);
  await transaction.query(sql`
    insert into search_terms (term, papers)
    select word, ndoc from search_statistics, ts_stat(
      'select search from paper_texts where paper_id % ' || step || ' = 0'
    )
    where ndoc >= ${minPapers}
  `);
}
