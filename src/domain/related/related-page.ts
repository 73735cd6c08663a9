import type { Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { type PaperFilter, paperConditions } from "../catalog/paper-filter.js";
import { type CursorKey, cursorKeysBy } from "../lists/cursor-keys.js";
import { type PageArguments, type PageRequest, parsePage } from "../lists/page-request.js";
import { type Page, toPage } from "../lists/pages.js";
import { maxRelated } from "./candidates.js";
import { type Related, rankRelated } from "./rank.js";
import { loadSubject } from "./subject.js";

/** A page of the papers related to a paper, and how many there are. */
export interface RelatedPage {
  readonly page: Page<Related>;
  readonly total: number;
}

/**
 * Checks the arguments now, and ranks when called.
 *
 * @param filter as `withRankings` returns it
 * @throws InputError for invalid arguments and cursors
 */
export function relatedPage(
  paper: number,
  page: PageArguments,
  filter: PaperFilter,
): (db: Queryable) => Promise<RelatedPage> {
  const identity = ["related papers", paper, filter];
  const request = parsePage(identity, cursorKeysBy({ type: "real", nullable: false }), page);
  const conditions: readonly Sql[] = paperConditions(filter);
  return async (db) => {
    const subject = await loadSubject(db, paper);
    const { best, total } =
      subject === undefined
        ? { best: [], total: 0 }
        : await rankRelated(db, subject, conditions, sizeFor(request));
    const between = best.filter(
      (each) =>
        (request.after === null || isAfter(each, request.after)) &&
        (request.before === null || isBefore(each, request.before)),
    );
    const rows = (request.backward ? between.reverse() : between).slice(0, request.size + 1);
    return {
      page: toPage(identity, request, rows, ({ score, id }) => ({ value: score, id })),
      total,
    };
  };
}

/** How many of the best papers a page needs: one more than it has, on the first page. */
function sizeFor({ size, backward, after, before }: PageRequest): number {
  return backward || after !== null || before !== null ? maxRelated : Math.min(maxRelated, size + 1);
}

function isAfter({ score, id }: Related, key: CursorKey): boolean {
  const value = Number(key.value);
  return score < value || (score === value && id < key.id);
}

function isBefore({ score, id }: Related, key: CursorKey): boolean {
  const value = Number(key.value);
  return score > value || (score === value && id > key.id);
}
