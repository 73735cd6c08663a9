import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import sql from "sql-template-tag";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { topics } from "../../src/events/event.js";
import { expireEvents, readEvents, readTopic } from "../../src/events/log.js";
import { publish } from "../../src/events/outbox.js";
import { createSchema } from "../../src/schema/index.js";
import { createApp } from "../../src/server/app.js";
import type { App } from "../../src/server/app-options.js";
import { createDatabase, type TestDatabase } from "../kit/db/database.js";
import { expectAllEvents } from "../kit/faults/checker.js";
import { type Client, follow } from "../kit/faults/clients.js";
import { eventSource } from "../kit/faults/lines.js";
import { type Subscription, upvotesOf } from "../kit/faults/queries.js";
import { paperIdOf, papersFrom } from "../kit/faults/writers.js";
import { record } from "../kit/models/papers.js";
import { allFeatures, limitsWith } from "../kit/server/server-options.js";

// The seam between reading the log and live events: the test decides when the server is notified.

describe("a server that is notified of events by the test", () => {
  /** About 20 kB an event: hundreds fill a connection. */
  const abstract = "All work and no play makes a dull abstract. ".repeat(450).trim();
  let database: TestDatabase;
  let app: App;
  let origin: string;
  let subscription: Subscription;
  let paperId: number;
  let received: number;
  let clients: Client[];

  beforeEach(async () => {
    database = await createDatabase();
    const { db } = database;
    const [paper] = papersFrom(0, 1);
    await record(db, [{ title: "Heavy", arxivId: String(paper?.["arxivId"]), abstract }]);
    paperId = await paperIdOf(db, 0);
    subscription = heavy(upvotesOf(paperId));
    received = 0;
    clients = [];
    app = createApp({
      db,
      schema: createSchema(),
      log: pino({ level: "silent" }),
      readiness: async () => ({ ready: true }),
      corsOrigins: [],
      trustProxy: false,
      // About 54 MB are pending for the slow one.
      limits: limitsWith({ live: { maxSubscriberBytes: 100_000_000, maxPendingBytes: 200_000_000 } }),
      features: allFeatures,
      live: {
        position: () => received,
        readTopic: (topic, after, limit) => readTopic(db, topic, after, limit),
        heartbeat: 15_000,
      },
    });
    app.server.listen(0, "127.0.0.1");
    await once(app.server, "listening");
    origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    for (const client of clients) client.leave();
    app.closeSubscriptions();
    app.server.close();
    app.cutConnections();
    await once(app.server, "close");
    await database.drop();
  });

  test("delivers events read before their notification once, even to a client with a full connection", async () => {
    const quick = await listen();
    const slow = await listen();
    slow.stopReading();
    await happen(600);
    // By sixes, so that its connection is full somewhere between two hundreds.
    while (received < 600) {
      await notifyServer(6);
      await quick.until(() => lastOf(quick) === received, `it has received ${received}`);
    }
    // More than a channel queues: it reads them from the log, three at a time, including two it has not been notified of.
    await happen(2_100);
    await notifyServer(2_050);
    await quick.until(() => (lastOf(quick) ?? 0) >= 2_650, "it has received all notified events");
    await notifyServer(50);
    await happen(1);
    await notifyServer(1);
    await quick.until(() => lastOf(quick) === 2_701, "it has received 2,701");
    slow.readOn();
    await expectAllEvents(database.db, clients);
    for (const client of clients) expect([client.connections(), client.closeReasons]).toEqual([1, []]);
  });

  test("ends a subscription whose unread events have been deleted", async () => {
    await happen(2_000);
    await notifyServer(2_000);
    const slow = await listen();
    await slow.until(() => slow.received.length > 0, "it reads its past");
    slow.stopReading();
    await database.db.query(
      sql`update events set occurred_at = now() - interval '8 days' where number < 1990`,
    );
    expect(await expireEvents(database.db, new Date(Date.now() - 7 * 24 * 3_600_000))).toBe(1_989);
    slow.readOn();
    await slow.until(() => slow.faults.some((fault) => fault.includes("CURSOR_EXPIRED")), "it is rejected");
    expect(slow.received.map(({ number }) => number)).toEqual(
      slow.received.map((_event, index) => index + 1),
    );
  });

  async function listen(): Promise<Client> {
    const client = follow({ subscription, origin: () => origin, transport: eventSource, start: 0 });
    clients.push(client);
    await client.until(() => client.connections() === 1, "it is there");
    return client;
  }

  /** Writes `count` upvote events without notifying the server. */
  async function happen(count: number): Promise<void> {
    const events = Array.from({ length: count }, (_, index) => ({
      topic: topics.upvotes(paperId),
      paperId,
      upvotes: index + 1,
      previousUpvotes: index,
    }));
    await database.db.transaction((transaction) => publish(transaction, new Date(), events));
  }

  async function notifyServer(count: number): Promise<void> {
    const events = await readEvents(database.db, received, count);
    received += events.length;
    app.deliver(events);
  }

  function heavy(light: Subscription): Subscription {
    return {
      ...light,
      query: light.query.replace("arxivId", "arxivId abstract"),
      payload: (event) => ({ ...light.payload(event), paper: { arxivId: event.arxivId, abstract } }),
    };
  }
});

function lastOf({ received }: Client): number | undefined {
  return received.at(-1)?.number;
}
