import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from "graphql";
import type { Random } from "../../../seed/random.js";

/** Values from the database, used as arguments. */
export interface Values {
  slugs: readonly string[];
  keywords: readonly string[];
  arxivIds: readonly string[];
  authorIds: readonly string[];
  organizationIds: readonly string[];
  nodeIds: readonly string[];
  words: readonly string[];
}

/** Maximum depth of fields; the server allows 12. */
const maxDepth = 9;
const pages = [0, 1, 5, 20, 20, 50, 100];

/**
 * A random valid query over all fields of a schema, with arguments that match rows. Queries vary widely in size, because the
 * probability of selecting a field is chosen per query.
 */
export function randomOperation(schema: GraphQLSchema, random: Random, values: Values): string {
  const root = schema.getQueryType();
  if (!root) throw new Error("The schema has no queries.");
  const generator = new Generator(schema, random, values, 0.1 + 0.5 * random.fraction());
  return `{ ${generator.rootFields(root)} }`;
}

class Generator {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  readonly #values: Values;
  readonly #density: number;
  #aliases = 0;

  constructor(schema: GraphQLSchema, random: Random, values: Values, density: number) {
    this.#schema = schema;
    this.#random = random;
    this.#values = values;
    this.#density = density;
  }

  rootFields(root: GraphQLObjectType): string {
    const fields = Object.values(root.getFields());
    const count = 1 + this.#random.below(3);
    return Array.from({ length: count }, () => this.#field(this.#pick(fields), 1)).join(" ");
  }

  #selections(type: GraphQLNamedType, depth: number): string {
    if (isUnionType(type) || (isInterfaceType(type) && this.#random.chance(0.8)))
      return `__typename ${this.#schema
        .getPossibleTypes(type)
        .map((each) => `... on ${each.name} { ${this.#selections(each, depth)} }`)
        .join(" ")}`;
    if (!isObjectType(type) && !isInterfaceType(type)) return "";
    const fields = Object.values(type.getFields()).filter(
      (field) => isLeafType(getNamedType(field.type)) || depth < maxDepth,
    );
    const chosen = fields.filter((field) => this.#random.chance(this.#chanceOf(field, depth)));
    return chosen.length === 0 ? "__typename" : chosen.map((field) => this.#field(field, depth)).join(" ");
  }

  /** Always selects the lists of a connection; other objects become rarer with depth. */
  #chanceOf({ name, type }: GraphQLField<unknown, unknown>, depth: number): number {
    if (["nodes", "node", "groups", "steps", "totals"].includes(name)) return 0.8;
    if (isLeafType(getNamedType(type))) return this.#density;
    return this.#density / (1 + depth / 4);
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    this.#aliases += 1;
    const args = field.args.flatMap((argument) => this.#argument(argument));
    const type = getNamedType(field.type);
    const call = `f${this.#aliases}: ${field.name}${args.length === 0 ? "" : `(${args.join(", ")})`}`;
    return isLeafType(type) ? call : `${call} { ${this.#selections(type, depth + 1)} }`;
  }

  #argument({ name, type, defaultValue }: GraphQLArgument): string[] {
    if (["after", "before", "last"].includes(name)) return [];
    const isRequired = isNonNullType(type) && defaultValue === undefined;
    if (!isRequired && !this.#random.chance(name === "first" ? 0.8 : 0.35)) return [];
    return [`${name}: ${this.#value(name, type, 0)}`];
  }

  #value(name: string, type: GraphQLInputType, depth: number): string {
    if (isNonNullType(type)) return this.#value(name, type.ofType, depth);
    if (isListType(type)) {
      const values = Array.from({ length: 1 + this.#random.below(2) }, () =>
        this.#value(name, type.ofType, depth),
      );
      return `[${[...new Set(values)].join(", ")}]`;
    }
    if (isEnumType(type)) return this.#pick(type.getValues()).name;
    if (isInputObjectType(type)) return this.#object(type, depth);
    return this.#scalar(name, type.name);
  }

  #object(type: Extract<GraphQLInputType, { getFields: unknown }>, depth: number): string {
    const fields = Object.values(type.getFields());
    const required = fields.filter(
      ({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined,
    );
    const optional = fields.filter(
      ({ name, type }) =>
        !(isNonNullType(type) && required.length > 0) && (depth < 2 || !["and", "or", "not"].includes(name)),
    );
    const chosen = new Set([
      ...required,
      ...(type.isOneOf || required.length === 0 ? [this.#pick(optional)] : []),
    ]);
    if (!type.isOneOf && required.length === 0 && this.#random.chance(0.4)) chosen.add(this.#pick(optional));
    return `{${[...chosen].map((field) => `${field.name}: ${this.#value(field.name, field.type, depth + 1)}`).join(", ")}}`;
  }

  #scalar(name: string, type: string): string {
    const { slugs, keywords, arxivIds, authorIds, organizationIds, nodeIds, words } = this.#values;
    if (name === "first") return String(this.#pick(pages));
    if (name === "maxLength") return String(1 + this.#random.below(12));
    if (name === "depth") return String(1 + this.#random.below(3));
    if (type === "Int") return String(this.#random.below(50));
    if (type === "Boolean") return String(this.#random.chance(0.5));
    if (type === "Date") return `"${name === "to" ? 2025 : 2023}-0${5 + this.#random.below(5)}-15"`;
    if (type === "Float") return String(this.#random.fraction());
    if (type === "TimeZone") return JSON.stringify(this.#pick(["UTC", "Europe/Berlin", "America/New_York"]));
    if (type === "DateTime")
      return `"${name === "to" || name === "before" ? 2025 : 2023}-0${5 + this.#random.below(5)}-15T00:00:00Z"`;
    if (["slug", "organizations", "organization"].includes(name)) return JSON.stringify(this.#pick(slugs));
    if (["keywords", "name"].includes(name)) return JSON.stringify(this.#pick(keywords));
    if (name === "arxivId") return JSON.stringify(this.#pick(arxivIds));
    if (["authors", "coauthorsOf", "from", "to"].includes(name)) return JSON.stringify(this.#pick(authorIds));
    if (name === "around") return JSON.stringify(this.#pick([...authorIds, ...organizationIds]));
    if (name === "search")
      return JSON.stringify(
        Array.from({ length: 1 + this.#random.below(3) }, () => this.#pick(words)).join(" or "),
      );
    return JSON.stringify(this.#pick(type === "ID" && name === "id" ? authorIds : nodeIds));
  }

  #pick<T>(values: readonly T[]): T {
    return values[this.#random.below(values.length)] as T;
  }
}
