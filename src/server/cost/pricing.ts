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

// Depth alone bounds nothing: a hundred authors, a hundred papers of each, and a hundred authors of each of those are a
// million rows, five fields deep. So before an operation is executed, the prices of its fields are added up. An upper
// bound: lists count as full, and every type of a union counts.

/** An object in the response. */
const object = 2;
/** A scalar or enum value in the response. */
const leaf = 0.5;

/**
 * The cost of what is selected on an object, as a linear form: in how often the object is there, and in what the field
 * around it sets.
 */
export interface Cost {
  /** For each object. */
  readonly each: number;
  /** Once for all objects. */
  readonly batch: number;
  /** For each row of the enclosing page. */
  readonly row: number;
  /** For each pass over what the enclosing field selects from, by itself and for its rows. */
  readonly passes: number;
  readonly rowPasses: number;
}

/** A field of a selection: its own price, and the cost of what is below. */
export interface PricedField {
  readonly node: FieldNode;
  readonly type: GraphQLNamedType;
  /** Of the field alone: its statement, its values. */
  readonly own: Cost;
  /** Of all of it. */
  readonly cost: Cost;
  /** By what the cost of each object below is multiplied. */
  readonly rows: number | "page";
  /** What the field sets for fields below; undefined where it passes on what it has. */
  readonly sets: Enclosing | undefined;
  /** Whether every parent loads what is below by statements of its own. */
  readonly apart: boolean;
}

/** What a field sets for fields below. */
export interface Enclosing {
  readonly page: number;
  readonly pass: number;
  readonly rowPass: number;
}

/** An operation with everything that its price depends on. */
export interface Operation {
  readonly schema: ExecutionArgs["schema"];
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Coerced, defaults included. */
  readonly variables: Record<string, unknown>;
}

/** Prices one operation. What a fragment costs does not depend on where it stands, so each is priced once. */
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

  /** As execution decides it; what cannot be decided is included. */
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

  /** Undefined for a field that the type does not have. */
  field(parent: GraphQLNamedType, node: FieldNode): PricedField | undefined {
    const definition = this.#definitionOf(parent, node.name.value);
    if (definition === undefined) return undefined;
    const price = parent.name.startsWith("__")
      ? introspectionCost(this.#operation.schema, parent.name, definition.name)
      : costOfField(definition);
    const type = getNamedType(definition.type);
    const args = this.#argumentsOf(definition, node, price);
    // Execution refuses the arguments too, and does nothing.
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

/** Of a list that does not say how long it is: a test looks for such fields. */
const unknownLength = 100;

const metaFields: ReadonlyMap<string, GraphQLField<unknown, unknown>> = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef].map((field) => [field.name, field]),
);

function isList({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

/** Nothing that a client sends makes a price negative or infinite. */
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

/** The cost of what is below a field, as a cost of the field's parent. */
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
