import pg from "pg";
import type { Queryable } from "./database.js";
import { rowTypes, runOn } from "./statement.js";

/** A dedicated connection that receives notifications. */
export interface Listener extends Queryable {
  /** Rejects if the connection breaks. */
  nextNotification(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds after which a statement fails and the connection is considered dead. */
const queryTimeoutMs = 10_000;

/**
 * @param channel whose notifications `nextNotification` awaits
 * @param others other channels, and what to call for each of their notifications: with whether no statement was running, and
 * the payload
 * @throws if the database is unreachable
 */
export async function openListener(
  url: string,
  channel: string,
  others: Readonly<Record<string, (isIdle: boolean, payload: string) => void>> = {},
): Promise<Listener> {
  const client = new pg.Client({
    connectionString: url,
    types: rowTypes,
    connectionTimeoutMillis: 5_000,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
    application_name: "papergraph events",
  });
  let waiter: Waiter | undefined;
  let broken: Error | undefined;
  let running = 0;
  const fail = (error: Error) => {
    broken ??= error;
    waiter?.reject(broken);
    waiter = undefined;
  };
  client.on("error", fail);
  client.on("end", () => fail(new Error("The connection that listens for events has ended.")));
  client.on("notification", (notification) => {
    const { channel: from, payload = "" } = notification;
    if (from !== channel) return others[from]?.(running === 0, payload);
    waiter?.resolve();
    waiter = undefined;
  });
  try {
    await client.connect();
    for (const each of [channel, ...Object.keys(others)]) await client.query(`listen ${each}`);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return {
    async query(statement, name) {
      running += 1;
      try {
        return await runOn(client, statement, name);
      } finally {
        running -= 1;
      }
    },
    nextNotification() {
      waiter ??= wait();
      const { promise } = waiter;
      if (broken) fail(broken);
      return promise;
    },
    close: () => client.end(),
  };
}

interface Waiter {
  promise: Promise<void>;
  resolve(): void;
  reject(error: Error): void;
}

function wait(): Waiter {
  let settle: Pick<Waiter, "resolve" | "reject"> | undefined;
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // The caller may have stopped waiting.
  promise.catch(() => undefined);
  return { promise, resolve: () => settle?.resolve(), reject: (error) => settle?.reject(error) };
}
