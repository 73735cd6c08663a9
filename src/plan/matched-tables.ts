import sql, { empty, join, raw, type Sql } from "sql-template-tag";
import { allOf } from "../domain/lists/list.js";
import type { MatchedPapers } from "../domain/stats/source-rows.js";

/**
 * The papers that a statement reads, by condition, as common table expressions. Postgres makes a table of one that is read
 * several times, such as the papers whose facets are counted, and looks into one that is read once.
 */
export class MatchedTables {
  readonly #tables = new Map<string, { readonly name: Sql; readonly query: Sql }>();

  readonly matched: MatchedPapers = (conditions) => {
    const query = sql`
      select p.id, p.published_on, p.organization_id, p.upvotes, p.comments_count from papers p where ${allOf(conditions)}
    `;
    const key = JSON.stringify([query.text, query.values]);
    const known = this.#tables.get(key);
    if (known) return known.name;
    const name = raw(`matched${this.#tables.size}`);
    this.#tables.set(key, { name, query });
    return name;
  };

  /** To be written before a statement. */
  get with(): Sql {
    if (this.#tables.size === 0) return empty;
    return sql`with ${join([...this.#tables.values()].map(({ name, query }) => sql`${name} as (${query})`))} `;
  }
}
