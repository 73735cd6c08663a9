import { type DocumentNode, getOperationAST } from "graphql";

/** Keeps only declared variables: others would stay in memory while the operation waits or the subscription lives. */
export function declaredVariables(
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const declared: Record<string, unknown> = Object.create(null);
  for (const { variable } of getOperationAST(document, operationName)?.variableDefinitions ?? []) {
    const name = variable.name.value;
    if (Object.hasOwn(variables, name)) declared[name] = variables[name];
  }
  return declared;
}
