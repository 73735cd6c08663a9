import sql, { join, raw, type Sql } from "sql-template-tag";
import { quoteTerm } from "../../text/analysis/tsquery.js";
import { nameKey, namePrefixes } from "../values/folded-keys.js";

// Searches all names of an author `a` (printed, account, username) or an organization `o` (name, slugs) at once. The
// SQL function `name_words` returns the words of names; each whole name without spaces, prefixed by a line feed; and
// additional parts, prefixed by a tab. The expressions must match those of the indexes on words.

type Alias = "a" | "k" | "o";

/** Separates name keys within a column; keys never contain it. */
export const nameSeparator = "\n";

/**
 * Matches names in which every word of the search is a word prefix, ignoring accents, case and order (`Balázs Nagy`
 * by `nagy bal`), or two consecutive words (`Mary O'Brien` by `obrien`); and names that differ only in spaces and
 * hyphens (`Wei-Ning Hsu` by `weininghsu`). East Asian given names match without the surname.
 */
export function nameCondition(alias: Alias, search: string): Sql {
  const { prefixes, joined } = queriesOf(search);
  return matches(alias, `${prefixes} | ${joined}`);
}

/**
 * The same matches, partitioned by rank: exact names; names with all words of the search, where an initial matches
 * any word that starts with it; names that differ in spaces; all others.
 *
 * @returns one condition per rank, best first
 */
export function nameConditionsByRank(alias: Alias, search: string): Sql[] {
  const { prefixes, joined, equal, whole, words } = queriesOf(search);
  const repeated = repeatedWords(words).map((pattern) => sql`chr(10) || ${namesIn(alias)} ~ ${pattern}`);
  const hasAll = (query: string) => sql`(${join([matches(alias, query), ...repeated], " and ")})`;
  const lacksSome = (query: string) =>
    repeated.length === 0
      ? matches(alias, `${query} & !(${whole})`)
      : sql`(${matches(alias, query)} and not ${hasAll(whole)})`;
  return [
    matches(alias, equal),
    hasAll(`${whole} & !(${equal})`),
    lacksSome(`${joined} & !(${equal})`),
    lacksSome(`${prefixes} & !${joined}`),
  ];
}

/** The folded names of a row, as in the expressions of the indexes. */
export function namesIn(alias: Alias): Sql {
  return raw(
    alias === "k" ? "k.name_key" : `(${alias}.name_key || coalesce(E'\\n' || ${alias}.other_name_keys, ''))`,
  );
}

function matches(alias: Alias, query: string): Sql {
  return sql`name_words(${namesIn(alias)}) @@ ${query}::tsquery`;
}

interface NameQueries {
  /** Every word is a word prefix or a part: `('nagy':* | '\tnagy') & ('bal':* | '\tbal')`. */
  readonly prefixes: string;
  /** The name equals the search, ignoring spaces. */
  readonly joined: string;
  /** `joined`, and every word is a whole word. */
  readonly equal: string;
  /** Every word is a whole word or the initial of one. */
  readonly whole: string;
  readonly words: readonly string[];
}

/** Postgres rejects empty lexemes and those longer than 2 kB. */
function queriesOf(search: string): NameQueries {
  const key = nameKey(search);
  const words = key.split(" ").filter((word) => word !== "");
  const joined = quoteTerm(`${nameSeparator}${key.replaceAll(" ", "")}`);
  const all = (parts: readonly string[]) => [...new Set(parts)].join(" & ");
  return {
    words,
    prefixes: all(namePrefixes(search).map((word) => prefixQuery(word))),
    joined,
    equal: all([joined, ...words.map(quoteTerm)]),
    whole: all(words.map((word) => (isInitial(word) ? `${quoteTerm(word)}:*` : quoteTerm(word)))),
  };
}

/** The names that `nameCondition` matches, among the terms of a level (`leveled_names` in SQL). */
export function leveledNameQuery(search: string, level: string): string {
  return namePrefixes(search)
    .map((word) => prefixQuery(word, level))
    .join(" & ");
}

/** Names that equal the search, ignoring spaces. */
export function equalsName(alias: Alias, search: string): Sql {
  return matches(alias, queriesOf(search).joined);
}

/** The words that begin with a text: plain ones or, with a level, its terms, among which are the first three letters of words. */
export function leveledPrefix(beginning: string, level: string): string {
  return level !== "" && /^.{1,3}$/su.test(beginning)
    ? quoteTerm(`${level}!${beginning}`)
    : `${quoteTerm(level + beginning)}:*`;
}

/**
 * Joined words must match completely: `yan` and `gao` do not match `yang`. An initial does not join the next word (`J. Ames`
 * does not match `james`), unless its letter may have an apostrophe: `O'Brien`. East Asian given names may match by prefix.
 */
function prefixQuery(word: string, level = ""): string {
  const own = leveledPrefix(word, level);
  const part = quoteTerm(`${level}\t${word}`);
  if (/^[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]/.test(word)) return `(${own} | ${part}:*)`;
  const [, initial, rest] = /^([a-z])(.+)$/.exec(word) ?? [];
  const isChecked = initial !== undefined && rest !== undefined && !/[dlmnot]/.test(initial);
  const joined = isChecked
    ? `(${part} & !(${quoteTerm(level + initial)} & ${quoteTerm(level + rest)}))`
    : part;
  return `(${own} | ${joined})`;
}

/** A single letter, in a script that has initials. */
function isInitial(word: string): boolean {
  return /^\p{Ll}$/u.test(word);
}

/** Further repetitions are not checked. */
const maxRepeated = 4;

/**
 * Checks what `whole` cannot: that a name contains a repeated word as often as the search does (`Li Li`), including
 * words that an initial may stand for (`L. Li`).
 *
 * @returns regular expressions over name keys, one key per line
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
