import { EventEmitter, once } from "node:events";
import { setImmediate as nextIteration } from "node:timers/promises";
import { GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from "graphql";
import { describe, expect, test, vi } from "vitest";
import { inTurns } from "../../src/schema/builder/in-turns.js";
import { useDatabase } from "../kit/db/database.js";
import { withApp } from "../kit/live/added-papers.js";
import { openEventStream, openSocket, subscribed } from "../kit/live/subscribers.js";
import { openConnection, type RawConnection, rawPost, sendRaw } from "../kit/server/raw-http.js";
import { limitsWith } from "../kit/server/server-options.js";

/**
 * Node 25 and later lose what has arrived after a request that offers another protocol, so its connection is closed, and a
 * client has to send the next request again.
 */
const closesAfterOffers = Number(process.versions.node.split(".")[0]) >= 25;

const database = useDatabase();
const get = (alias: string) => `GET /graphql?query={${alias}:__typename} HTTP/1.1\r\nHost: x\r\n\r\n`;
const answerTo = (alias: string) => JSON.stringify({ data: { [alias]: "Query" } });
/** A POST whose body has one chunk, and is not finished. */
const rawChunked = (chunk: string) =>
  `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.length.toString(16)}\r\n${chunk}\r\n`;
const getWith = (bytes: number) => `GET /health HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(bytes)}\r\n\r\n`;
const upgrade = (bytes: number) =>
  `GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\nX: ${"x".repeat(bytes)}\r\n\r\n`;
const subscription = { query: "subscription { paperAdded { paper { title } } }" };

describe("the connections of a client", () => {
  const limits = limitsWith({ perClient: { maxConnections: 3 } });

  test("are limited: a new one replaces the longest idle one", async () => {
    await withApp(database, { limits }, async ({ origin }) => {
      const [first, second, third] = [
        await openConnection(origin),
        await openConnection(origin),
        await openConnection(origin),
      ];
      for (const connection of [second, third, first]) {
        connection.write(get("a"));
        expect((await connection.next()).body).toBe(answerTo("a"));
      }
      const fourth = await openConnection(origin);
      await second.closed;
      const other = await openConnection(origin, "127.0.0.2");
      for (const connection of [first, third, fourth, other]) {
        connection.write(get("b"));
        expect((await connection.next()).body).toBe(answerTo("b"));
        connection.socket.destroy();
      }
    });
  });

  test("in use are not closed: a new one is refused", async () => {
    await withApp(database, { limits }, async ({ origin, url }) => {
      const streams = [];
      for (let number = 0; number < 3; number += 1) {
        const stream = await openEventStream(url, subscription);
        await stream.next();
        streams.push(stream);
      }
      const refused = await openConnection(origin);
      expect(await refused.next()).toMatchObject({
        status: 429,
        code: "TOO_MANY_CONNECTIONS",
        headers: { "retry-after": "5", connection: "close" },
      });
      refused.socket.destroy();
      const other = await openConnection(origin, "127.0.0.2");
      other.write(get("a"));
      expect((await other.next()).body).toBe(answerTo("a"));
      other.socket.destroy();
      for (const stream of streams) stream.close();
    });
  });

  test("are not limited behind a proxy, except in total", async () => {
    const both = limitsWith({ maxConnections: 2, perClient: { maxConnections: 1 } });
    await withApp(database, { limits: both, trustProxy: true }, async ({ origin }) => {
      const [first, second] = [await openConnection(origin), await openConnection(origin)];
      for (const connection of [first, second]) {
        connection.write(get("a"));
        expect((await connection.next()).body).toBe(answerTo("a"));
      }
      const third = await openConnection(origin, "127.0.0.2");
      await first.closed;
      third.socket.destroy();
      second.socket.destroy();
    });
  });
});

describe("pipelined requests on a connection", () => {
  test("are answered in order", async () => {
    await withApp(database, {}, async ({ origin }) => {
      const connection = await openConnection(origin);
      const aliases = Array.from({ length: 40 }, (_, index) => `a${index}`);
      connection.write(
        aliases
          .map((alias, index) =>
            index % 3 === 0 ? rawPost(JSON.stringify({ query: `{${alias}:__typename}` })) : get(alias),
          )
          .join(""),
      );
      for (const alias of aliases) expect((await connection.next()).body).toBe(answerTo(alias));
      connection.write(get("last"));
      expect((await connection.next()).body).toBe(answerTo("last"));
      connection.socket.destroy();
    });
  });

  test.each([
    [
      "a request that closes the connection",
      "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
      [200],
    ],
    [
      "a body whose end is in doubt",
      "POST /graphql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n\r\n",
      // Node's parser refuses it as of Node 22.
      [400, 501],
    ],
  ])("are dropped after %s", async (_what, first, statuses) => {
    let executed = 0;
    const counted = { type: GraphQLString, resolve: () => String(++executed) };
    const schema = new GraphQLSchema({
      query: new GraphQLObjectType({ name: "Query", fields: { counted } }),
    });
    await withApp(database, { schema }, async ({ origin, get: ask }) => {
      const connection = await openConnection(origin);
      connection.write(first + "GET /graphql?query={counted} HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3));
      await connection.closed;
      expect(statuses).toContain((await connection.next()).status);
      expect(await ask("{counted}")).toEqual({ counted: "1" });
    });
  });

  test("have no timeout from the response before them", async () => {
    const options = { live: { heartbeat: 500 }, limits: limitsWith({ sendTimeoutMs: 100 }) };
    await withApp(database, options, async ({ origin }) => {
      const connection = await openConnection(origin);
      const query = encodeURIComponent(subscription.query);
      connection.write(
        `${get("a")}GET /graphql?query=${query} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n`,
      );
      expect((await connection.next()).body).toBe(answerTo("a"));
      await connection.until(":\n\n\r\n3\r\n:\n\n\r\n");
      connection.socket.destroy();
    });
  });

  test("are answered even if a thousand wait", async () => {
    await withApp(database, {}, async ({ origin }) => {
      const connection = await openConnection(origin);
      connection.write(`${get("a").repeat(1_000)}${get("last")}`);
      await connection.until(answerTo("last"));
      connection.socket.destroy();
    });
  });

  test("count toward the limit on pending bodies while they wait, for example for the end of a subscription", async () => {
    await withApp(database, { limits: limitsWith({ maxPendingBodyBytes: 200_000 }) }, async (app) => {
      const subscribe = async (): Promise<RawConnection> => {
        const connection = await openConnection(app.origin);
        const query = encodeURIComponent(subscription.query);
        connection.write(
          `GET /graphql?query=${query} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n`,
        );
        await connection.until("id: ");
        return connection;
      };
      const large = getWith(15_000);
      for (let round = 0; round < 3; round += 1) {
        const connection = await subscribe();
        connection.write(large.repeat(8));
        await connection.closed;
      }
      await subscribed(app, 0);
      const waiting = await subscribe();
      waiting.write(large.repeat(4));
      const post = () =>
        sendRaw(app.origin, rawPost(JSON.stringify({ query: "{__typename}".padEnd(60_000) })));
      await vi.waitFor(async () => expect((await post()).code).toBe("TOO_MANY_PENDING_BODIES"));
      waiting.socket.destroy();
      await subscribed(app, 0);
      expect((await post()).status).toBe(200);
    });
  });

  test.each([
    ["an upgrade", `${upgrade(15_000)}${"x".repeat(60_000)}`],
    ["requests", getWith(1_000).repeat(70)],
    ["a body", rawPost("x".repeat(60_000))],
  ])("with %s that waits: a client with too much of it loses connections", async (_name, input) => {
    await withApp(database, { limits: limitsWith({ maxPendingBodyBytes: 500_000 }) }, async (app) => {
      const subscribe = async (address: string): Promise<RawConnection> => {
        const connection = await openConnection(app.origin, address);
        const query = encodeURIComponent(subscription.query);
        connection.write(
          `GET /graphql?query=${query} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n`,
        );
        await connection.until("id: ");
        return connection;
      };
      const other = await subscribe("127.0.0.2");
      other.write(input);
      const flooders = await Promise.all(Array.from({ length: 10 }, () => subscribe("127.0.0.1")));
      for (const { socket } of flooders) socket.write(input);
      await Promise.any(flooders.map(({ closed }) => closed));
      expect(other.socket.destroyed).toBe(false);
      for (const { socket } of [other, ...flooders]) socket.destroy();
    });
  });
});

/** `first` waits until released; `second` records that it was resolved. */
const slowSchema = () => {
  const seen = { steps: new EventEmitter(), second: 0 };
  const second = new GraphQLObjectType({
    name: "First",
    fields: {
      second: {
        type: GraphQLString,
        resolve: () => {
          seen.second += 1;
          return "2";
        },
      },
    },
  });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType<unknown, { signal: AbortSignal }>({
      name: "Query",
      fields: {
        first: {
          type: second,
          async resolve(_source, _args, { signal }) {
            seen.steps.emit("reached", signal);
            await once(seen.steps, "proceed");
            return {};
          },
        },
      },
    }),
  });
  return { schema, seen };
};

describe("the execution of a query", () => {
  test("ends when its client disconnects", async () => {
    const { schema, seen } = slowSchema();
    await withApp(database, { schema }, async ({ origin, logged }) => {
      const reached = once(seen.steps, "reached");
      const connection = await openConnection(origin);
      connection.write(rawPost(JSON.stringify({ query: "{ first { second } }" })));
      const [signal] = (await reached) as [AbortSignal];
      expect(signal.aborted).toBe(false);
      const aborted = once(signal, "abort");
      connection.socket.destroy();
      await aborted;
      seen.steps.emit("proceed");
      await fetch(`${origin}/health`);
      expect([seen.second, logged]).toEqual([0, []]);
    });
  });

  test("completes for a client that stays connected", async () => {
    const { schema, seen } = slowSchema();
    await withApp(database, { schema }, async ({ origin }) => {
      const reached = once(seen.steps, "reached");
      const connection = await openConnection(origin);
      connection.write(rawPost(JSON.stringify({ query: "{ first { second } }" })));
      const [signal] = (await reached) as [AbortSignal];
      seen.steps.emit("proceed");
      expect(JSON.parse((await connection.next()).body)).toEqual({ data: { first: { second: "2" } } });
      expect(signal.aborted).toBe(false);
      connection.socket.destroy();
    });
  });
});

test("a long list leaves no unhandled rejection of its rows, even if its client disconnects", async () => {
  const seen = { steps: new EventEmitter() };
  // The first row fails in the first turn, while the others have yet to come.
  const row = new GraphQLObjectType<number>({
    name: "Row",
    fields: {
      value: {
        type: new GraphQLNonNull(GraphQLString),
        async resolve(index, _args, _context) {
          if (index === 0) throw new Error("refused");
          if (index === 250) {
            seen.steps.emit("reached");
            await once(seen.steps, "proceed");
          }
          return String(index);
        },
      },
    },
  });
  const rows = {
    type: new GraphQLList(new GraphQLNonNull(row)),
    resolve: (_source: unknown, _args: unknown, context: { signal: AbortSignal }) =>
      inTurns([...Array(1_000).keys()], context),
  };
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType<unknown, { signal: AbortSignal }>({ name: "Query", fields: { rows } }),
  });
  await withApp(database, { schema }, async ({ origin }) => {
    const reached = once(seen.steps, "reached");
    const connection = await openConnection(origin);
    connection.write(rawPost(JSON.stringify({ query: "{ rows { value } }" })));
    await reached;
    connection.socket.destroy();
    await fetch(`${origin}/health`);
    seen.steps.emit("proceed");
    await fetch(`${origin}/health`);
  });
});

test("a long list is no longer computed after its client has disconnected", async () => {
  const controller = new AbortController();
  let come = 0;
  for (const item of await inTurns([...Array(1_000).keys()], controller))
    void item.then(() => {
      come += 1;
      if (come === 500) controller.abort();
    });
  for (let iterations = 0; iterations < 10; iterations += 1) await nextIteration();
  expect(come).toBe(500);
});

describe("a request of another protocol waits for the response to the one before it", () => {
  const handshake = [
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol: graphql-transport-ws",
  ];
  const requestOf = (lines: readonly string[]) => `${[...lines, "Host: x"].join("\r\n")}\r\n\r\n`;
  test.each([
    [
      "h2c",
      rawPost('{"query":"{__typename}"}', [
        "Connection: Upgrade, HTTP2-Settings",
        "Upgrade: h2c",
        "HTTP2-Settings: AAM",
      ]),
      200,
    ],
    ["a WebSocket", requestOf(["GET /graphql HTTP/1.1", ...handshake]), 101],
    ["CONNECT", requestOf(["CONNECT x:1 HTTP/1.1"]), 405],
    // From version 25, Node passes it on in another stream than the connection.
    ["a WebSocket with a body", requestOf(["GET /graphql HTTP/1.1", ...handshake, "Content-Length: 9"]), 400],
    ["what is not HTTP", "invalid\r\n\r\n", 400],
    ["a body that cannot be read on", `${rawChunked("{")}invalid\r\n`, 400],
    [
      "another request before it, and a body that cannot be read on",
      `${get("a")}${rawChunked("{")}invalid\r\n`,
      400,
    ],
  ])("%s", async (_protocol, request, status) => {
    const { schema, seen } = slowSchema();
    await withApp(database, { schema }, async ({ origin, logged }) => {
      const connection = await openConnection(origin);
      const reached = once(seen.steps, "reached");
      connection.write(rawPost(JSON.stringify({ query: "{ first { second } }" })) + request);
      await reached;
      await fetch(`${origin}/health`);
      seen.steps.emit("proceed");
      expect(await connection.next()).toMatchObject({
        status: 200,
        body: '{"data":{"first":{"second":"2"}}}',
      });
      expect(await connection.until(`HTTP/1.1 ${status}`)).toBeDefined();
      connection.socket.destroy();
      expect(logged).toEqual([]);
    });
  });

  test.each([
    ["h2c", rawPost('{"query":"{__typename}"}', ["Connection: Upgrade", "Upgrade: h2c"])],
    ["a WebSocket", requestOf(["GET /graphql HTTP/1.1", ...handshake])],
    ["CONNECT", requestOf(["CONNECT x:1 HTTP/1.1"])],
    ["invalid", "invalid\r\n\r\n"],
  ])("which ends when its client disconnects (%s)", async (_protocol, request) => {
    const { schema, seen } = slowSchema();
    await withApp(database, { schema }, async ({ origin, logged }) => {
      const connection = await openConnection(origin);
      const reached = once(seen.steps, "reached");
      connection.write(rawPost(JSON.stringify({ query: "{ first { second } }" })) + request);
      const [signal] = (await reached) as [AbortSignal];
      expect(signal.aborted).toBe(false);
      const aborted = once(signal, "abort", { signal: AbortSignal.timeout(5_000) });
      connection.socket.destroy();
      await aborted;
      seen.steps.emit("proceed");
      await fetch(`${origin}/health`);
      expect(logged).toEqual([]);
    });
  });

  test.each([
    ["h2c", rawPost('{"query":"{__typename}"}', ["Connection: Upgrade", "Upgrade: h2c"])],
    ["CONNECT", requestOf(["CONNECT x:1 HTTP/1.1"])],
  ])("which is closed when its client does not read (%s)", async (_protocol, request) => {
    const large = { type: GraphQLString, resolve: () => "x".repeat(24_000_000) };
    const schema = new GraphQLSchema({
      query: new GraphQLObjectType({ name: "Query", fields: { large } }),
    });
    const sendTimeoutMs = 200;
    const limits = limitsWith({ sendTimeoutMs, maxResponseBytes: 30_000_000 });
    await withApp(database, { schema, limits }, async ({ origin, logged }) => {
      const connection = await openConnection(origin);
      connection.write(rawPost('{"query":"{large}"}') + request);
      connection.socket.pause();
      // A client that does not read learns by writing that its connection is closed. What it writes restarts the timeout.
      const writes = setInterval(() => connection.write("x"), 10 * sendTimeoutMs);
      await connection.closed;
      clearInterval(writes);
      expect(logged).toEqual([]);
    });
  });

  test("while its own body arrives", async () => {
    const { schema, seen } = slowSchema();
    await withApp(database, { schema }, async ({ origin, logged }) => {
      const connection = await openConnection(origin);
      const reached = once(seen.steps, "reached");
      const body = JSON.stringify({ query: "{__typename}" }).padEnd(150_000);
      const request = rawPost(body, ["Connection: Upgrade", "Upgrade: h2c"]);
      const half = request.length - 75_000;
      connection.write(rawPost(JSON.stringify({ query: "{ first { second } }" })) + request.slice(0, half));
      await reached;
      connection.write(request.slice(half));
      await fetch(`${origin}/health`);
      seen.steps.emit("proceed");
      expect(await connection.next()).toMatchObject({ body: '{"data":{"first":{"second":"2"}}}' });
      expect(await connection.next()).toMatchObject({ body: '{"data":{"__typename":"Query"}}' });
      if (!closesAfterOffers) {
        connection.write(get("a"));
        expect((await connection.next()).body).toBe(answerTo("a"));
      }
      connection.socket.destroy();
      expect(logged).toEqual([]);
    });
  });

  test("and is dropped with its connection", async () => {
    const { schema, seen } = slowSchema();
    await withApp(database, { schema }, async ({ origin, logged }) => {
      const connection = await openConnection(origin);
      const reached = once(seen.steps, "reached");
      connection.write(
        rawPost(JSON.stringify({ query: "{ first { second } }" })) +
          requestOf(["GET /graphql HTTP/1.1", ...handshake]),
      );
      const [signal] = (await reached) as [AbortSignal];
      const aborted = once(signal, "abort");
      connection.socket.resetAndDestroy();
      await aborted;
      seen.steps.emit("proceed");
      await fetch(`${origin}/health`);
      expect(logged).toEqual([]);
    });
  });
});

describe("an ID of a WebSocket's operation", () => {
  const ask = (id: string, query: string) => ({ type: "subscribe", id, payload: { query } });

  test("can be reused once the client has completed it, even before the operation has ended", async () => {
    const { schema, seen } = slowSchema();
    await withApp(database, { schema }, async ({ url, logged }) => {
      const socket = await openSocket(url);
      await socket.greet();
      const reached = once(seen.steps, "reached");
      socket.send(ask("1", "{ first { second } }"));
      await reached;
      for (const message of [{ type: "complete", id: "1" }, ask("1", "{ __typename }"), { type: "ping" }])
        socket.send(message);
      expect(await socket.next()).toEqual({ type: "pong" });
      seen.steps.emit("proceed");
      expect(await socket.next()).toEqual({
        type: "next",
        id: "1",
        payload: { data: { __typename: "Query" } },
      });
      expect(await socket.next()).toEqual({ type: "complete", id: "1" });
      socket.close();
      expect(logged).toEqual([]);
    });
  });

  test("is taken while the operation runs or waits", async () => {
    const { schema, seen } = slowSchema();
    await withApp(database, { schema }, async ({ url, logged }) => {
      const socket = await openSocket(url);
      await socket.greet();
      const reached = once(seen.steps, "reached");
      const id = "é".repeat(256);
      socket.send(ask(id, "{ first { second } }"));
      await reached;
      socket.send(ask(id, "{ __typename }"));
      expect(await socket.ended).toMatchObject({ code: 4409 });
      seen.steps.emit("proceed");
      expect(logged).toEqual([]);
    });
  });
});

test("a request that offers another protocol than WebSocket is served over HTTP/1.1, and so are the next ones", async () => {
  const offer = [
    "Connection: Upgrade, HTTP2-Settings",
    "Upgrade: h2c",
    "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA",
  ];
  const body = JSON.stringify({ query: "{ __typename }" });
  const limits = limitsWith({ perClient: { maxConnections: 2 } });
  await withApp(database, { limits }, async ({ origin, logged }) => {
    let connection = await openConnection(origin);
    const next = async () => {
      const response = await connection.next();
      if (closesAfterOffers) {
        expect(response.headers["connection"]).toBe("close");
        await connection.closed;
        connection = await openConnection(origin);
      }
      return response;
    };
    for (let count = 0; count < 3; count += 1) {
      connection.write(rawPost(body, offer));
      expect(await next()).toMatchObject({ status: 200, body: '{"data":{"__typename":"Query"}}' });
    }
    // The body comes later, or the request is followed by another.
    const request = rawPost(body, offer);
    connection.write(request.slice(0, -5));
    connection.write(request.slice(-5) + rawPost(body));
    expect((await next()).status).toBe(200);
    if (closesAfterOffers) connection.write(rawPost(body));
    expect((await connection.next()).status).toBe(200);
    const other = await openConnection(origin);
    other.write(rawPost(body, offer));
    expect((await other.next()).status).toBe(200);
    connection.write(rawPost(body));
    expect((await connection.next()).status).toBe(200);
    for (const { socket } of [connection, other]) socket.destroy();
    expect(logged).toEqual([]);
  });
});

test("a connection that declines many upgrades has no more listeners than another", async () => {
  const warnings: Error[] = [];
  const warn = (warning: Error) => warnings.push(warning);
  process.on("warning", warn);
  await withApp(database, {}, async ({ origin }) => {
    let connection = await openConnection(origin);
    for (let count = 0; count < 15; count += 1) {
      if (closesAfterOffers) connection = await openConnection(origin);
      connection.write(rawPost('{"query":"{__typename}"}', ["Connection: Upgrade", "Upgrade: h2c"]));
      expect((await connection.next()).status).toBe(200);
    }
    connection.socket.destroy();
  });
  process.off("warning", warn);
  expect(warnings).toEqual([]);
});

test("a pipelined request that does not arrive in time leaves the response to the one before it", async () => {
  const { schema, seen } = slowSchema();
  await withApp(database, { schema, limits: limitsWith({ requestTimeoutMs: 200 }) }, async ({ origin }) => {
    const connection = await openConnection(origin);
    const reached = once(seen.steps, "reached");
    connection.write(rawPost(JSON.stringify({ query: "{ first { second } }" })) + rawChunked("{"));
    await reached;
    // A later one has timed out, so that one has, too.
    await sendRaw(origin, rawChunked("{"));
    seen.steps.emit("proceed");
    expect((await connection.next()).body).toBe('{"data":{"first":{"second":"2"}}}');
    expect(await connection.next()).toMatchObject({ status: 408, code: "REQUEST_TIMEOUT" });
    await connection.closed;
  });
});

test("a request of HTTP/1.0 that offers another protocol stays one", async () => {
  await withApp(database, {}, async ({ origin }) => {
    const offer = "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
    const answer = await sendRaw(origin, `GET /graphql?query={a:__typename} HTTP/1.0\r\n${offer}`);
    expect(answer).toMatchObject({ status: 200, body: answerTo("a") });
  });
});

test.each([
  ["", []],
  [" that offers another protocol", ["Connection: Upgrade", "Upgrade: h2c"]],
])("none of the many headers of a request%s is lost", async (_offer, offer) => {
  await withApp(database, {}, async ({ origin, logged }) => {
    const connection = await openConnection(origin);
    const body = get("smuggled");
    const headers = [
      "POST /graphql HTTP/1.1",
      "Host: x",
      ...offer,
      ...Array.from({ length: 1_100 }, () => "a: b"),
      "Content-Type: application/json",
      `Content-Length: ${body.length}`,
    ];
    connection.write(`${headers.join("\r\n")}\r\n\r\n${body}${get("next")}`);
    expect(await connection.next()).toMatchObject({ status: 400, code: "INVALID_JSON" });
    if (offer.length > 0 && closesAfterOffers) await connection.closed;
    else expect((await connection.next()).body).toBe(answerTo("next"));
    connection.socket.destroy();
    expect(logged).toEqual([]);
  });
});
