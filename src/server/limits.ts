import { type DocumentNode, GraphQLError, Kind, type SelectionSetNode, type ValidationRule } from "graphql";
import type { Plugin } from "graphql-yoga";

/** How deep fields may nest; a page of papers with authors is 5 deep. */
const deepest = 12;
/** How many bytes a query may have. */
const largest = 100_000;

/** What one question may cost before anything of it is executed. */
export function documentLimits(): Plugin {
  return {
    onParams({ params }) {
      // What is no text is refused by the server itself, right after this.
      if (typeof params.query === "string") refuseLarge(params.query);
    },
    onValidate({ addValidationRule }) {
      addValidationRule(depthRule);
    },
  };
}

/** @throws GraphQLError for a query that has more bytes than are allowed */
export function refuseLarge(query: string): void {
  const bytes = Buffer.byteLength(query);
  if (bytes > largest)
    throw new GraphQLError(
      `The query has ${bytes} bytes; at most ${largest} are allowed. Use fragments and variables, or ask in several requests.`,
      { extensions: { code: "QUERY_TOO_LARGE", http: { status: 413 } } },
    );
}

/** Fields below the operation, fragments looked through. Introspection nests by its nature and is left out. */
const depthRule: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    const depth = depthOf(context.getDocument(), operation.selectionSet);
    if (depth > deepest)
      context.reportError(
        new GraphQLError(
          `The query nests ${depth} fields deep; at most ${deepest} are allowed. Ask for less at once, or start from \`node\`.`,
          { nodes: operation, extensions: { code: "QUERY_TOO_DEEP" } },
        ),
      );
  },
});

function depthOf(document: DocumentNode, root: SelectionSetNode): number {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? [[definition.name.value, definition.selectionSet] as const]
        : [],
    ),
  );
  // Each fragment is measured once, however often it is used; one that contains itself is another rule's to refuse.
  const measured = new Map<string, number>();
  const measure = (selectionSet: SelectionSetNode): number =>
    Math.max(
      0,
      ...selectionSet.selections.map((selection) => {
        if (selection.kind === Kind.INLINE_FRAGMENT) return measure(selection.selectionSet);
        if (selection.kind === Kind.FIELD)
          return selection.name.value.startsWith("__")
            ? 0
            : 1 + (selection.selectionSet ? measure(selection.selectionSet) : 0);
        const name = selection.name.value;
        const known = measured.get(name);
        if (known !== undefined) return known;
        measured.set(name, 0);
        const fragment = fragments.get(name);
        const depth = fragment ? measure(fragment) : 0;
        measured.set(name, depth);
        return depth;
      }),
    );
  return measure(root);
}
