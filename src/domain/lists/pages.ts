import type { Queryable } from "../../db/database.js";
import type { CursorKey } from "./cursor-keys.js";
import { encodeCursor } from "./cursors.js";
import type { List } from "./list.js";
import type { ListPage } from "./list-page.js";
import { type KeyedRow, readRows } from "./list-rows.js";
import type { PageRequest } from "./page-request.js";

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

/** A page with additional edge fields. */
export type EdgePage<Row, Fields> = Omit<Page<Row>, "edges"> & {
  edges: (Page<Row>["edges"][number] & Fields)[];
};

/** Builds a page from up to `size + 1` rows; the extra row only indicates that there are more. */
export function toPage<Row>(
  list: readonly unknown[],
  request: PageRequest,
  rows: readonly Row[],
  keyOf: (row: Row) => CursorKey,
): Page<Row> {
  const more = rows.length > request.size;
  const kept = rows.slice(0, request.size);
  if (request.backward) kept.reverse();
  const edges = kept.map((node) => ({ cursor: encodeCursor(list, keyOf(node)), node }));
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

/** Reads one page of a list. The cost does not depend on how deep the page is. */
export function readPage<Row extends { id: number }>(
  db: Queryable,
  { identity, list, request }: Pick<ListPage, "identity" | "list" | "request">,
): Promise<Page<Row>> {
  return readParts(db, identity, [list], request);
}

/** Reads one page of concatenated, disjoint lists. Cursors record which list they point into. */
export async function readParts<Row extends { id: number }>(
  db: Queryable,
  identity: readonly unknown[],
  lists: readonly List[],
  request: PageRequest,
): Promise<Page<Row>> {
  const rows: (KeyedRow<Row> & { part: number })[] = [];
  const parts = [...lists.entries()];
  for (const [part, list] of request.backward ? parts.reverse() : parts) {
    const own = rows.length > request.size ? undefined : requestOfPart(request, part);
    if (own === undefined) continue;
    const found = await readRows<Row>(db, list, { ...own, size: request.size - rows.length });
    rows.push(...found.map((row) => ({ ...row, part })));
  }
  return toPage(identity, request, rows, ({ cursorValue, id, part }) => ({ value: cursorValue, id, part }));
}

/** Narrows a request to one of the lists; undefined if the cursors exclude it. */
function requestOfPart(request: PageRequest, part: number): PageRequest | undefined {
  const { after, before } = request;
  const [first, last] = [after?.part ?? 0, before === null ? part : (before.part ?? 0)];
  if (part < first || part > last) return undefined;
  return { ...request, after: part === first ? after : null, before: part === last ? before : null };
}

/** Adds edge fields computed from each row. */
export function withEdgeFields<Row, Fields extends object>(
  { edges, pageInfo }: Page<Row>,
  fieldsOf: (row: Row) => Fields,
): EdgePage<Row, Fields> {
  return { pageInfo, edges: edges.map((edge) => ({ ...edge, ...fieldsOf(edge.node) })) };
}
