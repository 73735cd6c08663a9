import sql, { raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { InputError } from "../values/input-error.js";

/** How many upvotes a paper had at an instant. */
export interface UpvotePoint {
  at: Date;
  upvotes: number;
}

export interface HistoryQuestion {
  /** Both ends are included; a missing end is open. */
  from?: Date | undefined;
  to?: Date | undefined;
  /** Of the observations in one such stretch of time, in UTC, the last one counts. */
  resolution: "HOUR" | "DAY" | "WEEK" | "MONTH" | "YEAR";
}

/**
 * How the upvotes of each paper grew, oldest first; a stretch without an observation has no point.
 *
 * @throws InputError for ends that are swapped
 */
export async function loadUpvoteHistories(
  db: Queryable,
  paperIds: readonly number[],
  { from, to, resolution }: HistoryQuestion,
): Promise<UpvotePoint[][]> {
  if (from && to && from > to)
    throw new InputError(
      `upvoteHistory: its ends are swapped: from ${from.toISOString()} is after to ${to.toISOString()}.`,
    );
  const stretch = sql`date_trunc(${raw(`'${resolution}'`)}, observed_at, 'UTC')`;
  const rows = await db.query<UpvotePoint & { paperId: number }>(sql`
    select distinct on (paper_id, ${stretch}) paper_id as "paperId", observed_at as at, upvotes
    from upvote_observations
    where paper_id = any(${paperIds}::int[]) ${since(from)} ${until(to)}
    order by paper_id, ${stretch}, observed_at desc
  `);
  const points = new Map(paperIds.map((id): [number, UpvotePoint[]] => [id, []]));
  for (const { paperId, at, upvotes } of rows) points.get(paperId)?.push({ at, upvotes });
  return paperIds.map((id) => points.get(id) ?? []);
}

function since(from: Date | undefined): Sql {
  return from === undefined ? sql`` : sql`and observed_at >= ${from}`;
}

function until(to: Date | undefined): Sql {
  return to === undefined ? sql`` : sql`and observed_at <= ${to}`;
}
