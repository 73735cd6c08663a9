import sql, { empty, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { CursorKey } from "./cursor-keys.js";
import { allOf, type List, type ListOrder } from "./list.js";
import type { PageRequest } from "./page-request.js";

export type KeyedRow<Row> = Row & { cursorValue: CursorKey["value"] };

/**
 * A nullable list has two segments: rows with a value, then those without. Each is read from an index, starting at
 * the cursor. The second is read only if the first does not fill the page, which is faster than planning both as one
 * statement. One index on (value, id) serves both directions, although Postgres itself would put nulls first in
 * descending order.
 */
export async function readRows<Row extends { id: number }>(
  db: Queryable,
  list: List,
  request: PageRequest,
): Promise<KeyedRow<Row>[]> {
  const rows: KeyedRow<Row>[] = [];
  for (const statement of segmentsOf(list, request, request.size + 1))
    if (rows.length <= request.size) rows.push(...(await db.query<KeyedRow<Row>>(statement)));
  return rows;
}

/**
 * The statements that read a page, in order: later ones continue where the earlier ones end. `cursorValue` is the sort value.
 *
 * @param limit maximum number of rows of each
 */
export function segmentsOf(list: List, request: PageRequest, limit: number): Sql[] {
  return segmentNames(list.order, request).flatMap((which) => segment(list, request, which, limit) ?? []);
}

type Segment = "valued" | "unvalued";

function segmentNames({ nullable, byId }: ListOrder, { backward }: PageRequest): Segment[] {
  if (byId) return ["unvalued"];
  if (!nullable) return ["valued"];
  return backward ? ["unvalued", "valued"] : ["valued", "unvalued"];
}

/** @returns undefined if the cursors exclude the whole segment */
function segment(list: List, request: PageRequest, which: Segment, limit: number): Sql | undefined {
  const { columns, order } = list;
  const unvaluedRows = which === "unvalued" ? order.unvaluedRows : undefined;
  const { from, conditions, id } = unvaluedRows ? { ...unvaluedRows, conditions: [] } : list;
  const direction = directionOf(order, request);
  const presence =
    order.nullable && !order.byId
      ? [order.presence?.[which] ?? sql`${order.value} is ${raw(which === "valued" ? "not null" : "null")}`]
      : [];
  const value = which === "valued" ? order.value : sql`null::${raw(order.type)}`;
  const rows = { id, order };
  const after = boundary(rows, which, request.after, order.direction === "asc" ? ">" : "<", "after");
  const before = boundary(rows, which, request.before, order.direction === "asc" ? "<" : ">", "before");
  if (after === undefined || before === undefined) return undefined;
  return sql`
    select ${columns}, ${cursorValue(value, order)} as "cursorValue"
    from ${from}
    where ${allOf([...conditions, ...presence, ...after, ...before])}
    order by ${which === "valued" ? sql`${value} ${direction},` : empty} ${id} ${direction}
    limit ${raw(String(limit))}
  `;
}

function cursorValue(value: Sql, { type }: ListOrder): Sql {
  if (type === "timestamptz")
    return sql`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return type === "date" ? sql`${value}::text` : value;
}

/** Restricts a segment by a cursor: empty if the cursor includes all of it, undefined if it excludes all of it. */
function boundary(
  { id, order }: Pick<List, "id" | "order">,
  which: Segment,
  key: CursorKey | null,
  side: "<" | ">",
  bound: "after" | "before",
): Sql[] | undefined {
  if (key === null) return [];
  const inThisSegment = (key.value === null) === (which === "unvalued");
  if (inThisSegment && which === "unvalued") return [sql`${id} ${raw(side)} ${key.id}`];
  if (inThisSegment)
    return [sql`(${order.value}, ${id}) ${raw(side)} (${key.value}::${raw(order.type)}, ${key.id}::int)`];
  const wholly = (which === "unvalued") === (bound === "after");
  return wholly ? [] : undefined;
}

function directionOf(order: ListOrder, { backward }: PageRequest): Sql {
  return raw((order.direction === "asc") === backward ? "desc" : "asc");
}
