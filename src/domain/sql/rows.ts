import sql, { join, raw, type Sql } from "sql-template-tag";
import type { BinaryColumns } from "../../db/binary-rows.js";
import type { Queryable, Transaction } from "../../db/database.js";

export type ColumnType = "text" | "int" | "smallint" | "boolean" | "date" | "timestamptz";

/**
 * A table expression with one array parameter per column, whatever the number of rows: `unnest($1::int[], $2::text[])
 * as name(id, title)`. Column names must be trusted.
 */
export function rowsAs<Row extends object>(
  name: string,
  rows: readonly Row[],
  columns: { readonly [Column in keyof Row & string]?: ColumnType },
): Sql {
  const names = Object.keys(columns) as (keyof Row & string)[];
  const arrays = names.map(
    (column) => sql`${rows.map((row) => row[column] ?? null)}::${raw(columns[column] ?? "text")}[]`,
  );
  return sql`unnest(${join(arrays)}) as ${raw(`${name}(${names.map(toSnakeCase).join(", ")})`)}`;
}

/** Reserves IDs for new rows. */
export async function reserveIds(
  db: Queryable,
  table: "papers" | "authors" | "organizations",
  count: number,
): Promise<number[]> {
  if (count === 0) return [];
  const rows = await db.query<{ id: number }>(
    sql`
      select nextval(numbers)::int as id
      from cast(pg_get_serial_sequence(${table}, 'id') as regclass) as numbers, generate_series(1, ${count})
    `,
    "reserve_ids",
  );
  return rows.map(({ id }) => id);
}

/** Inserts rows with COPY. Table and column names must be trusted. */
export async function copyRows<Row extends object>(
  transaction: Transaction,
  table: string,
  rows: readonly Row[],
  columns: BinaryColumns<Row>,
): Promise<void> {
  if (rows.length === 0) return;
  await transaction.copy(`${table} (${Object.keys(columns).map(toSnakeCase).join(", ")})`, rows, columns);
}

/** Loads rows by ID, in input order; null for unknown IDs. Table, alias and columns must be trusted. */
export async function loadByIds<Row extends { id: number }>(
  db: Queryable,
  table: string,
  alias: string,
  columns: Sql,
  ids: readonly number[],
): Promise<(Row | null)[]> {
  const rows = await db.query<Row>(
    sql`select ${columns} from ${raw(`${table} ${alias}`)} where ${raw(alias)}.id = any(${ids}::int[])`,
    `load_${table}`,
  );
  return byKey(ids, rows, ({ id }) => id);
}

/** Rows in the order of `keys`; null for missing ones. */
export function byKey<Key, Row>(
  keys: readonly Key[],
  rows: readonly Row[],
  keyOf: (row: Row) => Key | null,
): (Row | null)[] {
  const rowOf = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => rowOf.get(key) ?? null);
}

/**
 * A select list that returns rows of a Prisma model's type: `p.arxiv_id as "arxivId"`. Takes the fields as keys, so
 * that the compiler reports missing ones.
 */
export function columnsOf<Model extends object>(
  alias: string,
  fields: Record<keyof Model & string, true | ColumnType>,
): Sql {
  return raw(
    Object.keys(fields)
      .map((field) => `${alias}.${toSnakeCase(field)} as "${field}"`)
      .join(", "),
  );
}

/** A select list of values as `rowsAs` and `copyRows` take them: dates are ISO 8601 text. */
export function rowColumns(alias: string, columns: Readonly<Record<string, ColumnType>>): Sql {
  return raw(
    Object.entries(columns)
      .map(([name, type]) => `${alias}.${toSnakeCase(name)}${type === "date" ? "::text" : ""} as "${name}"`)
      .join(", "),
  );
}

/** The column of a field of a Prisma model. */
export function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
