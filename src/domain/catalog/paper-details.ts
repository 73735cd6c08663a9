import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { Author, Keyword } from "../../db/generated/client.js";
import { cursorKeysById } from "../lists/cursor-keys.js";
import { orderById } from "../lists/list.js";
import { type ListPage, nestedPage } from "../lists/list-page.js";
import { type PageArguments, type PageRequest, parsePage } from "../lists/page-request.js";
import { type EdgePage, toPage, withEdgeFields } from "../lists/pages.js";
import { authorColumns } from "./authors.js";
import { keywordColumns } from "./keywords.js";

// Per-paper details for lists of papers, loaded with one prepared statement per page. All functions return results in
// input order.

/** An author's position on a paper. */
export interface Credit {
  /** 1 for the first author. */
  position: number;
  /** The name as printed on the paper. */
  creditedAs: string;
}

export type PaperAuthorPage = EdgePage<Author, Credit>;

/**
 * Validates the page arguments of a paper's author list. Runs before any resolver returns a promise, so that bad
 * arguments fail the whole list once instead of each row.
 *
 * @throws InputError
 */
export function parsePaperAuthorsPage(paperId: number, page: PageArguments): PageRequest {
  return parsePage(listOf(paperId), cursorKeysById, page);
}

/**
 * The author list of a paper as SQL.
 *
 * @param paper ID of the paper, for Postgres
 * @throws InputError
 */
export function paperAuthorsSql(paper: Sql, page: PageArguments): ListPage {
  const conditions = [sql`s.paper_id = ${paper}`, sql`not s.hidden`];
  const list = {
    columns: authorColumns,
    from: sql`authorships s join authors a on a.id = s.author_id`,
    conditions,
    id: sql`s.position`,
    order: orderById(),
  };
  const edge = { position: sql`s.position`, creditedAs: sql`s.name` };
  return {
    ...nestedPage(listName, paper, list, page, edge),
    counted: () => ({ from: sql`authorships s`, conditions }),
  };
}

/** Loads the same page of each paper's author list, without hidden authorships. */
export async function loadPaperAuthors(
  db: Queryable,
  paperIds: readonly number[],
  request: PageRequest,
): Promise<PaperAuthorPage[]> {
  const { after, before, size } = request;
  const rows = await db.query<Author & { paperId: number; position: number; creditedAs: string }>(
    request.backward
      ? sql`
          select ${authorColumns}, s.paper_id as "paperId", s.position, s.name as "creditedAs"
          from unnest(${paperIds}::int[]) as paper(id) cross join lateral (
            select * from authorships
            where paper_id = paper.id and not hidden
              and position > ${after?.id ?? 0}::int and position < ${before?.id ?? 2147483647}::int
            order by position desc limit ${size + 1}::int
          ) s
          join authors a on a.id = s.author_id
          order by s.paper_id, s.position desc
        `
      : sql`
          select ${authorColumns}, s.paper_id as "paperId", s.position, s.name as "creditedAs"
          from unnest(${paperIds}::int[]) as paper(id) cross join lateral (
            select * from authorships
            where paper_id = paper.id and not hidden
              and position > ${after?.id ?? 0}::int and position < ${before?.id ?? 2147483647}::int
            order by position limit ${size + 1}::int
          ) s
          join authors a on a.id = s.author_id
          order by s.paper_id, s.position
        `,
    request.backward ? "load_last_paper_authors" : "load_paper_authors",
  );
  return grouped(paperIds, rows).map((authors, index) => {
    const list = listOf(paperIds[index]);
    const placed = toPage(list, request, authors, ({ position }) => ({ value: null, id: position }));
    return withEdgeFields(placed, ({ position, creditedAs }) => ({ position, creditedAs }));
  });
}

const listName = "authors of paper";

/** Cursors are valid only for the same paper's author list. */
function listOf(paperId: number | undefined): readonly unknown[] {
  return [listName, paperId];
}

/** The number of authors each paper lists by name. */
export async function countPaperAuthors(db: Queryable, paperIds: readonly number[]): Promise<number[]> {
  const rows = await db.query<{ paperId: number; count: number }>(
    sql`
      select paper_id as "paperId", count(*)::int as count from authorships
      where paper_id = any(${paperIds}::int[]) and not hidden group by paper_id
    `,
    "count_paper_authors",
  );
  const counts = new Map(rows.map(({ paperId, count }) => [paperId, count]));
  return paperIds.map((id) => counts.get(id) ?? 0);
}

/** Keywords of each paper, in the source's order. */
export async function loadPaperKeywords(db: Queryable, paperIds: readonly number[]): Promise<Keyword[][]> {
  const rows = await db.query<Keyword & { paperId: number }>(
    sql`
      select ${keywordColumns}, pk.paper_id as "paperId"
      from paper_keywords pk join keywords k on k.id = pk.keyword_id
      where pk.paper_id = any(${paperIds}::int[])
      order by pk.paper_id, pk.position
    `,
    "load_paper_keywords",
  );
  return grouped(paperIds, rows);
}

/** Feature days of each paper, oldest first. */
export async function loadFeatureDays(db: Queryable, paperIds: readonly number[]): Promise<Date[][]> {
  const rows = await db.query<{ paperId: number; day: Date }>(
    sql`
      select paper_id as "paperId", day from feature_days
      where paper_id = any(${paperIds}::int[]) order by paper_id, day
    `,
    "load_feature_days",
  );
  return grouped(paperIds, rows).map((days) => days.map(({ day }) => day));
}

export function grouped<Row extends { paperId: number }>(paperIds: readonly number[], rows: Row[]): Row[][] {
  const byPaper = new Map(paperIds.map((id): [number, Row[]] => [id, []]));
  for (const row of rows) byPaper.get(row.paperId)?.push(row);
  return paperIds.map((id) => byPaper.get(id) ?? []);
}
