import SchemaBuilder, {
  BasePlugin,
  type InputFieldMap,
  type InputShapeFromFields,
  type PothosOutputFieldConfig,
  type SchemaTypes as PothosTypes,
} from "@pothos/core";
import type { GraphQLField } from "graphql";

// Every field that does work says what it costs where it is defined: `t.field({ type, cost: { statement: 50 }, … })`. The
// server adds the prices up before it executes an operation (`server/cost/`). `npm run bench -- --only cost` compares
// the sums with what operations really take.

/** Cost units, each 10 microseconds of database time and CPU on the reference machine; or how they follow from the arguments. */
export type Price<Args> = number | ((args: Args) => number);

/** What a field costs besides the values in the response, which cost the same everywhere (`server/cost/pricing.ts`). */
export interface FieldCost<Args = Record<string, unknown>> {
  /** A statement of its own for each parent object. */
  readonly statement?: Price<Args>;
  /** Other work for each parent object. */
  readonly each?: Price<Args>;
  /** Once for all parents: a statement that a loader batches. */
  readonly batch?: Price<Args>;
  /** Maximum length of a list; `"page"` for the page that an enclosing field sets, `"pairs"` for all pairs of its rows. */
  readonly rows?: Price<Args> | "page" | "pairs";
  /** Number of rows of fields below with `rows: "page"`. */
  readonly page?: Price<Args>;
  /** One pass over everything that the field selects from, made by fields below with `passes`. */
  readonly pass?: Price<Args>;
  /** The same for fields below the rows of the page; `pass` by default. */
  readonly rowPass?: Price<Args>;
  /** Number of passes that this field makes, such as 1 for a count; a fraction where it is cheaper than a count. */
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
      /** What the field costs. */
      cost?: FieldCost<InputShapeFromFields<Args>>;
    }
  }
}

const extension = "cost";

/** Keeps the `cost` of a field where the server finds it. */
export class CostPlugin<Types extends PothosTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const { cost } = config.pothosOptions as { cost?: FieldCost };
    if (cost === undefined) return config;
    return { ...config, extensions: { ...config.extensions, [extension]: cost } };
  }
}

SchemaBuilder.registerPlugin("cost", CostPlugin);

const free: FieldCost = {};

/** The price of a field as it is defined. */
export function costOfField({ extensions }: Pick<GraphQLField<unknown, unknown>, "extensions">): FieldCost {
  return (extensions[extension] as FieldCost | undefined) ?? free;
}
