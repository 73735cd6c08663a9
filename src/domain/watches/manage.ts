import { hash, randomUUID } from "node:crypto";
import sql, { join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { toSnakeCase } from "../sql/rows.js";
import { sortKeys } from "../values/canonical-json.js";
import { type StoredFilter, type Watch, type WatchSettings, type WatchState, watchColumns } from "./watch.js";

// Watches as their owners and senders change them.

/** The columns that change with a watch, and their types. */
const columnTypes = {
  filter: "jsonb",
  filterKey: "text",
  event: "text",
  board: "text",
  top: "int",
  minUpvotes: "int",
  channel: "text",
  url: "text",
  secrets: "text[]",
  secretsExpireAt: "timestamptz",
  address: "text",
  addressKey: "text",
  frequency: "text",
  hour: "smallint",
  weekday: "smallint",
  timeZone: "text",
  state: "text",
  stateReason: "text",
  confirmedAt: "timestamptz",
  nextDueAt: "timestamptz",
} as const satisfies Partial<Record<keyof Watch, string>>;

type Columns = Pick<Watch, keyof typeof columnTypes>;

/** What changes of a watch. A watch that becomes active starts with the next event. */
export type WatchChanges = Partial<
  Omit<Columns, "filterKey"> & Pick<WatchSettings, "filter"> & { state: WatchState }
>;

/** Stores a watch that starts with the next event. */
export async function createWatch(
  db: Queryable,
  { state, ...settings }: WatchSettings & { state: WatchState },
  now: Date,
): Promise<Watch> {
  const values = { ...settings, filterKey: filterKeyOf(settings.filter), state };
  const names = Object.keys(values) as (keyof Columns)[];
  const [watch] = await db.query<Watch>(sql`
    with w as (
      insert into watches (key, ${columnNames(names)}, event_number, created_at)
      select ${randomUUID()}, ${join(names.map((name) => sqlValueOf(name, values)))}, last_number, ${now}::timestamptz
      from event_log
      returning *
    )
    select ${watchColumns} from w
  `);
  if (watch === undefined)
    throw new Error("The table event_log is empty. Restore the database from a backup.");
  return watch;
}

/** @returns the watch after the change; undefined for an unknown key */
export async function changeWatch(
  db: Queryable,
  key: string,
  changes: WatchChanges,
): Promise<Watch | undefined> {
  const values = {
    ...changes,
    ...(changes.filter && { filterKey: filterKeyOf(changes.filter) }),
  };
  const names = Object.keys(values) as (keyof Columns)[];
  const assignments = names.map((name) => sql`${columnNames([name])} = ${sqlValueOf(name, values)}`);
  const starts =
    changes.state === "ACTIVE"
      ? [
          sql`event_number = case when state = 'ACTIVE' then event_number else (select last_number from event_log) end`,
          // What waited is sent.
          ...("nextDueAt" in changes
            ? []
            : [sql`next_due_at = case when channel = 'WEBHOOK' then now() else next_due_at end`]),
        ]
      : [];
  const [watch] = await db.query<Watch>(sql`
    with w as (
      update watches set ${join([...assignments, ...starts, sql`key = key`])} where key = ${key} returning *
    )
    select ${watchColumns} from w
  `);
  return watch;
}

/** Deletes a watch with all that waits for it. @returns false for an unknown key */
export async function deleteWatch(db: Queryable, key: string): Promise<boolean> {
  const deleted = await db.query(sql`delete from watches where key = ${key} returning id`);
  return deleted.length > 0;
}

export async function findWatch(db: Queryable, key: string): Promise<Watch | undefined> {
  const [watch] = await db.query<Watch>(
    sql`select ${watchColumns} from watches w where key = ${key}`,
    "find_watch",
  );
  return watch;
}

/** Equal filters have equal digests, however their fields are ordered. */
export function filterKeyOf(filter: StoredFilter): string {
  return hash("sha256", JSON.stringify(filter, sortKeys), "base64url");
}

function sqlValueOf(name: keyof Columns, values: Partial<Columns>): Sql {
  const value = name === "filter" ? JSON.stringify(values.filter) : values[name];
  return sql`${value ?? null}::${raw(columnTypes[name])}`;
}

function columnNames(names: readonly (keyof Columns)[]): Sql {
  return raw(names.map(toSnakeCase).join(", "));
}
