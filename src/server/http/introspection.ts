import { GraphQLError, type ValidationRule } from "graphql";
import type { Plugin } from "graphql-yoga";

/** Refuses `__schema` and `__type`. `__typename` stays: clients' caches need it. */
export function introspectionDisabled(): Plugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(noIntrospection);
    },
  };
}

const noIntrospection: ValidationRule = (context) => ({
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
