import { GraphQLError, type ValidationRule } from "graphql";

/** Rejects `__schema` and `__type`. `__typename` is allowed: client caches need it. */
export const noIntrospection: ValidationRule = (context) => ({
  Field(node) {
    if (node.name.value !== "__schema" && node.name.value !== "__type") return;
    context.reportError(
      new GraphQLError("Introspection is disabled on this server. Use its published schema.", {
        nodes: node,
        extensions: { code: "INTROSPECTION_DISABLED" },
      }),
    );
  },
});
