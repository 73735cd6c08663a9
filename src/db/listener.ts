import pg from "pg";
import type { Queryable } from "./database.js";
import { runOn } from "./statement.js";

/** A connection of its own on which Postgres says that something happened. */
export interface Listener extends Queryable {
  /** Resolves at the next notification, and rejects when the connection breaks. */
  nextNotification(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds after which a statement on this connection is given up: then the connection is taken for dead. */
const patience = 10_000;

/** Connects and listens. @throws where the database cannot be reached */
export async function openListener(url: string, channel: string): Promise<Listener> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: patience,
    keepAlive: true,
    application_name: "papergraph events",
  });
  let waiter: Waiter | undefined;
  let broken: Error | undefined;
  const fail = (error: Error) => {
    broken ??= error;
    waiter?.reject(broken);
    waiter = undefined;
  };
  client.on("error", fail);
  client.on("end", () => fail(new Error("The connection that listens for events has ended.")));
  client.on("notification", () => {
    waiter?.resolve();
    waiter = undefined;
  });
  try {
    await client.connect();
    await client.query(`listen ${channel}`);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return {
    query: (statement, name) => runOn(client, statement, name),
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
  // Who stopped waiting does not have to hear that the connection broke.
  promise.catch(() => undefined);
  return { promise, resolve: () => settle?.resolve(), reject: (error) => settle?.reject(error) };
}
