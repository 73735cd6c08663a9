import sql, { raw, type Sql } from "sql-template-tag";
import { nameWords } from "./keys.js";

/**
 * Names in which every word searched for is the beginning of a word, accents, case and order apart: `Balázs Nagy` by
 * `nagy bal`. The expressions are those of the indexes on words.
 */
export function named(alias: "a" | "k", search: string): Sql {
  return sql`name_words(${raw(alias)}.name_key) @@ ${wordsQuery(search)}::tsquery`;
}

/** The same for organizations `o`, of which the short name counts as part of the name. */
export function organizationNamed(search: string): Sql {
  return sql`
    name_words(o.name_key || ' ' || regexp_replace(o.slug_key, '[^[:alnum:]]+', ' ', 'g'))
      @@ ${wordsQuery(search)}::tsquery
  `;
}

/**
 * `'nagy':* & 'bal':*`, as Postgres writes queries for the beginnings of words. It would refuse an empty word, and
 * one of more than 2 kB.
 */
function wordsQuery(search: string): string {
  return nameWords(search)
    .map((word) => `'${word.replaceAll("\\", "\\\\").replaceAll("'", "''")}':*`)
    .join(" & ");
}
