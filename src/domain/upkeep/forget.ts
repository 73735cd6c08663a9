import sql, { type Sql } from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";
import { inWriteTransaction, type WriteTransaction } from "../batch/writer.js";
import { loadStates } from "../recording/load-states.js";
import { polledSource } from "../sources/sources.js";
import { removePapers } from "./remove-papers.js";

export interface Forgotten {
  /** Papers that only this source mentioned. */
  removed: number;
  /** Papers that other sources mentioned too. They keep what this source provided. */
  kept: number;
}

const batchSize = 1_000;

/** Previews `forgetSource`; undefined for an unknown source. */
export async function previewForgetting(db: Queryable, source: string): Promise<Forgotten | undefined> {
  const [row] = await db.query<Forgotten>(sql`
    select count(m.paper_id) filter (where not others)::int as removed, count(m.paper_id) filter (where others)::int as kept
    from sources s
    left join lateral (
      select paper_id, exists (
        select from paper_sources other where other.paper_id = mention.paper_id and other.source_id <> s.id
      ) as others
      from paper_sources mention where mention.source_id = s.id
    ) m on true
    where s.name = ${source}
    group by s.id
  `);
  return row;
}

/**
 * Removes the papers that only this source mentioned, and the source. Also deletes the bookmarks of all files,
 * because bookmarks do not record their source; files are then read from the start. Forgetting the feed polls all its
 * days again.
 *
 * @param onBatch called with the number of papers removed so far
 * @returns undefined for an unknown source
 */
export async function forgetSource(
  db: Database,
  source: string,
  { now, signal, onBatch }: { now: () => Date; signal?: AbortSignal; onBatch?: (removed: number) => void },
): Promise<Forgotten | undefined> {
  const preview = await previewForgetting(db, source);
  if (preview === undefined) return undefined;
  let removed = 0;
  for (;;) {
    signal?.throwIfAborted();
    const count = await inWriteTransaction(db, (turn) => removeBatch(turn, source, now()));
    removed += count;
    onBatch?.(removed);
    if (count < batchSize) break;
  }
  await inWriteTransaction(db, async ({ transaction }) => {
    await transaction.query(sql`delete from bookmarks`);
    if (source === polledSource) await transaction.query(sql`delete from poll_days`);
    await transaction.query(
      sql`delete from paper_sources using sources s where s.id = source_id and s.name = ${source}`,
    );
    await transaction.query(sql`delete from sources where name = ${source}`);
  });
  return { removed, kept: preview.kept };
}

async function removeBatch(turn: WriteTransaction, source: string, now: Date): Promise<number> {
  const states = await loadStates(turn.transaction, mentionedAlone(source), "forget_load", "merge");
  if (states.length === 0) return 0;
  await removePapers(turn, states, now);
  return states.length;
}

function mentionedAlone(source: string): Sql {
  return sql`
    select mention.paper_id as id from paper_sources mention
    join sources s on s.id = mention.source_id and s.name = ${source}
    where not exists (
      select from paper_sources other where other.paper_id = mention.paper_id and other.source_id <> mention.source_id
    )
    order by mention.paper_id limit ${batchSize}
  `;
}
