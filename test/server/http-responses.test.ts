import { once } from "node:events";
import { GraphQLObjectType, GraphQLSchema, GraphQLString, getIntrospectionQuery } from "graphql";
import { describe, expect, test, vi } from "vitest";
import { useDatabase } from "../kit/db/database.js";
import { addedQuery, withApp } from "../kit/live/added-papers.js";
import { openEventStream } from "../kit/live/subscribers.js";
import { startApp, useApp } from "../kit/server/app.js";
import { openConnection } from "../kit/server/raw-http.js";
import { allFeatures, limitsWith } from "../kit/server/server-options.js";

const database = useDatabase();
const app = useApp(database);
const introspection = getIntrospectionQuery();

const ask = (query: string, headers: Record<string, string> = {}, url = app.url) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });

describe("a response", () => {
  test("is limited in bytes", async () => {
    await withApp(database, { limits: limitsWith({ maxResponseBytes: 20_000 }) }, async ({ url }) => {
      for (const accept of ["application/json", "application/graphql-response+json"]) {
        const response = await ask(introspection, { accept }, url);
        expect([response.status, await response.json()]).toMatchObject([
          200,
          {
            data: null,
            errors: [
              { message: expect.stringMatching(/20000 bytes/), extensions: { code: "RESPONSE_TOO_LARGE" } },
            ],
          },
        ]);
      }
      expect(await (await ask("{ __typename }", {}, url)).json()).toEqual({ data: { __typename: "Query" } });
    });
  });

  test.each([
    ["", null],
    ["gzip", "gzip"],
    ["gzip, deflate, br", "br"],
    ["br;q=0.5, gzip", "gzip"],
    ["br;q=0, gzip;q=0, *", null],
    ["*", "br"],
    ["br;q=0, *;q=0.1", "gzip"],
    ["identity, gzip;q=0.5", null],
    ["deflate", null],
    ["br;q=2", null],
  ])("that is long is compressed for %j with %s", async (accepted, coding) => {
    const headers = { "accept-encoding": accepted };
    const long = await ask(introspection, headers);
    expect(long.headers.get("content-encoding")).toBe(coding);
    expect(long.headers.get("vary")).toMatch(/Accept-Encoding/);
    expect(JSON.parse(await long.text())).toMatchObject({ data: { __schema: {} } });
    expect((await ask("{ __typename }", headers)).headers.get("content-encoding")).toBeNull();
  });

  test.each([
    [undefined, "application/json; charset=utf-8"],
    ["*/*", "application/json; charset=utf-8"],
    ["application/*", "application/json; charset=utf-8"],
    [
      "application/json;q=0.5, application/graphql-response+json",
      "application/graphql-response+json; charset=utf-8",
    ],
    ["application/json;q=0, */*", "application/graphql-response+json; charset=utf-8"],
    ["application/json; charset=utf-8", "application/json; charset=utf-8"],
    ["multipart/mixed;deferSpec=20220824,application/json", "application/json; charset=utf-8"],
    ["text/event-stream, application/json;q=0.1", "application/json; charset=utf-8"],
    ["text/event-stream", "text/event-stream"],
  ])("to %s is %s", async (accept, type) => {
    const response = await ask("{ __typename }", accept === undefined ? {} : { accept });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, type]);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("vary")).toMatch(/\bAccept\b/);
  });
});

describe("GraphiQL", () => {
  const open = (headers: Record<string, string> = {}, method = "GET") =>
    fetch(app.url, { method, headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8", ...headers } });

  test("is a page that cannot be framed or injected into", async () => {
    const page = await open({ "accept-encoding": "gzip, br" });
    expect(Object.fromEntries(page.headers)).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "content-encoding": "br",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "content-security-policy": expect.stringMatching(
        /default-src 'none'.*'sha256-.*frame-ancestors 'none'/,
      ),
    });
    const html = await page.text();
    expect(html).toContain("GraphiQL");
    // Browsers do not run a script whose text does not match the hash.
    expect(html).not.toContain("\r");
    expect(await (await open({ "accept-encoding": "gzip" })).text()).toBe(html);
    expect(await (await open({ "accept-encoding": "identity" })).text()).toBe(html);
  });

  test("is sent again only when it has changed", async () => {
    const etag = (await open()).headers.get("etag") ?? "";
    expect((await open({ "if-none-match": `"other", ${etag}` })).status).toBe(304);
    expect((await open({ "if-none-match": '"other"' })).status).toBe(200);
  });

  test("has headers only for HEAD", async () => {
    const head = await open({}, "HEAD");
    expect([head.status, Number(head.headers.get("content-length")) > 1_000_000]).toEqual([200, true]);
    expect(await head.text()).toBe("");
  });

  test("can be disabled", async () => {
    const features = { ...allFeatures, graphiql: false };
    await withApp(database, { features }, async ({ url }) => {
      for (const accept of ["text/html,*/*;q=0.8", "text/html"]) {
        const response = await fetch(url, { headers: { accept } });
        expect([response.status, await response.json()]).toEqual([
          400,
          {
            errors: [
              {
                message: expect.stringMatching(/^GraphiQL is disabled on this server\. Send queries by POST/),
                extensions: { code: "INVALID_REQUEST" },
              },
            ],
          },
        ]);
      }
      const query = await fetch(`${url}?query={__typename}`, { headers: { accept: "text/html,*/*;q=0.8" } });
      expect(await query.json()).toEqual({ data: { __typename: "Query" } });
    });
  });
});

describe("a client that does not read", () => {
  /** Large response headers fill the buffers of a connection with few responses. */
  const origin = `https://${"a".repeat(12_000)}.example`;
  const requestOf = (method: string, target: string, headers: readonly string[] = []) =>
    [`${method} ${target} HTTP/1.1`, "Host: x", ...headers, "\r\n"].join("\r\n");
  const cached = "/graphql?query={papers{totalCount}}";

  test.each([
    ["GraphiQL", requestOf("GET", "/graphql", ["Accept: text/html", `Origin: ${origin}`])],
    [
      "GraphiQL that it has",
      requestOf("GET", "/graphql", ["Accept: text/html", `Origin: ${origin}`, "If-None-Match: *"]),
    ],
    ["HEAD of GraphiQL", requestOf("HEAD", "/graphql", ["Accept: text/html", `Origin: ${origin}`])],
    ["/health", requestOf("GET", "/health", [`Origin: ${origin}`])],
    ["/ready", requestOf("GET", "/ready", [`Origin: ${origin}`])],
    ["/", requestOf("GET", "/", [`Origin: ${origin}`])],
    ["OPTIONS", requestOf("OPTIONS", "/graphql", [`Origin: ${origin}`])],
    ["an unknown path", requestOf("GET", "/nothing", [`Origin: ${origin}`])],
    ["a response that it has", requestOf("GET", cached, [`Origin: ${origin}`, "If-None-Match: *"])],
    ["a kept response", requestOf("GET", cached, [`Origin: ${origin}`])],
    ["HEAD", requestOf("HEAD", "/health", [`Origin: ${origin}`])],
  ])("%s loses its connection after SEND_TIMEOUT", async (_what, request) => {
    const limits = limitsWith({
      sendTimeoutMs: 200,
      responseCacheBytes: 1_000_000,
      perClient: { maxConnections: 1 },
    });
    await withApp(database, { limits, corsOrigins: [origin] }, async (server) => {
      await vi.waitFor(async () => {
        const known = await fetch(`${server.origin}${cached}`, { headers: { "if-none-match": "*" } });
        expect(known.status).toBe(304);
      }, 10_000);
      const connection = await openConnection(server.origin, "127.0.0.2");
      connection.socket.pause();
      connection.write(request.repeat(2_000));
      // It learns by writing that its connection is closed.
      await connection.closed;
      const other = await openConnection(server.origin, "127.0.0.2");
      other.write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
      expect((await other.next()).status).toBe(200);
      other.socket.destroy();
    });
  });

  test("loses it even if the body of its request comes later", async () => {
    const large = { type: GraphQLString, resolve: () => "x".repeat(24_000_000) };
    const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: "Query", fields: { large } }) });
    const limits = limitsWith({ sendTimeoutMs: 200, maxResponseBytes: 30_000_000 });
    await withApp(database, { schema, limits }, async (server) => {
      const connection = await openConnection(server.origin);
      connection.write("GET /graphql?query={large} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n");
      await once(connection.socket, "data");
      connection.socket.pause();
      connection.write("{}");
      // It learns by writing that its connection is closed. What it writes restarts the timeout.
      const writes = setInterval(() => connection.write("x"), 2_000);
      await connection.closed;
      clearInterval(writes);
    });
  });

  test("retains no more than 16 of the largest responses", async () => {
    const length = 4_000_000;
    const large = { type: GraphQLString, resolve: () => "x".repeat(length) };
    const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: "Query", fields: { large } }) });
    const limits = limitsWith({ maxResponseBytes: length + 1_000 });
    await withApp(database, { schema, limits }, async (server) => {
      const open = async () => {
        const connection = await openConnection(server.origin);
        // Its body never comes.
        connection.write("GET /graphql?query={large} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n");
        await once(connection.socket, "data");
        connection.socket.pause();
        return connection;
      };
      const first = await open();
      const others = [];
      for (let count = 0; count < 16; count += 1) others.push(await open());
      const writes = setInterval(() => first.write("x"), 100);
      await first.closed;
      clearInterval(writes);
      for (const { socket } of others) socket.destroy();
    });
  });
});

describe("CORS", () => {
  const listed = ["https://Good.example/", "https://other.example:443", "capacitor://localhost"];

  test.each([
    [["*"], "https://anywhere.example", "*", null],
    [["*"], "null", "*", null],
    [["*"], undefined, "*", null],
    [listed, "https://good.example", "https://good.example", "Origin"],
    [listed, "https://other.example", "https://other.example", "Origin"],
    [listed, "capacitor://localhost", "capacitor://localhost", "Origin"],
    [listed, "http://good.example", null, "Origin"],
    [listed, "https://good.example.evil.example", null, "Origin"],
    [listed, "null", null, "Origin"],
    [listed, undefined, null, "Origin"],
    [["off"], "https://good.example", null, null],
  ])("set to %j answers %s with %s, and varies by %s", async (corsOrigins, origin, allowed, varies) => {
    const server = await startApp(database, { corsOrigins });
    const headers = origin === undefined ? {} : { origin };
    const preflight = await fetch(server.url, {
      method: "OPTIONS",
      headers: {
        ...headers,
        "access-control-request-method": "POST",
        "access-control-request-headers": "x-any",
      },
    });
    expect(preflight.status).toBe(204);
    const isAllowed = allowed !== null && origin !== undefined;
    expect(preflight.headers.get("access-control-max-age")).toBe(isAllowed ? "7200" : null);
    const answers = [
      preflight,
      await ask("{ __typename }", headers, server.url),
      await ask("{", headers, server.url),
      await fetch(server.url, { method: "DELETE", headers }),
      await fetch(`${server.origin}/nothing`, { headers }),
      await fetch(server.url, { headers: { ...headers, accept: "text/html" } }),
    ];
    for (const answer of answers) {
      expect(answer.headers.get("access-control-allow-origin")).toBe(allowed);
      expect(/Origin/.exec(answer.headers.get("vary") ?? "")?.[0] ?? null).toBe(varies);
      expect(answer.headers.get("access-control-expose-headers")).toEqual(
        allowed === null ? null : expect.stringMatching(/Retry-After/),
      );
    }
    await server.close();
  });
});

test("a subscription response has the rate limit headers of its request", async () => {
  const limits = limitsWith({ perClient: { costPerMinute: 1_000_000 } });
  await withApp(database, { limits }, async ({ url }) => {
    const stream = await openEventStream(url, { query: addedQuery });
    expect(stream.headers).toMatchObject({
      "ratelimit-policy": '"cost";q=1000000;w=60',
      ratelimit: expect.stringMatching(/^"cost";r=\d+;t=\d+$/),
    });
    stream.close();
  });
});
