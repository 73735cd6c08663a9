import type { Sql } from "sql-template-tag";
import type { ListPage } from "../../domain/lists/list-page.js";
import type { MatchedPapers } from "../../domain/stats/matched-papers.js";
import type { Context } from "./context.js";
import type { Selected } from "./selection.js";

// How fields are read by SQL, next to their resolvers: `t.field({ type, sql: { value: … }, resolve: … })`. The planner
// (`src/plan/`) compiles operations of such fields to one statement. Fields that expose a column need nothing.

/** One row: `from <from> where <conditions>`, with the alias of its type. */
export interface RowSql {
  readonly from: Sql;
  readonly conditions: readonly Sql[];
  /** Common table expressions that the fields of the object read from. */
  readonly with?: Sql | undefined;
  /** What the fields of the object need besides the row. */
  readonly scope?: unknown;
}

/** A list of objects, or of values if `value` is there, in the order of `order`. */
export interface ListSql extends RowSql {
  readonly order: Sql;
  readonly value?: Sql;
}

/** Where a field is read. */
export interface Place {
  readonly context: Context;
  /** The ID of the parent row; undefined for a field of Query. */
  readonly parent: Sql | undefined;
  /** `scope` of the parent row. */
  readonly scope: unknown;
  /** The papers that match a filter, read once per statement. */
  readonly matched: MatchedPapers;
}

/** Where an object is read. */
export interface ObjectPlace extends Place {
  readonly selected: () => Selected;
}

type Promised<T> = T | Promise<T>;

/**
 * How SQL reads a field. Functions return undefined if SQL cannot express it; resolvers then execute the operation. They may
 * throw InputError, as the resolver does.
 */
export type FieldSql<Args = Record<string, unknown>> =
  /** An expression of the Postgres type that belongs to the field's type. */
  | { readonly value: Sql | ((args: Args, place: Place) => Promised<Sql | undefined>) }
  | { readonly object: RowSql | ((args: Args, place: ObjectPlace) => Promised<RowSql | undefined>) }
  | { readonly list: ListSql | ((args: Args, place: Place) => Promised<ListSql | undefined>) }
  /** A connection, whose rows have the alias of their type. */
  | { readonly connection: (args: Args, place: Place) => Promised<ListPage | undefined> }
  /** A connection that depends on nothing but its arguments and the ID of its parent row. */
  | { readonly page: (args: Args, parent: Sql | undefined) => ListPage | undefined };
