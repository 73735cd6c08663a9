import sql, { join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { type PaperFilter, paperConditions } from "../catalog/paper-filter.js";
import { allOf } from "../lists/list.js";
import type { StoredFilter } from "./watch.js";

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

/** Filters per statement: planning takes most of its time, and grows faster than their number. */
const batchSize = 25;

/** Which papers match which filters. A filter that cannot be read matches none. */
export async function matchFilters(
  db: Queryable,
  readFilters: FilterReader,
  filters: readonly KeyedFilter[],
  paperIds: readonly number[],
): Promise<Match[]> {
  const matches: Match[] = [];
  for (let from = 0; from < filters.length && paperIds.length > 0; from += batchSize) {
    const batch = filters.slice(from, from + batchSize);
    const read = await readFilters(batch.map(({ filter }) => filter));
    const selections = read.flatMap((filter, place) =>
      filter === undefined ? [] : selectionOf(place, filter, paperIds),
    );
    if (selections.length === 0) continue;
    const rows = await db.query<{ place: number; id: number }>(sql`${join(selections, " union all ")}`);
    for (const { place, id } of rows) matches.push({ filterKey: batch[place]?.key ?? "", paperId: id });
  }
  return matches;
}

function selectionOf(place: number, filter: PaperFilter, paperIds: readonly number[]): Sql {
  const conditions = [sql`p.id = any(${paperIds}::int[])`, ...paperConditions(filter)];
  return sql`select ${raw(String(place))} as place, p.id from papers p where ${allOf(conditions)}`;
}
