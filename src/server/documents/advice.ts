import {
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
} from "graphql";

/** What an error lists at most. */
const maxNames = 12;

/** Completes the message of an error of graphql-js. */
export type Advisor = (message: string) => string;

/** Adds the names that would have been right; without introspection, removes those that graphql-js adds. */
export function advisorFor(schema: GraphQLSchema, introspection: boolean): Advisor {
  return introspection
    ? (message) => message + adviceFor(schema, message)
    : (message) => message.replace(/ Did you mean .*$/s, "");
}

export function named(names: readonly string[]): string {
  const shown = names.slice(0, maxNames).map((name) => `"${name}"`);
  const others = names.length > maxNames ? " or another" : "";
  return new Intl.ListFormat("en-US", { type: "disjunction" }).format(shown) + others;
}

function adviceFor(schema: GraphQLSchema, message: string): string {
  const [, field, parent] = /^Cannot query field "(\w+)" on type "(\w+)"\.$/.exec(message) ?? [];
  if (field !== undefined) return meant(nestings(schema, field, parent ?? ""));
  const [, ofEnum] = /does not exist in "(\w+)" enum\.$/.exec(message) ?? [];
  if (ofEnum !== undefined) return meant(namesIn(schema, ofEnum));
  const [, oneOf] = /^OneOf Input Object "(\w+)" must specify exactly one key\.$/.exec(message) ?? [];
  if (oneOf !== undefined) return meant(namesIn(schema, oneOf));
  const [, input] = /^Expected value of type "(\w+)!?", found /.exec(message) ?? [];
  if (input !== undefined) return meant(namesIn(schema, input).map((name) => `{ ${name}: … }`));
  return "";
}

/** Selections by which a type has a field: `nodes { title }` in place of `title` on a connection. */
function nestings(schema: GraphQLSchema, field: string, parent: string): string[] {
  const type = schema.getType(parent);
  if (!isObjectType(type)) return [];
  const names = Object.values(type.getFields())
    .filter(({ args, type: below }) => {
      const inner = getNamedType(below);
      const hasFields = isObjectType(inner) || isInterfaceType(inner);
      return hasFields && Object.hasOwn(inner.getFields(), field) && !args.some(isRequiredArgument);
    })
    .map(({ name }) => name);
  return (names.includes("nodes") ? ["nodes"] : names).map((name) => `${name} { ${field} }`);
}

function namesIn(schema: GraphQLSchema, name: string): string[] {
  const type = schema.getType(name);
  if (isEnumType(type)) return type.getValues().map((value) => value.name);
  return isInputObjectType(type) ? Object.keys(type.getFields()) : [];
}

function meant(names: readonly string[]): string {
  return names.length === 0 ? "" : ` Did you mean ${named(names)}?`;
}
