import { type ASTNode, BREAK, visit } from "graphql";

/** Whether arguments or directives use a variable. */
export function usesVariables(nodes: readonly ASTNode[]): boolean {
  let uses = false;
  const Variable = () => {
    uses = true;
    return BREAK;
  };
  for (const node of nodes) visit(node, { Variable });
  return uses;
}
