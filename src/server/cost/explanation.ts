import { type GraphQLNamedType, Kind, type SelectionNode, type SelectionSetNode } from "graphql";
import type { Cost, Enclosing, Operation, Pricing } from "./pricing.js";

/** Cost of one field of the response, excluding nested fields. */
export interface FieldShare {
  /** Response path from the root: `papers.nodes.authors`. */
  readonly path: string;
  /** In cost units. */
  readonly cost: number;
}

/** Multipliers of a selection's `Cost`, and the settings of its enclosing field. */
interface Scope {
  readonly path: string;
  readonly objects: number;
  readonly batches: number;
  readonly enclosing: Enclosing;
  /** Number of occurrences of the enclosing field. */
  readonly passes: number;
}

/**
 * The most expensive fields of an operation, in descending order. Skips cheap parts, so that explaining a far too expensive
 * query is itself cheap.
 *
 * @param minShare share of the total cost below which parts are skipped
 */
export function explain(
  pricing: Pricing,
  { schema, definition }: Operation,
  count: number,
  minShare = 0.01,
): FieldShare[] {
  const root = schema.getRootType(definition.operation);
  if (!root) return [];
  const least = pricing.total() * minShare;
  const shares = new Map<string, number>();

  const visitAll = (type: GraphQLNamedType, { selections }: SelectionSetNode, scope: Scope) => {
    for (const selection of selections) visit(type, selection, scope);
  };
  const visit = (type: GraphQLNamedType, selection: SelectionNode, scope: Scope) => {
    if (!pricing.isIncluded(selection)) return;
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return visitAll(pricing.conditionOf(selection) ?? type, selection.selectionSet, scope);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = pricing.fragment(selection.name.value);
      const condition = fragment && pricing.conditionOf(fragment);
      if (
        fragment &&
        condition &&
        scopedCost(pricing.selections(condition, fragment.selectionSet), scope) >= least
      )
        visitAll(condition, fragment.selectionSet, scope);
      return;
    }
    const field = pricing.field(type, selection);
    if (field === undefined || scopedCost(field.cost, scope) < least) return;
    const { node, own, rows, sets, apart } = field;
    const path = `${scope.path}${scope.path && "."}${(node.alias ?? node.name).value}`;
    shares.set(path, (shares.get(path) ?? 0) + scopedCost(own, scope));
    if (!node.selectionSet) return;
    const objects = scope.objects * (rows === "page" ? scope.enclosing.page : rows);
    visitAll(field.type, node.selectionSet, {
      path,
      objects,
      batches: apart ? scope.objects : scope.batches,
      enclosing: belowRows(rows, sets ?? scope.enclosing),
      passes: sets ? objects : scope.passes,
    });
  };

  visitAll(root, definition.selectionSet, wholeOperation);
  return [...shares]
    .map(([path, cost]) => ({ path, cost }))
    .sort((one, other) => other.cost - one.cost)
    .slice(0, count);
}

const wholeOperation: Scope = {
  path: "",
  objects: 1,
  batches: 1,
  enclosing: { page: 0, pass: 0, rowPass: 0 },
  passes: 0,
};

/** Fields nested in the rows of a page make `rowPass` passes. */
function belowRows(rows: number | "page", enclosing: Enclosing): Enclosing {
  return rows === "page" ? { ...enclosing, pass: enclosing.rowPass } : enclosing;
}

function scopedCost(cost: Cost, { objects, batches, enclosing, passes }: Scope): number {
  return (
    cost.each * objects +
    cost.batch * batches +
    cost.row * objects * enclosing.page +
    cost.passes * passes * enclosing.pass +
    cost.rowPasses * passes * enclosing.rowPass
  );
}
