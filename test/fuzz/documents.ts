import {
  type DocumentNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from "graphql";
import type { Random } from "../../seed/random.js";
import { type Pool, pick } from "./pool.js";
import { literalOf, valueFor } from "./values.js";

export type OperationKind = "query" | "mutation" | "subscription";

/** Parameters of one operation. */
export interface GeneratedOperation {
  query: string;
  variables: Record<string, unknown>;
  operationName: string | undefined;
  readonly kind: OperationKind;
}

/** Maximum depth of generated fields; the server's limit is 12. */
const maxDepth = 7;

/** Names that mean something to JavaScript. */
const oddNames = ["then", "__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "toJSON"];

interface Draft {
  readonly random: Random;
  readonly pool: Pool;
  readonly schema: GraphQLSchema;
  readonly variables: Map<
    string,
    { type: string; value: unknown; given: boolean; fallback: string | undefined }
  >;
  readonly fragments: Map<string, string>;
  /** Remaining number of fields to select. */
  budget: number;
}

/** Generates an operation that is valid except for the invalid values of `valueFor`. */
export function generateOperation(
  random: Random,
  pool: Pool,
  schema: GraphQLSchema,
  kind: OperationKind,
): GeneratedOperation {
  const draft: Draft = {
    random,
    pool,
    schema,
    variables: new Map(),
    fragments: new Map(),
    budget: random.chance(0.05) ? 150 : 3 + random.below(14),
  };
  const root = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  }[kind];
  if (!root) throw new Error(`The schema has no ${kind}.`);
  // A subscription has one field at its root.
  const selections =
    kind === "subscription"
      ? `{ ${fieldText(draft, pick(random, Object.values(root.getFields())), 1)} }`
      : selectionSet(draft, root, 1);
  const operationName = random.chance(0.5) ? `Op${random.below(1_000)}` : undefined;
  const definitions = [...draft.variables].map(
    ([name, { type, fallback }]) => `$${name}: ${type}${fallback === undefined ? "" : ` = ${fallback}`}`,
  );
  const head = operationName || definitions.length > 0 || kind !== "query" || random.chance(0.3) ? kind : "";
  const parameters = definitions.length > 0 ? `(${definitions.join(", ")})` : "";
  return {
    query: [`${head} ${operationName ?? ""}${parameters} ${selections}`, ...draft.fragments.values()].join(
      "\n",
    ),
    variables: Object.fromEntries(
      [...draft.variables].filter(([, { given }]) => given).map(([name, { value }]) => [name, value]),
    ),
    operationName: operationName !== undefined && random.chance(0.5) ? operationName : undefined,
    kind,
  };
}

function selectionSet(draft: Draft, type: GraphQLNamedType, depth: number): string {
  const { random } = draft;
  const parts: string[] = [];
  const count = 1 + random.below(4);
  for (let index = 0; index < count && (index === 0 || draft.budget > 0); index++)
    parts.push(selection(draft, type, depth));
  return `{ ${parts.join(" ")} }`;
}

function selection(draft: Draft, type: GraphQLNamedType, depth: number): string {
  const { random } = draft;
  draft.budget -= 1;
  if (random.chance(0.04)) return "__typename";
  if (isUnionType(type) || (isInterfaceType(type) && random.chance(0.7))) {
    const member = pick(random, draft.schema.getPossibleTypes(type));
    return `... on ${member.name}${directive(draft)} ${selectionSet(draft, member, depth)}`;
  }
  if (random.chance(0.06)) return `...${fragmentFor(draft, type, depth)}${directive(draft)}`;
  if (random.chance(0.04)) return `...${directive(draft)} ${selectionSet(draft, type, depth)}`;
  if (!isObjectType(type) && !isInterfaceType(type)) return "__typename";
  const fields = Object.values(type.getFields());
  const leaves = fields.filter((field) => !isCompositeType(getNamedType(field.type)));
  const candidates = (depth >= maxDepth || draft.budget <= 0) && leaves.length > 0 ? leaves : fields;
  return depth > maxDepth + 3 ? "__typename" : fieldText(draft, pick(random, candidates), depth);
}

function fieldText(draft: Draft, field: GraphQLField<unknown, unknown>, depth: number): string {
  const { random } = draft;
  const named = getNamedType(field.type);
  // Aliases separate fields with different arguments.
  const usual = field.args.length > 0 || random.chance(0.2) ? `f${random.below(1_000_000)}: ` : "";
  const alias = random.chance(0.005) ? `${pick(random, oddNames)}: ` : usual;
  const args = field.args
    .filter(({ type, defaultValue, name }) => {
      if (isNonNullType(type) && defaultValue === undefined) return true;
      return random.chance(name === "first" ? 0.6 : name === "last" ? 0.05 : name === "filter" ? 0.3 : 0.12);
    })
    .map(({ name, type }) => `${name}: ${argumentText(draft, name, type)}`);
  const parameters = args.length > 0 ? `(${args.join(", ")})` : "";
  const below = isCompositeType(named) ? ` ${selectionSet(draft, named, depth + 1)}` : "";
  return `${alias}${field.name}${parameters}${directive(draft)}${below}`;
}

function argumentText(draft: Draft, name: string, type: GraphQLInputType): string {
  const { random, pool, variables } = draft;
  const value = valueFor(random, pool, type, name);
  if (!random.chance(0.35)) return literalOf(value, type);
  const odd = pick(random, oddNames);
  const variable = random.chance(0.01) && !variables.has(odd) ? odd : `v${variables.size}`;
  const fallback = random.chance(0.2) ? literalOf(valueFor(random, pool, type, name), type) : undefined;
  variables.set(variable, {
    type: String(type),
    value,
    given: fallback === undefined || random.chance(0.5),
    fallback,
  });
  return `$${variable}`;
}

function directive(draft: Draft): string {
  const { random, variables } = draft;
  if (!random.chance(0.04)) return "";
  const name = pick(random, ["include", "skip"]);
  if (random.chance(0.5)) return ` @${name}(if: ${random.chance(0.5)})`;
  const variable = `b${variables.size}`;
  variables.set(variable, { type: "Boolean!", value: random.chance(0.5), given: true, fallback: undefined });
  return ` @${name}(if: $${variable})`;
}

function fragmentFor(draft: Draft, type: GraphQLNamedType, depth: number): string {
  const name = `F${type.name}${draft.random.below(2)}`;
  if (draft.fragments.has(name)) return name;
  // Reserved first, so that the fragment may spread itself: such cycles must be refused.
  draft.fragments.set(name, "");
  draft.fragments.set(name, `fragment ${name} on ${type.name} ${selectionSet(draft, type, depth)}`);
  return name;
}

/** The document of a generated text; undefined for one that a server refuses. */
export function validDocument(schema: GraphQLSchema, text: string): DocumentNode | undefined {
  try {
    const document = parse(text);
    return validate(schema, document).length === 0 ? document : undefined;
  } catch {
    return undefined;
  }
}
