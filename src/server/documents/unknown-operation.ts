import { type DocumentNode, GraphQLError, Kind } from "graphql";
import { named } from "./advice.js";

/** Why a document has no operation to execute. */
export function unknownOperation(
  { definitions }: DocumentNode,
  operationName: string | null | undefined,
): GraphQLError {
  const names = definitions.flatMap((each) =>
    each.kind === Kind.OPERATION_DEFINITION && each.name ? [each.name.value] : [],
  );
  return new GraphQLError(reason(names, operationName), {
    extensions: { code: "OPERATION_RESOLUTION_FAILURE", http: { status: 400 } },
  });
}

function reason(names: readonly string[], operationName: string | null | undefined): string {
  const pass = `Pass the name of one as \`operationName\`: ${named(names)}.`;
  if (operationName == null) return `The document has several operations. ${pass}`;
  const missing = `The document has no operation named ${JSON.stringify(operationName)}.`;
  return names.length === 0 ? `${missing} Omit \`operationName\`.` : `${missing} ${pass}`;
}
