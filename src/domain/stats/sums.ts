import sql, { type Sql } from "sql-template-tag";

/** Maximum of GraphQL's Int and of a Postgres integer; larger sums are clamped. */
const maxSum = sql`2147483647`;

/** Columns of sums over partial sums. */
export const sums: Sql = sql`
  coalesce(sum(papers), 0)::int as papers, least(coalesce(sum(upvotes), 0), ${maxSum})::int as upvotes,
  least(coalesce(sum(comments), 0), ${maxSum})::int as comments, sum(upvotes)::float8 / nullif(sum(papers), 0) as average
`;

/** The same without papers. */
export const noSums: Sql = sql`0 as papers, 0 as upvotes, 0 as comments, null::float8 as average`;
