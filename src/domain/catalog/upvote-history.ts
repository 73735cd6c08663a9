import sql, { raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { InputError } from "../values/input-error.js";

export interface UpvotePoint {
  at: Date;
  upvotes: number;
}

export interface HistoryQuery {
  /** Inclusive; a missing bound is open. */
  from?: Date | undefined;
  to?: Date | undefined;
  /** Bucket size, in UTC; the last observation in each bucket counts. */
  resolution: "HOUR" | "DAY" | "WEEK" | "MONTH" | "YEAR";
}

/**
 * Upvotes of each paper over time, oldest first. Buckets without observations have no point.
 *
 * @throws InputError if `from` is after `to`
 */
export async function loadUpvoteHistories(
  db: Queryable,
  paperIds: readonly number[],
  { from, to, resolution }: HistoryQuery,
): Promise<UpvotePoint[][]> {
  if (from && to && from > to)
    throw new InputError(
      `upvoteHistory: \`from\` (${from.toISOString()}) is after \`to\` (${to.toISOString()}). Swap them.`,
    );
  const bucket = sql`date_trunc(${raw(`'${resolution}'`)}, observed_at, 'UTC')`;
  const rows = await db.query<UpvotePoint & { paperId: number }>(sql`
    select distinct on (paper_id, ${bucket}) paper_id as "paperId", observed_at as at, upvotes
    from upvote_observations
    where paper_id = any(${paperIds}::int[]) ${since(from)} ${until(to)}
    order by paper_id, ${bucket}, observed_at desc
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
