import sql, { empty, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { rowsAs } from "../sql/rows.js";
import { observedFrom } from "./scores.js";

/** What changed of a paper's upvotes, or of the facts by which they are weighed. */
export interface ScoreChange {
  paperId: number;
  /** Earlier observations are unchanged and count as before; null if none are. */
  since: Date | null;
  /** Whether boards that have the paper may be wrong even where it has no observation. */
  isRewritten: boolean;
  /** When the paper was withdrawn, before the change; null if it was not. */
  withdrawnAt: Date | null;
}

/** Marks the days whose boards depend on what changed as stale. Later days follow when they are recomputed. */
export async function markBoardDays(db: Queryable, changes: readonly ScoreChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rewritten = changes.filter(({ isRewritten }) => isRewritten).map(({ paperId }) => paperId);
  const boards =
    rewritten.length === 0
      ? empty
      : sql`union select day from daily_boards where paper_ids && ${rewritten}::int[]`;
  await db.query(
    sql`
      with change as (
        select * from ${rowsAs("change", changes, { paperId: "int", since: "timestamptz", withdrawnAt: "timestamptz" })}
      ), changed as (
        select ${dayOf(sql`observed.since`)} as day
        from (
          select ${observedFrom} as since, change.since as changed_since
          from change join papers p on p.id = change.paper_id
          join upvote_observations o on o.paper_id = p.id and o.observed_at >= coalesce(change.since, '-infinity')
        ) observed
        where changed_since is null or observed.since >= changed_since
        union
        select ${dayOf(sql`p.withdrawn_at`)} from change join papers p on p.id = change.paper_id
        where change.since is null and p.withdrawn_at is not null
        union
        select ${dayOf(sql`withdrawn_at`)} from change where withdrawn_at is not null
        ${boards}
      )
      insert into board_days as known (day, stale)
      select day, true from changed
      union
      select day, true from board_days where deep and day > (select min(day) from changed)
      order by day
      on conflict (day) do update set stale = true where not known.stale
    `,
    rewritten.length === 0 ? "mark_board_days" : "mark_rewritten_board_days",
  );
}

/** The day whose end is the first that includes an instant: midnight belongs to the day before. */
export function dayOf(instant: Sql): Sql {
  return sql`((${instant} at time zone 'UTC') - interval '1 microsecond')::date`;
}
