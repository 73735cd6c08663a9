import { expect, test, vi } from "vitest";
import { eventCursor } from "../../src/domain/live/event-cursors.js";
import { type Event, topics } from "../../src/events/event.js";
import { Answer } from "../../src/server/live/answering.js";
import { EventChannel } from "../../src/server/live/channels/event-channel.js";
import type { Sink } from "../../src/server/live/sink.js";
import { useDatabase } from "../kit/db/database.js";
import { type Added, addedQuery, newId, withApp } from "../kit/live/added-papers.js";
import { subscribe, subscribed } from "../kit/live/subscribers.js";
import { paper, record } from "../kit/models/papers.js";
import type { TestApp } from "../kit/server/app.js";
import { limitsWith } from "../kit/server/server-options.js";
import { writerOf } from "../kit/server/writing.js";

const count = 60;
const newPapers = () =>
  Array.from({ length: count }, (_, index) => ({ title: `Paper ${index}`, arxivId: newId() }));
const database = useDatabase(async ({ db }) => {
  await record(db, [paper("Before", { arxivId: newId() })]);
});
const oldest = eventCursor(["events", topics.added], 0);

/** The budget left after a query that costs a unit. */
async function remaining({ url }: TestApp): Promise<number> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ __typename }" }),
  });
  await response.text();
  return Number(/r=(\d+)/.exec(response.headers.get("ratelimit") ?? "")?.[1]);
}

test("missed events are charged to the budget, live events are not", async () => {
  const limits = limitsWith({ perClient: { costPerMinute: 1_000_000 } });
  await withApp(database, { limits }, async (app) => {
    // Parsing a document is charged by its duration, once.
    const first = subscribe<Added>("server-sent events", app.url, { query: addedQuery });
    await subscribed(app, 1);
    first.close();
    await subscribed(app, 0);
    await remaining(app);
    const before = await remaining(app);
    const live = subscribe<Added>("server-sent events", app.url, { query: addedQuery });
    await subscribed(app, 1);
    const price = before - (await remaining(app)) - 1;
    expect(price).toBeGreaterThan(1);
    await writerOf(app).papers(newPapers());
    await live.take(count);
    live.close();
    await subscribed(app, 0);
    const afterLive = await remaining(app);
    expect(before - afterLive).toBe(price + 2);
    const resumed = subscribe<Added>("server-sent events", app.url, {
      query: addedQuery,
      variables: { after: oldest },
    });
    await resumed.take(count);
    let queries = 0;
    await vi.waitFor(async () => {
      queries += 1;
      expect(afterLive - (await remaining(app)) - queries).toBe(price + count * price);
    });
    resumed.close();
  });
});

test("a catch-up stops when the budget is used up", async () => {
  const limits = limitsWith({ perClient: { costPerMinute: 200_000 } });
  await withApp(database, { limits }, async (app) => {
    await writerOf(app).papers(newPapers());
    const resumed = subscribe("WebSocket", app.url, {
      query: `subscription ($after: String) {
        paperAdded(after: $after) { paper { authors(first: 8) { nodes { papers(first: 20) { nodes { title } } } } } }
      }`,
      variables: { after: oldest },
    });
    expect((await resumed.next()).errors).toBeUndefined();
    await vi.waitFor(async () =>
      expect((await app.ask("{ __typename }")).errors?.[0]).toMatchObject({
        message: expect.stringMatching(/^Rate limit exceeded: 200,000 of 200,000/),
        extensions: { code: "RATE_LIMITED" },
      }),
    );
    expect(resumed.waiting.length).toBeLessThan(count - 1);
    resumed.close();
    await subscribed(app, 0);
  });
});

test("a catch-up that pauses loses no event", async () => {
  const events = Array.from({ length: 200 }, (_, index) => ({ number: index + 1 }) as Event);
  const debits: number[] = [];
  const sent: number[] = [];
  const sink: Sink = {
    connection: { closed: false, unsentBytes: () => 0, cut: () => undefined },
    sendsCopies: false,
    send: (batch) => sent.push(...batch.messages.map(({ number }) => number)),
    isFull: () => false,
    whenDrained: () => undefined,
    keepAlive: () => undefined,
    end: () => undefined,
  };
  const channel = new EventChannel({
    source: { select: async (some: readonly Event[]) => some, cursorOf: () => "" } as never,
    readLog: async (after, limit) => events.filter(({ number }) => number > after).slice(0, limit),
    answer: async ({ number }) => new Answer({ data: { number } }, 1_000),
    inTurn: (work) => work(),
    turn: async () => undefined,
    debit: async (_client, units) => {
      debits.push(units);
      return { limit: 1, remaining: 0, resetMs: 1 };
    },
    head: events.length,
    maxSubscriberBytes: 1_000_000,
    onQueued: () => undefined,
    onEnded: () => undefined,
    onError: (error) => expect.fail(String(error)),
    onEmpty: () => undefined,
  });
  const leave = channel.add(sink, 0, { client: "192.0.2.1", cost: 3 });
  // Arrives while the subscriber pauses.
  channel.deliver([{ number: 201 } as Event]);
  events.push({ number: 201 } as Event);
  await vi.waitFor(() => expect(sent).toEqual(events.map(({ number }) => number)));
  expect(debits.reduce((sum, units) => sum + units, 0)).toBeGreaterThanOrEqual(3 * 200);
  leave();
});
