import sql, { join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { quoteTerm } from "../../text/analysis/tsquery.js";
import { arxivIdBeginning, parseArxivId } from "../../text/arxiv-ids.js";
import { equalsName, leveledNameQuery, leveledPrefix, namesIn } from "../lists/name-search.js";
import { requireSize } from "../lists/page-request.js";
import { nameWords, titleKey } from "../values/folded-keys.js";
import { nameLevels, paperLevels } from "../values/levels.js";

export type SuggestedKind = "organization" | "author" | "keyword" | "paper";

/** A match, by its row ID. */
export interface Suggestion {
  readonly kind: SuggestedKind;
  readonly id: number;
}

interface Match extends Suggestion {
  /** Whether its name, title or arXiv ID is the text. */
  readonly isEqual: boolean;
  /** Rank among the equal or the other matches of its kind. */
  readonly rank: number;
  readonly upvotes: number;
}

/** Longer texts are truncated. */
export const maxTextLength = 2_000;
/** Of a longer text, only the longest words count, and the last. */
export const maxWords = 12;

/**
 * What a person who has typed a text may look for: papers with its words in the title, where the last one may be the beginning
 * of a word; organizations, authors and keywords with words that begin with its words. Equal names and titles come first. Then
 * the kinds take turns, the most upvoted first: organizations, authors and keywords by number of papers, papers by upvotes.
 *
 * @throws InputError
 */
export async function suggest(db: Queryable, typed: string, first: number): Promise<Suggestion[]> {
  requireSize("first", first);
  const text = typed.slice(0, maxTextLength);
  if (first === 0 || nameWords(text).length === 0) return [];
  const matches = await findMatches(db, text, first);
  // An unfinished word in the middle: `diff mod`.
  if (!matches.some(isPaper) && nameWords(text).length > 1)
    matches.push(...(await db.query<Match>(papersWith(beginningsOf(text), first), "suggest_papers")));
  return inTurns(matches).slice(0, first);
}

function isPaper({ kind }: Match): boolean {
  return kind === "paper";
}

function findMatches(db: Queryable, text: string, first: number): Promise<Match[]> {
  return db.query<Match>(
    join(
      [
        ...(["organization", "author", "keyword"] as const).flatMap((kind) => [
          namesEqualTo(kind, text, first),
          namesWith(kind, text, first),
        ]),
        papersEqualTo(text, first),
        papersWith((level) => paperQuery(text, level), first),
      ].map((each) => sql`(${each})`),
      " union all ",
    ),
    "suggest",
  );
}

const names = {
  organization: { rows: "organizations o", alias: "o" },
  author: { rows: "authors a", alias: "a" },
  keyword: { rows: "keywords k", alias: "k" },
} as const;

function namesOrder(alias: string): Sql {
  return raw(`${alias}.papers_count desc, ${alias}.upvotes desc, ${alias}.name_key, ${alias}.id`);
}

function namesEqualTo(kind: keyof typeof names, text: string, first: number): Sql {
  const { rows, alias } = names[kind];
  return matchesOf(
    kind,
    true,
    sql`
      select ${raw(alias)}.id, ${raw(alias)}.upvotes, row_number() over (order by ${namesOrder(alias)}) as rank
      from ${raw(rows)} where ${equalsName(alias, text)} and ${raw(alias)}.papers_count > 0
      order by rank limit ${first}::int
    `,
  );
}

function namesWith(kind: keyof typeof names, text: string, first: number): Sql {
  const { rows, alias } = names[kind];
  return matchesOf(
    kind,
    false,
    byLevels(
      nameLevels.map((level) => leveledNameQuery(text, level)),
      sql`
        select ${raw(alias)}.id, ${raw(alias)}.upvotes from (
          select * from ${raw(rows)}
          where leveled_names(${raw(alias)}.papers_count, ${namesIn(alias)}) @@ level.query::tsquery offset 0
        ) ${raw(alias)} order by ${namesOrder(alias)}
      `,
      first,
    ),
  );
}

const papersOrder = raw("p.upvotes desc, p.title_key, p.id");

function papersEqualTo(text: string, first: number): Sql {
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

function papersWith(queryOf: (level: string) => string, first: number): Sql {
  return matchesOf(
    "paper",
    false,
    byLevels(
      paperLevels.map(queryOf),
      sql`
        select p.id, p.upvotes from (
          select t.paper_id from paper_titles t
          where leveled_terms(t.level, t.words) @@ level.query::tsquery offset 0
        ) t cross join lateral (select * from papers p where p.id = t.paper_id offset 0) p
        order by ${papersOrder}
      `,
      first,
    ),
  );
}

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

/** Every word may be a beginning. */
function beginningsOf(text: string): (level: string) => string {
  const words = longest(nameWords(text));
  return (level) => words.map((word) => leveledPrefix(word, level)).join(" & ");
}

function longest(words: readonly string[]): string[] {
  return [...new Set(words)].sort((one, other) => other.length - one.length).slice(0, maxWords);
}

/** Words of one or two letters are as fast to find as beginnings. */
function isShort(word: string): boolean {
  return /^..?$/su.test(word);
}

/**
 * The first matches, highest level first: the levels below are not read.
 *
 * @param matches in a subquery with `offset 0`, so that Postgres finds them before it sorts them; it would read all rows in order
 */
function byLevels(queries: readonly string[], matches: Sql, first: number): Sql {
  return sql`
    select found.id, found.upvotes, row_number() over () as rank
    from unnest(${queries}::text[]) as level(query) cross join lateral (${matches} limit ${first}::int) found
    limit ${first}::int
  `;
}

function matchesOf(kind: SuggestedKind, isEqual: boolean, matches: Sql): Sql {
  return sql`
    select ${raw(`'${kind}'`)} as kind, id, ${raw(String(isEqual))} as "isEqual", rank::int, upvotes
    from (${matches}) matches where to_regclass('${raw(indexes[kind])}') is not null
  `;
}

/** Missing during a bulk load; without it, a search would take minutes. */
const indexes: Readonly<Record<SuggestedKind, string>> = {
  organization: "organizations_terms_idx",
  author: "authors_terms_idx",
  keyword: "keywords_terms_idx",
  paper: "paper_titles_terms_idx",
};

/** Equal names first; of each kind, the next best in each turn, the most upvoted first. */
function inTurns(matches: readonly Match[]): Suggestion[] {
  const [equal, others] = [matches.filter(isEqual), matches.filter((match) => !isEqual(match))];
  const known = new Set(equal.map(keyOf));
  return [equal, others.filter((match) => !known.has(keyOf(match)))].flatMap((group) => {
    const turns = kinds.flatMap((kind) =>
      group
        .filter((match) => match.kind === kind)
        .sort((one, other) => one.rank - other.rank)
        .map((match, turn) => ({ ...match, turn })),
    );
    return turns.sort((one, other) => one.turn - other.turn || other.upvotes - one.upvotes);
  });
}

function isEqual(match: Match): boolean {
  return match.isEqual;
}

const kinds: readonly SuggestedKind[] = ["organization", "author", "keyword", "paper"];

function keyOf({ kind, id }: Suggestion): string {
  return `${kind}:${id}`;
}
