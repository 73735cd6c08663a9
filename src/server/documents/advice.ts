import {
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import { anyOf } from "../../text/any-of.js";
import { nestedArguments, otherArguments, unknownArgument } from "./argument-advice.js";

/** What an error lists at most. */
const maxNames = 12;
/** Up to this number of names, an error lists all of them. */
const shortList = 8;

/** Completes the message of an error of graphql-js. */
export type Advisor = (message: string) => string;

/** What graphql-js appends. */
const suggestion = / Did you mean .*$/s;

/** Adds the names that would have been right; without introspection, removes those that graphql-js adds. */
export function advisorFor(schema: GraphQLSchema, introspection: boolean): Advisor {
  return introspection ? (message) => advised(schema, message) : (message) => message.replace(suggestion, "");
}

export function named(names: readonly string[]): string {
  const shown = names.slice(0, maxNames).map((name) => `"${name}"`);
  return anyOf(names.length > maxNames ? [...shown, "another"] : shown);
}

function advised(schema: GraphQLSchema, message: string): string {
  const plain = message.replace(suggestion, "");
  const quoted = needlesslyQuoted(message);
  if (quoted !== undefined) return `${plain.replace(/\.$/, "")}. Write ${quoted} without quotation marks.`;
  const better = betterFor(schema, plain);
  return better === "" ? message + adviceFor(schema, message) : plain + better;
}

/** A number or the name of an enum value that was written as a string. */
function needlesslyQuoted(message: string): string | undefined {
  const [, number] =
    /(?:Int|Float) cannot represent (?:non-integer|non numeric) value: "(-?\d+(?:\.\d+)?)"$/.exec(message) ??
    [];
  const [, value] = /non-enum value: "(\w+)"\. Did you mean the enum value "\1"\?$/.exec(message) ?? [];
  return number ?? value;
}

/** Names that say more than those that graphql-js finds by their spelling: a short list has them all. */
function betterFor(schema: GraphQLSchema, message: string): string {
  const unknown = unknownArgument(message);
  if (unknown !== undefined) return meant(nestedArguments(schema, unknown));
  const [, ofEnum] = /does not exist in "(\w+)" enum\.$/.exec(message) ?? [];
  const [, ofInput] = /is not defined by type "(\w+)"\.$/.exec(message) ?? [];
  const names = namesIn(schema, ofEnum ?? ofInput ?? "");
  return names.length <= shortList ? meant(names) : "";
}

function adviceFor(schema: GraphQLSchema, message: string): string {
  const unknown = unknownArgument(message);
  if (unknown !== undefined) return meant(otherArguments(schema, unknown));
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
