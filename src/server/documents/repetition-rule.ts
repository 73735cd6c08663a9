import { type FieldNode, GraphQLError, Kind, type SelectionNode, type ValidationRule } from "graphql";
import { groupedBy } from "../../domain/values/grouped.js";

/** Maximum number of times that a selection set may have the same field. */
const maxRepetitions = 20;

/**
 * Rejects selection sets that repeat a field often. A field without arguments or subfields has the same value under each
 * alias; fields with the same response name must be equal, and validation compares every two of them.
 */
export const repetitionRule: ValidationRule = (context) => ({
  SelectionSet({ selections }) {
    const plain = selections.filter((each) => each.kind === Kind.FIELD).filter(isPlain);
    for (const fields of [
      ...groupedBy(plain, ({ name }) => name.value).values(),
      ...groupedBy(fieldsOf(selections), ({ alias, name }) => alias?.value ?? name.value).values(),
    ]) {
      const [first] = fields;
      if (first === undefined || fields.length <= maxRepetitions) continue;
      context.reportError(
        new GraphQLError(
          `Field "${first.name.value}" is selected ${fields.length} times in one selection set; the limit is ${maxRepetitions}. Select it once.`,
          { nodes: first },
        ),
      );
      return;
    }
  },
});

function isPlain({ selectionSet, arguments: given }: FieldNode): boolean {
  return selectionSet === undefined && !given?.length;
}

/** Fields of a selection set, inline fragments included. */
function* fieldsOf(selections: readonly SelectionNode[]): Generator<FieldNode> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) yield selection;
    else if (selection.kind === Kind.INLINE_FRAGMENT) yield* fieldsOf(selection.selectionSet.selections);
  }
}
