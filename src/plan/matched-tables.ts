import sql, { empty, join, raw, type Sql } from "sql-template-tag";
import { allOf } from "../domain/lists/list.js";
import { type MatchedPapers, matchedColumns } from "../domain/stats/matched-papers.js";

/**
 * The papers that a statement reads, by condition, as common table expressions. Postgres makes a table of one that is read
 * several times, such as the papers whose facets are counted, and looks into one that is read once.
 */
export class MatchedTables {
  readonly #tables = new Map<string, { readonly name: Sql; readonly query: Sql }>();

  readonly matched: MatchedPapers = {
    of: (conditions) => {
      const query = matchedQuery(conditions);
      const key = keyOf(query);
      const known = this.#tables.get(key);
      if (known) return known.name;
      const name = raw(`matched${this.#tables.size}`);
      this.#tables.set(key, { name, query });
      return name;
    },
    known: (conditions) =>
      this.#tables.size === 0 ? undefined : this.#tables.get(keyOf(matchedQuery(conditions)))?.name,
  };

  /** To be written before a statement. */
  get with(): Sql {
    if (this.#tables.size === 0) return empty;
    return sql`with ${join([...this.#tables.values()].map(({ name, query }) => sql`${name} as (${query})`))} `;
  }
}

const columns = raw(matchedColumns.map((column) => `p.${column}`).join(", "));

function matchedQuery(conditions: readonly Sql[]): Sql {
  return sql`select ${columns} from papers p where ${allOf(conditions)}`;
}

function keyOf({ text, values }: Sql): string {
  return JSON.stringify([text, values]);
}
