import type { Queryable } from "../../db/database.js";
import type { Edge } from "./edges.js";

/** Authors are connected by co-authorship, organizations by shared authors. */
export type GraphKind = "author" | "organization";

export interface GraphNode {
  id: number;
  /** Number of papers, of those that count. */
  papersCount: number;
}

/** What connects nodes of a kind, over all papers or those that match a filter. */
export interface Ties {
  /** Unvisited neighbors of a layer, most strongly connected first. */
  nearest(
    db: Queryable,
    layer: readonly number[],
    known: readonly number[],
    limit: number,
  ): Promise<number[]>;
  /** All edges between the nodes, each pair once, by weight, descending. */
  edges(db: Queryable, nodes: readonly number[]): Promise<Edge[]>;
  /** Numbers of papers of nodes that have any. */
  countPapers(db: Queryable, nodes: readonly number[]): Promise<GraphNode[]>;
}
