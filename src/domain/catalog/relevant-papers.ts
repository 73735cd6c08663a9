import sql, { join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { candidatesOf, expectsFew } from "../../search/candidates.js";
import { strongTerms } from "../../search/levels.js";
import { scoreOf } from "../../search/relevance.js";
import { loadTermStatistics } from "../../search/statistics.js";
import type { SearchQuery } from "../../text/analysis/query.js";
import { quoteTerm } from "../../text/analysis/tsquery.js";
import { cursorKeysBy } from "../lists/cursor-keys.js";
import { allOf, type List } from "../lists/list.js";
import { type PaperFilter, paperConditions, requireSearch, splitSearch } from "./paper-filter.js";

/** If a filter leaves at most this many matches, all are scored, even if the search alone has more. */
const maxFullyScored = 3_000;
/** Larger than the estimate for any term missing from the statistics. */
const knownMatches = 1_000;

const scoreType = "real" as const;

/**
 * Nullable in any case: whether all matches have a score depends on the term statistics, which can change between
 * pages.
 */
export const relevantCursorKeys = cursorKeysBy({ type: scoreType, nullable: true });

/**
 * Papers that match a filter, most relevant first: scored papers by BM25, then the others, newest first. Selects IDs
 * only.
 *
 * @param scope further conditions on `papers p`
 * @throws InputError if the search text has no searchable word
 */
export async function listByRelevance(
  db: Queryable,
  scope: readonly Sql[],
  filter: PaperFilter,
  direction: List["order"]["direction"],
): Promise<List> {
  const { text = "", rest } = splitSearch(filter);
  const parsed = requireSearch(text);
  const { terms, whole } = parsed;
  const statistics = await loadTermStatistics(db, terms.flatMap(strongTerms).concat(whole ?? []));
  const isFound = async (term: string) =>
    statistics.countOf(term) > knownMatches || (await countMatches(db, quoteTerm(term))) > 0;
  const query = whole === undefined || (await isFound(whole)) ? parsed : withoutWhole(parsed);
  const { tsquery } = query;
  const others = [...scope, ...paperConditions(rest)];
  const list = {
    columns: sql`t.paper_id as id`,
    from: others.length === 0 ? sql`paper_texts t` : sql`paper_texts t join papers p on p.id = t.paper_id`,
    id: sql`t.paper_id`,
  };
  const matches = sql`t.search @@ ${tsquery}::tsquery`;
  const all = { ...list, conditions: [...others, matches] };
  const order = { value: scoreOf(query, statistics), type: scoreType, direction };
  const candidates = await candidatesOf(query, statistics, (each) => countMatches(db, each));
  if (candidates === undefined || (others.length > 0 && (await isAffordable(db, all))))
    return { ...all, order: { ...order, nullable: false } };
  const scored = sql`(${join(
    candidates.map((each) => sql`t.search @@ ${each}::tsquery`),
    " or ",
  )})`;
  if (!expectsFew(query, statistics)) {
    const presence = { valued: scored, unvalued: sql`${matches} and not ${scored}` };
    return { ...list, conditions: others, order: { ...order, nullable: true, presence } };
  }
  // Walking all papers from the newest takes minutes over an archive if few of them match.
  const presence = { valued: scored, unvalued: sql`not ${scored}` };
  const unvaluedRows = {
    from: sql`(
      select t.paper_id, t.search, t.paper_id + 0 as place from ${list.from} where ${allOf(all.conditions)}
      order by place ${raw(direction)} offset 0
    ) t`,
    id: sql`t.place`,
  };
  return { ...list, conditions: others, order: { ...order, nullable: true, presence, unvaluedRows } };
}

/** Counts them all, because Postgres might scan the whole table for a limited number. */
async function countMatches(db: Queryable, tsquery: string): Promise<number> {
  const [row] = await db.query<{ papers: number }>(
    sql`select count(*)::int as papers from paper_texts t where t.search @@ ${tsquery}::tsquery`,
  );
  return row?.papers ?? 0;
}

/** Most searches are not a whole text, and looking for it in every paper would take longer than this check. */
function withoutWhole({ whole: _whole, ...query }: SearchQuery): SearchQuery {
  return { ...query, tsquery: query.words };
}

async function isAffordable(
  db: Queryable,
  { from, conditions }: Pick<List, "from" | "conditions">,
): Promise<boolean> {
  const rows = await db.query(
    sql`select 1 from ${from} where ${allOf(conditions)} offset ${maxFullyScored} limit 1`,
  );
  return rows.length === 0;
}
