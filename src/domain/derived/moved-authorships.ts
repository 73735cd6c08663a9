import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { WriteContext } from "../batch/batch.js";
import type { PaperChange } from "../batch/merge.js";
import { touchPapers } from "../batch/touch-papers.js";
import { rowsAs } from "../sql/rows.js";
import type { NamePair } from "./author-identity.js";
import type { OwnerMonths } from "./owner-months.js";
import type { Summed } from "./sum-changes.js";

// Authorships on stored papers that change hands because the claims to their name have changed.

/** A stored authorship that may have to be reassigned. */
export interface Displaced {
  paperId: number;
  position: number;
  name: string;
  nameKey: string;
  authorId: number | null;
}

/** A displaced authorship, and the author it is reassigned to. */
export type Moved = Displaced & { now: number | null };

/**
 * Unclaimed authorships under names whose claims have changed. They belong to an account that claims or claimed the
 * name, or to the author of that name.
 */
export async function loadDisplaced(db: Queryable, changes: readonly NamePair[]): Promise<Displaced[]> {
  if (changes.length === 0) return [];
  const keys = [...new Set(changes.map((pair) => pair.nameKey))];
  return db.query(sql`
    select paper_id as "paperId", position, name, name_key as "nameKey", author_id as "authorId"
    from authorships
    where not claimed and name_key = any(${keys}::text[]) and author_id in (
      select unnest(${changes.map(({ authorId }) => authorId)}::int[])
      union select author_id from claimed_names where name_key = any(${keys}::text[])
      union select id from authors where own_name_key = any(${keys}::text[])
    )
  `);
}

/**
 * Reassigns authorships, and notes in `months` what their papers, as they were before the batch, contribute to other
 * authors.
 */
export async function moveAuthorships(
  { transaction: db, time }: Pick<WriteContext, "transaction" | "time">,
  moved: readonly Moved[],
  changed: readonly PaperChange[],
  months: OwnerMonths,
): Promise<void> {
  if (moved.length === 0) return;
  const paperIds = [...new Set(moved.map(({ paperId }) => paperId))];
  const [papers, formerly] = await Promise.all([
    loadStored(db, paperIds, changed),
    loadAuthors(db, paperIds),
    db.query(sql`
      update authorships a set author_id = row.now
      from ${rowsAs("row", moved, { paperId: "int", position: "int", now: "int" })}
      where a.paper_id = row.paper_id and a.position = row.position
    `),
    touchPapers(db, paperIds, time),
  ]);
  const now = await loadAuthors(db, paperIds);
  const note = (rows: typeof now, times: 1 | -1) => {
    for (const { paperId, ownerId } of rows) {
      const paper = papers.get(paperId);
      if (paper) months.add(ownerId, paper, times);
    }
  };
  note(formerly, -1);
  note(now, 1);
}

/** Papers as they were before the batch. */
async function loadStored(
  db: Queryable,
  paperIds: readonly number[],
  changed: readonly PaperChange[],
): Promise<Map<number, Summed>> {
  const stored = await db.query<Summed & { id: number }>(sql`
    select id, published_on::text as "publishedOn", upvotes, comments_count as "commentsCount"
    from papers where id = any(${paperIds}::int[])
  `);
  const papers = new Map<number, Summed>(stored.map((paper) => [paper.id, paper]));
  for (const { id, before } of changed) if (before !== null && papers.has(id)) papers.set(id, before);
  return papers;
}

/** The distinct authors of papers. */
export async function loadAuthors(
  db: Queryable,
  paperIds: readonly number[],
): Promise<{ paperId: number; ownerId: number }[]> {
  return db.query(sql`
    select distinct paper_id as "paperId", author_id as "ownerId" from authorships
    where paper_id = any(${paperIds}::int[]) and author_id is not null
  `);
}
