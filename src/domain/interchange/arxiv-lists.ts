import sql, { raw, type Sql } from "sql-template-tag";

// The lists that only arXiv states, as drafts have them: null if unknown.

/** @param papers alias of the table */
export function categoriesOf(papers: string): Sql {
  return sql`(
    select array_agg(category order by position) from paper_categories where paper_id = ${raw(papers)}.id
  )`;
}

/** @param papers alias of the table */
export function versionsOf(papers: string): Sql {
  return sql`(
    select json_agg(json_build_object(
      'number', number,
      'submittedAt', to_char(submitted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    ) order by number)
    from paper_versions where paper_id = ${raw(papers)}.id
  )`;
}
