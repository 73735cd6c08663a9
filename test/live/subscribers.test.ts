import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openDatabase } from "../../src/db/client.js";
import type { Database } from "../../src/db/database.js";
import { useDatabase } from "../kit/db/database.js";
import { type Added, addedQuery, newId, titlesOf, withApp } from "../kit/live/added-papers.js";
import {
  type EventStream,
  openEventStream,
  openSocket,
  type Received,
  subscribe,
  subscribed,
  transports,
} from "../kit/live/subscribers.js";
import { startApp, type TestApp, useApp } from "../kit/server/app.js";
import { limitsWith } from "../kit/server/server-options.js";
import { writerOf } from "../kit/server/writing.js";

describe("many equal subscriptions", () => {
  const database = useDatabase();
  const app = useApp(database);
  let writer: TestApp;
  let another: Database;
  beforeAll(async () => {
    // Another server writes, so that all statements of this one are for its subscribers.
    another = openDatabase({ url: database.url });
    writer = await startApp({ db: another, url: database.url });
  });
  afterAll(async () => {
    await writer.close();
    await another.close();
  });

  test("share one execution per event, regardless of spelling, start, and transport", async () => {
    // Each execution queries a nested list again: no loader caches it.
    const fields =
      "paper { title organization { papers(first: 1, orderBy: { field: UPVOTES, direction: DESC }) { nodes { title } } } }";
    const first = await openEventStream(app.url, { query: addedQuery });
    const start = (await first.next()).id;
    first.close();
    const spellings = [
      `subscription { paperAdded { ${fields} } }`,
      `subscription   {\n  paperAdded { ${fields} } # as it comes\n}`,
      `subscription { paperAdded(after: "${start}") { ${fields} } }`,
    ];
    const subscribers = Array.from({ length: 60 }, (_, number) =>
      subscribe<Added>(transports[number % 2] ?? "WebSocket", app.url, {
        query: spellings[number % 3] ?? "",
      }),
    );
    await subscribed(app, 60);
    database.statements.length = 0;
    for (const title of ["First", "Second", "Third"]) {
      await writerOf(writer).papers([{ title, organization: { slug: "qwen" } }]);
      for (const subscriber of subscribers) expect(titlesOf([await subscriber.next()])).toEqual([title]);
    }
    const lists = database.statements.filter((text) => text.includes("p.organization_id = "));
    expect(lists.length).toBe(3);
    expect(database.statements.length).toBeLessThanOrEqual(3 * 3);
    for (const subscriber of subscribers) subscriber.close();
    await subscribed(app, 0);
  });

  test("two hundred filters cost one statement each per event, and payloads are loaded once for all", async () => {
    const stream = await openEventStream(app.url, { query: addedQuery });
    await subscribed(app, 1);
    const socket = await openSocket(app.url);
    await socket.greet();
    const count = 200;
    for (let number = 0; number < 2 * count; number += 1) {
      const filter = { keywords: [`k${number % count}`, ...(number % 10 === 0 ? ["tenth"] : [])] };
      socket.send({
        type: "subscribe",
        id: String(number),
        payload: { query: addedQuery, variables: { filter } },
      });
    }
    await subscribed(app, 1 + 2 * count);
    database.statements.length = 0;
    const events = 5;
    const titles = Array.from({ length: events }, (_, number) => `Event ${number}`);
    for (const [number, title] of titles.entries())
      await writerOf(writer).papers([
        { title, keywords: [`k${number}`, ...(number === 3 ? ["tenth"] : [])] },
      ]);
    await writerOf(writer).papers([
      { title: "The end", keywords: Array.from({ length: count }, (_, n) => `k${n}`) },
    ]);
    const received = new Map<number, string[]>();
    for (let ends = 0; ends < 2 * count; ) {
      const { id, payload } = await socket.next();
      const [title = ""] = titlesOf([payload as Received<Added>]) as string[];
      received.set(Number(id), [...(received.get(Number(id)) ?? []), title]);
      if (title === "The end") ends += 1;
    }
    for (let number = 0; number < 2 * count; number += 1) {
      const meets = (event: number) => event === number % count || (event === 3 && number % 10 === 0);
      expect(received.get(number)).toEqual([...titles.filter((_title, event) => meets(event)), "The end"]);
    }
    const matches = database.statements.filter((text) => text.includes("paper_keywords"));
    expect(matches.length).toBeLessThanOrEqual(count * (events + 1));
    // Without sharing, the last event alone would be loaded 200 times. Events that overlap may be loaded twice.
    expect(database.statements.length - matches.length).toBeLessThanOrEqual(4 * (events + 1));
    socket.close();
    stream.close();
    await subscribed(app, 0);
  });

  test("a filter costs one statement per event, whether it matches or not, and no more for two together", async () => {
    const count = 50;
    const all = Array.from({ length: count }, (_, number) => number);
    const subscribers = [...all, ...all].map((number) =>
      subscribe<Added>(transports[number % 2] ?? "WebSocket", app.url, {
        query: addedQuery,
        variables: { filter: { keywords: [`only${number}`] } },
      }),
    );
    await subscribed(app, 2 * count);
    const evaluations = () => database.statements.filter((text) => text.includes("paper_keywords")).length;
    const write = (title: string, numbers: number[]) =>
      writerOf(writer).papers([{ title, keywords: numbers.map((number) => `only${number}`) }]);
    database.statements.length = 0;
    for (const [number, title] of ["One", "Two"].entries()) {
      await write(title, [number]);
      // A client does not see when a filter that does not match has been evaluated.
      await vi.waitFor(() => expect(evaluations()).toBe(count * (number + 1)), { timeout: 60_000 });
    }
    await Promise.all([write("Three", all), write("Four", all)]);
    for (const [index, subscriber] of subscribers.entries()) {
      const own = ["One", "Two"].slice(index % count, (index % count) + 1);
      const titles = titlesOf(await subscriber.take(own.length + 2));
      expect(titles.slice(0, -2)).toEqual(own);
      expect(titles.slice(-2).sort()).toEqual(["Four", "Three"]);
    }
    // Events that come together may be evaluated together.
    expect(evaluations()).toBeLessThanOrEqual(count * 4);
    for (const subscriber of subscribers) subscriber.close();
    await subscribed(app, 0);
  });
});

describe("limits", () => {
  const database = useDatabase();
  const refusedWith = (message: RegExp) => ({
    errors: [{ message: expect.stringMatching(message), extensions: { code: "TOO_MANY_SUBSCRIPTIONS" } }],
  });
  const refusal = refusedWith(/^Subscription limit/);
  const one = { query: addedQuery };

  test("subscriptions are limited per client and per process, and released", async () => {
    await withApp(
      database,
      {
        trustProxy: true,
        limits: limitsWith({ live: { maxSubscriptions: 5 }, perClient: { maxSubscriptions: 3 } }),
      },
      async (app) => {
        const from = (client: string) =>
          openEventStream(app.url, one, { headers: { "x-forwarded-for": `10.9.8.7, ${client}` } });
        const streams = [await from("1.1.1.1"), await from("1.1.1.1")];
        const socket = await openSocket(app.url, { headers: { "x-forwarded-for": "1.1.1.1" } });
        await socket.greet();
        socket.send({ type: "subscribe", id: "a", payload: one });
        await subscribed(app, 3);
        expect((await (await from("1.1.1.1")).nextEvent()).received).toMatchObject(
          refusedWith(/^Subscription limit per client reached: 3/),
        );
        socket.send({ type: "subscribe", id: "b", payload: one });
        expect(await socket.next()).toMatchObject({ id: "b", payload: refusal });
        expect(await socket.next()).toEqual({ id: "b", type: "complete" });
        streams.push(await from("2.2.2.2"), await from("2.2.2.2"));
        await subscribed(app, 5);
        expect((await (await from("3.3.3.3")).nextEvent()).received).toMatchObject(
          refusedWith(/^Subscription limit of the server reached: 5/),
        );
        socket.send({ type: "complete", id: "a" });
        await subscribed(app, 4);
        streams.push(await from("1.1.1.1"));
        await subscribed(app, 5);
        socket.close();
        for (const stream of streams) stream.close();
        await subscribed(app, 0);
        for (const client of ["1.1.1.1", "1.1.1.1", "1.1.1.1", "4.4.4.4", "4.4.4.4"])
          expect((await (await from(client)).next()).id).toBeDefined();
        await subscribed(app, 5);
      },
    );
  });

  test("only a trusted proxy determines the client's address", async () => {
    await withApp(database, { limits: limitsWith({ perClient: { maxSubscriptions: 1 } }) }, async (app) => {
      const from = (client: string) =>
        openEventStream(app.url, one, { headers: { "x-forwarded-for": client } });
      await from("1.1.1.1");
      expect((await (await from("2.2.2.2")).nextEvent()).received).toMatchObject(refusal);
    });
  });

  test("WebSockets are limited to the number of subscriptions", async () => {
    await withApp(database, { limits: limitsWith({ live: { maxSubscriptions: 2 } }) }, async (app) => {
      const [first] = [await openSocket(app.url), await openSocket(app.url)];
      await expect(openSocket(app.url)).rejects.toThrow(/503/);
      first.close();
      await first.ended;
      const deadline = performance.now() + 10_000;
      let free = await openSocket(app.url).catch(() => undefined);
      while (!free && performance.now() < deadline) free = await openSocket(app.url).catch(() => undefined);
      expect(free).toBeDefined();
    });
  });

  test("clients that disconnect while connecting leave nothing behind", async () => {
    await withApp(database, { limits: limitsWith({ live: { maxSubscriptions: 40 } }) }, async (app) => {
      const socket = await openSocket(app.url);
      await socket.greet();
      for (let round = 0; round < 3; round += 1) {
        for (let number = 0; number < 30; number += 1) {
          const id = `${round} ${number}`;
          socket.send({ type: "subscribe", id, payload: one });
          socket.send({ type: "complete", id });
        }
        const gone = await Promise.all(Array.from({ length: 8 }, () => openSocket(app.url)));
        await Promise.all(gone.map((each) => each.greet()));
        for (const each of gone) {
          each.send({ type: "subscribe", id: "1", payload: one });
          each.close();
        }
        const streams = Array.from({ length: 30 }, () => {
          const controller = new AbortController();
          const asked = fetch(app.url, {
            method: "POST",
            signal: controller.signal,
            headers: { "content-type": "application/json", accept: "text/event-stream" },
            body: JSON.stringify(one),
          }).catch(() => undefined);
          return { controller, asked };
        });
        for (const [number, { controller }] of streams.entries())
          setTimeout(() => controller.abort(), number % 6);
        await Promise.all(streams.map(({ asked }) => asked));
      }
      await subscribed(app, 0);
      // All places are free again, once the server has noticed the last of them.
      const deadline = performance.now() + 10_000;
      const taken: { close(): void }[] = [];
      while (taken.length < 40 && performance.now() < deadline) {
        const stream = await openEventStream(app.url, one);
        if ((await stream.next()).id === undefined) stream.close();
        else taken.push(stream);
      }
      expect(taken.length).toBe(40);
      for (const each of taken) each.close();
      await subscribed(app, 0);
      expect(app.logged).toEqual([]);
    });
  });
});

describe("a client that does not read", () => {
  const database = useDatabase();
  /** A megabyte of each event, so that what the system itself takes is full soon. */
  const largeQuery = `subscription ($after: String) { paperAdded(after: $after) { cursor paper { title
    ${Array.from({ length: 10 }, (_, number) => `a${number}: abstract`).join(" ")}
  } } }`;
  const abstract = "word ".repeat(19_900);

  async function write(app: TestApp, from: number, count: number): Promise<string[]> {
    const titles = Array.from({ length: count }, (_, number) => `Large ${from + number}`);
    for (const title of titles) await writerOf(app).papers([{ title: `${title} ${newId()}`, abstract }]);
    return titles;
  }

  /** Expects a slow subscriber to have received the first titles, and to get the others by resuming. */
  async function expectResumed(
    transport: (typeof transports)[number],
    app: TestApp,
    { titles, cursor }: { titles: string[]; cursor: string },
    all: readonly (string | undefined)[],
  ): Promise<void> {
    expect(titles).toEqual(all.slice(0, titles.length));
    const back = subscribe<Added>(transport, app.url, { query: largeQuery, variables: { after: cursor } });
    expect(titlesOf(await back.take(all.length - titles.length))).toEqual(all.slice(titles.length));
    back.close();
  }

  async function readUntilError(stream: EventStream): Promise<{ received: Received<Added> }[]> {
    const events: { received: Received<Added> }[] = [];
    while (events.at(-1)?.received.errors === undefined) events.push(await stream.nextEvent<Added>());
    return events;
  }

  function untilSlow<T extends { received: Received<Added> }>(
    messages: readonly T[],
  ): { titles: string[]; cursor: string } {
    const events = messages.filter(({ received }) => received.data);
    return {
      titles: events.map(({ received }) => received.data?.paperAdded.paper.title ?? ""),
      cursor: events.at(-1)?.received.data?.paperAdded.cursor ?? "",
    };
  }

  test("is ended over server-sent events with the reason, without affecting others", async () => {
    await withApp(
      database,
      { limits: limitsWith({ live: { maxSubscriberBytes: 2_000_000 } }) },
      async (app) => {
        const lively = subscribe<Added>("server-sent events", app.url, { query: largeQuery });
        const lazy = await openEventStream(app.url, { query: largeQuery });
        await lazy.next();
        await subscribed(app, 2);
        lazy.pause();
        await write(app, 0, 40);
        const received = titlesOf(await lively.take(40));
        await subscribed(app, 1);
        lazy.resume();
        const events = await readUntilError(lazy);
        expect(events.at(-1)?.received.errors).toEqual([
          {
            message: expect.stringMatching(/^Subscriber fell too far behind.*after/),
            extensions: { code: "SLOW_SUBSCRIBER" },
          },
        ]);
        await lazy.ended;
        const { titles, cursor } = untilSlow(events);
        expect(titles.length).toBeLessThan(received.length);
        await expectResumed("server-sent events", app, { titles, cursor }, received);
        lively.close();
      },
    );
  });

  test("is ended over WebSocket with the reason, without affecting others", async () => {
    await withApp(
      database,
      { limits: limitsWith({ live: { maxSubscriberBytes: 2_000_000 } }) },
      async (app) => {
        const lively = subscribe<Added>("WebSocket", app.url, { query: largeQuery });
        const lazy = await openSocket(app.url);
        await lazy.greet();
        lazy.send({ type: "subscribe", id: "1", payload: { query: largeQuery } });
        await subscribed(app, 2);
        lazy.pause();
        await write(app, 100, 40);
        const received = titlesOf(await lively.take(40));
        await subscribed(app, 1);
        lazy.resume();
        expect(await lazy.ended).toEqual({
          code: 1013,
          reason: "Subscriber fell too far behind. Subscribe again with `after` set to your last cursor.",
        });
        const { titles, cursor } = untilSlow(
          lazy.waiting.map(({ payload }) => ({ received: payload as Received<Added> })),
        );
        expect(titles.length).toBeLessThan(received.length);
        await expectResumed("WebSocket", app, { titles, cursor }, received);
        lively.close();
      },
    );
  });

  test("continues in place if it reads again in time", async () => {
    await withApp(
      database,
      { limits: limitsWith({ live: { maxSubscriberBytes: 100_000_000, maxPendingBytes: 200_000_000 } }) },
      async (app) => {
        const lively = subscribe<Added>("server-sent events", app.url, { query: largeQuery });
        const lazy = await openEventStream(app.url, { query: largeQuery });
        await lazy.next();
        await subscribed(app, 2);
        lazy.pause();
        await write(app, 200, 40);
        const received = titlesOf(await lively.take(40));
        await write(app, 240, 5).then(() => lazy.resume());
        received.push(...titlesOf(await lively.take(5)));
        for (const title of received)
          expect((await lazy.nextEvent()).received).toMatchObject({
            data: { paperAdded: { paper: { title } } },
          });
        lively.close();
        lazy.close();
        await subscribed(app, 0);
      },
    );
  });

  test("over WebSocket, gets unsent payloads unchanged by what others were sent meanwhile", async () => {
    await withApp(
      database,
      { limits: limitsWith({ live: { maxSubscriberBytes: 100_000_000, maxPendingBytes: 200_000_000 } }) },
      async (app) => {
        const lazy = await openSocket(app.url);
        await lazy.greet();
        lazy.send({ type: "subscribe", id: "lazy", payload: { query: largeQuery } });
        await subscribed(app, 1);
        const lively = subscribe<Added>("WebSocket", app.url, { query: largeQuery });
        await subscribed(app, 2);
        lazy.pause();
        await write(app, 400, 20);
        const received = await lively.take(20);
        await write(app, 420, 20);
        received.push(...(await lively.take(20)));
        lazy.resume();
        for (const payload of received)
          expect(await lazy.next()).toEqual({ id: "lazy", type: "next", payload });
        lively.close();
        lazy.close();
        await subscribed(app, 0);
      },
    );
  });

  test("is ended after a while, even if few events are pending", async () => {
    const limits = limitsWith({ live: { maxSubscriberBytes: 100_000_000, maxPendingBytes: 200_000_000 } });
    await withApp(database, { limits, live: { heartbeat: 200 } }, async (app) => {
      const lively = subscribe<Added>("server-sent events", app.url, { query: largeQuery });
      const lazy = await openEventStream(app.url, { query: largeQuery });
      await subscribed(app, 2);
      lazy.pause();
      await write(app, 300, 20);
      const received = titlesOf(await lively.take(20));
      await subscribed(app, 1);
      lazy.resume();
      const events = await readUntilError(lazy);
      expect(events.at(-1)?.received.errors).toMatchObject([
        {
          message: expect.stringMatching(/^Subscriber read nothing for too long/),
          extensions: { code: "SLOW_SUBSCRIBER" },
        },
      ]);
      const { titles } = untilSlow(events);
      expect(titles).toEqual(received.slice(0, titles.length));
      lively.close();
    });
  });
});
