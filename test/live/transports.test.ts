import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { randomSlot, repeatInSlots } from "../../src/server/live/heartbeat.js";
import { useDatabase } from "../kit/db/database.js";
import { addedQuery, withApp } from "../kit/live/added-papers.js";
import { openEventStream, openSocket, type Received, subscribed } from "../kit/live/subscribers.js";
import { startApp, testToken, useApp } from "../kit/server/app.js";
import { openConnection } from "../kit/server/raw-http.js";
import { limitsWith } from "../kit/server/server-options.js";
import { recordPapersMutation, writerOf } from "../kit/server/writing.js";

describe("server-sent events", () => {
  const database = useDatabase();
  const app = useApp(database);

  test("are the only response to a subscription over HTTP", async () => {
    for (const accept of [
      "application/json",
      "application/graphql-response+json",
      "text/html",
      "multipart/mixed",
    ]) {
      const response = await fetch(app.url, {
        method: "POST",
        headers: { "content-type": "application/json", accept },
        body: JSON.stringify({ query: addedQuery }),
      });
      expect(response.status).toBe(406);
      expect(await response.json()).toMatchObject({
        errors: [
          { message: expect.stringMatching(/text\/event-stream/), extensions: { code: "NOT_ACCEPTABLE" } },
        ],
      });
    }
    await subscribed(app, 0);
    for (const accept of ["*/*", "text/event-stream, application/json", "application/json, text/*"]) {
      const stream = await openEventStream(app.url, { query: addedQuery }, { headers: { accept } });
      expect([stream.status, stream.headers["content-type"]]).toEqual([200, "text/event-stream"]);
      stream.close();
    }
    await subscribed(app, 0);
  });

  test("pass proxies unbuffered, and reach other origins", async () => {
    const stream = await openEventStream(
      app.url,
      { query: addedQuery },
      { get: true, headers: { origin: "https://example.org", "accept-encoding": "gzip" } },
    );
    expect(stream.headers).toMatchObject({
      "access-control-allow-origin": "*",
      "cache-control": "no-cache",
      "x-accel-buffering": "no",
    });
    expect(stream.headers["content-encoding"]).toBeUndefined();
    expect(stream.headers["transfer-encoding"]).toBe("chunked");
    stream.close();
    await subscribed(app, 0);
  });

  test("are chunked for HTTP/1.1 clients, and not for HTTP/1.0", async () => {
    const body = JSON.stringify({ query: addedQuery });
    const post = async (version: string) => {
      const connection = await openConnection(app.origin);
      connection.write(
        `POST /graphql HTTP/${version}\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      return connection;
    };
    const [chunked, plain] = [await post("1.1"), await post("1.0")];
    await subscribed(app, 2);
    await writerOf(app).papers([{ title: "Naïve 数学" }]);
    const [, chunk = ""] =
      /\r\n([0-9a-f]+\r\nid: [^\n]+\nevent: next\n.*)$/s.exec(await chunked.until("数学")) ?? [];
    const [size = "", ...content] = chunk.split("\r\n");
    expect(content).toEqual([expect.stringMatching(/^id: .*\n\n$/s), ""]);
    expect(Buffer.byteLength(content[0] ?? "")).toBe(Number.parseInt(size, 16));
    const [head = "", ...events] = (await plain.until("数学")).split("\r\n\r\n");
    expect(head.toLowerCase()).not.toContain("transfer-encoding");
    expect(events.join("")).toBe(
      `${/\r\n(id: [^\n]+\n\n)\r\n/.exec(await chunked.until("数学"))?.[1]}${content[0]}`,
    );
    chunked.socket.destroy();
    plain.socket.destroy();
    await subscribed(app, 0);
  });

  test("have one event for a query or a mutation", async () => {
    const stream = await openEventStream(app.url, { query: "{ __typename }" });
    expect((await stream.nextEvent()).received).toEqual({ data: { __typename: "Query" } });
    expect(await stream.nextEvent()).toMatchObject({ event: "complete" });
    await stream.ended;
  });
});

describe("multipart responses", () => {
  const database = useDatabase();
  const specification = "multipart/mixed;boundary=graphql;subscriptionSpec=1.0";
  const ask = async (url: string, accept: string, query: string) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept },
      body: JSON.stringify({ query }),
    });
    return { response, parts: partsOf(response) };
  };

  test("carry a subscription for Apollo Client: each part is complete when sent", async () => {
    await withApp(database, { live: { heartbeat: 50 } }, async (app) => {
      const { response, parts } = await ask(app.url, `${specification},application/json`, addedQuery);
      expect(response.headers.get("content-type")).toBe(
        'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
      );
      expect([(await parts.next()).value, (await parts.next()).value]).toEqual([{}, {}]);
      await writerOf(app).papers([{ title: "In parts" }]);
      let next = (await parts.next()).value;
      while (next !== undefined && Object.keys(next).length === 0) next = (await parts.next()).value;
      expect(next).toMatchObject({ payload: { data: { paperAdded: { paper: { title: "In parts" } } } } });
      await parts.return(undefined);
      await subscribed(app, 0);
    });
  });

  test("end with the reason and a final boundary", async () => {
    const app = await startApp(database);
    const { parts } = await ask(app.url, specification, addedQuery);
    await subscribed(app, 1);
    const closed = app.close();
    const all: unknown[] = [];
    for await (const part of parts) all.push(part);
    expect(all).toEqual([
      {},
      { payload: null, errors: [{ message: expect.any(String), extensions: { code: "SERVER_STOPPING" } }] },
    ]);
    await closed;
  });

  test("have the reason why a subscription is rejected", async () => {
    await withApp(database, {}, async (app) => {
      for (const query of [
        "subscription { paperAdded { nope } }",
        `subscription { paperAdded(after: "x") { cursor } }`,
      ]) {
        const { response, parts } = await ask(app.url, specification, query);
        expect(response.status).toBe(200);
        expect([(await parts.next()).value, (await parts.next()).value]).toEqual([
          {},
          { payload: { errors: [expect.objectContaining({ message: expect.any(String) })] } },
        ]);
        expect((await parts.next()).done).toBe(true);
        const json = await ask(app.url, `${specification},application/json`, query);
        expect(json.response.headers.get("content-type")).toMatch(/^application\/json/);
        await json.response.text();
      }
    });
  });
});

/** Yields the JSON of each part as soon as its final boundary has arrived. */
async function* partsOf({ body }: Response): AsyncGenerator<Record<string, unknown>, void> {
  let rest = "";
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const pieces = (rest + chunk).split("\r\n--graphql");
    rest = pieces.pop() ?? "";
    for (const piece of pieces) {
      const [head, json] = piece.split("\r\n\r\n");
      if (head?.trim().toLowerCase() === "content-type: application/json") yield JSON.parse(json ?? "");
    }
    if (rest.startsWith("--")) return;
  }
  throw new Error(`The body ended without the last boundary, after ${rest}`);
}

describe("a WebSocket", () => {
  const database = useDatabase();
  const app = useApp(database);
  const ask = (query: string, variables: object = {}, id = "1") => ({
    type: "subscribe",
    id,
    payload: { query, variables },
  });

  test("carries queries, mutations, and several subscriptions at once", async () => {
    const socket = await openSocket(app.url);
    await socket.greet({ Authorization: `Bearer ${testToken}` });
    socket.send(ask(addedQuery, { filter: { keywords: ["one"] } }, "one"));
    socket.send(ask(addedQuery, {}, "all"));
    await subscribed(app, 2);
    socket.send(ask(recordPapersMutation, { papers: [{ title: "By socket" }], source: "socket" }, "write"));
    const messages = await Promise.all([socket.next(), socket.next(), socket.next()]);
    expect(messages).toContainEqual({
      id: "write",
      type: "next",
      payload: { data: { recordPapers: { added: 1, updated: 0, unchanged: 0, rejected: [] } } },
    });
    expect(messages).toContainEqual({ id: "write", type: "complete" });
    expect(messages).toContainEqual(
      expect.objectContaining({ id: "all", payload: { data: { paperAdded: expect.anything() } } }),
    );
    socket.send({ type: "complete", id: "all" });
    await subscribed(app, 1);
    await writerOf(app).papers([{ title: "For all" }, { title: "For one", keywords: ["one"] }]);
    expect(await socket.next()).toMatchObject({ id: "one" });
    socket.send(ask(`{ papers { totalCount } }`, {}, "read"));
    expect(await socket.next()).toEqual({
      id: "read",
      type: "next",
      payload: { data: { papers: { totalCount: 3 } } },
    });
    expect(await socket.next()).toEqual({ id: "read", type: "complete" });
    socket.close();
    await subscribed(app, 0);
  });

  test("requires the token for writes, in connection_init or in the header", async () => {
    const papers = { papers: [{ title: "Written" }] };
    for (const [greeting, headers, code] of [
      [undefined, {}, "UNAUTHENTICATED"],
      [{ Authorization: "Bearer of-something-else" }, {}, "UNAUTHENTICATED"],
      [{ Authorization: ["Bearer", testToken] }, {}, "UNAUTHENTICATED"],
      [{ authorization: `Bearer ${testToken}` }, {}, undefined],
      [undefined, { authorization: `Bearer ${testToken}` }, undefined],
    ] as const) {
      const socket = await openSocket(app.url, { headers });
      await socket.greet(greeting);
      socket.send(ask(recordPapersMutation, papers));
      const { payload } = await socket.next();
      expect((payload as Received).errors?.[0]?.extensions?.code).toBe(code);
      socket.close();
    }
  });

  test("has the same errors and codes as HTTP", async () => {
    const socket = await openSocket(app.url);
    await socket.greet();
    const questions: [query: string, variables: object][] = [
      ["{ papers(first: 101) { totalCount } }", {}],
      [`{ papers(after: "x") { totalCount } }`, {}],
      ["{ nope }", {}],
      ["{", {}],
      ["query ($first: Int) { papers(first: $first) { totalCount } }", { first: "x" }],
      ["query A { __typename } query B { __typename }", {}],
      [`{ ${'organization(slug: "x") { papers { nodes { '.repeat(1)}title } } } }`, {}],
      [
        "{ papers(first: 100) { nodes { organization { papers(first: 100) { nodes { authors(first: 100) { nodes { name } } } } } } } }",
        {},
      ],
      [`{ __typename } #${"x".repeat(100_000)}`, {}],
    ];
    for (const [index, [query, variables]] of questions.entries()) {
      const { status: _status, data: _data, ...overHttp } = await app.ask(query, { ...variables });
      socket.send(ask(query, variables, String(index)));
      const { type, payload } = await socket.next();
      const errors = type === "error" ? payload : (payload as Received).errors;
      expect([query.slice(0, 90), errors]).toEqual([query.slice(0, 90), overHttp.errors]);
      if (type === "next") expect(await socket.next()).toMatchObject({ type: "complete" });
    }
    socket.close();
  });

  test("is rejected for disallowed origins", async () => {
    await withApp(database, { corsOrigins: ["https://good.example"] }, async ({ url, origin }) => {
      const open = (from: string) =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket(url.replace("http", "ws"), "graphql-transport-ws", { origin: from });
          socket.on("open", () => resolve(socket.close())).on("error", reject);
        });
      await expect(open("https://bad.example")).rejects.toThrow(/403/);
      await open("https://good.example");
      await open(origin);
    });
  });

  test("is closed with a reason on protocol errors", async () => {
    const stranger = await openSocket(app.url, { protocol: null });
    expect(await stranger.ended).toEqual({ code: 4406, reason: "Subprotocol not acceptable" });
    await expect(openSocket(app.url, { protocol: "graphql-ws" })).rejects.toThrow(/subprotocol/);
    const breaches: [code: number, messages: (string | object)[]][] = [
      [4400, ["{ not JSON"]],
      [4400, ["[]"]],
      [4400, [{ type: "of another protocol" }]],
      [4400, [{ type: "connection_init" }, { type: "next", id: "1", payload: {} }]],
      [4400, [{ type: "connection_init" }, { type: "subscribe", payload: { query: "{ __typename }" } }]],
      [4400, [{ type: "connection_init" }, { type: "subscribe", id: "1", payload: { query: 7 } }]],
      [4401, [ask("{ __typename }")]],
      [4429, [{ type: "connection_init" }, { type: "connection_init" }]],
      [1009, [{ type: "connection_init" }, ask(`{ __typename } #${"x".repeat(1_000_000)}`)]],
    ];
    for (const [code, messages] of breaches) {
      const socket = await openSocket(app.url);
      for (const message of messages) socket.send(message);
      expect([messages, await socket.ended]).toEqual([messages, expect.objectContaining({ code })]);
    }
    const twice = await openSocket(app.url);
    await twice.greet();
    twice.send(ask(addedQuery));
    await subscribed(app, 1);
    twice.send(ask(addedQuery));
    expect(await twice.ended).toMatchObject({ code: 4409 });
    await subscribed(app, 0);
    expect(app.logged).toEqual([]);
  });

  test("is closed with the reason for a message that is too large, even if it is still being sent", async () => {
    const socket = new WebSocket(app.url.replace("http", "ws"), "graphql-transport-ws");
    await once(socket, "open");
    const closed = once(socket, "close");
    socket.on("error", () => undefined);
    socket.pause();
    await new Promise((resolve) => socket.send("x".repeat(30_000_000), resolve));
    socket.resume();
    const [code] = await closed;
    expect(code).toBe(1009);
  });

  test("is accepted at the path of the API only", async () => {
    await expect(openSocket(`${app.origin}/elsewhere`)).rejects.toThrow(/404/);
    await expect(openSocket(`${app.url}/`)).rejects.toThrow(/404/);
    (await openSocket(`${app.url}?from=here`)).close();
  });
});
describe("heartbeats", () => {
  const database = useDatabase();

  test("are comments between events over server-sent events", async () => {
    await withApp(database, { live: { heartbeat: 20 } }, async (app) => {
      const stream = await openEventStream(app.url, { query: addedQuery });
      const [start, ...signs] = await stream.take(4);
      expect(start?.id).toBeDefined();
      expect(signs).toEqual([{ comment: true }, { comment: true }, { comment: true }]);
      await writerOf(app).papers([{ title: "Alive" }]);
      expect((await stream.nextEvent()).received).toMatchObject({
        data: { paperAdded: { paper: { title: "Alive" } } },
      });
      expect(await stream.next()).toEqual({ comment: true });
      stream.close();
    });
  });

  test("are pings over WebSocket, which is closed without a pong", async () => {
    await withApp(database, { live: { heartbeat: 250 } }, async (app) => {
      const [lively, dead] = [await openSocket(app.url), await openSocket(app.url, { autoPong: false })];
      for (const socket of [lively, dead]) {
        await socket.greet();
        socket.send({ type: "subscribe", id: "1", payload: { query: addedQuery } });
      }
      expect(await dead.ended).toMatchObject({ code: 1006 });
      await subscribed(app, 1);
      await writerOf(app).papers([{ title: "Still there" }]);
      expect(await lively.next()).toMatchObject({ type: "next" });
      lively.close();
    });
  });
});

test("heartbeats of many connections are spread over the interval, each once", async () => {
  const slots = Array.from({ length: 500 }, randomSlot);
  const turns: number[] = [];
  await new Promise<void>((resolve) => {
    const timer = repeatInSlots((slot) => {
      turns.push(slots.filter((each) => each === slot).length);
      if (turns.length < 16) return;
      clearInterval(timer);
      resolve();
    }, 16);
  });
  expect(turns.reduce((sum, count) => sum + count)).toBe(500);
  expect(Math.max(...turns)).toBeLessThan(100);
});

describe("a server that is too busy to read", () => {
  const database = useDatabase();
  /** Keeps the event loop busy, of the server as well. */
  const block = (ms: number) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  };

  test("does not close a WebSocket whose connection_init has arrived in the meantime", async () => {
    const limits = limitsWith({ webSocket: { initTimeoutMs: 100 } });
    await withApp(database, { limits }, async (app) => {
      const socket = await openSocket(app.url);
      const greeted = socket.greet();
      block(1_500);
      await greeted;
      socket.close();
    });
  });

  test("does not close a WebSocket whose pongs have arrived in the meantime", async () => {
    await withApp(database, { live: { heartbeat: 300 } }, async (app) => {
      const socket = new WebSocket(app.url.replace("http", "ws"), "graphql-transport-ws");
      let pings = 0;
      socket.on("ping", () => {
        pings += 1;
        if (pings === 3) socket.close();
        block(400);
      });
      await once(socket, "close");
      expect(pings).toBe(3);
    });
  });
});
