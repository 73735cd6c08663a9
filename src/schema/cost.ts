import SchemaBuilder, {
  BasePlugin,
  type InputFieldMap,
  type InputShapeFromFields,
  type PothosOutputFieldConfig,
  type SchemaTypes as PothosTypes,
} from "@pothos/core";
import type { GraphQLField } from "graphql";

// Every field that does work declares its cost in its definition: `t.field({ type, cost: { statement: 50 }, … })`. The server
// adds up the costs before it executes an operation (`server/cost/`). `npm run bench -- --only cost` compares predicted costs
// with measured ones.

/** Cost units (10 microseconds of database time and CPU on the reference machine), or a function of the field's arguments. */
export type Price<Args> = number | ((args: Args) => number);

/** Cost of a field, excluding the values in the response, which cost the same everywhere (`server/cost/pricing.ts`). */
export interface FieldCost<Args = Record<string, unknown>> {
  /** One statement per parent object. */
  readonly statement?: Price<Args>;
  /** Other work per parent object. */
  readonly each?: Price<Args>;
  /** Once for all parents: a statement batched by a loader. */
  readonly batch?: Price<Args>;
  /** Maximum length of a list; `"page"` for the page size set by an enclosing field. */
  readonly rows?: Price<Args> | "page";
  /** Page size for nested fields with `rows: "page"`. */
  readonly page?: Price<Args>;
  /** One pass over all rows the field selects from, made by nested fields with `passes`. */
  readonly pass?: Price<Args>;
  /** The same for fields nested in the rows of the page; defaults to `pass`. */
  readonly rowPass?: Price<Args>;
  /** Number of passes this field makes: 1 for a count, a fraction if cheaper than a count. */
  readonly passes?: number;
}

declare global {
  export namespace PothosSchemaTypes {
    interface Plugins<Types extends PothosTypes> {
      cost: CostPlugin<Types>;
    }
    interface FieldOptions<
      Types extends PothosTypes,
      ParentShape,
      Type extends import("@pothos/core").TypeParam<Types>,
      Nullable extends import("@pothos/core").FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveShape,
      ResolveReturnShape,
    > {
      /** Declares the cost of the field. */
      cost?: FieldCost<InputShapeFromFields<Args>>;
    }
  }
}

const extension = "cost";

/** Copies the `cost` of a field into its extensions. */
export class CostPlugin<Types extends PothosTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const { cost } = config.pothosOptions as { cost?: FieldCost };
    if (cost === undefined) return config;
    return { ...config, extensions: { ...config.extensions, [extension]: cost } };
  }
}

SchemaBuilder.registerPlugin("cost", CostPlugin);

const free: FieldCost = {};

/** The declared cost of a field. */
export function costOfField({ extensions }: Pick<GraphQLField<unknown, unknown>, "extensions">): FieldCost {
  return (extensions[extension] as FieldCost | undefined) ?? free;
}
