import { type DocumentNode, GraphQLError, getOperationAST } from "graphql";

/** Values in the variables of an operation, lists and objects included; a filter with all of its parts has dozens. */
const maxValues = 2_000;

/**
 * The variables that an operation declares: others would stay in memory for as long as it waits or a subscription lives.
 *
 * @param limited whether there is a limit; writes with the token have as many values as their items
 * @throws GraphQLError VARIABLES_TOO_LARGE, before anything is done for each value
 */
export function declaredVariables(
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
  limited: boolean,
): Record<string, unknown> {
  const declared: Record<string, unknown> = {};
  for (const { variable } of getOperationAST(document, operationName)?.variableDefinitions ?? []) {
    const name = variable.name.value;
    if (Object.hasOwn(variables, name)) declared[name] = variables[name];
  }
  if (limited && hasMoreValues(declared, maxValues))
    throw new GraphQLError(
      `The variables have more than ${maxValues} values. Send several requests, or the write token with a write.`,
      { extensions: { code: "VARIABLES_TOO_LARGE", http: { status: 400 } } },
    );
  return declared;
}

function hasMoreValues(value: unknown, max: number): boolean {
  const waiting = [value];
  let count = 0;
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null) continue;
    const values = Object.values(next);
    count += values.length;
    if (count > max) return true;
    for (const each of values) waiting.push(each);
  }
  return false;
}
