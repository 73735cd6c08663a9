import sql, { raw, type Sql } from "sql-template-tag";
import { hashTerm } from "./term-hash.js";

// `paper_texts.term_hashes` holds the hashes of a paper's terms one after the other, 4 bytes each, most significant byte first: half
// as much to send as an integer array, and searched in less time.

export const hashSize = 4;

/**
 * Impact of a term in a text, as SQL: 0 if the text does not have it. One in ten million texts has the bytes of the hash in two
 * neighboring ones: the impact is then that of the first of these.
 *
 * @param terms of type bytea, of `paper_texts.term_hashes` or its beginning
 * @param impacts of each
 */
export function impactOfTerm(terms: Sql, impacts: Sql, term: string): Sql {
  return sql`coalesce(get_byte(${impacts}, nullif(position(${stored(term)}::bytea in ${terms}), 0) / ${size}), 0)`;
}

/** Whether a text has a term, as SQL; in the same one of ten million texts, it may not be found. */
export function hasTerm(terms: Sql, term: string): Sql {
  return sql`position(${stored(term)}::bytea in ${terms}) % ${size} = 1`;
}

/** The terms with the highest impacts, as SQL. */
export function strongestTerms(terms: Sql, count: number): Sql {
  return sql`substr(${terms}, 1, ${raw(String(count * hashSize))})`;
}

const size = raw(String(hashSize));

function stored(term: string): string {
  return `\\x${(hashTerm(term) >>> 0).toString(16).padStart(2 * hashSize, "0")}`;
}
