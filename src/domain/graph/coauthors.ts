import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { Author } from "../../db/generated/client.js";
import { authorColumns } from "../catalog/authors.js";
import { countRows, type List } from "../lists/list.js";
import type { PageArguments } from "../lists/page-request.js";
import { type EdgePage, findPage } from "../lists/pages.js";

// People who wrote papers together. Pairs are not stored: one paper of 3,303 authors alone has ten million. They are
// counted along the author's own papers, over indexes that hold all that it takes.

/** What two people wrote together. */
export interface SharedWork {
  /** How many papers. */
  papersCount: number;
  /** The date of publication of the last of them; null when none has a date. */
  lastOn: Date | null;
}

/** One page of those who wrote papers with an author, most shared papers first. */
export async function findCoauthors(
  db: Queryable,
  authorId: number,
  page: PageArguments,
): Promise<EdgePage<Author, SharedWork>> {
  const identity = ["coauthors", authorId];
  const { edges, pageInfo } = await findPage<{ id: number; papersCount: number }>(
    db,
    identity,
    coauthorsOf(authorId),
    page,
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

/**
 * Somebody can be printed twice on one paper, which is one paper all the same. The papers are an array, along which
 * Postgres walks the index once instead of entering it anew for each.
 */
function coauthorsOf(authorId: number): List {
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

/** What a page shows of each of its authors: read for these few, not for all that were counted. */
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
