import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterAll, beforeAll } from "vitest";
import type { Database } from "../../../src/db/database.js";
import { openListener } from "../../../src/db/listener.js";
import { dataChannel, wakeUpChannel } from "../../../src/events/event.js";
import { openFeed } from "../../../src/events/feed.js";
import { readTopic } from "../../../src/events/log.js";
import { createSchema } from "../../../src/schema/index.js";
import { createApp } from "../../../src/server/app.js";
import type { App, AppOptions, LiveOptions } from "../../../src/server/app-options.js";
import { createReadiness } from "../../../src/server/readiness.js";
import { allFeatures, testLimits } from "./server-options.js";

/** Response of the API. */
export interface Answer<Data = Record<string, unknown>> {
  status: number;
  data?: Data | null;
  errors?: {
    message: string;
    path?: (string | number)[];
    locations?: { line: number; column: number }[];
    extensions: { code: string; errorId?: string };
  }[];
}

export interface TestApp {
  url: string;
  origin: string;
  /** What the server logged. */
  logged: Record<string, unknown>[];
  ask<Data = Record<string, unknown>>(
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<Answer<Data>>;
  /** Data of a response; rejects if it has errors. */
  get<Data = Record<string, unknown>>(query: string, variables?: Record<string, unknown>): Promise<Data>;
  prepare: App["prepare"];
  close(): Promise<void>;
}

/** Write token of test servers. */
export const testToken = "a-token-for-the-tests";

export interface TestAppOptions extends Partial<Omit<AppOptions, "live">> {
  live?: Partial<LiveOptions>;
  /** Where the server listens for events, if not at the database itself. */
  listenUrl?: string;
}

/** Serves a database over real HTTP on a free port, and follows its events. */
export async function startApp(
  database: { db: Database; url: string },
  { live, listenUrl = database.url, ...options }: TestAppOptions = {},
): Promise<TestApp> {
  const { db } = database;
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => logged.push(JSON.parse(line)) });
  const app = createApp({
    db,
    schema: createSchema(),
    log,
    readiness: createReadiness(db, () => true),
    corsOrigins: ["*"],
    ingestToken: testToken,
    trustProxy: false,
    limits: testLimits,
    features: allFeatures,
    ...options,
    live: {
      position: () => feed.position(),
      readTopic: (topic, after, limit) => readTopic(db, topic, after, limit),
      heartbeat: 15_000,
      ...live,
    },
  });
  const feed = openFeed({
    connect: () => openListener(listenUrl, wakeUpChannel, { [dataChannel]: app.data.notified }),
    data: { watch: app.data, db },
    onEvents: app.deliver,
  });
  await feed.reached;
  const { server } = app;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = async <Data>(query: string, variables?: Record<string, unknown>): Promise<Answer<Data>> => {
    const response = await fetch(`${origin}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, ...((await response.json()) as Omit<Answer<Data>, "status">) };
  };
  return {
    url: `${origin}/graphql`,
    origin,
    logged,
    prepare: app.prepare,
    ask,
    async get<Data>(query: string, variables?: Record<string, unknown>) {
      const { data, errors } = await ask<Data>(query, variables);
      if (errors || !data) throw new Error(`The API answered with errors: ${JSON.stringify(errors)}`);
      return data;
    },
    async close() {
      app.closeSubscriptions();
      server.close();
      app.cutConnections();
      await once(server, "close");
      await feed.close();
    },
  };
}

/** Server for all tests of a file, on the database of `useDatabase`. */
export function useApp(database: { db: Database; url: string }, options?: TestAppOptions): TestApp {
  const holder = {} as TestApp;
  beforeAll(async () => {
    Object.assign(holder, await startApp(database, options));
  });
  afterAll(() => holder.close());
  return holder;
}
