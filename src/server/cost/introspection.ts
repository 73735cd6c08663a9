import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";
import type { FieldCost } from "../../schema/builder/cost.js";

/** A type reference wraps the named type up to three times; nested deeper, `ofType` is null. */
const wrapped = 0.5;

const perSchema = new WeakMap<GraphQLSchema, ReadonlyMap<string, FieldCost>>();

/** Cost of an introspection field; the schema determines the lengths of its lists. */
export function introspectionCost(schema: GraphQLSchema, type: string, field: string): FieldCost {
  const lengths = perSchema.get(schema) ?? lengthsOf(schema);
  perSchema.set(schema, lengths);
  return lengths.get(`${type}.${field}`) ?? one;
}

const one: FieldCost = { rows: 1 };

function lengthsOf(schema: GraphQLSchema): ReadonlyMap<string, FieldCost> {
  const types = Object.values(schema.getTypeMap());
  const fields = types.map(fieldsOf);
  const args = fields.flat().map((field) => ("args" in field ? field.args.length : 0));
  const directives = schema.getDirectives();
  return new Map<string, FieldCost>([
    ["__Schema.types", { rows: types.length }],
    ["__Schema.directives", { rows: directives.length }],
    [
      "__Type.fields",
      { rows: average(types.map((type) => (isInputObjectType(type) ? 0 : fieldsOf(type).length))) },
    ],
    [
      "__Type.inputFields",
      { rows: average(types.map((type) => (isInputObjectType(type) ? fieldsOf(type).length : 0))) },
    ],
    [
      "__Type.enumValues",
      { rows: average(types.map((type) => (isEnumType(type) ? type.getValues().length : 0))) },
    ],
    ["__Type.interfaces", { rows: 1 }],
    ["__Type.possibleTypes", { rows: 1 }],
    ["__Type.ofType", { rows: wrapped }],
    ["__Field.args", { rows: average(args) }],
    ["__Directive.args", { rows: average(directives.map((directive) => directive.args.length)) }],
    ["__Directive.locations", { rows: 5 }],
  ]);
}

function fieldsOf(type: GraphQLNamedType) {
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
    ? Object.values(type.getFields())
    : [];
}

function average(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
}
