import sql, { join, raw, type Sql } from "sql-template-tag";
import { quoteTerm } from "../../text/analysis/tsquery.js";
import { nameBeginnings, nameKey } from "../values/folded-keys.js";

// All names of an author `a` (printed ones, the account's, the username) count as one, and so do the name and the slugs of an
// organization `o`. The SQL function `name_words` gives the words of names; after a line feed, each whole name without its
// spaces; and after a tab, parts by which it is also found. The expressions are those of the indexes on words.

type Alias = "a" | "k" | "o";

/** Between the keys of several names in one column: no key contains it. */
export const nameSeparator = "\n";

/**
 * Names in which every word of the search is the beginning of a word, accents, case and order apart: `Balázs Nagy` by
 * `nagy bal`, or is two words in a row: `Mary O'Brien` by `obrien`; and names that differ only in spaces and hyphens:
 * `Wei-Ning Hsu` by `weininghsu`. East Asian given names are found without the surname.
 */
export function named(alias: Alias, search: string): Sql {
  const { beginnings, joined } = queriesOf(search);
  return matches(alias, `${beginnings} | ${joined}`);
}

/**
 * The same names in groups: those equal to the search; those that have all its words, each a word of its own, where an initial
 * stands for a word that begins with it; those that differ in spaces; the others.
 *
 * @returns the condition of each group, the best first
 */
export function namedByRank(alias: Alias, search: string): Sql[] {
  const { beginnings, joined, equal, whole, words } = queriesOf(search);
  const repeated = repeatedWords(words).map((pattern) => sql`chr(10) || ${names(alias)} ~ ${pattern}`);
  const hasAll = (query: string) => sql`(${join([matches(alias, query), ...repeated], " and ")})`;
  const lacksSome = (query: string) =>
    repeated.length === 0
      ? matches(alias, `${query} & !(${whole})`)
      : sql`(${matches(alias, query)} and not ${hasAll(whole)})`;
  return [
    matches(alias, equal),
    hasAll(`${whole} & !(${equal})`),
    lacksSome(`${joined} & !(${equal})`),
    lacksSome(`${beginnings} & !${joined}`),
  ];
}

function names(alias: Alias): Sql {
  return raw(
    alias === "k" ? "k.name_key" : `(${alias}.name_key || coalesce(E'\\n' || ${alias}.other_name_keys, ''))`,
  );
}

function matches(alias: Alias, query: string): Sql {
  return sql`name_words(${names(alias)}) @@ ${query}::tsquery`;
}

interface NameQueries {
  /** Every word of the search is the beginning of a word, or is a part: `('nagy':* | '\tnagy') & ('bal':* | '\tbal')`. */
  readonly beginnings: string;
  /** A name without its spaces is the search without its spaces. */
  readonly joined: string;
  /** The same, and every word of the search is a word. */
  readonly equal: string;
  /** Every word of the search is a word, or an initial and the beginning of one. */
  readonly whole: string;
  /** The words of the search. */
  readonly words: readonly string[];
}

/** Postgres refuses an empty word, and one of more than 2 kB. */
function queriesOf(search: string): NameQueries {
  const key = nameKey(search);
  const words = key.split(" ").filter((word) => word !== "");
  const joined = quoteTerm(`${nameSeparator}${key.replaceAll(" ", "")}`);
  const all = (parts: readonly string[]) => [...new Set(parts)].join(" & ");
  return {
    words,
    beginnings: all(nameBeginnings(search).map(beginning)),
    joined,
    equal: all([joined, ...words.map(quoteTerm)]),
    whole: all(words.map((word) => (isInitial(word) ? `${quoteTerm(word)}:*` : quoteTerm(word)))),
  };
}

/** Two words as one must be all of it: `yan` and `gao` are no `yang`. East Asian given names may be begun. */
function beginning(word: string): string {
  const part = quoteTerm(`\t${word}`);
  return `(${quoteTerm(word)}:* | ${/^[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]/.test(word) ? `${part}:*` : part})`;
}

/** A letter of a script that has initials. */
function isInitial(word: string): boolean {
  return /^\p{Ll}$/u.test(word);
}

/** Repetitions beyond these are not checked. */
const maxRepeated = 4;

/**
 * What `whole` cannot tell: that a name has as many words as the search for a word that is repeated (`Li Li`), or that an
 * initial may stand for (`L. Li`).
 *
 * @returns regular expressions over the keys of names, one a line
 */
function repeatedWords(words: readonly string[]): string[] {
  return [...new Set(words)].flatMap((word) => {
    const initial = isInitial(word);
    const times = words.filter((each) => (initial ? each.startsWith(word) : each === word)).length;
    if (times === 1) return [];
    const literal = word.replace(/[^\p{L}\p{M}\p{N}]/gu, "\\$&");
    const one = initial ? `${literal}[^ \n]*` : literal;
    return [`[ \n]${Array(Math.min(times, maxRepeated)).fill(one).join("( [^\n]*)? ")}($|[ \n])`];
  });
}
