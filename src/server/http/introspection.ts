import { GraphQLError, type ValidationRule } from "graphql";
import type { Plugin } from "graphql-yoga";

/**
 * Refuses `__schema` and `__type`, and leaves names that GraphQL suggests out of errors. `__typename` stays: clients' caches need it.
 */
export function introspectionDisabled(): Plugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(noIntrospection);
      return ({ result, setResult }) => setResult(result.map(withoutSuggestion));
    },
  };
}

function withoutSuggestion(error: Error): Error {
  if (!(error instanceof GraphQLError)) return error;
  const message = error.message.replace(/ Did you mean .*$/s, "");
  if (message === error.message) return error;
  return new GraphQLError(message, { nodes: error.nodes ?? null, extensions: error.extensions });
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
