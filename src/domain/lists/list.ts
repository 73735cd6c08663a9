import sql, { join, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { ValueType } from "./places.js";

/** How a list is ordered. Ties end in `id`; rows without a value come last in either direction. */
export interface ListOrder {
  /** The value, as SQL over the list's own aliases. */
  readonly value: Sql;
  /** Its type in Postgres: what a cursor's value is cast to. */
  readonly type: ValueType;
  readonly nullable: boolean;
  /** Conditions of the rows with a value and of those without; by default, whether the value is null. */
  readonly presence?: { readonly valued: Sql; readonly unvalued: Sql } | undefined;
  readonly direction: "asc" | "desc";
}

/** A list as SQL: `select <columns> from <from> where <conditions>`, with `id` the row's number. */
export interface List {
  readonly columns: Sql;
  readonly from: Sql;
  readonly conditions: readonly Sql[];
  readonly id: Sql;
  readonly order: ListOrder;
}

/** How many rows a list has, all pages together. */
export async function countRows(
  db: Queryable,
  { from, conditions }: Omit<List, "order" | "columns">,
): Promise<number> {
  const rows = await db.query<{ count: number }>(
    sql`select count(*)::int as count from ${from} where ${allOf(conditions)}`,
  );
  return rows[0]?.count ?? 0;
}

export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`true` : join(conditions, " and ");
}
