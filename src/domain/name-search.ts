import sql, { raw, type Sql } from "sql-template-tag";
import { quoteTerm } from "../text/analysis/tsquery.js";
import { nameBeginnings } from "./keys.js";

/**
 * Names in which every word of the search is the beginning of a word, accents, case and order apart: `Balázs Nagy` by
 * `nagy bal`. All names of an author `a` (printed ones, the account's, the username) count as one, and so do the name and
 * the slugs of an organization `o`. The expressions are those of the indexes on words.
 */
export function named(alias: "a" | "k" | "o", search: string): Sql {
  const names =
    alias === "k" ? "k.name_key" : `${alias}.name_key || coalesce(' ' || ${alias}.other_name_keys, '')`;
  return sql`name_words(${raw(names)}) @@ ${wordsQuery(search)}::tsquery`;
}

/** `'nagy':* & 'bal':*`: matches the beginnings of words. Postgres refuses an empty word, and one of more than 2 kB. */
function wordsQuery(search: string): string {
  return nameBeginnings(search)
    .map((word) => `${quoteTerm(word)}:*`)
    .join(" & ");
}
