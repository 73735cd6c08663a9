import { type DocumentNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from "graphql";
import { cacheOfField } from "../../schema/builder/field-options.js";

const known = new WeakMap<DocumentNode, number>();

/**
 * Milliseconds for which the response to any operation of a valid document stays true while the data do not change: the
 * shortest time of its fields, `Infinity` if none depends on the clock.
 */
export function maxAgeOf(schema: GraphQLSchema, document: DocumentNode): number {
  const before = known.get(document);
  if (before !== undefined) return before;
  let maxAgeMs = Number.POSITIVE_INFINITY;
  const types = new TypeInfo(schema);
  const enter = () => {
    const field = types.getFieldDef();
    if (field) maxAgeMs = Math.min(maxAgeMs, cacheOfField(field)?.maxAgeMs ?? maxAgeMs);
  };
  visit(document, visitWithTypeInfo(types, { Field: enter }));
  known.set(document, maxAgeMs);
  return maxAgeMs;
}
