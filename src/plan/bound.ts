import type { Sql } from "sql-template-tag";
import type { MatchedPapers } from "../domain/stats/matched-papers.js";
import type { Context } from "../schema/builder/context.js";

/** A request that a plan is bound to. */
export interface Binding {
  readonly context: Context;
  readonly variables: Readonly<Record<string, unknown>>;
  /** `scope` of the row that contains the expression. */
  readonly scope: unknown;
  /** `matched` of what is read. */
  readonly matched: MatchedPapers;
}

/** SQL expression for JSON text; a function if it depends on arguments. */
export type Bound = Sql | ((binding: Binding) => Promise<Sql>);

export function bind(bound: Bound, binding: Binding): Sql | Promise<Sql> {
  return typeof bound === "function" ? bound(binding) : bound;
}

/**
 * Combines expressions: once if none depends on arguments, otherwise for each request.
 *
 * @param last those that are bound after the others
 */
export function boundFrom(
  parts: readonly Bound[],
  build: (bound: readonly Sql[]) => Sql,
  last: ReadonlySet<Bound> = new Set(),
): Bound {
  const constants = parts.filter((part) => typeof part !== "function");
  if (constants.length === parts.length) return build(constants);
  return async (binding) => {
    const rest =
      last.size === 0 || last.size === parts.length
        ? parts
        : await Promise.all(parts.map((part) => (last.has(part) ? part : bind(part, binding))));
    return build(await Promise.all(rest.map((part) => bind(part, binding))));
  };
}
