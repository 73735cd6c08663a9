import sql, { join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { equalsName, leveledNameQuery, namesIn } from "../lists/name-search.js";
import { requireSize } from "../lists/page-request.js";
import { nameWords } from "../values/folded-keys.js";
import { nameLevels } from "../values/levels.js";
import { byLevels, matchesOf, type SuggestedKind } from "./leveled-matches.js";
import { papersBeginningWith, papersEqualTo, papersWith } from "./suggested-papers.js";

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
    matches.push(...(await db.query<Match>(papersBeginningWith(text, first), "suggest_papers")));
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
        papersWith(text, first),
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
      { query: nameLevels.map((level) => leveledNameQuery(text, level)) },
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
