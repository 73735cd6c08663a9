import sql, { raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { eventCursorKeys } from "../lists/cursor-keys.js";
import { countRows, type List, orderById } from "../lists/list.js";
import { type PageArguments, parsePage } from "../lists/page-request.js";
import { type Page, readPage } from "../lists/pages.js";
import { type Watch, type WatchChannel, type WatchState, watchColumns } from "./watch.js";

export interface WatchQuery {
  readonly channel?: WatchChannel | undefined;
  readonly state?: WatchState | undefined;
}

/** `HANDING_OVER`: a process is sending it. `DEAD`: all attempts failed. `UNCERTAIN`: it may have been sent. */
export const deliveryStates = ["PENDING", "HANDING_OVER", "SENT", "FAILED", "DEAD", "UNCERTAIN"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export interface DeliveryQuery {
  /** ID of a watch. */
  readonly watchId?: number | undefined;
  readonly state?: DeliveryState | undefined;
}

/** A message of a watch. */
export interface Delivery {
  readonly id: number;
  readonly watchId: number;
  readonly kind: "EVENT" | "DIGEST" | "CONFIRMATION" | "TEST";
  readonly messageId: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** The first event and its paper; null for other kinds, and if the paper has been removed. */
  readonly eventNumber: number | null;
  readonly paperId: number | null;
}

type Counted<Row> = Page<Row> & { totalCount: () => Promise<number> };

/** Newest first. @throws InputError for invalid page arguments */
export function findWatches(
  db: Queryable,
  { channel, state }: WatchQuery,
  page: PageArguments,
): Promise<Counted<Watch>> {
  const list: List = {
    columns: watchColumns,
    from: sql`watches w`,
    conditions: [...equal("w.channel", channel), ...equal("w.state", state)],
    id: sql`w.id`,
    order: orderById("desc"),
  };
  return readCounted(db, ["watches", channel, state], list, page);
}

/** Newest first. @throws InputError for invalid page arguments */
export function findDeliveries(
  db: Queryable,
  { watchId, state }: DeliveryQuery,
  page: PageArguments,
): Promise<Counted<Delivery>> {
  const list: List = {
    columns: deliveryColumns,
    from: deliveryRows,
    conditions: [...equal("d.watch_id", watchId), ...equal("d.state", state)],
    id: sql`d.id`,
    order: orderById("desc"),
  };
  return readCounted(db, ["deliveries", watchId, state], list, page);
}

export async function findDelivery(db: Queryable, id: string): Promise<Delivery | undefined> {
  const [found] = await db.query<Delivery>(
    sql`select ${deliveryColumns} from ${deliveryRows} where d.id = ${id}::bigint`,
  );
  return found;
}

const deliveryColumns = raw(`
  d.id::float8 as id, d.watch_id as "watchId", d.kind, d.message_id as "messageId", d.state, d.attempts,
  d.last_status as "lastStatus", d.last_error as "lastError", d.created_at as "createdAt",
  d.finished_at as "finishedAt", i.event_number::float8 as "eventNumber", i.paper_id as "paperId"
`);
const deliveryRows = raw(`
  deliveries d left join lateral (
    select event_number, paper_id from watch_items i where i.delivery_id = d.id order by event_number limit 1
  ) i on true
`);

async function readCounted<Row extends { id: number }>(
  db: Queryable,
  identity: readonly unknown[],
  list: List,
  page: PageArguments,
): Promise<Counted<Row>> {
  const request = parsePage(identity, eventCursorKeys, page);
  const found = await readPage<Row>(db, { identity, list, request });
  return { ...found, totalCount: () => countRows(db, list) };
}

/** @param column must be trusted */
function equal(column: string, value: string | number | undefined): Sql[] {
  return value === undefined ? [] : [sql`${raw(column)} = ${value}`];
}
