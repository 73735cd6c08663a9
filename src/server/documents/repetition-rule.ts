import { type FieldNode, GraphQLError, Kind, type ValidationRule } from "graphql";

/** Maximum number of times that a selection set may have a field without arguments or subfields, aliases included. */
const maxRepetitions = 20;

/** Rejects a field that is repeated for no reason: the response would have the same value under each alias. */
export const repetitionRule: ValidationRule = (context) => ({
  SelectionSet({ selections }) {
    const repetitions = new Map<string, FieldNode[]>();
    for (const field of selections) {
      if (field.kind !== Kind.FIELD || field.selectionSet || field.arguments?.length) continue;
      const same = repetitions.get(field.name.value);
      if (same) same.push(field);
      else repetitions.set(field.name.value, [field]);
    }
    for (const [name, { length, [0]: first = null }] of repetitions)
      if (length > maxRepetitions)
        context.reportError(
          new GraphQLError(
            `Field "${name}" is selected ${length} times in one selection set; the limit is ${maxRepetitions}. Select it once.`,
            { nodes: first },
          ),
        );
  },
});
