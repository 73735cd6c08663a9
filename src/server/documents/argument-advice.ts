import {
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isObjectType,
} from "graphql";

/** An argument that a field does not have. */
export interface UnknownArgument {
  readonly argument: string;
  readonly parent: string;
  readonly field: string;
}

/** Arguments by which clients of other APIs look for a name. */
const searching = new Set(["name", "query", "search", "text", "title"]);

export function unknownArgument(message: string): UnknownArgument | undefined {
  const [, argument, parent, field] =
    /^Unknown argument "(\w+)" on field "(\w+)\.(\w+)"\.$/.exec(message) ?? [];
  return argument === undefined || parent === undefined || field === undefined
    ? undefined
    : { argument, parent, field };
}

/** Input objects of the field that have a field of that name: `by: { arxivId: … }`. */
export function nestedArguments(
  schema: GraphQLSchema,
  { argument, parent, field }: UnknownArgument,
): string[] {
  const args = fieldsOf(schema, parent)[field]?.args ?? [];
  return args
    .filter(({ type }) => {
      const input = getNamedType(type);
      return isInputObjectType(input) && Object.hasOwn(input.getFields(), argument);
    })
    .map(({ name }) => `${name}: { ${argument}: … }`);
}

/** What the field takes, after the list that can be searched by names. */
export function otherArguments(
  schema: GraphQLSchema,
  { argument, parent, field }: UnknownArgument,
): string[] {
  const fields = fieldsOf(schema, parent);
  const list = `${field}s`;
  const isSearched =
    searching.has(argument) && fields[list]?.args.some(({ name }) => name === "search") === true;
  return [
    ...(isSearched ? [`${list}(search: …)`] : []),
    ...(fields[field]?.args ?? []).map(({ name }) => name),
  ];
}

function fieldsOf(schema: GraphQLSchema, name: string): Record<string, GraphQLField<unknown, unknown>> {
  const type = schema.getType(name);
  return isObjectType(type) ? type.getFields() : {};
}
