import {
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isObjectType,
} from "graphql";

/**
 * Makes resolvers reject instead of throw. The executor abandons a list whose item fails synchronously, and with it the
 * pending items: one that rejects later is an unhandled rejection, which would end the process.
 *
 * @returns the schema, whose fields with arguments or selections have changed
 */
export function withRejectingResolvers(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      const isPlain = field.args.length === 0 && isLeafType(getNamedType(field.type));
      if (field.resolve !== undefined && !isPlain) field.resolve = rejecting(field.resolve);
    }
  }
  return schema;
}

type Resolver = GraphQLFieldResolver<unknown, unknown>;

function rejecting(resolve: Resolver): Resolver {
  return (...all) => {
    try {
      return resolve(...all);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}
