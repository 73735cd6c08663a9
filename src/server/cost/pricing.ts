import {
  type ExecutionArgs,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from "graphql";
import { costOfField, type FieldCost, type Price } from "../../schema/cost.js";
import { introspectionCost } from "./introspection.js";

// A depth limit alone is not enough: a hundred authors, a hundred papers of each, and a hundred authors of each paper are a
// million rows, five fields deep. So the costs of all fields are added up before an operation is executed. The sum is an
// upper bound: lists count as full, and all types of a union count.

/** An object in the response. */
const object = 2;
/** A scalar or enum value in the response. */
const leaf = 0.5;

/**
 * Cost of a selection on an object: coefficients of the number of objects and of the settings of the enclosing field.
 */
export interface Cost {
  /** Per object. */
  readonly each: number;
  /** Once for all objects. */
  readonly batch: number;
  /** Per row of the enclosing page. */
  readonly row: number;
  /** Passes over the rows the enclosing field selects from, by the field itself and per row of its page. */
  readonly passes: number;
  readonly rowPasses: number;
}

/** A field of a selection with its own cost and the cost including nested fields. */
export interface PricedField {
  readonly node: FieldNode;
  readonly type: GraphQLNamedType;
  /** Of the field alone: its statement and values. */
  readonly own: Cost;
  /** Including nested fields. */
  readonly cost: Cost;
  /** Multiplier for the cost of nested objects. */
  readonly rows: number | "page";
  /** Settings for nested fields; undefined if inherited. */
  readonly sets: Enclosing | undefined;
  /** Whether each parent loads nested fields by separate statements. */
  readonly apart: boolean;
}

/** Settings of a field for nested fields. */
export interface Enclosing {
  readonly page: number;
  readonly pass: number;
  readonly rowPass: number;
}

/** An operation and everything its cost depends on. */
export interface Operation {
  readonly schema: ExecutionArgs["schema"];
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Coerced, including defaults. */
  readonly variables: Record<string, unknown>;
}

/** Computes the cost of one operation. The cost of a fragment is independent of where it is spread, so it is computed once. */
export class Pricing {
  readonly #operation: Operation;
  readonly #fragments = new Map<string, Cost>();

  constructor(operation: Operation) {
    this.#operation = operation;
  }

  /** In cost units. */
  total(): number {
    const { schema, definition } = this.#operation;
    const root = schema.getRootType(definition.operation);
    if (!root) return 0;
    const { each, batch } = this.selections(root, definition.selectionSet);
    return each + batch;
  }

  selections(type: GraphQLNamedType, { selections }: SelectionSetNode): Cost {
    let sum = nothing;
    for (const selection of selections) sum = add(sum, this.#selection(type, selection));
    return sum;
  }

  #selection(type: GraphQLNamedType, selection: SelectionNode): Cost {
    if (!this.isIncluded(selection)) return nothing;
    if (selection.kind === Kind.FIELD) return this.field(type, selection)?.cost ?? nothing;
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(selection.name.value);
    return this.selections(this.conditionOf(selection) ?? type, selection.selectionSet);
  }

  #fragment(name: string): Cost {
    const known = this.#fragments.get(name);
    if (known !== undefined) return known;
    const fragment = this.#operation.fragments.get(name);
    const type = fragment && this.conditionOf(fragment);
    const cost = fragment && type ? this.selections(type, fragment.selectionSet) : nothing;
    this.#fragments.set(name, cost);
    return cost;
  }

  conditionOf({
    typeCondition,
  }: Pick<FragmentDefinitionNode, "typeCondition"> | { typeCondition?: undefined }) {
    return typeCondition && this.#operation.schema.getType(typeCondition.name.value);
  }

  fragment(name: string): FragmentDefinitionNode | undefined {
    return this.#operation.fragments.get(name);
  }

  /** Evaluates @skip and @include like execution; includes the selection if they are invalid. */
  isIncluded(node: SelectionNode): boolean {
    if (node.directives === undefined || node.directives.length === 0) return true;
    try {
      const { variables } = this.#operation;
      if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.["if"] === true) return false;
      return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.["if"] !== false;
    } catch {
      return true;
    }
  }

  /** Undefined if the type has no such field. */
  field(parent: GraphQLNamedType, node: FieldNode): PricedField | undefined {
    const definition = this.#definitionOf(parent, node.name.value);
    if (definition === undefined) return undefined;
    const price = parent.name.startsWith("__")
      ? introspectionCost(this.#operation.schema, parent.name, definition.name)
      : costOfField(definition);
    const type = getNamedType(definition.type);
    const args = this.#argumentsOf(definition, node, price);
    // Execution rejects the arguments too, so the field does no work.
    if (args === undefined)
      return { node, type, own: nothing, cost: nothing, rows: 0, sets: undefined, apart: false };
    const rows =
      price.rows === "page" ? "page" : amount(price.rows, args, isList(definition) ? unknownLength : 1);
    const value = isLeafType(type) ? leaf : object;
    const own: Cost = {
      each:
        amount(price.statement, args, 0) + amount(price.each, args, 0) + (rows === "page" ? 0 : rows * value),
      batch: amount(price.batch, args, 0),
      row: rows === "page" ? value : 0,
      passes: price.passes ?? 0,
      rowPasses: 0,
    };
    const sets =
      price.page === undefined && price.pass === undefined
        ? undefined
        : {
            page: amount(price.page, args, 0),
            pass: amount(price.pass, args, 0),
            rowPass: amount(price.rowPass ?? price.pass, args, 0),
          };
    const apart = price.statement !== undefined;
    const below = node.selectionSet ? this.selections(type, node.selectionSet) : nothing;
    return { node, type, own, rows, sets, apart, cost: add(own, lift(below, { rows, sets, apart })) };
  }

  #definitionOf(parent: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
    const meta = metaFields.get(name);
    if (meta !== undefined) return meta;
    return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
  }

  #argumentsOf(
    definition: GraphQLField<unknown, unknown>,
    node: FieldNode,
    price: FieldCost,
  ): Record<string, unknown> | undefined {
    if (!Object.values(price).some((each) => typeof each === "function")) return {};
    try {
      return getArgumentValues(definition, node, this.#operation.variables);
    } catch {
      return undefined;
    }
  }
}

const nothing: Cost = { each: 0, batch: 0, row: 0, passes: 0, rowPasses: 0 };

/** Assumed length of a list without declared `rows`; a test checks that there are none. */
const unknownLength = 100;

const metaFields: ReadonlyMap<string, GraphQLField<unknown, unknown>> = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef].map((field) => [field.name, field]),
);

function isList({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

/** Client input must not make a price negative or infinite. */
function amount<Args>(price: Price<Args> | undefined, args: Args, missing: number): number {
  if (price === undefined) return missing;
  const value = typeof price === "number" ? price : price(args);
  return Number.isFinite(value) ? Math.max(0, value) : 0;
}

function add(one: Cost, other: Cost): Cost {
  return {
    each: one.each + other.each,
    batch: one.batch + other.batch,
    row: one.row + other.row,
    passes: one.passes + other.passes,
    rowPasses: one.rowPasses + other.rowPasses,
  };
}

/** Converts the cost of nested fields into a cost of the field's parent. */
function lift(below: Cost, { rows, sets, apart }: Pick<PricedField, "rows" | "sets" | "apart">): Cost {
  const { batch } = below;
  const { each, row, passes, rowPasses } = sets ? resolve(below, sets) : below;
  const all =
    rows === "page"
      ? { each: 0, batch, row: each + row, passes: 0, rowPasses: passes + rowPasses }
      : { each: rows * each, batch, row: rows * row, passes, rowPasses };
  return apart ? { ...all, each: all.each + all.batch, batch: 0 } : all;
}

function resolve({ each, batch, row, passes, rowPasses }: Cost, { page, pass, rowPass }: Enclosing): Cost {
  return { ...nothing, batch, each: each + row * page + passes * pass + rowPasses * rowPass };
}
