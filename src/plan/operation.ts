import {
  type DocumentNode,
  type ExecutionArgs,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
} from "graphql";

/** An operation, with everything that determines its cost and its plan. */
export interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Coerced, including defaults. */
  readonly variables: Record<string, unknown>;
}

/** Selects an operation and coerces its variables. Returns undefined if it cannot be executed. */
export function operationOf({
  schema,
  document,
  operationName,
  variableValues,
}: ExecutionArgs): Operation | undefined {
  const definition = getOperationAST(document, operationName);
  if (!definition) return undefined;
  const { coerced } = getVariableValues(schema, definition.variableDefinitions ?? [], variableValues ?? {}, {
    maxErrors: 1,
  });
  if (coerced === undefined) return undefined;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  return { schema, document, definition, fragments, variables: coerced };
}
