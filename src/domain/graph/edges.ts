import { setImmediate as nextTurn } from "node:timers/promises";

/** An undirected edge; `source` is the smaller ID. */
export interface Edge {
  source: number;
  target: number;
  weight: number;
}

/** Number of sets after which others get a turn: about a millisecond with 200 nodes in each. */
const batchSize = 50;

/**
 * Counts in how many sets each pair of nodes is. Postgres would sort the pairs, which are quadratic in the size of a set: a
 * thousand papers by 200 nodes have 20 million.
 *
 * @param sets IDs separated by commas, in any order, possibly repeated
 * @returns all pairs that are in a set, by weight, descending
 */
export async function countPairs(nodes: readonly number[], sets: readonly string[]): Promise<Edge[]> {
  const ids = nodes.toSorted((one, other) => one - other);
  const indexes = new Map(ids.map((id, index) => [String(id), index]));
  const weights = new Int32Array(ids.length ** 2);
  for (const [done, set] of sets.entries()) {
    if (done % batchSize === batchSize - 1) await nextTurn();
    const members = [...new Set(set.split(","))].map((id) => indexes.get(id) ?? 0);
    members.sort((one, other) => one - other);
    for (const [at, source] of members.entries())
      for (let other = at + 1; other < members.length; other++) {
        const pair = source * ids.length + (members[other] ?? 0);
        weights[pair] = (weights[pair] ?? 0) + 1;
      }
  }
  const edges = ids.flatMap((source, index) =>
    ids.flatMap((target, other) => {
      const weight = weights[index * ids.length + other] ?? 0;
      return weight === 0 ? [] : [{ source, target, weight }];
    }),
  );
  // The sort is stable, and pairs are in order of source and target.
  return edges.sort((one, other) => other.weight - one.weight);
}
