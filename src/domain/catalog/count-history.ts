import sql, { raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { InputError } from "../values/input-error.js";

export interface CountPoint {
  at: Date;
  count: number;
}

/** What is counted over time, by the name of its field. */
const observations = {
  upvoteHistory: { table: "upvote_observations", column: "upvotes" },
  starHistory: { table: "star_observations", column: "stars" },
} as const;

export type CountHistory = keyof typeof observations;

export interface HistoryQuery {
  /** Inclusive; a missing bound is open. */
  from?: Date | undefined;
  to?: Date | undefined;
  /** Bucket size, in UTC; the last observation in each bucket counts. */
  resolution: "HOUR" | "DAY" | "WEEK" | "MONTH" | "YEAR";
}

/**
 * Counts of each paper over time, oldest first. Buckets without observations have no point.
 *
 * @throws InputError if `from` is after `to`
 */
export async function loadCountHistories(
  db: Queryable,
  history: CountHistory,
  paperIds: readonly number[],
  { from, to, resolution }: HistoryQuery,
): Promise<CountPoint[][]> {
  if (from && to && from > to)
    throw new InputError(
      `${history}: \`from\` (${from.toISOString()}) is after \`to\` (${to.toISOString()}). Swap them.`,
    );
  const { table, column } = observations[history];
  const bucket = sql`date_trunc(${raw(`'${resolution}'`)}, observed_at, 'UTC')`;
  const rows = await db.query<CountPoint & { paperId: number }>(sql`
    select distinct on (paper_id, ${bucket}) paper_id as "paperId", observed_at as at, ${raw(column)} as count
    from ${raw(table)}
    where paper_id = any(${paperIds}::int[]) ${since(from)} ${until(to)}
    order by paper_id, ${bucket}, observed_at desc
  `);
  const points = new Map(paperIds.map((id): [number, CountPoint[]] => [id, []]));
  for (const { paperId, at, count } of rows) points.get(paperId)?.push({ at, count });
  return paperIds.map((id) => points.get(id) ?? []);
}

function since(from: Date | undefined): Sql {
  return from === undefined ? sql`` : sql`and observed_at >= ${from}`;
}

function until(to: Date | undefined): Sql {
  return to === undefined ? sql`` : sql`and observed_at <= ${to}`;
}
