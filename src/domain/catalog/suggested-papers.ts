import sql, { raw, type Sql } from "sql-template-tag";
import { quoteTerm } from "../../text/analysis/tsquery.js";
import { arxivIdBeginning, parseArxivId } from "../../text/arxiv-ids.js";
import { leveledPrefix } from "../lists/name-search.js";
import { nameWords, titleKey } from "../values/folded-keys.js";
import { paperLevels } from "../values/levels.js";
import { byLevels, type LevelQuery, matchesOf } from "./leveled-matches.js";

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
  const whole = tellingWords(text);
  return papersOfLevels(
    paperLevels.map((level) => ({
      query: paperQuery(text, level),
      whole: whole.length === 0 ? null : whole.map((word) => quoteTerm(level + word)).join(" & "),
    })),
    first,
  );
}

/** Papers with words in the title that begin with the words of a text. */
export function papersBeginningWith(text: string, first: number): Sql {
  const words = longest(nameWords(text));
  const query = (level: string) => words.map((word) => leveledPrefix(word, level)).join(" & ");
  return papersOfLevels(
    paperLevels.map((level) => ({ query: query(level) })),
    first,
  );
}

/**
 * The index reads all words with a beginning, even if few titles have the other words. So titles with the other words are looked
 * up first; if they are few, their words are compared.
 */
function papersOfLevels(levels: readonly LevelQuery[], first: number): Sql {
  const terms = raw("leveled_terms(t.level, t.words)");
  return matchesOf(
    "paper",
    false,
    byLevels(
      levels,
      sql`
        with whole as materialized (
          select t.paper_id, t.level, t.words from paper_titles t where ${terms} @@ level.whole::tsquery
        ), few as materialized (select * from whole limit ${raw(String(fewTitles + 1))})
        select p.id, p.upvotes from (
          select t.paper_id from few t
          where (select count(*) from few) <= ${raw(String(fewTitles))} and ${terms} @@ level.query::tsquery
          union all
          (
            select t.paper_id from paper_titles t
            where (level.whole is null or (select count(*) from few) > ${raw(String(fewTitles))})
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

/** Comparing the words of this number of titles takes three milliseconds. */
const fewTitles = 100;

function paperQuery(text: string, level: string): string {
  const words = nameWords(text);
  const last = words.pop() ?? "";
  const whole = longest(words).map((word) =>
    isShort(word) ? leveledPrefix(word, level) : quoteTerm(level + word),
  );
  const query = [...whole, leveledPrefix(last, level)].join(" & ");
  const id = arxivIdBeginning(text);
  return id === undefined ? query : `${query} | ${quoteTerm(`${level}#${id}`)}:*`;
}

/** Letters of a word that tells titles apart, at least: most levels have many with `for`. */
const tellingLetters = 4;

/** All words but the last; none if these are short, or the text may be the beginning of an arXiv ID. */
function tellingWords(text: string): string[] {
  const words = longest(nameWords(text).slice(0, -1)).filter((word) => !isShort(word));
  const tells = words.some((word) => [...word].length >= tellingLetters);
  return tells && arxivIdBeginning(text) === undefined ? words : [];
}

function longest(words: readonly string[]): string[] {
  return [...new Set(words)].sort((one, other) => other.length - one.length).slice(0, maxWords);
}

/** Words of one or two letters are as fast to find as beginnings. */
function isShort(word: string): boolean {
  return /^..?$/su.test(word);
}
