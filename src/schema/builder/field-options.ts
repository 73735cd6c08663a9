import type { InputFieldMap, InputShapeFromFields, SchemaTypes as PothosTypes } from "@pothos/core";
import type { GraphQLField } from "graphql";
import type { FieldCost } from "./cost.js";
import type { FieldSql } from "./field-sql.js";

// Our own options of fields. Pothos keeps all options in the extensions of the field.

declare global {
  export namespace PothosSchemaTypes {
    interface FieldOptions<
      Types extends PothosTypes,
      ParentShape,
      Type extends import("@pothos/core").TypeParam<Types>,
      Nullable extends import("@pothos/core").FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveShape,
      ResolveReturnShape,
    > {
      /** What the field costs. */
      cost?: FieldCost<InputShapeFromFields<Args>>;
      /** How long the value stays true while the data do not change; without end by default. */
      cache?: FieldCache;
      /** How SQL reads the field. */
      sql?: FieldSql<InputShapeFromFields<Args>>;
    }
  }
}

/** Values that depend on the clock age by themselves. */
export interface FieldCache {
  readonly maxAgeMs: number;
}

type Field = Pick<GraphQLField<unknown, unknown>, "extensions">;

const free: FieldCost = {};

export function costOfField(field: Field): FieldCost {
  return optionsOf(field).cost ?? free;
}

export function cacheOfField(field: Field): FieldCache | undefined {
  return optionsOf(field).cache;
}

export function sqlOfField(field: Field): FieldSql | undefined {
  return optionsOf(field).sql;
}

/** The column that a field exposes, by its name in the Prisma model. */
export function exposedColumn({ extensions }: Field): string | undefined {
  return extensions["pothosExposedField"] as string | undefined;
}

function optionsOf({ extensions }: Field): { cost?: FieldCost; cache?: FieldCache; sql?: FieldSql } {
  return extensions["pothosOptions"] ?? {};
}
