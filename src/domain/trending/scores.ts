import sql, { join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { halfLives, scoreColumns, scoreEpoch, trendingWindows } from "./windows.js";

/**
 * Sets what the upvotes of papers are worth, from all their observations: an upvote observed at t is worth
 * 2^((t - scoreEpoch) / halfLife), and what is stored is the logarithm to base 2 of the sum. A paper without upvotes and
 * a withdrawn one have no score.
 *
 * An upvote that still stands counts from when it was first seen; where a total falls, the newest go. So of the step from
 * one total to the next those remain that no later total falls below, which is never less than nothing, and all of them
 * together are the paper's upvotes. The upvotes of the first observation, for which no source says when they came, count
 * from the end of the paper's first featured day, or else from its publication, and never later than they were observed.
 *
 * All observations are summed anew rather than one added to the sum, so that the order in which they came leaves no trace.
 */
export async function refreshScores(db: Queryable, paperIds: readonly number[]): Promise<void> {
  if (paperIds.length === 0) return;
  await db.query(
    sql`
      with steps as (
        select o.paper_id,
          min(o.upvotes) over (ordered rows between current row and unbounded following)
            - coalesce(lag(o.upvotes) over ordered, 0) as gained,
          extract(epoch from (
            case when lag(o.upvotes) over ordered is null
              then least(o.observed_at, coalesce(
                (
                  select (min(f.day) + 1)::timestamp at time zone 'UTC'
                  from feature_days f where f.paper_id = o.paper_id
                ),
                p.published_at,
                (p.published_on + 1)::timestamp at time zone 'UTC'
              ))
              else o.observed_at
            end
          ) - ${scoreEpoch}::timestamptz)::float8 / 3600 as age
        from upvote_observations o join papers p on p.id = o.paper_id
        where o.paper_id = any(${paperIds}::int[]) and p.withdrawn_at is null
        window ordered as (partition by o.paper_id order by o.observed_at)
      ),
      counted as (
        select paper_id, gained, age, max(age) over (partition by paper_id) as newest from steps where gained > 0
      ),
      scores as (
        select paper_id, ${join(trendingWindows.map((window) => logSum(halfLives[window], scoreColumns[window])))}
        from counted group by paper_id
      ),
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

/** The largest power is taken out of the sum, or years of eight hours each would be too much for a number. */
function logSum(halfLife: number, name: string): Sql {
  return sql`
    max(age) / ${raw(String(halfLife))} + ln(sum(
      gained * power(2::float8, greatest((age - newest) / ${raw(String(halfLife))}, -1000)) order by age
    )) / ln(2::float8) as ${raw(name)}
  `;
}
