import { type ASTNode, type DocumentNode, type GraphQLError, type SourceLocation, visit } from "graphql";

// graphql-js finds the line of an error by scanning the text from its start, for every error of an execution: a document of
// many lines with many errors would take seconds. Here lines are found once per document. This also saves half of the
// memory of a document, most of which is its tokens and its text.

type Placed = { loc?: unknown; place?: SourceLocation };

/** Replaces the locations of all nodes of a document by their lines and columns. Changes it in place. */
export function keepPlaces(document: DocumentNode, text: string): DocumentNode {
  const lineStarts = [
    0,
    ...Array.from(text.matchAll(/\r\n|[\n\r]/g), (match) => match.index + match[0].length),
  ];
  let line = 0;
  return visit(document, {
    enter(node) {
      const start = node.loc?.start ?? 0;
      // Nodes are visited in the order of the text, except for a few: a description, for example.
      while (line > 0 && (lineStarts[line] as number) > start) line -= 1;
      while ((lineStarts[line + 1] ?? Number.POSITIVE_INFINITY) <= start) line += 1;
      const placed = node as Placed;
      placed.loc = undefined;
      if (node.kind !== "Name")
        placed.place = { line: line + 1, column: start - (lineStarts[line] as number) + 1 };
    },
  });
}

/** The locations of an error, also of one whose nodes have places only. */
export function locationsOf({ locations, nodes }: GraphQLError): readonly SourceLocation[] | undefined {
  if (locations !== undefined) return locations;
  const places = nodes?.flatMap((node: ASTNode) => (node as Placed).place ?? []);
  return places?.length ? places : undefined;
}
