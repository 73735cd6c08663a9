import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "../../src/db/client.js";
import type { Database } from "../../src/db/database.js";
import { expireEvents } from "../../src/events/log.js";
import { createDatabase, useDatabase } from "../kit/db/database.js";
import { type Added, addedQuery, newId, titlesOf, withApp } from "../kit/live/added-papers.js";
import {
  openEventStream,
  openSocket,
  type Received,
  type Subscriber,
  subscribe,
  subscribed,
  transports,
} from "../kit/live/subscribers.js";
import { startApp, type TestApp, useApp } from "../kit/server/app.js";
import { writerOf } from "../kit/server/writing.js";

describe("resuming", () => {
  const database = useDatabase();
  const app = useApp(database);
  const write = writerOf(app);
  let second: TestApp;
  let another: Database;
  beforeAll(async () => {
    another = openDatabase({ url: database.url });
    second = await startApp({ db: another, url: database.url });
  });
  afterAll(async () => {
    await second.close();
    await another.close();
  });

  test("after any event, while more arrive, delivers all later events once and in order", async () => {
    const first = subscribe<Added>("WebSocket", app.url, { query: addedQuery });
    const witness = subscribe<Added>("server-sent events", second.url, { query: addedQuery });
    await Promise.all([subscribed(app, 1), subscribed(second, 1)]);
    const count = 330;
    const writing = [app, second].map(async (server, writer) => {
      const papers = Array.from({ length: count / 2 }, (_, number) => ({ title: `W${writer} ${number}` }));
      for (let size = 1; papers.length > 0; size = (size % 40) + 3)
        await writerOf(server).papers(papers.splice(0, size));
    });
    const resumed: { from: number; subscriber: Subscriber<Added> }[] = [];
    const received: Received<Added>[] = [];
    const resume = (after: string | undefined) => {
      const servers = [app, second];
      const url = servers[resumed.length % 2]?.url ?? app.url;
      const transport = transports[Math.floor(resumed.length / 2) % 2] ?? "WebSocket";
      const subscriber = subscribe<Added>(transport, url, { query: addedQuery, variables: { after } });
      resumed.push({ from: received.length, subscriber });
    };
    while (received.length < count) {
      const next = await first.next();
      received.push(next);
      if (received.length % 4 === 1) resume(next.data?.paperAdded.cursor);
    }
    await Promise.all(writing);
    expect(new Set(titlesOf(received)).size).toBe(count);
    expect(await witness.take(count)).toEqual(received);
    for (const { from, subscriber } of resumed)
      expect(titlesOf(await subscriber.take(count - from))).toEqual(titlesOf(received.slice(from)));
    await write.papers([{ title: "And one more" }]);
    for (const { subscriber } of resumed)
      expect(titlesOf([await subscriber.next()])).toEqual(["And one more"]);
    for (const { close, waiting } of [first, witness, ...resumed.map(({ subscriber }) => subscriber)]) {
      close();
      expect(waiting.length).toBeLessThan(2);
    }
    await Promise.all([subscribed(app, 0), subscribed(second, 0)]);
  });

  test("works from events of filters, boards, and papers", async () => {
    const [arxivId, upvotes] = [newId(), [3, 5, 4, 9]];
    await write.papers([{ arxivId, title: "Anchor", keywords: ["anchor"] }]);
    const { paper: anchor } = await app.get<{ paper: { id: string } }>(
      "query ($arxivId: String) { paper(by: { arxivId: $arxivId }) { id } }",
      { arxivId },
    );
    const questions = [
      `subscription ($after: String) { received: upvotesChanged(paper: "${anchor.id}", after: $after) { cursor upvotes } }`,
      `subscription ($after: String) { received: paperTrending(window: WEEK, top: 100, filter: { keywords: ["anchor"] }, after: $after) { cursor rank } }`,
      `subscription ($after: String) { received: paperAdded(filter: { keywords: ["anchor"] }, after: $after) { cursor } }`,
    ];
    type Anchored = { received: { cursor: string } };
    const live = questions.map((query) => subscribe<Anchored>("WebSocket", app.url, { query }));
    await subscribed(app, live.length);
    for (const [index, total] of upvotes.entries()) {
      await write.upvotes([{ arxivId, upvotes: total, observedAt: new Date(Date.UTC(2025, 1, 1 + index)) }]);
      // It leaves the board and comes back to it.
      await write.upvotes([{ arxivId, upvotes: 0, observedAt: new Date(Date.UTC(2025, 1, 1 + index, 12)) }]);
      await write.papers([{ title: `Anchored ${index}`, keywords: ["anchor"] }, { title: "Adrift" }]);
    }
    for (const [index, query] of questions.entries()) {
      const count = index === 0 ? 8 : 4;
      const received = (await live[index]?.take(count)) ?? [];
      for (const [place, { data }] of received.entries())
        for (const transport of transports) {
          const back = subscribe<Anchored>(transport, second.url, {
            query,
            variables: { after: data?.received.cursor },
          });
          expect(await back.take(count - place - 1)).toEqual(received.slice(place + 1));
          back.close();
        }
    }
    for (const each of live) each.close();
    await Promise.all([subscribed(app, 0), subscribed(second, 0)]);
  });

  test("works for browsers: every event has an ID, and one precedes the first event", async () => {
    const before = await openEventStream(app.url, { query: addedQuery }, { get: true });
    const { id: start } = await before.next();
    expect(start).toMatch(/^[\w-]+$/);
    before.close();
    await write.papers([{ title: "While away" }, { title: "Still away" }]);
    const request = { query: addedQuery, variables: { after: "of no use, since the browser knows better" } };
    const stream = await openEventStream(app.url, request, {
      get: true,
      headers: { "last-event-id": start ?? "" },
    });
    expect(stream.status).toBe(200);
    expect(stream.headers["content-type"]).toBe("text/event-stream");
    expect(await stream.next()).toEqual({ id: start });
    const missed = await stream.nextEvent();
    expect(missed).toMatchObject({
      event: "next",
      received: { data: { paperAdded: { cursor: missed.id, paper: { title: "While away" } } } },
    });
    expect(await stream.nextEvent()).toMatchObject({
      received: { data: { paperAdded: { paper: { title: "Still away" } } } },
    });
    stream.close();
    const again = await openEventStream(
      app.url,
      { query: addedQuery },
      { headers: { "last-event-id": missed.id ?? "" } },
    );
    expect(await again.next()).toEqual({ id: missed.id });
    expect(await again.nextEvent()).toMatchObject({
      received: { data: { paperAdded: { paper: { title: "Still away" } } } },
    });
    again.close();
    const bad = await openEventStream(app.url, { query: addedQuery }, { headers: { "last-event-id": "17" } });
    expect(await bad.nextEvent()).toMatchObject({
      received: {
        errors: [
          {
            message: expect.stringMatching(/^Last-Event-ID: "17" is not a cursor/),
            extensions: { code: "BAD_CURSOR" },
          },
        ],
      },
    });
    expect(await bad.nextEvent()).toMatchObject({ event: "complete" });
    await subscribed(app, 0);
  });

  test("ignores Last-Event-ID over WebSocket, which carries several subscriptions", async () => {
    const socket = await openSocket(app.url, { headers: { "last-event-id": "nonsense" } });
    await socket.greet();
    socket.send({ type: "subscribe", id: "1", payload: { query: addedQuery } });
    await subscribed(app, 1);
    await write.papers([{ title: "Without regard" }]);
    expect(await socket.next()).toMatchObject({ type: "next", id: "1" });
    socket.close();
    await subscribed(app, 0);
  });

  test.each(transports)("with an unusable cursor, fails with a reason (%s)", async (transport) => {
    const place = await createDatabase();
    await withApp(place, {}, async (own) => {
      const ids = [newId(), newId()];
      const papers = ids.map((arxivId, index) => ({ arxivId, title: `P${index}`, upvotes: 1 }));
      await writerOf(own).papers(papers);
      const nodes = await own.get<
        Record<"one" | "other", { id: string }> & { papers: { pageInfo: { endCursor: string } } }
      >(
        `query ($one: String, $other: String) {
          one: paper(by: { arxivId: $one }) { id } other: paper(by: { arxivId: $other }) { id }
          papers { pageInfo { endCursor } }
        }`,
        { one: ids[0], other: ids[1] },
      );
      const fields = {
        added: "paperAdded",
        day: "paperTrending(window: DAY)",
        week: "paperTrending(window: WEEK)",
        one: `upvotesChanged(paper: "${nodes.one.id}")`,
        other: `upvotesChanged(paper: "${nodes.other.id}")`,
      };
      const starts: Record<string, string> = {};
      for (const [name, field] of Object.entries(fields)) {
        const stream = await openEventStream(own.url, { query: `subscription { ${field} { cursor } }` });
        starts[name] = (await stream.next()).id ?? "";
        stream.close();
      }
      const received = async (field: string, after: string) => {
        const withAfter = field.includes("(")
          ? field.replace(")", ", after: $after)")
          : `${field}(after: $after)`;
        const subscriber = subscribe(transport, own.url, {
          query: `subscription ($after: String) { ${withAfter} { cursor } }`,
          variables: { after },
        });
        await subscriber.ended;
        return subscriber.waiting;
      };
      const ended = (code: string, message: RegExp) => [
        {
          errors: [
            expect.objectContaining({ message: expect.stringMatching(message), extensions: { code } }),
          ],
        },
      ];
      for (const [mine, field] of Object.entries(fields)) {
        for (const [other, cursor] of Object.entries(starts))
          if (mine !== other)
            expect(await received(field, cursor)).toEqual(
              ended(
                "BAD_CURSOR",
                /^after: this cursor belongs to another subscription\. Keep the subscription and/,
              ),
            );
        for (const cursor of [nodes.papers.pageInfo.endCursor])
          expect(await received(field, cursor)).toEqual(
            ended(
              "BAD_CURSOR",
              /^after: this cursor belongs to another subscription\. Keep the subscription and/,
            ),
          );
        const forged = Buffer.from('["livoERHZ",null,1]AAAAAAAA').toString("base64url");
        for (const cursor of [forged, "1", "🙂", (starts[mine] ?? "").slice(0, -1)])
          expect(await received(field, cursor)).toEqual(ended("BAD_CURSOR", /is not a cursor of this API/));
      }
      // A place in a log that goes on further than this one.
      await write.papers([{ title: "Elsewhere" }, { title: "More happens" }, { title: "Than here" }]);
      await write.papers(Array.from({ length: 100 }, (_, index) => ({ title: `Elsewhere ${index}` })));
      const elsewhere = await openEventStream(app.url, { query: addedQuery });
      const { id = "" } = await elsewhere.next();
      elsewhere.close();
      expect(await received(fields.added, id)).toEqual(
        ended("BAD_CURSOR", /does not exist in this database/),
      );
      // Events that are kept no longer.
      const later = new Date(Date.now() + 1_000);
      await writerOf(own).papers([{ title: "Forgotten soon" }]);
      const { id: newest = "" } = await (await openEventStream(own.url, { query: addedQuery })).next();
      expect(await expireEvents(place.db, new Date(0))).toBe(0);
      expect(await expireEvents(place.db, later)).toBeGreaterThan(0);
      for (const [name, field] of Object.entries(fields))
        expect(await received(field, starts[name] ?? "")).toEqual(
          ended("CURSOR_EXPIRED", /^after: this cursor is too old/),
        );
      // Nothing that followed this one is gone.
      const resumed = subscribe<Added>(transport, own.url, {
        query: addedQuery,
        variables: { after: newest },
      });
      await writerOf(own).papers([{ title: "Remembered" }]);
      expect(titlesOf([await resumed.next()])).toEqual(["Remembered"]);
      resumed.close();
    });
    await place.drop();
  });
});

test("a resuming subscription whose events expire before they are sent ends with a code, and not its WebSocket", async () => {
  const { url, db, drop } = await createDatabase();
  await withApp({ url, db }, {}, async (app) => {
    const first = subscribe<Added>("WebSocket", app.url, { query: addedQuery });
    await subscribed(app, 1);
    const abstract = "word ".repeat(19_900);
    for (let number = 0; number < 100; number += 10)
      await writerOf(app).papers(
        Array.from({ length: 10 }, (_, index) => ({ title: `Long ${number + index}`, abstract })),
      );
    const after = (await first.next()).data?.paperAdded.cursor;
    first.close();
    await subscribed(app, 0);
    const socket = await openSocket(app.url);
    await socket.greet();
    socket.pause();
    const query = `subscription ($after: String) { paperAdded(after: $after) { paper { a: abstract b: abstract c: abstract d: abstract e: abstract } } }`;
    socket.send({ type: "subscribe", id: "1", payload: { query, variables: { after } } });
    await subscribed(app, 1);
    expect(await expireEvents(db, new Date(Date.now() + 60_000))).toBe(100);
    socket.resume();
    let message = await socket.next();
    while (message.type === "next") message = await socket.next();
    expect(message).toMatchObject({
      type: "error",
      payload: [
        { message: expect.stringMatching(/without `after`/), extensions: { code: "CURSOR_EXPIRED" } },
      ],
    });
    socket.send({ type: "subscribe", id: "2", payload: { query: "{ __typename }" } });
    expect(await socket.next()).toMatchObject({ id: "2", type: "next" });
    socket.close();
    expect(app.logged).toEqual([]);
  });
  await drop();
});

describe("a server that shuts down", () => {
  const database = useDatabase();

  test("tells its clients to resubscribe, and completes no subscription", async () => {
    const app = await startApp(database);
    const stream = await openEventStream(app.url, { query: addedQuery });
    const socket = await openSocket(app.url);
    await socket.greet();
    socket.send({ type: "subscribe", id: "1", payload: { query: addedQuery } });
    await subscribed(app, 2);
    await app.close();
    expect(await socket.ended).toMatchObject({
      code: 1012,
      reason: expect.stringMatching(/^Server is shutting down/),
    });
    expect(socket.waiting).toEqual([]);
    await stream.ended;
    expect(await stream.next()).toMatchObject({ id: expect.any(String) });
    await expect(stream.next()).rejects.toThrow(/nothing more/);
  });
});
