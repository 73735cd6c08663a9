import sql, { empty, join, raw, type Sql } from "sql-template-tag";
import { type PaperFilter, publicationRange } from "../catalog/paper-filter.js";
import { allOf } from "../lists/list.js";
import type { StatSource } from "./matched-papers.js";
import { arePublicationDates } from "./periods.js";
import { type Dimensions, isMonths, summedRows } from "./source-rows.js";
import { type WholeMonths, wholeMonths } from "./whole-months.js";

// Statistics of months from sums per author, keyword or number of upvotes and month (`derived/owner-months.ts`,
// `derived/period-sums.ts`). The days before and after whole months come from papers.

/** The groups that are needed. */
export interface Top {
  readonly size: number;
  /** By columns of partial sums, in which groups of one month are in the order wanted. */
  readonly order: Sql;
  /** Whether the earliest periods come first. */
  readonly isByTime: boolean;
}

/** @returns undefined if the filter has other conditions than publication dates, or no whole month */
function storedMonths(filter: PaperFilter): WholeMonths | undefined {
  const { alone, ...range } = publicationRange(filter);
  return alone ? wholeMonths(range) : undefined;
}

/** Whether sums of authors and keywords have to be recomputed. */
function areStale({ months }: WholeMonths): Sql {
  return sql`exists (select from months where ${allOf([sql`authors is null`, ...months])})`;
}

/**
 * Partial sums as `summedRows` has them, from stored months as far as possible. Postgres executes only one part of the
 * statement: the stored months, or all papers if one of the months is stale.
 *
 * @param top the groups needed, in an order of these columns; undefined for all
 */
export function sourceRows(source: StatSource, by: Dimensions, top?: Top): Sql {
  const { filter } = source;
  const general = summedRows(source, by, top?.isByTime ? top.size - 1 : undefined);
  const [subject, ...others] = by.subjects;
  const stored = storedMonths(filter);
  const { period } = by;
  if (period !== null && !(arePublicationDates(period) && isMonths(period))) return general;
  if (stored === undefined || others.length > 0) return general;
  if (subject !== "author" && subject !== "keyword") return general;
  const stale = areStale(stored);
  const owner = raw(`${subject}_id`);
  // All rows of the only month are groups.
  const limit =
    stored.only !== undefined && top !== undefined
      ? sql`order by ${top.order} limit ${raw(String(top.size))}`
      : empty;
  const { before, after, undated } = stored;
  const days = [before, after, ...(by.period === null ? [undated] : [])].filter(
    (papers) => papers !== undefined,
  );
  return join(
    [
      sql`
        (
          select month as day, ${owner}, papers, upvotes, comments from ${raw(`${subject}_months`)}
          where ${allOf([sql`papers > 0`, ...stored.months, sql`not ${stale}`])} ${limit}
        )
      `,
      ...days.map((papers) => ownedPapers[subject](sql`${papers} and not ${stale}`)),
      // Without OFFSET, Postgres may start parallel workers before it checks the condition.
      sql`
        select day, ${owner}, papers, upvotes, comments from (${general} offset 0) general where ${stale}
      `,
    ],
    " union all ",
  );
}

const ownedPapers = {
  // An author may be listed twice on a paper; count it once.
  author: (papers: Sql) => sql`
    select p.published_on as day, s.author_id, 1 as papers, p.upvotes, p.comments_count as comments
    from papers p join authorships s on s.paper_id = p.id
    where s.author_id is not null and ${papers} group by p.id, s.author_id
  `,
  keyword: (papers: Sql) => sql`
    select p.published_on as day, pk.keyword_id, 1 as papers, p.upvotes, p.comments_count as comments
    from papers p join paper_keywords pk on pk.paper_id = p.id where ${papers}
  `,
};

/** The number of distinct authors of a month, as a scalar expression: null unless the filter is exactly one, not stale. */
export function authorsOfMonth(filter: PaperFilter): Sql | undefined {
  const only = storedMonths(filter)?.only;
  return only === undefined ? undefined : sql`(select authors from months where month = ${only}::date)`;
}

/** The distribution of upvotes, as rows of `upvotes` and `papers`; undefined if it is not stored. */
export function upvoteRows(filter: PaperFilter): Sql | undefined {
  const stored = storedMonths(filter);
  if (stored === undefined) return undefined;
  const { before, after, undated } = stored;
  const others = [before, after, undated].filter((papers) => papers !== undefined);
  return join(
    [
      sql`select upvotes, papers from upvote_months where ${allOf([sql`papers > 0`, ...stored.months])}`,
      ...others.map((papers) => sql`select p.upvotes, 1 from papers p where ${papers}`),
    ],
    " union all ",
  );
}
