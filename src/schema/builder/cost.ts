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
