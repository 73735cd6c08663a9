import sql from "sql-template-tag";
import { type PaperFilter, paperConditions } from "../catalog/paper-filter.js";
import { allOf } from "../lists/list.js";
import { countPairs } from "./edges.js";
import type { Ties } from "./ties.js";

// Organizations connected by the authors they share.

/** Over all papers, as stored. */
export const collaborationTies: Ties = {
  async nearest(db, layer, known, limit) {
    const rows = await db.query<{ id: number }>(sql`
      select id from (
        select high_id as id, shared_authors from collaborations where low_id = any(${layer}::int[])
        union all
        select low_id, shared_authors from collaborations where high_id = any(${layer}::int[])
      ) neighbors
      where shared_authors > 0 and id <> all(${known}::int[])
      group by id
      order by sum(shared_authors) desc, id desc
      limit ${limit}
    `);
    return rows.map(({ id }) => id);
  },
  edges: (db, nodes) =>
    db.query(sql`
      select low_id as source, high_id as target, shared_authors as weight
      from collaborations
      where low_id = any(${nodes}::int[]) and high_id = any(${nodes}::int[]) and shared_authors > 0
      order by weight desc, source, target
    `),
  countPapers: (db, nodes) =>
    db.query(
      sql`select id, papers_count as "papersCount" from organizations where id = any(${nodes}::int[])`,
    ),
};

/** Over the papers that match a filter. */
export function filteredCollaborationTies(filter: PaperFilter): Ties {
  const matching = allOf(paperConditions(filter));
  const authorsOf = (nodes: readonly number[]) => sql`
    select distinct p.organization_id, s.author_id from papers p join authorships s on s.paper_id = p.id
    where p.organization_id = any(${nodes}::int[]) and s.author_id is not null and ${matching}
  `;
  return {
    async nearest(db, layer, known, limit) {
      // An author of two organizations of the layer counts for each, as in `collaborations`.
      const rows = await db.query<{ id: number }>(sql`
        with ours as materialized (
          select author_id, count(*) as organizations from (${authorsOf(layer)}) each group by author_id
        )
        select theirs.id from (
          select distinct p.organization_id as id, s.author_id from papers p join authorships s on s.paper_id = p.id
          where s.author_id = any(array(select author_id from ours))
            and p.organization_id <> all(${known}::int[]) and ${matching}
        ) theirs join ours using (author_id)
        group by theirs.id
        order by sum(ours.organizations) desc, theirs.id desc
        limit ${limit}
      `);
      return rows.map(({ id }) => id);
    },
    async edges(db, nodes) {
      const rows = await db.query<{ members: string }>(sql`
        select string_agg(organization_id::text, ',') as members
        from (${authorsOf(nodes)}) each group by author_id having count(*) > 1
      `);
      return countPairs(
        nodes,
        rows.map(({ members }) => members),
      );
    },
    countPapers: (db, nodes) =>
      db.query(sql`
        select p.organization_id as id, count(*)::int as "papersCount" from papers p
        where p.organization_id = any(${nodes}::int[]) and ${matching} group by p.organization_id
      `),
  };
}
