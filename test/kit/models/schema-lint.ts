import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from "graphql";

/** What a schema must not do; each problem starts with the place, such as `Paper.authors(first:)`. */
export function lintSchema(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .flatMap((type) => [
      ...partsOf(type).flatMap(([place, part]) => [
        ...(/^(arXiv|["`A-Z\d]).*\.$/s.test(part.description ?? "")
          ? []
          : [`${place}: needs a description, as a sentence`]),
        ...(part.deprecationReason?.match(/^(No longer supported)?$/)
          ? [`${place}: needs a reason for @deprecated`]
          : []),
      ]),
      ...(isScalarType(type) && !type.specifiedByURL ? [`${type.name}: needs @specifiedBy`] : []),
      ...(isObjectType(type) ? connectionProblems(type.name, type.getFields()) : []),
      ...(isObjectType(type) && type !== schema.getSubscriptionType()
        ? pagingProblems(type.name, type.getFields())
        : []),
    ]);
}

interface Part {
  readonly description?: string | null | undefined;
  readonly deprecationReason?: string | null | undefined;
}

function partsOf(type: GraphQLNamedType): [place: string, part: Part][] {
  const parts: [string, Part][] = [[type.name, type]];
  if (isEnumType(type))
    for (const value of type.getValues()) parts.push([`${type.name}.${value.name}`, value]);
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))
    for (const field of Object.values(type.getFields())) {
      parts.push([`${type.name}.${field.name}`, field]);
      const args = "args" in field ? field.args : [];
      for (const arg of args) parts.push([`${type.name}.${field.name}(${arg.name}:)`, arg]);
    }
  return parts;
}

type Fields = Readonly<Record<string, GraphQLField<unknown, unknown>>>;

/** Relay's connections, stricter: nothing is null, and each has `nodes` and `totalCount`. */
function connectionProblems(name: string, fields: Fields): string[] {
  const expected: Record<string, RegExp> = name.endsWith("Connection")
    ? {
        edges: new RegExp(`^\\[${name.replace(/Connection$/, "Edge")}!\\]!$`),
        nodes: /^\[\w+!\]!$/,
        pageInfo: /^PageInfo!$/,
        totalCount: /^Int!$/,
      }
    : name.endsWith("Edge") && "cursor" in fields
      ? { cursor: /^String!$/, node: /^\w+!$/ }
      : {};
  return Object.entries(expected)
    .filter(([field, type]) => !type.test(String(fields[field]?.type)))
    .map(([field, type]) => `${name}.${field}: must have a type like ${type.source}`);
}

/** A field that returns a connection is paged by Relay's arguments. */
function pagingProblems(name: string, fields: Fields): string[] {
  const expected = { first: "Int", last: "Int", after: "String", before: "String" };
  return Object.values(fields)
    .filter(({ type }) => /Connection!?$/.test(String(type)))
    .flatMap(({ name: field, type, args }) => [
      ...(String(type).endsWith("!") ? [] : [`${name}.${field}: must not be null`]),
      ...Object.entries(expected)
        .filter(([argument, is]) => String(args.find((each) => each.name === argument)?.type) !== is)
        .map(([argument, is]) => `${name}.${field}(${argument}:): must be ${is}`),
    ]);
}
