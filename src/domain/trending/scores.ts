import sql, { join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { halfLives, scoreColumns, scoreEpoch, type TrendingWindow, trendingWindows } from "./windows.js";

/**
 * From when the upvotes of a paper's first observation count, if that is earlier than the observation: their time is
 * unknown. Of `upvote_observations o` and `papers p`.
 */
const beginning = sql`
  coalesce(
    (select (min(f.day) + 1)::timestamp at time zone 'UTC' from feature_days f where f.paper_id = o.paper_id),
    p.published_at,
    (p.published_on + 1)::timestamp at time zone 'UTC'
  )
`;

/**
 * From when an observation is part of the history: when it was made or, if the source did not state that, from when its
 * upvotes count. null-safe: `least` ignores nulls.
 */
export const observedFrom = sql`case when o.dated then o.observed_at else least(o.observed_at, ${beginning}) end`;

/** Whether an observation, and its paper, were there at an instant: later observations and withdrawals do not exist. */
export function existsAt(instant: Date): Sql {
  return sql`
    (p.withdrawn_at is null or p.withdrawn_at > ${instant}::timestamptz) and (
      o.observed_at <= ${instant}::timestamptz
      or (not o.dated and ${observedFrom} <= ${instant}::timestamptz and not exists (
        select from upvote_observations earlier
        where earlier.paper_id = o.paper_id and earlier.observed_at < o.observed_at
      ))
    )
  `;
}

/**
 * Scores of papers from their observations, as rows of `paper_id`, `upvotes` and a column per window. An upvote observed at t is
 * worth 2^((t - scoreEpoch) / halfLife); the score is the base-2 logarithm of the sum. Papers without upvotes and
 * withdrawn papers have no score.
 *
 * An upvote counts from when it was first observed. When a total falls, the newest upvotes are removed first: each
 * increase keeps only what no later total undercuts, which is never negative and adds up to the last total.
 * Upvotes of the first observation have no known time; they count from the end of the first feature day, or else from
 * publication, but never later than they were observed.
 *
 * @param chosen condition on `papers p` and `upvote_observations o`
 * @param asOf only what existed at this instant counts
 */
export function scoresOf(chosen: Sql, windows: readonly TrendingWindow[], asOf?: Date): Sql {
  return sql`
    select paper_id, sum(gained)::int as upvotes, ${join(windows.map((window) => logSum(halfLives[window], scoreColumns[window])))}
    from (
      select paper_id, gained, age, max(age) over (partition by paper_id) as newest
      from (
        select o.paper_id,
          min(o.upvotes) over latest - coalesce(lead(o.upvotes) over latest, 0) as gained,
          extract(epoch from (
            case when lead(o.upvotes) over latest is null then least(o.observed_at, ${beginning}) else o.observed_at end
          ) - ${scoreEpoch}::timestamptz)::float8 / 3600 as age
        from upvote_observations o join papers p on p.id = o.paper_id
        where ${chosen} and ${asOf === undefined ? sql`p.withdrawn_at is null` : existsAt(asOf)}
        window latest as (partition by o.paper_id order by o.observed_at desc rows unbounded preceding)
      ) steps
      where gained > 0
    ) counted
    group by paper_id
  `;
}

/**
 * Recomputes trending scores from all observations. They are recomputed instead of incremented, so that they do not
 * depend on the order of observations.
 */
export async function refreshScores(db: Queryable, paperIds: readonly number[]): Promise<void> {
  if (paperIds.length === 0) return;
  await db.query(
    sql`
      with scores as (${scoresOf(sql`o.paper_id = any(${paperIds}::int[])`, trendingWindows)}),
      dropped as (
        delete from trending_scores
        where paper_id = any(${paperIds}::int[]) and paper_id not in (select paper_id from scores)
      )
      insert into trending_scores as known (paper_id, day, week, month)
      select paper_id, day, week, month from scores
      on conflict (paper_id) do update set day = excluded.day, week = excluded.week, month = excluded.month
      where (known.day, known.week, known.month) is distinct from (excluded.day, excluded.week, excluded.month)
    `,
    "refresh_scores",
  );
}

/** Factors out the largest power to avoid overflow: years of 8-hour half-lives exceed a double. */
function logSum(halfLife: number, name: string): Sql {
  return sql`
    max(age) / ${raw(String(halfLife))} + ln(sum(
      gained * power(2::float8, greatest((age - newest) / ${raw(String(halfLife))}, -1000)) order by age
    )) / ln(2::float8) as ${raw(name)}
  `;
}
