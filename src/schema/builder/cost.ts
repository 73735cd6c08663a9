import SchemaBuilder, {
  BasePlugin,
  type InputFieldMap,
  type InputShapeFromFields,
  type PothosOutputFieldConfig,
  type SchemaTypes as PothosTypes,
} from "@pothos/core";
import type { GraphQLField } from "graphql";

// Each field that does work defines its cost: `t.field({ type, cost: { statement: 50 }, … })`. The server adds up the costs of
// an operation before executing it (`server/cost/`). `npm run bench -- --only cost` compares them with measured times.

/** Cost units, each 10 microseconds of database time and CPU on the reference machine; or a function of the arguments. */
export type Price<Args> = number | ((args: Args) => number);

/** Cost of a field, excluding the values in the response, which have a fixed cost (`server/cost/pricing.ts`). */
export interface FieldCost<Args = Record<string, unknown>> {
  /** A statement per parent object. */
  readonly statement?: Price<Args>;
  /** Other work per parent object. */
  readonly each?: Price<Args>;
  /** A statement batched by a loader, once for all parents. */
  readonly batch?: Price<Args>;
  /** Maximum length of a list; `"page"` for the page that an enclosing field sets, `"pairs"` for all pairs of its rows. */
  readonly rows?: Price<Args> | "page" | "pairs";
  /** Number of rows of fields below with `rows: "page"`. */
  readonly page?: Price<Args>;
  /** One pass over all rows that the field selects from; see `passes`. */
  readonly pass?: Price<Args>;
  /** The same for fields below the rows of the page; `pass` by default. */
  readonly rowPass?: Price<Args>;
  /** Number of passes that this field makes, such as 1 for a count; a fraction if cheaper than a count. */
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

/** Stores the `cost` of a field in its extensions. */
class CostPlugin<Types extends PothosTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const { cost } = config.pothosOptions as { cost?: FieldCost };
    if (cost === undefined) return config;
    return { ...config, extensions: { ...config.extensions, [extension]: cost } };
  }
}

SchemaBuilder.registerPlugin("cost", CostPlugin);

const free: FieldCost = {};

export function costOfField({ extensions }: Pick<GraphQLField<unknown, unknown>, "extensions">): FieldCost {
  return (extensions[extension] as FieldCost | undefined) ?? free;
}
