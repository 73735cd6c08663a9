import { type FieldNode, GraphQLError, type ValidationRule, type VariableNode } from "graphql";

/**
 * Rejects two names that the executor misinterprets: an object with a key `then` looks like a promise, and a variable
 * `__proto__` would set the prototype of a plain object, so it would be priced here but missing there.
 */
export const namesRule: ValidationRule = (context) => ({
  Field({ alias }: FieldNode) {
    if (alias?.value === "then") context.reportError(reserved("alias", alias.value, alias));
  },
  VariableDefinition({ variable }: { variable: VariableNode }) {
    if (variable.name.value === "__proto__")
      context.reportError(reserved("variable", "$__proto__", variable));
  },
});

function reserved(
  kind: string,
  name: string,
  node: NonNullable<FieldNode["alias"]> | VariableNode,
): GraphQLError {
  return new GraphQLError(`The ${kind} "${name}" is not supported. Use another name.`, { nodes: node });
}
