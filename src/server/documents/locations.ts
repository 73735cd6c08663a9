import { type ASTNode, type DocumentNode, type GraphQLError, type SourceLocation, visit } from "graphql";

// graphql-js finds the line of each error by scanning the text from its start: a document of many lines with many errors
// would take seconds. Here lines are found once per document. This also saves memory: locations retain the text and all
// tokens.

type Located = { loc?: unknown; location?: SourceLocation };

/** Replaces the locations of all nodes of a document by their lines and columns. Changes it in place. */
export function keepLocations(document: DocumentNode, text: string): DocumentNode {
  let line = 1;
  let lineStart = 0;
  let at = 0;
  return visit(document, {
    enter(node) {
      const start = node.loc?.start ?? 0;
      // Nodes are visited in the order of the text.
      for (; at < start; at += 1)
        if (isLineEnd(text, at)) {
          line += 1;
          lineStart = at + 1;
        }
      const located = node as Located;
      located.loc = undefined;
      located.location = { line, column: start - lineStart + 1 };
    },
  });
}

/** Whether a character ends a line; `\r\n` counts once. */
function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10);
}

/** The locations of an error, including those from `keepLocations`. */
export function locationsOf({ locations, nodes }: GraphQLError): readonly SourceLocation[] | undefined {
  if (locations !== undefined) return locations;
  const ownLocations = nodes?.flatMap((node: ASTNode) => (node as Located).location ?? []);
  return ownLocations?.length ? ownLocations : undefined;
}
