import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
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
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from "graphql";
import type { Operation } from "../../plan/operation.js";
import type { FieldCost, Price } from "../../schema/builder/cost.js";
import { costOfField } from "../../schema/builder/field-options.js";
import { add, type Cost, type FieldShape, lift, nothing } from "./cost-form.js";
import { FixedParts } from "./fixed-parts.js";
import { introspectionCost } from "./introspection.js";

// A depth limit does not bound the work: a hundred authors with a hundred papers each, with a hundred authors each, are a
// million rows at a depth of five. So the prices of all fields are added up before execution. The sum is an upper bound:
// lists count as full, and all types of a union count.

/** An object in the response. */
const object = 2;
/** A scalar or enum value in the response. */
const leaf = 0.5;
/** Number of values included in the price of an object. Further ones cost more: an object is built without yielding. */
const includedLeaves = 100;
const extraLeaf = 4.5;
/** Factor for introspection: its lists are priced at their average length, and some are far longer. */
const introspectionFactor = 10;

type PricedArguments = (args: Record<string, unknown>) => Record<string, unknown>;

/** A field with its own cost and its total cost. */
export interface PricedField extends FieldShape {
  readonly node: FieldNode;
  readonly type: GraphQLNamedType;
  /** Excluding subfields. */
  readonly own: Cost;
  /** Including subfields. */
  readonly cost: Cost;
}

/**
 * Prices one operation. The cost of a fragment does not depend on its position, so each is priced once; what does not use
 * variables, once for all requests.
 */
export class Pricing {
  readonly #operation: Operation;
  readonly #instead: PricedArguments | undefined;
  readonly #fixed: FixedParts;
  readonly #fragments = new Map<string, Cost>();
  readonly #fields = new Map<FieldNode, PricedField | undefined>();

  /** @param instead arguments to price in place of those given */
  constructor(operation: Operation, instead?: PricedArguments) {
    this.#operation = operation;
    this.#instead = instead;
    this.#fixed = instead ? FixedParts.unshared() : FixedParts.of(operation.document);
  }

  /** In cost units. */
  total(): number {
    const { schema, definition } = this.#operation;
    const root = schema.getRootType(definition.operation);
    if (!root) return 0;
    const { each, batch } = this.selections(root, definition.selectionSet);
    return each + batch;
  }

  selections(type: GraphQLNamedType, set: SelectionSetNode): Cost {
    const sum = (selections: readonly SelectionNode[], first = nothing) =>
      selections.reduce((total, selection) => add(total, this.#selection(type, selection)), first);
    const { fixed, variable } = this.#fixed.partsOf(set, this.#operation.fragments, sum);
    return sum(variable, fixed);
  }

  #selection(type: GraphQLNamedType, selection: SelectionNode): Cost {
    if (!this.isIncluded(selection)) return nothing;
    if (selection.kind === Kind.FIELD) return this.field(type, selection)?.cost ?? nothing;
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.fragmentCost(selection.name.value);
    return this.selections(this.conditionOf(selection) ?? type, selection.selectionSet);
  }

  fragmentCost(name: string): Cost {
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

  /** Evaluates @skip and @include. @throws GraphQLError BAD_USER_INPUT if a variable is null where it must not be */
  isIncluded(node: SelectionNode): boolean {
    if (node.directives === undefined || node.directives.length === 0) return true;
    const { variables } = this.#operation;
    return withRefusal(
      () =>
        getDirectiveValues(GraphQLSkipDirective, node, variables)?.["if"] !== true &&
        getDirectiveValues(GraphQLIncludeDirective, node, variables)?.["if"] !== false,
    );
  }

  /** Undefined for an unknown field. */
  field(parent: GraphQLNamedType, node: FieldNode): PricedField | undefined {
    if (!this.#fields.has(node)) this.#fields.set(node, this.#priced(parent, node));
    return this.#fields.get(node);
  }

  #priced(parent: GraphQLNamedType, node: FieldNode): PricedField | undefined {
    const definition = this.#definitionOf(parent, node.name.value);
    if (definition === undefined) return undefined;
    const isIntrospection = parent.name.startsWith("__");
    const price = isIntrospection
      ? introspectionCost(this.#operation.schema, parent.name, definition.name)
      : costOfField(definition);
    const type = getNamedType(definition.type);
    const args = this.#argumentsOf(definition, node, price);
    const below = node.selectionSet ? this.selections(type, node.selectionSet) : nothing;
    const rows =
      typeof price.rows === "string"
        ? price.rows
        : amount(price.rows, args, isList(definition) ? unknownLength : 1);
    const value =
      (isIntrospection ? introspectionFactor : 1) * (isLeafType(type) ? leaf : objectPrice(below));
    const own: Cost = {
      ...nothing,
      ...(typeof rows === "string" ? { [rows === "page" ? "row" : "pair"]: value } : {}),
      each:
        amount(price.statement, args, 0) +
        amount(price.each, args, 0) +
        (typeof rows === "string" ? 0 : rows * value),
      batch: amount(price.batch, args, 0),
      passes: price.passes ?? 0,
      leaves: isLeafType(type) ? 1 : 0,
    };
    const sets =
      price.page === undefined && price.pass === undefined
        ? undefined
        : {
            page: amount(price.page, args, 0),
            pass: amount(price.pass, args, 0),
            rowPass: amount(price.rowPass ?? price.pass, args, 0),
          };
    const perParent = price.statement !== undefined;
    return { node, type, own, rows, sets, perParent, cost: add(own, lift(below, { rows, sets, perParent })) };
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
  ): Record<string, unknown> {
    const isPriced = Object.values(price).some((each) => typeof each === "function");
    // A nullable variable with a default passes validation, and may still be null.
    const canFail = definition.args.some(({ type }) => isNonNullType(type));
    if (!isPriced && !canFail) return {};
    const args = withRefusal(() => getArgumentValues(definition, node, this.#operation.variables));
    return this.#instead ? this.#instead(args) : args;
  }
}

/** Execution would report the same errors later, and once per row. */
function withRefusal<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new GraphQLError(error.message, {
      nodes: error.nodes ?? null,
      extensions: { code: "BAD_USER_INPUT", http: { status: 400 } },
    });
  }
}

/** Assumed length of a list without `rows`; a test finds such fields. */
const unknownLength = 100;

const metaFields: ReadonlyMap<string, GraphQLField<unknown, unknown>> = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef].map((field) => [field.name, field]),
);

function isList({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

function objectPrice({ leaves }: Cost): number {
  return object + extraLeaf * Math.max(0, leaves - includedLeaves);
}

/** Never negative, regardless of the arguments. */
function amount<Args>(price: Price<Args> | undefined, args: Args, missing: number): number {
  if (price === undefined) return missing;
  return Math.max(0, typeof price === "number" ? price : price(args));
}
