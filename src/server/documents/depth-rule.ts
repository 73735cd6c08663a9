import { type DocumentNode, GraphQLError, Kind, type SelectionSetNode, type ValidationRule } from "graphql";

/** Maximum nesting of fields; a page of papers with authors has 5 levels. */
const maxDepth = 12;
/** Limits the nesting of fields, including those in fragments. Introspection, which nests deeply by design, is exempt. */
export const depthRule: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    const depth = depthOf(context.getDocument(), operation.selectionSet);
    if (depth > maxDepth)
      context.reportError(
        new GraphQLError(
          `The query is ${depth} fields deep; the limit is ${maxDepth}. Request fewer levels, or start from \`node\`.`,
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
  // Each fragment is measured once, regardless of its uses; another rule rejects recursive fragments.
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
