import sql, { raw, type Sql } from "sql-template-tag";
import { quoteTerm } from "../../text/analysis/tsquery.js";
import { arxivIdBeginning, parseArxivId } from "../../text/arxiv-ids.js";
import { leveledPrefix } from "../lists/name-search.js";
import { nameWords, titleKey } from "../values/folded-keys.js";
import { paperLevels } from "../values/levels.js";
import { byLevels, matchesOf } from "./leveled-matches.js";

/** Of a longer text, only the longest words count, and the last. */
export const maxWords = 12;

const papersOrder = raw("p.upvotes desc, p.title_key, p.id");

/** Papers whose title or arXiv ID is the text. */
export function papersEqualTo(text: string, first: number): Sql {
  return matchesOf(
    "paper",
    true,
    sql`
      select p.id, p.upvotes, row_number() over (order by ${papersOrder}) as rank from papers p
      where p.title_key = ${titleKey(text)} or p.arxiv_id = ${parseArxivId(text) ?? null}
      order by rank limit ${first}::int
    `,
  );
}

/** Papers with the words of a text in the title, where the last one may be the beginning of a word. */
export function papersWith(text: string, first: number): Sql {
  const typed = typedIn(text);
  return papersOfLevels(
    (level) => paperQuery(typed, level),
    (level) => tellingQuery(typed, level),
    first,
  );
}

/** Papers with words in the title that begin with the words of a text. */
export function papersBeginningWith(text: string, first: number): Sql {
  const words = longest(nameWords(text));
  const telling = words.filter((word) => !isShort(word));
  return papersOfLevels(
    (level) => words.map((word) => leveledPrefix(word, level)).join(" & "),
    // Too many titles have words with the first letters of one.
    (level) => (telling.length > 1 ? telling.map((word) => firstLetters(word, level)).join(" & ") : null),
    first,
  );
}

/**
 * The index reads all words with a beginning, and each further word costs more than it tells. So titles with a few telling words
 * and first letters are looked up; unless they are many, their words are compared.
 *
 * @param query of the terms of a level, or of words without one
 * @param telling matches more than the query, faster; null if that would be too many
 */
function papersOfLevels(
  query: (level: string) => string,
  telling: (level: string) => string | null,
  first: number,
): Sql {
  const terms = raw("leveled_terms(t.level, t.words)");
  return matchesOf(
    "paper",
    false,
    byLevels(
      { query: paperLevels.map(query), telling: paperLevels.map(telling) },
      sql`
        with candidates as materialized (
          select t.paper_id, t.words from paper_titles t where ${terms} @@ level.telling::tsquery
        ), few as materialized (select * from candidates limit ${raw(String(fewTitles + 1))})
        select p.id, p.upvotes from (
          select t.paper_id from few t
          where (select count(*) from few) <= ${raw(String(fewTitles))}
            and array_to_tsvector(array_remove(string_to_array(t.words, ' '), '')) @@ ${query("")}::tsquery
          union all
          (
            select t.paper_id from paper_titles t
            where (level.telling is null or (select count(*) from few) > ${raw(String(fewTitles))})
              and ${terms} @@ level.query::tsquery
            offset 0
          )
        ) t cross join lateral (select * from papers p where p.id = t.paper_id offset 0) p
        order by ${papersOrder}
      `,
      first,
    ),
  );
}

/** Comparing the words of this number of titles takes a millisecond. */
const fewTitles = 400;

/** A text for a search box. */
interface Typed {
  /** Words that are complete, the longest first. */
  readonly whole: readonly string[];
  readonly last: string;
  /** The arXiv ID that the text may be the beginning of. */
  readonly id: string | undefined;
}

function typedIn(text: string): Typed {
  const words = nameWords(text);
  const last = words.pop() ?? "";
  return { whole: longest(words), last, id: arxivIdBeginning(text) };
}

function paperQuery({ whole, last, id }: Typed, level: string): string {
  const words = whole.map((word) => (isShort(word) ? leveledPrefix(word, level) : quoteTerm(level + word)));
  const query = [...words, leveledPrefix(last, level)].join(" & ");
  return id === undefined ? query : `${query} | ${quoteTerm(`${level}#${id}`)}:*`;
}

/** With more words, the index reads more and finds hardly fewer titles. */
const maxTelling = 3;

/** None if all words but the last are as short as `for`, or the text may be the beginning of an arXiv ID. */
function tellingQuery({ whole, last, id }: Typed, level: string): string | null {
  const telling = whole.filter((word) => /^.{4}/su.test(word)).slice(0, maxTelling);
  if (telling.length === 0 || id !== undefined) return null;
  return [...telling.map((word) => quoteTerm(level + word)), firstLetters(last, level)].join(" & ");
}

/** One term, where a longer beginning matches many. */
function firstLetters(word: string, level: string): string {
  return leveledPrefix([...word].slice(0, 3).join(""), level);
}

function longest(words: readonly string[]): string[] {
  return [...new Set(words)].sort((one, other) => other.length - one.length).slice(0, maxWords);
}

/** Words of one or two letters are as fast to find as beginnings. */
function isShort(word: string): boolean {
  return /^..?$/su.test(word);
}
