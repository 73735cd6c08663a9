import sql from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";
import { InputError } from "../values/input-error.js";

// The neighborhood of an author or organization: the nearest nodes and all edges between them.

/** Authors are connected by co-authorship, organizations by collaboration. */
export interface GraphCenter {
  kind: "author" | "organization";
  id: number;
}

export interface GraphQuery {
  around: GraphCenter;
  /** Maximum distance from the center, in edges. */
  depth: number;
  /** Maximum number of nodes, excluding the center. */
  first: number;
}

/** Node IDs, all of the center's kind: the center, then by distance and strength of the connection. */
export interface Graph {
  nodes: number[];
  edges: { source: number; target: number; weight: number }[];
}

const maxGraphDepth = 3;
export const maxGraphNodes = 200;

/** @throws InputError for a depth or a size out of range */
export async function findGraph(db: Database, { around, depth, first }: GraphQuery): Promise<Graph> {
  if (!Number.isInteger(depth) || depth < 1 || depth > maxGraphDepth)
    throw new InputError(
      `depth: ${depth} is out of range. Use 1 to ${maxGraphDepth}; beyond that, nearly all nodes are neighbors.`,
    );
  if (!Number.isInteger(first) || first < 0 || first > maxGraphNodes)
    throw new InputError(`first: ${first} is out of range. Use 0 to ${maxGraphNodes}.`);
  return db.snapshot(async (snapshot) => {
    const nodes = [around.id];
    let layer: readonly number[] = nodes;
    for (let step = 0; step < depth && layer.length > 0 && nodes.length <= first; step++) {
      layer = await surroundings[around.kind].nearest(snapshot, layer, nodes, first + 1 - nodes.length);
      nodes.push(...layer);
    }
    return { nodes, edges: await surroundings[around.kind].edges(snapshot, nodes) };
  });
}

interface Surroundings {
  /** Unvisited neighbors of a layer, most strongly connected first. */
  nearest(
    db: Queryable,
    layer: readonly number[],
    known: readonly number[],
    limit: number,
  ): Promise<number[]>;
  /** All edges between the nodes, each pair once. */
  edges(db: Queryable, nodes: readonly number[]): Promise<Graph["edges"]>;
}

const coauthors: Surroundings = {
  async nearest(db, layer, known, limit) {
    const rows = await db.query<{ id: number }>(sql`
      select theirs.author_id as id
      from authorships ours join authorships theirs on theirs.paper_id = ours.paper_id
      where ours.author_id = any(${layer}::int[]) and theirs.author_id <> all(${known}::int[])
      group by theirs.author_id
      order by count(distinct theirs.paper_id) desc, theirs.author_id desc
      limit ${limit}
    `);
    return rows.map(({ id }) => id);
  },
  edges: (db, nodes) =>
    db.query(sql`
      with written as (
        select distinct paper_id, author_id from authorships where author_id = any(${nodes}::int[])
      )
      select one.author_id as source, other.author_id as target, count(*)::int as weight
      from written one join written other on other.paper_id = one.paper_id and other.author_id > one.author_id
      group by one.author_id, other.author_id
      order by weight desc, source, target
    `),
};

const collaborators: Surroundings = {
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
};

const surroundings = { author: coauthors, organization: collaborators };
