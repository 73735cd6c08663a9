import sql, { type Sql } from "sql-template-tag";

/**
 * IDs of papers whose upvotes may have changed after one instant and up to another, as `paper_id`. Undated observations
 * are found by the dates from which they count.
 *
 * @param minUpvotes leaves out papers that had fewer at each dated observation
 */
export function changedBetween(from: Date, to: Date, minUpvotes = 0): Sql {
  const [low, high] = [sql`${from}::timestamptz`, sql`${to}::timestamptz`];
  const [firstDay, lastDay] = [
    sql`(${low} at time zone 'UTC')::date - 1`,
    sql`(${high} at time zone 'UTC')::date`,
  ];
  const isUndated = (paperId: Sql) =>
    sql`exists (select from upvote_observations o where o.paper_id = ${paperId} and not o.dated)`;
  return sql`
    select paper_id from upvote_observations
    where observed_at > ${low} and observed_at <= ${high} and upvotes >= ${minUpvotes}::int
    union
    select f.paper_id from feature_days f
    where f.day >= ${firstDay} and f.day < ${lastDay} and ${isUndated(sql`f.paper_id`)}
    union
    select p.id from papers p
    where p.published_on >= ${firstDay} and p.published_on <= ${lastDay} and ${isUndated(sql`p.id`)}
  `;
}
