import sql from "sql-template-tag";
import type { Database, Queryable } from "../../../db/database.js";
import { rowsAs } from "../../sql/rows.js";
import { lockWatches } from "../locking.js";
import { type Watch, watchColumns } from "../watch.js";

/** Mail watches whose time has come, whether papers wait or not. */
export async function dueDigests(db: Queryable, now: Date, limit: number): Promise<Watch[]> {
  return db.query<Watch>(
    sql`
      select ${watchColumns} from watches w
      where channel = 'MAIL' and state = 'ACTIVE' and next_due_at <= ${now} order by next_due_at limit ${limit}
    `,
    "due_digests",
  );
}

export interface NewDigest {
  readonly watchId: number;
  /** Which digest it is: a second one of the same period is not made. */
  readonly period: string;
  /** Follows from watch and period. */
  readonly messageId: string;
  /** When the watch is due again; null for one that sends at once. */
  readonly nextDueAt: Date | null;
}

/** Makes a digest of all papers that wait for a watch, if there are any. @returns the number of digests made */
export async function takeDigests(db: Database, digests: readonly NewDigest[], now: Date): Promise<number> {
  const rows = rowsAs("digest", digests, {
    watchId: "int",
    period: "text",
    messageId: "text",
    nextDueAt: "timestamptz",
  });
  return db.independentTransaction(async (transaction) => {
    await lockWatches(
      transaction,
      digests.map(({ watchId }) => watchId),
    );
    const [taken] = await transaction.query<{ count: number }>(
      sql`
        with made as (
          insert into deliveries (watch_id, kind, message_id, period, state, created_at, next_attempt_at)
          select digest.watch_id, 'DIGEST', digest.message_id, digest.period, 'PENDING', ${now}::timestamptz, ${now}::timestamptz
          from ${rows}
          where exists (
            select from watch_items i where i.watch_id = digest.watch_id and i.delivery_id is null
          )
          order by digest.watch_id
          on conflict (message_id) do nothing
          returning id, watch_id
        ),
        taken as (
          update watch_items i set delivery_id = made.id from made
          where i.watch_id = made.watch_id and i.delivery_id is null
        )
        select count(*)::int as count from made
      `,
      "take_digests",
    );
    await transaction.query(
      sql`update watches w set next_due_at = digest.next_due_at from ${rows} where w.id = digest.watch_id`,
      "reschedule_digests",
    );
    return taken?.count ?? 0;
  });
}

/** A paper of a digest. */
export interface DigestItem {
  readonly deliveryId: string;
  readonly paperId: number;
  readonly occurredAt: Date;
  readonly rank: number | null;
  readonly upvotes: number | null;
}

/** Papers of digests, in the order of their events; each paper once. */
export async function digestItems(db: Queryable, deliveryIds: readonly string[]): Promise<DigestItem[]> {
  return db.query<DigestItem>(
    sql`
      select delivery_id as "deliveryId", paper_id as "paperId", occurred_at as "occurredAt", rank, upvotes
      from (
        select distinct on (delivery_id, paper_id) * from watch_items
        where delivery_id = any(${deliveryIds}::bigint[]) order by delivery_id, paper_id, event_number desc
      ) i
      order by delivery_id, event_number
    `,
    "digest_items",
  );
}
