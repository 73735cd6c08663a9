import sql from "sql-template-tag";
import { type NewEvent, type Runner, wakeUpChannel } from "./event.js";

/**
 * Appends events to the log, in the transaction that causes them. Numbers become visible in order because the row with the
 * newest number stays locked until the transaction ends, so call this last. Notifies listeners on commit.
 */
export async function publish(
  transaction: Runner,
  occurredAt: Date,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event, index) => ({ place: index + 1, ...event }));
  await transaction.query(
    sql`
      with log as (
        update event_log set last_number = last_number + ${events.length}
        returning last_number - ${events.length} as before
      )
      insert into events (
        number, topic, occurred_at, paper_id, rank, previous_rank, best_rank, upvotes, previous_upvotes
      )
      select log.before + place, topic, ${occurredAt}::timestamptz, "paperId", rank, "previousRank", "bestRank",
        upvotes, "previousUpvotes"
      from log, json_to_recordset(${JSON.stringify(rows)}::json) as event(
        place int, topic text, "paperId" int, rank int, "previousRank" int, "bestRank" int, upvotes int,
        "previousUpvotes" int
      )
    `,
    "publish_events",
  );
  await transaction.query(sql`select pg_notify(${wakeUpChannel}, '')`, "wake_listeners");
}
