import { type GraphQLNamedType, Kind, type SelectionNode, type SelectionSetNode } from "graphql";
import type { Operation } from "../../plan/operation.js";
import { type Cost, type Enclosing, pairsOf, type Rows } from "./cost-form.js";
import type { Pricing } from "./pricing.js";

/** Cost of a field in the response, excluding its subfields. */
export interface FieldShare {
  /** Response names from the root: `papers.nodes.authors`. */
  readonly path: string;
  /** The type that has the field: `PaperEdge`; undefined for cheap parts at the root. */
  readonly type?: string;
  /** The name of the field in the schema. */
  readonly name?: string;
  /** In cost units, including cheap subfields. */
  readonly cost: number;
}

/** Number of occurrences of a selection, and settings of the enclosing field; see `Cost` for what each multiplies. */
interface Scope {
  readonly path: string;
  /** The enclosing field. */
  readonly field: Pick<FieldShare, "type" | "name">;
  readonly objects: number;
  readonly batches: number;
  readonly enclosing: Enclosing;
  /** Number of occurrences of the enclosing field. */
  readonly passes: number;
}

/**
 * The most expensive fields of an operation, in descending order. Skips cheap parts, so that rejecting a far too expensive
 * query is cheap.
 *
 * @param minShare parts below this share of the total are skipped
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
  const shares = new Map<string, FieldShare>();

  const share = ({ path, field }: Pick<Scope, "path" | "field">, cost: number) => {
    const known = shares.get(path)?.cost ?? 0;
    shares.set(path, { path: path || wholePath, ...field, cost: known + cost });
  };
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
      const cost = scopedCost(pricing.fragmentCost(selection.name.value), scope);
      if (fragment && condition && cost >= least) visitAll(condition, fragment.selectionSet, scope);
      else share(scope, cost);
      return;
    }
    const field = pricing.field(type, selection);
    if (field === undefined) return;
    const cost = scopedCost(field.cost, scope);
    if (cost < least) return share(scope, cost);
    const { node, own, rows, sets, perParent } = field;
    const path = `${scope.path}${scope.path && "."}${(node.alias ?? node.name).value}`;
    const place = { path, field: { type: type.name, name: node.name.value } };
    share(place, scopedCost(own, scope));
    if (!node.selectionSet) return;
    const objects = scope.objects * lengthOf(rows, scope.enclosing);
    visitAll(field.type, node.selectionSet, {
      ...place,
      objects,
      batches: perParent ? scope.objects : scope.batches,
      enclosing: belowRows(rows, sets ?? scope.enclosing),
      passes: sets ? objects : scope.passes,
    });
  };

  visitAll(root, definition.selectionSet, wholeOperation);
  return [...shares.values()].sort((one, other) => other.cost - one.cost).slice(0, count);
}

/** Path that stands for cheap fields at the root. */
const wholePath = "(operation)";

const wholeOperation: Scope = {
  path: "",
  field: {},
  objects: 1,
  batches: 1,
  enclosing: { page: 0, pass: 0, rowPass: 0 },
  passes: 0,
};

/** Below the rows of a page, passes are those for rows. */
function belowRows(rows: Rows, enclosing: Enclosing): Enclosing {
  return typeof rows === "string" ? { ...enclosing, pass: enclosing.rowPass } : enclosing;
}

function lengthOf(rows: Rows, { page }: Enclosing): number {
  return rows === "page" ? page : rows === "pairs" ? pairsOf(page) : rows;
}

function scopedCost(cost: Cost, { objects, batches, enclosing, passes }: Scope): number {
  return (
    cost.each * objects +
    cost.batch * batches +
    cost.row * objects * enclosing.page +
    cost.pair * objects * pairsOf(enclosing.page) +
    cost.passes * passes * enclosing.pass +
    cost.rowPasses * passes * enclosing.rowPass
  );
}
