import sql, { empty, join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../db/client.js";
import { decodeCursor, encodeCursor } from "./cursors.js";
import { InputError } from "./input-error.js";
import { type Place, type Places, placesBy, type ValueType } from "./places.js";

/** The arguments of a connection, as the Relay cursor specification has them. */
export interface PageArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

/** Which rows of a list are wanted: `size` of them between two places, from the front or from the back. */
export interface PageRequest {
  readonly size: number;
  readonly backward: boolean;
  readonly after: Place | null;
  readonly before: Place | null;
}

/** A page of a connection. */
export interface Page<Row> {
  edges: { cursor: string; node: Row }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

/** A page whose edges say more than where the row stands. */
export type EdgePage<Row, Fields> = Omit<Page<Row>, "edges"> & {
  edges: (Page<Row>["edges"][number] & Fields)[];
};

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

const defaultSize = 20;
const largestSize = 100;

/**
 * Checks the arguments of a connection and opens its cursors.
 *
 * @param list what tells this list from others; see `encodeCursor`
 * @param places the places that it can have
 * @throws InputError
 */
export function parsePage(
  list: readonly unknown[],
  places: Places,
  { first, after, last, before }: PageArguments,
): PageRequest {
  if (first != null && last != null)
    throw new InputError(
      "first and last: give one of them, `first` for the front of the list or `last` for its end.",
    );
  for (const [name, size] of [["first", first] as const, ["last", last] as const])
    if (size != null && (size < 0 || size > largestSize))
      throw new InputError(
        `${name}: ${size} is out of range. Ask for 0 to ${largestSize} and page on with \`${name === "first" ? "after" : "before"}\`.`,
      );
  return {
    size: first ?? last ?? defaultSize,
    backward: last != null,
    after: after == null ? null : decodeCursor(list, places, after, "after"),
    before: before == null ? null : decodeCursor(list, places, before, "before"),
  };
}

/** Cuts a page from rows that were read with one more than asked for, and gives it its cursors. */
export function toPage<Row>(
  list: readonly unknown[],
  request: PageRequest,
  rows: readonly Row[],
  placeOf: (row: Row) => Place,
): Page<Row> {
  const more = rows.length > request.size;
  const kept = rows.slice(0, request.size);
  if (request.backward) kept.reverse();
  const edges = kept.map((node) => ({ cursor: encodeCursor(list, placeOf(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: request.backward ? request.before !== null : more,
      hasPreviousPage: request.backward ? more : request.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/**
 * Checks the arguments of a page and reads it.
 *
 * @throws InputError
 */
export async function findPage<Row extends { id: number }>(
  db: Queryable,
  identity: readonly unknown[],
  list: List,
  page: PageArguments,
): Promise<Page<Row>> {
  return readPage(db, identity, list, parsePage(identity, placesBy(list.order), page));
}

/** Reads one page of a list, at a cost that does not grow with how far in the page lies. */
export function readPage<Row extends { id: number }>(
  db: Queryable,
  identity: readonly unknown[],
  list: List,
  request: PageRequest,
): Promise<Page<Row>> {
  return readParts(db, identity, [list], request);
}

/**
 * Reads one page of several lists in a row. They share no row; a cursor says which of them it points into.
 *
 * @param lists in order
 */
export async function readParts<Row extends { id: number }>(
  db: Queryable,
  identity: readonly unknown[],
  lists: readonly List[],
  request: PageRequest,
): Promise<Page<Row>> {
  const rows: (PlacedRow<Row> & { part: number })[] = [];
  const parts = [...lists.entries()];
  for (const [part, list] of request.backward ? parts.reverse() : parts) {
    const own = rows.length > request.size ? undefined : requestOfPart(request, part);
    if (own === undefined) continue;
    const found = await readRows<Row>(db, list, { ...own, size: request.size - rows.length });
    rows.push(...found.map((row) => ({ ...row, part })));
  }
  return toPage(identity, request, rows, ({ placeValue, id, part }) => ({ value: placeValue, id, part }));
}

/** What a request asks of one of several lists; undefined if its cursors leave nothing of it. */
function requestOfPart(request: PageRequest, part: number): PageRequest | undefined {
  const { after, before } = request;
  const [first, last] = [after?.part ?? 0, before === null ? part : (before.part ?? 0)];
  if (part < first || part > last) return undefined;
  return { ...request, after: part === first ? after : null, before: part === last ? before : null };
}

type PlacedRow<Row> = Row & { placeValue: Place["value"] };

/**
 * A list that may lack values has two stretches: the rows with a value, then those without. Each is read along an index
 * from where the cursor points; the second only when the first does not fill the page, which takes less time than to plan
 * both as one statement. One index on (value, id) serves both directions, though Postgres itself would put the nulls of a
 * descending order first.
 */
async function readRows<Row extends { id: number }>(
  db: Queryable,
  list: List,
  request: PageRequest,
): Promise<PlacedRow<Row>[]> {
  const rows: PlacedRow<Row>[] = [];
  for (const which of stretchesOf(list.order, request)) {
    const statement = rows.length > request.size ? undefined : stretch(list, request, which);
    if (statement) rows.push(...(await db.query<PlacedRow<Row>>(statement)));
  }
  return rows;
}

/** The same page with something of each row beside it, on its edge. */
export function onEdges<Row, Fields extends object>(
  { edges, pageInfo }: Page<Row>,
  fieldsOf: (row: Row) => Fields,
): EdgePage<Row, Fields> {
  return { pageInfo, edges: edges.map((edge) => ({ ...edge, ...fieldsOf(edge.node) })) };
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

type Stretch = "valued" | "unvalued";

function stretchesOf({ nullable }: ListOrder, { backward }: PageRequest): Stretch[] {
  if (!nullable) return ["valued"];
  return backward ? ["unvalued", "valued"] : ["valued", "unvalued"];
}

/** @returns undefined if the cursors leave nothing of the stretch */
function stretch(list: List, request: PageRequest, which: Stretch): Sql | undefined {
  const { columns, from, conditions, id, order } = list;
  const way = wayOf(order, request);
  const presence = order.nullable
    ? [order.presence?.[which] ?? sql`${order.value} is ${raw(which === "valued" ? "not null" : "null")}`]
    : [];
  const value = which === "valued" ? order.value : sql`null::${raw(order.type)}`;
  const after = boundary(list, which, request.after, order.direction === "asc" ? ">" : "<", "after");
  const before = boundary(list, which, request.before, order.direction === "asc" ? "<" : ">", "before");
  if (after === undefined || before === undefined) return undefined;
  return sql`
    select ${columns}, ${value}${order.type === "date" ? sql`::text` : empty} as "placeValue"
    from ${from}
    where ${allOf([...conditions, ...presence, ...after, ...before])}
    order by ${which === "valued" ? sql`${value} ${way},` : empty} ${id} ${way}
    limit ${request.size + 1}
  `;
}

/** The condition of what a cursor leaves of a stretch: none if that is all of it, undefined if that is nothing. */
function boundary(
  { id, order }: List,
  which: Stretch,
  place: Place | null,
  side: "<" | ">",
  bound: "after" | "before",
): Sql[] | undefined {
  if (place === null) return [];
  const inThisStretch = (place.value === null) === (which === "unvalued");
  if (inThisStretch && which === "unvalued") return [sql`${id} ${raw(side)} ${place.id}`];
  if (inThisStretch)
    return [sql`(${order.value}, ${id}) ${raw(side)} (${place.value}::${raw(order.type)}, ${place.id}::int)`];
  const wholly = (which === "unvalued") === (bound === "after");
  return wholly ? [] : undefined;
}

function wayOf(order: ListOrder, { backward }: PageRequest): Sql {
  return raw((order.direction === "asc") === backward ? "desc" : "asc");
}
