import sql, { type Sql } from "sql-template-tag";
import { type PaperFilter, paperConditions, publicationRange } from "../catalog/paper-filter.js";
import type { ListPage } from "../lists/list-page.js";

/** Columns of `papers` that partial sums need, and orders of lists. */
export const matchedColumns = ["id", "published_on", "organization_id", "upvotes", "comments_count"] as const;

/**
 * Tables of the papers that satisfy conditions on `papers p`, with `matchedColumns`. Parts of a statement that ask for equal
 * conditions read one table.
 */
export interface MatchedPapers {
  readonly of: (conditions: readonly Sql[]) => Sql;
  /** The table, if another part has asked for it. */
  readonly known: (conditions: readonly Sql[]) => Sql | undefined;
}

/** What statistics are of. */
export interface StatSource {
  readonly filter: PaperFilter;
  /** Where the papers are read; the table of all papers by default. */
  readonly matched?: MatchedPapers | undefined;
}

/** `papers p` that match a filter, as what follows `from`, and further conditions. */
export function matchingPapers({ filter, matched }: StatSource): { from: Sql; conditions: readonly Sql[] } {
  const conditions = paperConditions(filter);
  // Indexes of dates are read faster than a table of all their papers is made.
  const shared = publicationRange(filter).alone ? undefined : matched?.of(conditions);
  return shared === undefined
    ? { from: sql`papers p`, conditions }
    : { from: sql`${shared} p`, conditions: [] };
}

/** A page of all papers that match: from the table that other parts of the statement read, if it has the order. */
export function pageOfMatched(page: ListPage, { filter, matched }: Required<StatSource>): ListPage {
  const counted = () => matchingPapers({ filter, matched });
  const { list } = page;
  const isOrdered = matchedColumns.some((column) => list.order.value.text === `p.${column}`);
  const shared = isOrdered ? matched?.known(list.conditions) : undefined;
  if (shared === undefined) return { ...page, counted };
  const matching = { ...list, columns: sql`p.id`, from: sql`${shared} p`, conditions: [] };
  return { ...page, counted, list: matching, detached: true };
}
