import sql, { raw } from "sql-template-tag";
import type { Database } from "../../../db/database.js";
import { keySql, type ObjectKey } from "../../keys/object-keys.js";
import { rowsAs } from "../../sql/rows.js";
import { lockWatches } from "../locking.js";
import { type Watch, watchColumns } from "../watch.js";

// Webhooks of a watch are sent one after another. As long as one waits for its next attempt, those after it do.

/** The next webhook of a watch. */
export interface DueWebhook {
  readonly id: string;
  readonly kind: "EVENT" | "TEST";
  readonly messageId: string;
  /** Number of attempts before this one. */
  readonly attempts: number;
  readonly queuedAt: Date;
  readonly watch: Watch;
  /** Null for a test, and if the paper has been removed. */
  readonly item: WebhookItem | null;
}

export interface WebhookItem {
  readonly eventNumber: number;
  /** In ISO 8601. */
  readonly occurredAt: string;
  readonly rank: number | null;
  /** At the event. */
  readonly upvotes: number;
  readonly paper: {
    readonly key: ObjectKey;
    readonly arxivId: string | null;
    readonly title: string;
    readonly authorsCount: number | null;
    readonly upvotes: number;
    readonly publishedOn: string | null;
    readonly codeUrl: string | null;
  };
  readonly organization: { readonly slug: string; readonly name: string } | null;
}

/** Of a URL in its normal form. */
const host = raw("split_part(url, '/', 3)");

/**
 * The item of a delivery `d`. Subqueries, which are index scans in any plan: the tables of watches grow from nothing to thousands of
 * rows within a second, before Postgres has statistics for a join.
 */
const item = sql`(
  select json_build_object(
    'eventNumber', i.event_number, 'occurredAt', to_json(i.occurred_at at time zone 'UTC') #>> '{}' || 'Z',
    'rank', i.rank, 'upvotes', i.upvotes,
    'paper', (
      select json_build_object(
        'key', ${keySql.Paper}, 'arxivId', p.arxiv_id, 'title', p.title, 'authorsCount', p.authors_count,
        'upvotes', p.upvotes, 'publishedOn', p.published_on, 'codeUrl', p.code_url
      ) from papers p where p.id = i.paper_id
    ),
    'organization', (
      select json_build_object('slug', o.slug, 'name', o.name) from organizations o
      where o.id = (select p.organization_id from papers p where p.id = i.paper_id)
    )
  ) from watch_items i where i.delivery_id = d.id
)`;

export interface DueOptions {
  readonly now: Date;
  /** Watches and hosts to leave out. */
  readonly busy: readonly number[];
  readonly fullHosts: readonly string[];
  /** Maximum number, for each host and in total. */
  readonly perHost: number;
  readonly limit: number;
}

/** The next webhooks of watches that are due, one for each: of each host the first ones, then the second ones. */
export async function dueWebhooks(
  db: Database,
  { now, busy, fullHosts, perHost, limit }: DueOptions,
): Promise<DueWebhook[]> {
  const rows = await db.query<Watch & Omit<DueWebhook, "id" | "watch"> & { deliveryId: string | null }>(
    sql`
      select ${watchColumns}, d.id as "deliveryId", d.kind, d.message_id as "messageId", d.attempts,
        d.created_at as "queuedAt", ${item} as item
      from (
        select id, place from (
          select id, next_due_at, row_number() over (partition by ${host} order by next_due_at, id) as place from watches
          where channel = 'WEBHOOK' and state = 'ACTIVE' and next_due_at <= ${now} and id <> all(${busy}::int[])
            and ${host} <> all(${fullHosts}::text[])
        ) due
        where place <= ${perHost}
        order by place, next_due_at, id limit ${limit}
      ) due
      join watches w on w.id = due.id
      left join lateral (
        select * from (
          select * from deliveries d where (d.watch_id, d.state, d.id) > (w.id, 'PENDING', 0)
          order by d.watch_id, d.state, d.id limit 1
        ) d
        where d.watch_id = w.id and d.state = 'PENDING'
      ) d on true
      order by due.place, w.next_due_at, w.id
    `,
    "due_webhooks",
  );
  const idle = rows.flatMap(({ deliveryId, id }) => (deliveryId === null ? id : []));
  if (idle.length > 0) await finishWebhooks(db, [], now, idle);
  return rows.flatMap(({ deliveryId, kind, messageId, attempts, queuedAt, item, ...watch }) =>
    deliveryId === null ? [] : { id: deliveryId, kind, messageId, attempts, queuedAt, item, watch },
  );
}

/** The result of an attempt. */
export interface WebhookOutcome {
  readonly id: string;
  readonly watchId: number;
  /** `PENDING`: there will be another attempt. */
  readonly state: "PENDING" | "SENT" | "FAILED" | "DEAD";
  /** When the watch sends next, if not at once. */
  readonly dueAt?: Date | undefined;
  /** Why the watch pauses. */
  readonly pauses?: string | undefined;
  readonly status?: number | undefined;
  readonly error?: string | undefined;
}

/** Records attempts. @param idle other watches that may have nothing to send */
export async function finishWebhooks(
  db: Database,
  outcomes: readonly WebhookOutcome[],
  now: Date,
  idle: readonly number[] = [],
): Promise<void> {
  const changes = [
    ...outcomes.map(({ watchId, dueAt, pauses }) => ({ watchId, dueAt, pauses })),
    ...idle.map((watchId) => ({ watchId, dueAt: undefined, pauses: undefined })),
  ];
  await db.independentTransaction(async (transaction) => {
    await lockWatches(
      transaction,
      changes.map(({ watchId }) => watchId),
    );
    await transaction.query(
      sql`
        update deliveries d set state = outcome.state, attempts = attempts + 1, last_status = outcome.status,
          last_error = outcome.error, finished_at = case when outcome.state <> 'PENDING' then ${now}::timestamptz end
        from ${rowsAs("outcome", outcomes, { id: "text", state: "text", status: "int", error: "text" })}
        where d.id = outcome.id::bigint
      `,
      "finish_webhooks",
    );
    await transaction.query(
      sql`
        update watches w set
          next_due_at = case when waits then coalesce(change.due_at, ${now}::timestamptz) end,
          state = case when change.pauses is null then state else 'PAUSED' end,
          state_reason = coalesce(change.pauses, state_reason)
        from (
          select change.*, exists (
            select from deliveries d where d.watch_id = change.watch_id and d.state = 'PENDING'
          ) as waits
          from ${rowsAs("change", changes, { watchId: "int", dueAt: "timestamptz", pauses: "text" })}
        ) change
        where w.id = change.watch_id
      `,
      "reschedule_webhooks",
    );
  });
}
