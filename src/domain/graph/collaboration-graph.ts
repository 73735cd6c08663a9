import type { Database, Queryable } from "../../db/database.js";
import type { PaperFilter } from "../catalog/paper-filter.js";
import { requireWithin } from "../values/within-range.js";
import { coauthorTies } from "./coauthor-ties.js";
import { collaborationTies, filteredCollaborationTies } from "./collaboration-ties.js";
import type { Edge } from "./edges.js";
import { largestNodes } from "./largest-nodes.js";
import type { GraphKind, GraphNode, Ties } from "./ties.js";

// Graphs of authors or organizations: the neighborhood of one, or those with most papers that match a filter.

export interface GraphQuery {
  kind: GraphKind;
  /** ID of the center; undefined for the nodes with most papers that match the filter. */
  around: number | undefined;
  /** Only these papers count; all papers if undefined. */
  filter: PaperFilter | undefined;
  /** Maximum distance from the center, in edges. */
  depth: number;
  /** Maximum number of nodes, excluding the center. */
  first: number;
}

/** The center, then by distance and strength of the connection; or without a center, by papers. All of one kind. */
export interface Graph {
  nodes: GraphNode[];
  edges: Edge[];
}

const maxGraphDepth = 3;
export const maxGraphNodes = 200;

/** @throws InputError for a depth or a size out of range */
export async function findGraph(db: Database, query: GraphQuery): Promise<Graph> {
  const { kind, around, filter, depth, first } = query;
  requireWithin("depth", depth, [1, maxGraphDepth], "; beyond that, nearly all nodes are neighbors");
  requireWithin("first", first, [0, maxGraphNodes]);
  const ties = tiesOf(kind, filter);
  return db.snapshot(async (snapshot) => {
    const nodes =
      around === undefined
        ? await largestNodes(snapshot, kind, filter ?? {}, first)
        : await neighborhood(snapshot, ties, around, query);
    const edges = await ties.edges(
      snapshot,
      nodes.map(({ id }) => id),
    );
    return { nodes, edges };
  });
}

function tiesOf(kind: GraphKind, filter: PaperFilter | undefined): Ties {
  if (kind === "author") return coauthorTies(filter);
  return filter === undefined ? collaborationTies : filteredCollaborationTies(filter);
}

async function neighborhood(
  db: Queryable,
  ties: Ties,
  center: number,
  { depth, first }: GraphQuery,
): Promise<GraphNode[]> {
  const ids = [center];
  let layer: readonly number[] = ids;
  for (let step = 0; step < depth && layer.length > 0 && ids.length <= first; step++) {
    layer = await ties.nearest(db, layer, ids, first + 1 - ids.length);
    ids.push(...layer);
  }
  const counted = new Map((await ties.countPapers(db, ids)).map(({ id, papersCount }) => [id, papersCount]));
  return ids.map((id) => ({ id, papersCount: counted.get(id) ?? 0 }));
}
