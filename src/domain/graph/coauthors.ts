import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { Author } from "../../db/generated/client.js";
import { authorColumns } from "../catalog/authors.js";
import { countRows, type List } from "../lists/list.js";
import { type ListPage, nestedPage } from "../lists/list-page.js";
import type { PageArguments } from "../lists/page-request.js";
import { type EdgePage, readPage } from "../lists/pages.js";

// Co-authors. Pairs are not stored: a single paper with 3,303 authors has over five million. They are counted from
// the author's own papers, with index-only scans.

export interface SharedWork {
  papersCount: number;
  /** Publication date of the last shared paper; null if none has a date. */
  lastOn: Date | null;
}

/** One page of co-authors, most shared papers first. */
export async function findCoauthors(
  db: Queryable,
  authorId: number,
  page: PageArguments,
): Promise<EdgePage<Author, SharedWork>> {
  const { edges, pageInfo } = await readPage<{ id: number; papersCount: number }>(
    db,
    coauthorsPage(authorId, page),
  );
  const details = await loadDetails(
    db,
    authorId,
    edges.map(({ node }) => node.id),
  );
  return {
    pageInfo,
    edges: edges.flatMap(({ cursor, node }) => {
      const detail = details.get(node.id);
      return detail ? [{ cursor, node: detail, papersCount: node.papersCount, lastOn: detail.lastOn }] : [];
    }),
  };
}

export async function countCoauthors(db: Queryable, authorId: number): Promise<number> {
  return countRows(db, coauthorsOf(authorId));
}

/** @throws InputError */
export function coauthorsPage(authorId: number | Sql, page: PageArguments): ListPage {
  const edge = {
    papersCount: sql`c.papers`,
    lastOn: sql`(
      select max(p.published_on) from authorships theirs
      join authorships mine on mine.paper_id = theirs.paper_id and mine.author_id = ${authorId}
      join papers p on p.id = theirs.paper_id
      where theirs.author_id = c.id
    )`,
  };
  return { ...nestedPage("coauthors", authorId, coauthorsOf(authorId), page, edge), detached: true };
}

/**
 * An author may be listed twice on a paper; count it once. Passing the papers as an array lets Postgres walk the
 * index once instead of descending it per paper.
 */
function coauthorsOf(authorId: number | Sql): List {
  return {
    columns: sql`c.id, c.papers as "papersCount"`,
    from: sql`(
      select author_id as id, count(distinct paper_id)::int as papers
      from authorships
      where paper_id = any(array(select paper_id from authorships where author_id = ${authorId})) and author_id <> ${authorId}
      group by author_id
    ) c`,
    conditions: [],
    id: sql`c.id`,
    order: { value: sql`c.papers`, type: "int", nullable: false, direction: "desc" },
  };
}

/** Loads details for one page only, not for all co-authors counted. */
async function loadDetails(
  db: Queryable,
  authorId: number,
  coauthorIds: readonly number[],
): Promise<Map<number, Author & Pick<SharedWork, "lastOn">>> {
  if (coauthorIds.length === 0) return new Map();
  const rows = await db.query<Author & Pick<SharedWork, "lastOn">>(sql`
      select ${authorColumns}, shared.last_on as "lastOn"
      from (
        select theirs.author_id, max(p.published_on) as last_on
        from authorships theirs
        join authorships mine on mine.paper_id = theirs.paper_id and mine.author_id = ${authorId}
        join papers p on p.id = theirs.paper_id
        where theirs.author_id = any(${coauthorIds}::int[])
        group by theirs.author_id
      ) shared
      join authors a on a.id = shared.author_id
  `);
  return new Map(rows.map((row) => [row.id, row]));
}
