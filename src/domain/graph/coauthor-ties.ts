import sql, { empty } from "sql-template-tag";
import { type PaperFilter, paperConditions } from "../catalog/paper-filter.js";
import { allOf } from "../lists/list.js";
import { countPairs } from "./edges.js";
import type { Ties } from "./ties.js";

/** Authors connected by the papers they share: of those that match a filter, or of all without one. */
export function coauthorTies(filter: PaperFilter | undefined): Ties {
  const matching = filter && allOf(paperConditions(filter));
  return {
    async nearest(db, layer, known, limit) {
      const papers = sql`select paper_id from authorships where author_id = any(${layer}::int[])`;
      // Passing the papers as an array lets Postgres walk the index once, and read the authors of each paper once.
      const rows = await db.query<{ id: number }>(sql`
        select author_id as id from authorships
        where paper_id = any(array(
          ${matching ? sql`select p.id from papers p where p.id in (${papers}) and ${matching}` : papers}
        )) and author_id <> all(${known}::int[])
        group by author_id
        order by count(distinct paper_id) desc, author_id desc
        limit ${limit}
      `);
      return rows.map(({ id }) => id);
    },
    async edges(db, nodes) {
      // Few papers are of two nodes; only these are checked against the filter.
      const rows = await db.query<{ members: string }>(sql`
        select members from (
          select paper_id, string_agg(author_id::text, ',') as members from authorships
          where author_id = any(${nodes}::int[])
          group by paper_id having count(*) > 1
        ) shared ${matching ? sql`join papers p on p.id = shared.paper_id where ${matching}` : empty}
      `);
      return countPairs(
        nodes,
        rows.map(({ members }) => members),
      );
    },
    countPapers: (db, nodes) =>
      db.query(
        matching
          ? sql`
              select s.author_id as id, count(distinct p.id)::int as "papersCount"
              from authorships s join papers p on p.id = s.paper_id
              where s.author_id = any(${nodes}::int[]) and ${matching}
              group by s.author_id
            `
          : sql`select id, papers_count as "papersCount" from authors where id = any(${nodes}::int[])`,
      ),
  };
}
