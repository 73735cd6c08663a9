import { once } from "node:events";
import { request } from "node:http";
import { setImmediate as nextIteration } from "node:timers/promises";
import { GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString } from "graphql";
import { describe, expect, test } from "vitest";
import { spreadOut } from "../../src/server/live/spread-out.js";
import { limitSubscriptions } from "../../src/server/live/subscription-limits.js";
import { useDatabase } from "../kit/db/database.js";
import { addedQuery, newId, withApp } from "../kit/live/added-papers.js";
import { openEventStream, openSocket, type Socket, subscribe, subscribed } from "../kit/live/subscribers.js";
import type { TestApp } from "../kit/server/app.js";
import { sendRaw } from "../kit/server/raw-http.js";
import { limitsWith } from "../kit/server/server-options.js";
import { writerOf } from "../kit/server/writing.js";

const database = useDatabase();
const abstract = "word ".repeat(19_900);

/** A subscription whose payload has `count` abstracts of 100 kB. */
function withAbstracts(count: number, name = "a"): string {
  const fields = Array.from({ length: count }, (_, number) => `${name}${number}: abstract`).join(" ");
  return `subscription ($after: String) { paperAdded(after: $after) { cursor paper { title ${fields} } } }`;
}

const subscribeMessage = (id: string, query: string) => ({ type: "subscribe", id, payload: { query } });
const codes = (errors: unknown) =>
  (errors as { extensions: { code: string } }[]).map(({ extensions }) => extensions.code);

/** A schema whose operations wait until the test releases them. */
function slowSchema() {
  const running = new Map<number, { signal: AbortSignal; answer: () => void }>();
  let most = 0;
  let begun = 0;
  const slow = {
    type: GraphQLInt,
    args: { number: { type: GraphQLInt } },
    resolve: (_root: unknown, { number }: { number: number }, { signal }: { signal: AbortSignal }) =>
      new Promise((resolve) => {
        const answer = () => {
          running.delete(number);
          resolve(number);
        };
        running.set(number, { signal, answer });
        begun += 1;
        most = Math.max(most, running.size);
      }),
  };
  const large = {
    type: GraphQLString,
    args: { length: { type: GraphQLInt } },
    resolve: (_root: unknown, { length }: { length: number }) => "x".repeat(length),
  };
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: "Query", fields: { slow, large } }),
  });
  return { schema, running, most: () => most, begun: () => begun };
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error("It did not come to that.");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("a payload over the limit ends its subscription with a code, but not the connection", async () => {
  const limits = limitsWith({ maxResponseBytes: 150_000 });
  await withApp(database, { limits }, async (app) => {
    const stream = await openEventStream(app.url, { query: withAbstracts(2) });
    const { id: start } = await stream.next();
    const socket = await openSocket(app.url);
    await socket.greet();
    socket.send(subscribeMessage("large", withAbstracts(2)));
    socket.send(subscribeMessage("small", addedQuery));
    await subscribed(app, 3);
    await writerOf(app).papers([{ title: `Large ${newId()}`, abstract }]);
    expect(codes((await stream.nextEvent()).received.errors)).toEqual(["RESPONSE_TOO_LARGE"]);
    expect(await stream.nextEvent()).toMatchObject({ event: "complete" });
    const messages = [await socket.next(), await socket.next()];
    expect(messages).toContainEqual({
      id: "large",
      type: "error",
      payload: [{ message: expect.stringMatching(/150000/), extensions: { code: "RESPONSE_TOO_LARGE" } }],
    });
    expect(messages).toContainEqual(expect.objectContaining({ id: "small", type: "next" }));
    await subscribed(app, 1);
    // Resuming reaches the same event.
    const back = await openEventStream(app.url, {
      query: withAbstracts(2),
      variables: { after: start },
    });
    expect(codes((await back.nextEvent()).received.errors)).toEqual(["RESPONSE_TOO_LARGE"]);
    await back.ended;
    socket.close();
    expect(app.logged).toEqual([]);
  });
});

test("a query over WebSocket gets an error if its response is too large", async () => {
  const { schema } = slowSchema();
  await withApp(database, { schema, limits: limitsWith({ maxResponseBytes: 1_000 }) }, async (app) => {
    const socket = await openSocket(app.url);
    await socket.greet();
    socket.send(subscribeMessage("a", "{ large(length: 2000) }"));
    expect(await socket.next()).toMatchObject({
      id: "a",
      payload: { errors: [{ extensions: { code: "RESPONSE_TOO_LARGE" } }] },
    });
    expect(await socket.next()).toEqual({ id: "a", type: "complete" });
    socket.send(subscribeMessage("b", "{ large(length: 900) }"));
    expect(await socket.next()).toMatchObject({ id: "b", payload: { data: { large: "x".repeat(900) } } });
    socket.close();
  });
});

test("pending bytes are limited in total: subscribers with the most are ended first, others get everything", async () => {
  const limits = limitsWith({ live: { maxSubscriberBytes: 50_000_000, maxPendingBytes: 20_000_000 } });
  await withApp(database, { limits }, async (app) => {
    const lively = subscribe("WebSocket", app.url, { query: addedQuery });
    const lazy: Socket[] = [];
    // Each query is different, so that subscribers share no buffers.
    for (const name of ["a", "b", "c", "d", "e", "f"]) {
      const socket = await openSocket(app.url);
      await socket.greet();
      socket.send(subscribeMessage("1", withAbstracts(8, name)));
      lazy.push(socket);
    }
    await subscribed(app, 7);
    for (const socket of lazy) socket.pause();
    const count = 20;
    for (let number = 0; number < count; number += 1)
      await writerOf(app).papers([{ title: `Paper ${number} ${newId()}`, abstract }]);
    await lively.take(count);
    for (const socket of lazy) socket.resume();
    const first = await Promise.race(lazy.map(({ ended }) => ended));
    expect(first).toMatchObject({ code: 1013, reason: expect.stringMatching(/^Subscriber fell too far/) });
    lively.close();
    for (const socket of lazy) socket.close();
    await subscribed(app, 0);
    expect(app.logged).toEqual([]);
  });
});

test("results that a WebSocket does not read are bounded: those with the most are cut, and others are served", async () => {
  const { schema } = slowSchema();
  const limits = limitsWith({ maxResponseBytes: 30_000_000, live: { maxPendingBytes: 60_000_000 } });
  await withApp(database, { schema, limits }, async (app) => {
    const lazy: Socket[] = [];
    for (let number = 0; number < 3; number += 1) {
      const socket = await openSocket(app.url);
      await socket.greet();
      for (let id = 0; id < 4; id += 1)
        socket.send(subscribeMessage(String(id), "{ large(length: 24000000) }"));
      await socket.pauseAtResponse();
      lazy.push(socket);
    }
    // A paused client notices by writing that its connection is closed.
    const pongs = setInterval(() => {
      for (const socket of lazy) socket.pong();
    }, 20);
    await until(() => lazy.some((socket) => socket.broken()));
    clearInterval(pongs);
    expect(await app.get("{ __typename }")).toEqual({ __typename: "Query" });
    for (const socket of lazy) socket.close();
    expect(app.logged).toEqual([]);
  });
});

test("results that wait for one another all arrive", async () => {
  const { schema } = slowSchema();
  await withApp(database, { schema }, async (app) => {
    const socket = await openSocket(app.url);
    await socket.greet();
    const ids = ["0", "1", "2", "3", "4"];
    for (const id of ids) socket.send(subscribeMessage(id, "{ large(length: 2000000) }"));
    await socket.pauseAtResponse();
    expect(await app.get("{ __typename }")).toEqual({ __typename: "Query" });
    socket.resume();
    const messages = [];
    for (let count = 0; count < 2 * ids.length; count += 1) messages.push(await socket.next());
    for (const type of ["next", "complete"])
      expect(messages.flatMap((message) => (message.type === type ? message.id : [])).sort()).toEqual(ids);
    socket.close();
  });
});

test("a WebSocket that does not read is not read, and one pong answers the pings that it sent meanwhile", async () => {
  const { schema } = slowSchema();
  const limits = limitsWith({ maxResponseBytes: 30_000_000, live: { maxPendingBytes: 60_000_000 } });
  await withApp(database, { schema, limits }, async (app) => {
    const socket = await openSocket(app.url);
    await socket.greet();
    socket.send(subscribeMessage("1", "{ large(length: 24000000) }"));
    await socket.pauseAtResponse();
    const count = 5_000;
    for (let number = 0; number < count; number += 1) socket.send({ type: "ping" });
    expect(await app.get("{ __typename }")).toEqual({ __typename: "Query" });
    socket.send({ type: "ping", payload: { text: "x".repeat(1_000) } });
    socket.send({ type: "ping", payload: { last: true } });
    socket.resume();
    const pongs = [];
    for (;;) {
      const message = await socket.next();
      if (message.type !== "pong") continue;
      pongs.push(message);
      if (message.payload !== undefined) break;
    }
    expect(pongs.at(-1)).toEqual({ type: "pong", payload: { last: true } });
    expect(pongs.length).toBeLessThan(count);
    socket.close();
    expect(app.logged).toEqual([]);
  });
});

/** Opens WebSockets that together have sent more of unfinished messages than may be pending. */
function openUnfinished({ url }: TestApp, prepare: (socket: Socket) => void = () => undefined) {
  return Promise.all(
    Array.from({ length: 4 }, async () => {
      const socket = await openSocket(url);
      await socket.greet();
      prepare(socket);
      socket.sendPart("x".repeat(180_000));
      return socket;
    }),
  );
}

test("messages that never become whole count as well", async () => {
  const limits = limitsWith({ live: { maxPendingBytes: 400_000 } });
  await withApp(database, { limits }, async (app) => {
    const sockets = await openUnfinished(app);
    expect(await Promise.race(sockets.map(({ ended }) => ended))).toMatchObject({ code: 1006 });
    for (const socket of sockets) socket.close();
    expect(app.logged).toEqual([]);
  });
});

test("messages that never become whole count on a connection that is being closed, too", async () => {
  const limits = limitsWith({ live: { maxPendingBytes: 400_000 } });
  await withApp(database, { limits }, async (app) => {
    const sockets = await openUnfinished(app, (socket) => {
      // It does not answer the close frame.
      socket.pause();
      socket.send({ type: "next", id: "1" });
    });
    const pongs = setInterval(() => {
      for (const socket of sockets) socket.pong();
    }, 20);
    await until(() => sockets.some((socket) => socket.broken()));
    clearInterval(pongs);
    for (const socket of sockets) socket.close();
    expect(app.logged).toEqual([]);
  });
});

test("a WebSocket runs a limited number of operations at once, while others are served", async () => {
  const { schema, running, most, begun } = slowSchema();
  await withApp(
    database,
    { schema, limits: limitsWith({ webSocket: { maxOperations: 3 } }) },
    async (app) => {
      const socket = await openSocket(app.url);
      await socket.greet();
      const count = 300;
      for (let number = 0; number < count; number += 1)
        socket.send(subscribeMessage(String(number), `{ slow(number: ${number}) }`));
      await until(() => running.size === 3);
      expect(await app.get("{ __typename }")).toEqual({ __typename: "Query" });
      expect(begun()).toBe(3);
      let answered = 0;
      const answering = (async () => {
        while (answered < count) {
          for (const { answer } of [...running.values()]) answer();
          await nextIteration();
        }
      })();
      while (answered < count) {
        const { type, id } = await socket.next();
        if (type === "complete") answered += 1;
        else expect(id).toBeDefined();
      }
      await answering;
      expect([most(), begun()]).toEqual([3, count]);
      socket.close();
    },
  );
});

test("an operation is aborted when its client no longer waits for it", async () => {
  const { schema, running, begun } = slowSchema();
  await withApp(
    database,
    { schema, limits: limitsWith({ webSocket: { maxOperations: 2 } }) },
    async (app) => {
      const socket = await openSocket(app.url);
      await socket.greet();
      for (const number of [1, 2, 3])
        socket.send(subscribeMessage(String(number), `{ slow(number: ${number}) }`));
      await until(() => running.size === 2);
      const first = running.get(1);
      const second = running.get(2);
      // One that is queued, and one that is running.
      socket.send({ type: "complete", id: "3" });
      socket.send({ type: "complete", id: "1" });
      await until(() => first?.signal.aborted === true);
      expect(second?.signal.aborted).toBe(false);
      first?.answer();
      second?.answer();
      expect(await socket.next()).toMatchObject({ id: "2", type: "next" });
      expect(await socket.next()).toEqual({ id: "2", type: "complete" });
      socket.send(subscribeMessage("4", "{ slow(number: 4) }"));
      await until(() => running.has(4));
      expect(begun()).toBe(3);
      socket.close();
      await until(() => running.get(4)?.signal.aborted === true);
      const controller = new AbortController();
      const response = fetch(app.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: "{ slow(number: 5) }" }),
        signal: controller.signal,
      });
      await until(() => running.has(5));
      controller.abort();
      await expect(response).rejects.toThrow();
      await until(() => running.get(5)?.signal.aborted === true);
      for (const { answer } of [...running.values()]) answer();
    },
  );
});

test("a WebSocket that answers pings but reads no responses is closed", async () => {
  const { schema } = slowSchema();
  const options = { schema, live: { heartbeat: 100 }, limits: limitsWith({ maxResponseBytes: 8_000_000 }) };
  await withApp(database, options, async (app) => {
    const socket = await openSocket(app.url);
    await socket.greet();
    socket.pause();
    const pongs = setInterval(() => socket.pong(), 20);
    for (let number = 0; number < 10; number += 1)
      socket.send(subscribeMessage(String(number), "{ large(length: 4000000) }"));
    await until(() => socket.broken());
    clearInterval(pongs);
  });
});

test("a WebSocket is closed if a message nests too deep, or connection_init is too long or missing", async () => {
  await withApp(database, { limits: limitsWith({ webSocket: { initTimeoutMs: 100 } }) }, async (app) => {
    const deep = (open: string, close: string) => `${open.repeat(20_000)}1${close.repeat(20_000)}`;
    const breaches: [code: number, message: string][] = [
      [4400, deep("[", "]")],
      [4400, `{"type":"connection_init","payload":${deep('{"a":', "}")}}`],
      [4400, JSON.stringify({ type: "connection_init", payload: { text: "x".repeat(10_000) } })],
    ];
    for (const [code, message] of breaches) {
      const socket = await openSocket(app.url);
      socket.send(message);
      expect(await socket.ended).toMatchObject({ code });
    }
    const greeted = await openSocket(app.url);
    await greeted.greet();
    greeted.send(
      `{"type":"subscribe","id":"1","payload":{"query":"{__typename}","variables":{"a":${deep("[", "]")}}}}`,
    );
    expect(await greeted.ended).toMatchObject({ code: 4400 });
    const silent = await openSocket(app.url);
    expect(await silent.ended).toMatchObject({ code: 4408 });
    expect(app.logged).toEqual([]);
  });
});

test("a refused upgrade is answered with JSON", async () => {
  const options = {
    trustProxy: true,
    corsOrigins: ["https://good.example"],
    limits: limitsWith({ perClient: { maxWebSockets: 1 }, live: { maxSubscriptions: 2 } }),
  };
  await withApp(database, options, async (app) => {
    const proper = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      "sec-websocket-protocol": "graphql-transport-ws",
    };
    const refusal = async (path: string, headers: Record<string, string>) => {
      const { port } = new URL(app.url);
      const asked = request({ port, host: "127.0.0.1", path, headers: { ...proper, ...headers } });
      asked.end();
      const [response] = await once(asked, "response");
      let text = "";
      for await (const chunk of response) text += chunk;
      return [response.statusCode, response.headers["content-type"], codes(JSON.parse(text).errors)];
    };
    const raw = async (...headers: string[]) => {
      const shape = Object.entries(proper).map(([name, value]) => `${name}: ${value}`);
      const lines = ["GET /graphql HTTP/1.1", ...shape, ...headers, "", ""];
      const { status, code } = await sendRaw(app.url, lines.join("\r\n"));
      return [status, code];
    };
    const from = (client: string) => ({ "x-forwarded-for": client });
    const json = "application/json; charset=utf-8";
    expect(await refusal("/nowhere", {})).toEqual([404, json, ["NOT_FOUND"]]);
    expect(await refusal("/graphql", { origin: "https://bad.example" })).toEqual([
      403,
      json,
      ["ORIGIN_NOT_ALLOWED"],
    ]);
    for (const wrong of [{ "sec-websocket-version": "7" }, { "sec-websocket-key": "x" }])
      expect(await refusal("/graphql", wrong)).toEqual([400, json, ["BAD_HANDSHAKE"]]);
    expect(await raw()).toEqual([400, "BAD_HOST"]);
    expect(await raw("Host: a", "Host: b")).toEqual([400, "BAD_HOST"]);
    expect(await raw("Host: a", "Expect: 200-ok")).toEqual([417, "EXPECTATION_FAILED"]);
    expect(await raw("Host: a", "Content-Length: 5")).toEqual([400, "BAD_HANDSHAKE"]);
    expect(await raw("Host: a", "Transfer-Encoding: chunked")).toEqual([400, "BAD_HANDSHAKE"]);
    expect(await raw("Host: a", "Transfer-Encoding: gzip, chunked")).toEqual([
      501,
      "UNSUPPORTED_TRANSFER_ENCODING",
    ]);
    await openSocket(app.url, { headers: from("1.1.1.1") });
    expect(await refusal("/graphql", from("1.1.1.1"))).toEqual([429, json, ["TOO_MANY_WEBSOCKETS"]]);
    await openSocket(app.url, { headers: from("2.2.2.2") });
    expect(await refusal("/graphql", from("3.3.3.3"))).toEqual([503, json, ["TOO_MANY_WEBSOCKETS"]]);
  });
});

describe("the subscriptions of a client are limited", () => {
  const ample = { maxBytes: 10_000, maxClientBytes: 10_000 };

  test("by their total cost per event", () => {
    const limits = limitSubscriptions({ perProcess: 100, perClient: 10, maxClientCost: 2_000, ...ample });
    const take = (client: string, cost: number) => limits.take(client, { cost, key: "key", bytes: 100 });
    const giveBack = take("one", 1_500);
    expect(() => take("one", 501)).toThrow(/up to 2,000 units.*costs 501, the others 1,500/);
    take("one", 500);
    take("another", 2_000);
    giveBack();
    giveBack();
    take("one", 1_500);
    expect(() => take("one", 1)).toThrow();
  });

  test("by the memory of those that differ, and so are those of all clients", () => {
    const limits = limitSubscriptions({
      perProcess: 100,
      perClient: 10,
      maxClientCost: 200,
      maxBytes: 250,
      maxClientBytes: 150,
    });
    const take = (client: string, key: string, bytes: number) => limits.take(client, { cost: 1, key, bytes });
    const giveBack = take("one", "a", 100);
    const giveBackToo = take("one", "a", 100);
    expect(() => take("one", "b", 51)).toThrow(/up to 150 bytes.*takes 51, the others 100\. Shorten/);
    take("another", "a", 100);
    take("another", "b", 50);
    take("third", "c", 100);
    expect(() => take("fourth", "d", 1)).toThrow(/take 250 of 250 bytes; this one takes 1\. Shorten/);
    giveBack();
    expect(() => take("one", "e", 51)).toThrow();
    giveBackToo();
    take("one", "b", 50);
  });

  test("by the largest of those that share memory, in any order of subscribing and unsubscribing", () => {
    const limits = limitSubscriptions({
      perProcess: 100,
      perClient: 10,
      maxClientCost: 200,
      maxBytes: 150,
      maxClientBytes: 150,
    });
    const take = (key: string, bytes: number) => limits.take("one", { cost: 1, key, bytes });
    for (const sizes of [
      [100, 130],
      [130, 100],
    ]) {
      const givingBack = sizes.map((bytes) => take("a", bytes));
      expect(() => take("b", 21)).toThrow(/the others 130/);
      givingBack[0]?.();
      expect(() => take("b", 21)).toThrow(/the others 130/);
      givingBack[1]?.();
    }
    const giveBack = take("b", 150);
    expect(() => take("c", 1)).toThrow(/the others 150/);
    giveBack();
    take("c", 150);
  });

  test("in memory, whether it is the document or the variables that is long", async () => {
    const limits = limitsWith({ perClient: { maxSubscriptionBytes: 1_000_000 } });
    await withApp(database, { limits }, async (app) => {
      const socket = await openSocket(app.url);
      await socket.greet();
      let sent = 0;
      const send = (payload: object) => {
        sent += 1;
        socket.send({ type: "subscribe", id: String(sent), payload });
      };
      const long = (text: string) => `${text}${"x".repeat(199_000)}`;
      const written = (text: string) =>
        send({ query: `subscription{paperAdded(filter:{organizations:["${long(text)}"]}){cursor}}` });
      const asVariable = (text: string) =>
        send({ query: addedQuery, variables: { filter: { organizations: [long(text)] } } });
      written("a");
      asVariable("b");
      await subscribed(app, 2);
      for (const other of [written, asVariable]) {
        other("c");
        expect(await socket.next()).toMatchObject({
          id: String(sent),
          payload: {
            errors: [
              {
                message: expect.stringMatching(/up to 1000000 bytes of memory/),
                extensions: { code: "TOO_MANY_SUBSCRIPTIONS" },
              },
            ],
          },
        });
        expect(await socket.next()).toEqual({ id: String(sent), type: "complete" });
      }
      // The same operation shares its memory.
      written("a");
      await subscribed(app, 3);
      socket.send({ type: "complete", id: "2" });
      await subscribed(app, 2);
      written("c");
      await subscribed(app, 3);
      socket.close();
      expect(app.logged).toEqual([]);
    });
  });
});

test("many calls are spread over a time in order, a few are made at once", async () => {
  const done: number[] = [];
  const work = (count: number) => Array.from({ length: count }, (_, number) => () => void done.push(number));
  spreadOut(work(20), 1_000);
  expect(done.length).toBe(20);
  done.length = 0;
  spreadOut(work(1_000), 0);
  expect(done.length).toBe(1_000);
  done.length = 0;
  spreadOut(work(1_000), 100);
  expect(done.length).toBeLessThan(1_000);
  await until(() => done.length === 1_000);
  expect(done).toEqual(Array.from({ length: 1_000 }, (_, number) => number));
});
