import { once } from "node:events";
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { useDatabase } from "../kit/db/database.js";
import { addedQuery, withApp } from "../kit/live/added-papers.js";
import { openEventStream, openSocket, subscribed, subscriptionsOf } from "../kit/live/subscribers.js";
import { openConnection } from "../kit/server/raw-http.js";
import { limitsWith } from "../kit/server/server-options.js";
import { writerOf } from "../kit/server/writing.js";

const database = useDatabase();

/** Bytes of the heap that are in use. */
async function heapUsed(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  // What awaits the current task is let go of only after it.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  return process.memoryUsage().heapUsed;
}

const count = 150;
const commentLength = 60_000;

/** A comment that is different each time. */
const comment = (number: number) => `# ${number} ${"x".repeat(commentLength)}`;

test.each([
  ["of the same text", () => addedQuery],
  [
    "with a text of its own",
    (number: number) =>
      `subscription { paperAdded(filter: { organizations: ["the organization ${number}"] }) { cursor } }`,
  ],
])("a running subscription %s does not retain its request over either transport", async (_of, query) => {
  const commented = (number: number) => `${query(number)} ${comment(number)}`;
  await withApp(database, { limits: limitsWith({ documentCacheBytes: 0 }) }, async (app) => {
    const socket = await openSocket(app.url);
    await socket.greet();
    const subscribeOver = {
      WebSocket: async (number: number) =>
        socket.send({ type: "subscribe", id: String(number), payload: { query: commented(number) } }),
      "server-sent events": async (number: number) => {
        await openEventStream(app.url, { query: commented(number) });
      },
    };
    let subscriptions = 0;
    for (const [transport, subscribe] of Object.entries(subscribeOver)) {
      // The first one makes what all share.
      await subscribe(subscriptions++);
      await subscribed(app, subscriptions);
      const before = await heapUsed();
      for (let number = 0; number < count; number++) await subscribe(subscriptions++);
      await subscribed(app, subscriptions);
      const kept = ((await heapUsed()) - before) / count;
      expect([transport, kept < 0.75 * commentLength]).toEqual([transport, true]);
    }
    socket.close();
  });
});

test("a cached document does not retain the URL that it came with", async () => {
  await withApp(database, {}, async ({ url }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const padding = "x".repeat(14_000);
    const send = async (number: number) => {
      // Nothing in this URL needs decoding.
      const request = httpRequest(`${url}?query={a${number}:__typename}&x=${padding}`, { agent }).end();
      const [response] = (await once(request, "response")) as [IncomingMessage];
      await once(response.resume(), "end");
      expect(response.statusCode).toBe(200);
    };
    for (let number = 0; number < 100; number++) await send(number);
    const before = await heapUsed();
    for (let number = 100; number < 100 + 2 * count; number++) await send(number);
    expect(((await heapUsed()) - before) / (2 * count)).toBeLessThan(padding.length / 2);
    agent.destroy();
  });
});

test("a running subscription retains its operation, and not the document around it", async () => {
  const others = Array.from({ length: 800 }, (_, index) => `... { a${index}: __typename }`).join(" ");
  await withApp(database, { limits: limitsWith({ documentCacheBytes: 0 }) }, async (app) => {
    const socket = await openSocket(app.url);
    await socket.greet();
    let subscriptions = 0;
    // Each one with a filter of its own, so that no two share an operation.
    const subscribe = async (count: number) => {
      for (let number = 0; number < count; number++) {
        const query = `subscription A { paperAdded(filter: { upvotes: { min: ${subscriptions} } }) { cursor } } query B { ${others} }`;
        socket.send({
          type: "subscribe",
          id: String(subscriptions++),
          payload: { query, operationName: "A" },
        });
        await subscribed(app, subscriptions);
      }
    };
    await subscribe(5);
    const before = await heapUsed();
    await subscribe(40);
    expect(((await heapUsed()) - before) / 40).toBeLessThan(100_000);
    socket.close();
  });
});

test("a stream does not retain the headers of its request", async () => {
  await withApp(database, {}, async (app) => {
    const query = encodeURIComponent(addedQuery);
    const subscribe = async (count: number) => {
      for (let number = 0; number < count; number++) {
        // A client that does not retain them either.
        const { write, until } = await openConnection(app.origin);
        write(
          `GET /graphql?query=${query} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nX: ${String(number).padEnd(15_000, "x")}\r\n\r\n`,
        );
        await until("id: ");
      }
    };
    await subscribe(5);
    const before = await heapUsed();
    await subscribe(100);
    expect(((await heapUsed()) - before) / 100).toBeLessThan(23_000);
  });
});

test("a WebSocket retains no more of connection_init than the authorization", async () => {
  await withApp(database, {}, async (app) => {
    const greet = async (count: number) => {
      for (let number = 0; number < count; number++) {
        const socket = await openSocket(app.url);
        await socket.greet({ values: Array.from({ length: 1_900 }, () => ({})) });
      }
    };
    await greet(5);
    const before = await heapUsed();
    await greet(50);
    expect(((await heapUsed()) - before) / 50).toBeLessThan(80_000);
  });
});

test("subscriptions of one client that differ retain no more than is allowed", async () => {
  const maxSubscriptionBytes = 1_500_000;
  const limits = limitsWith({ documentCacheBytes: 0, perClient: { maxSubscriptionBytes } });
  await withApp(database, { limits }, async (app) => {
    const socket = await openSocket(app.url);
    await socket.greet();
    let before = 0;
    for (let count = 0; socket.waiting.length === 0; ) {
      // The first ones make what all share.
      if (count === 10) before = await heapUsed();
      expect(count).toBeLessThan(130);
      const query = `subscription { paperAdded(filter: { upvotes: { min: ${count} } }) { cursor } }`;
      socket.send({ type: "subscribe", id: String(count), payload: { query } });
      count += 1;
      while (socket.waiting.length === 0 && (await subscriptionsOf(app)) < count);
    }
    expect(JSON.stringify(socket.waiting)).toContain("TOO_MANY_SUBSCRIPTIONS");
    // Some of it is not theirs.
    expect((await heapUsed()) - before).toBeLessThan(2 * maxSubscriptionBytes);
    socket.close();
  });
});

test("a cached document does not retain the operations that were subscribed to", async () => {
  const fields = Array.from({ length: 700 }, (_, index) => `... { a${index}: cursor }`).join(" ");
  const names = Array.from({ length: 60 }, (_, index) => `S${index}`);
  const query = `${names.map((name) => `subscription ${name} { paperAdded { ...All } }`).join(" ")} fragment All on PaperAddedEvent { ${fields} }`;
  await withApp(database, {}, async (app) => {
    const socket = await openSocket(app.url);
    await socket.greet();
    const before = await heapUsed();
    for (const operationName of names) {
      socket.send({ type: "subscribe", id: operationName, payload: { query, operationName } });
      await subscribed(app, 1);
      socket.send({ type: "complete", id: operationName });
      await subscribed(app, 0);
    }
    expect(socket.waiting).toEqual([]);
    expect((await heapUsed()) - before).toBeLessThan(15_000_000);
    socket.close();
  });
});

test("a WebSocket may use an ID of any characters again once its subscription is completed", async () => {
  await withApp(database, {}, async (app) => {
    const socket = await openSocket(app.url);
    await socket.greet();
    const id = 'é☃𝄞"\\\u0000';
    for (const title of ["First", "Second"]) {
      socket.send({ type: "subscribe", id, payload: { query: addedQuery } });
      await subscribed(app, 1);
      await writerOf(app).papers([{ title }]);
      expect(await socket.next()).toMatchObject({
        type: "next",
        id,
        payload: { data: { paperAdded: { paper: { title } } } },
      });
      socket.send({ type: "complete", id });
      await subscribed(app, 0);
    }
    expect(socket.waiting).toEqual([]);
    socket.close();
  });
});
