import sql, { join, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { ValueType } from "./cursor-keys.js";

/** Sort order of a list. Ties are broken by `id`; rows without a value come last in both directions. */
export interface ListOrder {
  /** SQL expression over the list's aliases. */
  readonly value: Sql;
  /** Postgres type that cursor values are cast to. */
  readonly type: ValueType;
  readonly nullable: boolean;
  /** Conditions that select rows with a value and those without. Defaults to a null check. */
  readonly presence?: { readonly valued: Sql; readonly unvalued: Sql } | undefined;
  /** Where rows without a value that meet the conditions are read from, if not from the list, and their ID there. */
  readonly unvaluedRows?: { readonly from: Sql; readonly id: Sql } | undefined;
  readonly direction: "asc" | "desc";
  /** Whether no row has a value: rows are ordered by ID alone. */
  readonly byId?: true;
}

/** @param direction of the IDs */
export function orderById(direction: ListOrder["direction"] = "asc"): ListOrder {
  return { value: sql`null::int`, type: "int", nullable: true, direction, byId: true };
}

/** A list as SQL: `select <columns> from <from> where <conditions>`. `id` is the row's ID. */
export interface List {
  readonly columns: Sql;
  readonly from: Sql;
  readonly conditions: readonly Sql[];
  readonly id: Sql;
  readonly order: ListOrder;
}

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
