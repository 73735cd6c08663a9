import sql, { join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../../db/database.js";
import { type PaperFilter, paperConditions, requireSearch } from "../../catalog/paper-filter.js";
import { allOf } from "../../lists/list.js";
import { InputError } from "../../values/input-error.js";
import type { StoredFilter } from "../watch.js";
import { decide } from "./decide.js";
import { loadPaperFacts, searchPapers } from "./paper-facts.js";

/** A filter of watches, by its digest. */
export interface KeyedFilter {
  readonly key: string;
  readonly filter: StoredFilter;
}

/** A paper that matches a filter. */
export interface Match {
  readonly filterKey: string;
  readonly paperId: number;
}

/**
 * Reads stored filters, in input order; undefined for one that refers to what does not exist (any more), or is not valid (any
 * more).
 */
export type FilterReader = (filters: readonly StoredFilter[]) => Promise<(PaperFilter | undefined)[]>;

/** A filter that has been read. */
interface ReadFilter {
  readonly key: string;
  readonly filter: PaperFilter;
}

/**
 * Which papers match which filters. Most filters are evaluated here, from the facts of the papers and the results of one search
 * for all texts: a statement takes most of a millisecond to plan. What remains is one statement for several filters. A filter
 * that cannot be read matches no paper.
 */
export async function matchFilters(
  db: Queryable,
  readFilters: FilterReader,
  filters: readonly KeyedFilter[],
  paperIds: readonly number[],
): Promise<Match[]> {
  if (filters.length === 0 || paperIds.length === 0) return [];
  const read = (await readFilters(filters.map(({ filter }) => filter))).flatMap(
    (filter, index): ReadFilter[] => {
      const key = filters[index]?.key ?? "";
      return filter === undefined || !isSearchable(filter) ? [] : [{ key, filter }];
    },
  );
  const texts = [...new Set(read.flatMap(({ filter }) => searchesIn(filter)))];
  const found = await searchPapers(
    db,
    texts.map((text) => requireSearch(text).tsquery),
    paperIds,
  );
  const searches = new Map(texts.map((text, index) => [text, found[index] ?? new Set<number>()]));
  const facts = await loadPaperFacts(db, paperIds);
  const matches: Match[] = [];
  const undecided: ReadFilter[] = [];
  for (const each of read) {
    const decisions = facts.map((paper) => decide(each.filter, paper, searches));
    if (decisions.includes(undefined)) undecided.push(each);
    else
      for (const [index, { id }] of facts.entries())
        if (decisions[index]) matches.push({ filterKey: each.key, paperId: id });
  }
  matches.push(...(await matchByStatements(db, undecided, paperIds)));
  return matches;
}

/** Filters per statement: its planning grows faster than their number. */
const batchSize = 25;

/** The same by `paperConditions`, which defines what matches. */
export async function matchByStatements(
  db: Queryable,
  filters: readonly ReadFilter[],
  paperIds: readonly number[],
): Promise<Match[]> {
  const matches: Match[] = [];
  for (let from = 0; from < filters.length; from += batchSize) {
    const batch = filters.slice(from, from + batchSize);
    const selections = batch.map(({ filter }, place) => selectionOf(place, filter, paperIds));
    const rows = await db.query<{ place: number; id: number }>(sql`${join(selections, " union all ")}`);
    for (const { place, id } of rows) matches.push({ filterKey: batch[place]?.key ?? "", paperId: id });
  }
  return matches;
}

function selectionOf(place: number, filter: PaperFilter, paperIds: readonly number[]): Sql {
  const conditions = [sql`p.id = any(${paperIds}::int[])`, ...paperConditions(filter)];
  return sql`select ${raw(String(place))} as place, p.id from papers p where ${allOf(conditions)}`;
}

function searchesIn({ search, and = [], or = [], not }: PaperFilter): string[] {
  const parts = [...and, ...or, ...(not ? [not] : [])];
  return [...(search === undefined ? [] : [search]), ...parts.flatMap(searchesIn)];
}

/** Whether all texts in a filter have a word to search for. */
function isSearchable(filter: PaperFilter): boolean {
  try {
    for (const text of searchesIn(filter)) requireSearch(text);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
