import sql, { raw, type Sql } from "sql-template-tag";
import type { Queryable, Transaction } from "../../db/database.js";
import type { PaperChange, PaperState, PendingPaper } from "../batch/merge.js";
import { paperColumnTypes } from "../interchange/paper-columns.js";
import { copyRows, reserveIds, rowsAs, toSnakeCase } from "../sql/rows.js";

// Stores the papers of a batch and their dependent rows.

export async function assignIds(db: Queryable, pending: PendingPaper[]): Promise<PaperChange[]> {
  const fresh = pending.filter(isNew);
  const numbers = await reserveIds(db, "papers", fresh.length);
  for (const [index, paper] of fresh.entries()) paper.id = numbers[index] as number;
  return pending as PaperChange[];
}

type PaperRow = Omit<PaperState, "id"> & {
  id: number;
  latestFeaturedOn: string | null;
  addedAt: Date;
  updatedAt: Date;
};

const columns = Object.keys(paperColumnTypes).map(toSnakeCase);
const replacements = columns
  .filter((name) => name !== "id" && name !== "added_at")
  .map((name) => `${name} = excluded.${name}`);

/**
 * Sends all statements synchronously, so that statements sent afterwards see the papers.
 *
 * @param time of the write transaction
 */
export async function storePapers(db: Transaction, papers: PaperChange[], time: Date): Promise<void> {
  const [added, known]: [PaperRow[], PaperRow[]] = [[], []];
  for (const { id, before, after } of papers)
    (before === null ? added : known).push({
      ...after,
      id,
      latestFeaturedOn: after.featuredOn.at(-1) ?? null,
      addedAt: time,
      updatedAt: time,
    });
  await Promise.all([copyRows(db, "papers", added, paperColumnTypes), replacePapers(db, known)]);
}

async function replacePapers(db: Queryable, rows: readonly PaperRow[]): Promise<void> {
  await storeRows(
    db,
    rows,
    sql`
      insert into papers (${raw(columns.join(", "))})
      select * from ${rowsAs("row", rows, paperColumnTypes)}
      on conflict (id) do update set ${raw(replacements.join(", "))}
    `,
    "record_store_papers",
  );
}

export async function storeFeatureDays(db: Queryable, papers: PaperChange[]): Promise<void> {
  const rows: { id: number; day: string }[] = [];
  for (const { id, before, after } of papers)
    for (const day of after.featuredOn) if (!before?.featuredOn.includes(day)) rows.push({ id, day });
  await storeRows(
    db,
    rows,
    sql`
      insert into feature_days (paper_id, day)
      select * from ${rowsAs("row", rows, { id: "int", day: "date" })}
      on conflict do nothing
    `,
  );
}

/** Stores the latest total of each paper if it is new or has changed. */
export async function storeObservations(db: Queryable, papers: PaperChange[]): Promise<void> {
  const rows = papers.filter(isObserved).map(({ id, after: { observedAt, upvotes, upvotesUndated } }) => ({
    id,
    observedAt,
    upvotes,
    dated: !upvotesUndated,
  }));
  await storeRows(
    db,
    rows,
    sql`
      insert into upvote_observations (paper_id, observed_at, upvotes, dated)
      select * from ${rowsAs("row", rows, { id: "int", observedAt: "timestamptz", upvotes: "int", dated: "boolean" })}
      on conflict (paper_id, observed_at) do update set upvotes = excluded.upvotes, dated = excluded.dated
    `,
  );
}

function isObserved({ before, after }: PaperChange): boolean {
  return after.observedAt !== null && after.observedAt !== before?.observedAt;
}

export async function storeMentions(
  db: Transaction,
  papers: readonly { id: number; before: PaperState | null }[],
  source: string,
): Promise<void> {
  if (papers.length === 0) return;
  const [row] = await db.query<{ id: number }>(sql`select id from sources where name = ${source}`);
  if (row === undefined) return;
  const mentions: { sourceId: number; paperId: number }[] = [];
  for (const { id, before } of papers) if (before === null) mentions.push({ sourceId: row.id, paperId: id });
  await copyRows(db, "paper_sources", mentions, { sourceId: "smallint", paperId: "int" });
  const known = papers.filter((paper) => !isNew(paper));
  await storeRows(
    db,
    known,
    sql`
      insert into paper_sources (source_id, paper_id)
      select ${row.id}, paper.id from ${rowsAs("paper", known, { id: "int" })}
      on conflict do nothing
    `,
  );
}

function isNew({ before }: { before: PaperState | null }): boolean {
  return before === null;
}

async function storeRows(
  db: Queryable,
  rows: readonly object[],
  statement: Sql,
  name?: string,
): Promise<void> {
  if (rows.length > 0) await db.query(statement, name);
}
