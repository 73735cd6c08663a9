import { METHODS } from "node:http";
import fc from "fast-check";
import { GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from "graphql";
import { describe, expect, test, vi } from "vitest";
import { shapeOf } from "../../src/server/limits/text-shape.js";
import { useDatabase } from "../kit/db/database.js";
import { withApp } from "../kit/live/added-papers.js";
import { openEventStream } from "../kit/live/subscribers.js";
import { paper, record } from "../kit/models/papers.js";
import { testToken, useApp } from "../kit/server/app.js";
import { openConnection, rawPost, sendRaw } from "../kit/server/raw-http.js";
import { allFeatures, limitsWith } from "../kit/server/server-options.js";

const database = useDatabase();
const app = useApp(database);
const answer = { data: { __typename: "Query" } };
const query = JSON.stringify({ query: "{ __typename }" });

/** Posts a body and returns the response. */
async function post(body: BodyInit, headers: Record<string, string> = {}) {
  const response = await fetch(app.url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, code: /"code":"(\w+)"/.exec(text)?.[1] };
}

const get = async (search: string, init: RequestInit = {}) => {
  const response = await fetch(`${app.url}${search}`, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, code: /"code":"(\w+)"/.exec(text)?.[1] };
};

describe("the body of a request", () => {
  test("has a length or chunks of any size", async () => {
    const chunks = [...query].map((char) => `1\r\n${char}\r\n`).join("");
    const { status, body } = await sendRaw(
      app.origin,
      `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`,
    );
    expect([status, JSON.parse(body)]).toEqual([200, answer]);
    expect((await post(`\u{FEFF}${query}`)).text).toBe(JSON.stringify(answer));
  });

  test("is refused if it is too large, before it has been sent", async () => {
    const limits = limitsWith({ maxBodyBytes: 1_000, maxWriteBodyBytes: 2_000 });
    await withApp(database, { limits }, async ({ origin, url }) => {
      const head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
      const announced = await openConnection(origin);
      announced.write(`${head}Content-Length: 1001\r\nExpect: 100-continue\r\n\r\n`);
      expect(await announced.next()).toMatchObject({ status: 413, code: "BODY_TOO_LARGE" });
      await announced.closed;
      const chunked = await openConnection(origin);
      chunked.write(`${head}Transfer-Encoding: chunked\r\n\r\n3e8\r\n${"x".repeat(1_000)}\r\n1\r\nx`);
      expect(await chunked.next()).toMatchObject({ status: 413, code: "BODY_TOO_LARGE" });
      await chunked.closed;
      const sized = (bytes: number) => ({
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${testToken}` },
        body: query.padEnd(bytes),
      });
      expect((await fetch(url, sized(2_000))).status).toBe(200);
      expect((await fetch(url, sized(2_001))).status).toBe(413);
    });
  });

  test("is sent after 100 Continue if the client expects it", async () => {
    const connection = await openConnection(app.origin);
    connection.write(rawPost(query, ["Expect: 100-continue"]).slice(0, -query.length));
    expect((await connection.next()).status).toBe(100);
    connection.write(query);
    expect(JSON.parse((await connection.next()).body)).toEqual(answer);
    connection.socket.destroy();
    expect(await sendRaw(app.origin, rawPost(query, ["Expect: magic"]))).toMatchObject({
      status: 417,
      code: "EXPECTATION_FAILED",
    });
  });

  test("counts toward the limit on pending bodies, of which one client gets half", async () => {
    const limits = limitsWith({ maxPendingBodyBytes: 150_000 });
    await withApp(database, { limits, trustProxy: true }, async ({ origin, url }) => {
      const from = (address: string) => [`X-Forwarded-For: ${address}`];
      const body = JSON.stringify({ query: "{ __typename }", operationName: null }).padEnd(60_000);
      // All but the last byte has been sent.
      const slow = await openConnection(origin);
      await new Promise((resolve) => {
        slow.socket.write(rawPost(body, from("192.0.2.1")).slice(0, -1), resolve);
      });
      // The server has read what was sent before this.
      await fetch(`${origin}/health`);
      const send = async (address: string) =>
        (
          await fetch(url, {
            method: "POST",
            headers: { "content-type": "application/json", "x-forwarded-for": address },
            body,
          })
        ).status;
      expect(await send("192.0.2.1")).toBe(503);
      const refused = await sendRaw(origin, rawPost(body, from("192.0.2.1")));
      expect([refused.status, refused.code, refused.headers["retry-after"]]).toEqual([
        503,
        "TOO_MANY_PENDING_BODIES",
        "5",
      ]);
      expect(await send("192.0.2.2")).toBe(200);
      slow.write(" ");
      expect(JSON.parse((await slow.next()).body)).toEqual(answer);
      slow.socket.destroy();
      expect(await send("192.0.2.1")).toBe(200);
    });
  });

  test("counts until its operation has ended", async () => {
    const answers: (() => void)[] = [];
    const slow = {
      type: GraphQLString,
      resolve: () =>
        new Promise((resolve) => {
          answers.push(() => resolve("slow"));
        }),
    };
    const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: "Query", fields: { slow } }) });
    const limits = limitsWith({ maxPendingBodyBytes: 150_000 });
    await withApp(database, { limits, schema }, async ({ url }) => {
      const send = (text: string) =>
        fetch(url, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query: text, variables: {} }).padEnd(60_000),
        });
      const first = send("{ slow }");
      await vi.waitFor(() => expect(answers).toHaveLength(1), { timeout: 20_000 });
      expect(await (await send("{ __typename }")).json()).toMatchObject({
        errors: [{ extensions: { code: "TOO_MANY_PENDING_BODIES" } }],
      });
      answers[0]?.();
      expect(await (await first).json()).toEqual({ data: { slow: "slow" } });
      expect((await send("{ __typename }")).status).toBe(200);
    });
  });

  test("has a mistake that is located within its first 4,000 characters", async () => {
    const wrong = (length: number) => `${query.slice(0, -1)},"extensions":{"a":"${"x".repeat(length)}"}} x`;
    expect((await post(wrong(1_000))).text).toMatch(/syntax error at position 10\d\d\./);
    expect((await post(wrong(100_000))).text).toMatch(/syntax error after position 4000\./);
    expect((await post(`["${"x".repeat(5_000)}`)).text).toMatch(/syntax error at position 1\./);
  });

  test("may have 10,000 tiny chunks, and more with the write token", async () => {
    const send = (chunks: number, headers: readonly string[] = []) =>
      sendRaw(
        app.origin,
        [
          "POST /graphql HTTP/1.1",
          "Host: localhost",
          "Content-Type: application/json",
          "Transfer-Encoding: chunked",
          ...headers,
          `\r\n${query.length.toString(16)}\r\n${query}\r\n${"1\r\n \r\n".repeat(chunks)}0\r\n\r\n`,
        ].join("\r\n"),
      );
    expect((await send(9_000)).status).toBe(200);
    const refused = await send(20_000);
    expect([refused.status, refused.code, refused.headers["connection"]]).toEqual([
      400,
      "CHUNKS_TOO_SMALL",
      "close",
    ]);
    expect((await send(20_000, [`Authorization: Bearer ${testToken}`])).status).toBe(200);
  });

  test("has at most 2,000 values, declared by the operation or not, and more with the write token", async () => {
    const list = (count: number) => Array.from({ length: count }, () => ({}));
    const body = (count: number) =>
      JSON.stringify({ query: "{ __typename }", variables: { v: list(count) } });
    expect((await post(body(1_990))).text).toBe(JSON.stringify(answer));
    expect(await post(body(2_000))).toMatchObject({ status: 400, code: "VARIABLES_TOO_LARGE" });
    expect((await post(body(2_000), { authorization: `Bearer ${testToken}` })).status).toBe(200);
    // Counted before anything is parsed: the mistake comes later.
    expect(await post(`${body(30_000)}x`)).toMatchObject({ code: "VARIABLES_TOO_LARGE" });
    const search = `query={__typename}&variables={"v":[${Array.from({ length: 2_001 }, () => 0)}]}`;
    expect(await get(`?${search}`)).toMatchObject({ status: 400, code: "VARIABLES_TOO_LARGE" });
  });

  test.each([
    ["text/plain", {}],
    ["application/x-www-form-urlencoded", {}],
    ["multipart/form-data; boundary=x", {}],
    ["application/graphql", {}],
    ["application/json; charset=latin1", {}],
    ["", {}],
  ])("is JSON in UTF-8, and not %s", async (type) => {
    const refused = await sendRaw(
      app.origin,
      rawPost(query).replace("Content-Type: application/json", `Content-Type: ${type}`),
    );
    expect(refused).toMatchObject({ status: 415, code: "UNSUPPORTED_MEDIA_TYPE" });
  });

  test("may have several JSON content types, and no compression", async () => {
    for (const type of ["application/json;charset=UTF-8", "application/graphql+json", "APPLICATION/JSON"])
      expect((await post(query, { "content-type": type })).status).toBe(200);
    expect(await post(query, { "content-encoding": "gzip" })).toMatchObject({
      status: 415,
      code: "UNSUPPORTED_CONTENT_ENCODING",
    });
    expect((await post(query, { "content-encoding": "identity" })).status).toBe(200);
  });
});

describe("the framing of a request", () => {
  const chunks = `${query.length.toString(16)}\r\n${query}\r\n0\r\n\r\n`;
  const requestOf = (framing: string, method = "POST", version = "1.1") =>
    `${method} /graphql?query={__typename} HTTP/${version}\r\nHost: x\r\nContent-Type: application/json\r\n${framing}\r\n\r\n${chunks}`;

  test.each([
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: identity, chunked",
    "Transfer-Encoding: gzip, chunked\r\nExpect: 100-continue",
    "Transfer-Encoding: gzip, chunked\r\nConnection: Upgrade\r\nUpgrade: h2c",
  ])("has no coding but chunked (%j)", async (framing) => {
    for (const method of ["POST", "GET", "DELETE"]) {
      const connection = await openConnection(app.origin);
      connection.write(requestOf(framing, method));
      const refused = await connection.next();
      expect(refused).toMatchObject({ status: 501, code: "UNSUPPORTED_TRANSFER_ENCODING" });
      expect(refused.headers).toMatchObject({ "content-type": "application/json; charset=utf-8" });
      await connection.closed;
    }
  });

  test.each(["Transfer-Encoding:", "Transfer-Encoding:\r\nContent-Length: 5"])(
    "has no empty coding (%j)",
    async (framing) => {
      // Node's parser refuses it as of Node 22.
      const refusals = [
        { status: 400, code: "BAD_HTTP" },
        { status: 501, code: "UNSUPPORTED_TRANSFER_ENCODING" },
      ];
      for (const method of ["POST", "GET", "DELETE"]) {
        const connection = await openConnection(app.origin);
        connection.write(requestOf(framing, method));
        const { status, code } = await connection.next();
        expect(refusals).toContainEqual({ status, code });
        await connection.closed;
      }
    },
  );

  test.each([
    "Transfer-Encoding: gzip",
    "Transfer-Encoding: identity",
    "Transfer-Encoding: chunked, gzip",
    "Transfer-Encoding: chunked, chunked",
    "Transfer-Encoding: chunked\r\nContent-Length: 5",
    "Content-Length: 5\r\nTransfer-Encoding: chunked",
    "Content-Length: 5\r\nContent-Length: 5",
    "Content-Length: +5",
  ])("leaves no doubt where the body ends (%j)", async (framing) => {
    const connection = await openConnection(app.origin);
    connection.write(requestOf(framing));
    const refused = await connection.next();
    expect(refused).toMatchObject({ status: 400, code: "BAD_HTTP" });
    expect(refused.body).toMatch(/one Content-Length, or Transfer-Encoding: chunked/);
    await connection.closed;
  });

  test("has no chunks in HTTP/1.0, which does not define them", async () => {
    const connection = await openConnection(app.origin);
    connection.write(requestOf("Transfer-Encoding: chunked\r\nConnection: keep-alive", "POST", "1.0"));
    expect(await connection.next()).toMatchObject({ status: 400, code: "BAD_HTTP" });
    await connection.closed;
  });

  test("may name chunked in any case", async () => {
    const response = await sendRaw(app.origin, requestOf("Transfer-Encoding:\tChunked "));
    expect([response.status, JSON.parse(response.body)]).toEqual([200, answer]);
  });
});

describe("the parameters of a request", () => {
  test.each([
    ["no JSON", '{"query": secret', "INVALID_JSON", /position 10/],
    ["JSON with an end", `${query}secret`, "INVALID_JSON", /position 26/],
    ["JSON without an end", '{"query": "secret', "INVALID_JSON", /position 10/],
    ["a comma too many", '{"query": "secret",}', "INVALID_JSON", /position 19/],
    ["a bracket too many", '{"a": [1, {"b": []}]]', "INVALID_JSON", /position 20/],
    ["an escape that does not exist", '{"query": "\\secret"}', "INVALID_JSON", /position 10/],
    ["nothing", "", "INVALID_JSON", /it is empty/],
    ["a text", '"secret"', "INVALID_REQUEST", /the body: expected an object/],
    ["null", "null", "INVALID_REQUEST", /the body: expected an object/],
    ["no query", "{}", "INVALID_REQUEST", /no query/],
    ["a query that is a number", '{"query": 7}', "INVALID_REQUEST", /`query`: expected a string/],
    [
      "variables in a text",
      '{"query": "{a}", "variables": "{}"}',
      "INVALID_REQUEST",
      /`variables`: expected an object/,
    ],
    [
      "variables in a list",
      '{"query": "{a}", "variables": []}',
      "INVALID_REQUEST",
      /`variables`: expected an object/,
    ],
    [
      "a name that is an object",
      '{"query": "{a}", "operationName": {}}',
      "INVALID_REQUEST",
      /`operationName`/,
    ],
    ["extensions that are true", '{"query": "{a}", "extensions": true}', "INVALID_REQUEST", /`extensions`/],
    [
      "an unknown parameter",
      '{"query": "{a}", "variable": {}}',
      "INVALID_REQUEST",
      /Unknown request parameter/,
    ],
    ["several operations", `[${query}]`, "BATCHING_NOT_SUPPORTED", /one operation per request/],
    ["endless lists", `${"[".repeat(45_000)}`, "REQUEST_TOO_DEEP", /200 levels/],
    [
      "endless objects",
      `{"query":"{a}","variables":${'{"a":'.repeat(24_000)}`,
      "REQUEST_TOO_DEEP",
      /200 levels/,
    ],
  ])("%s is refused", async (_name, body, code, message) => {
    const refused = await post(body);
    expect(refused).toMatchObject({ status: 400, code });
    expect(refused.text).toMatch(message);
    expect(refused.text).not.toContain("secret");
  });

  test("that are invalid UTF-8 are refused", async () => {
    expect(await post(Buffer.from('{"query":"{ a }\xff"}', "latin1"))).toMatchObject({
      status: 400,
      code: "INVALID_JSON",
    });
  });

  test("may be sent by GET", async () => {
    const text = encodeURIComponent(
      "query A($first: Int) { papers(first: $first) { totalCount } } query B { __typename }",
    );
    expect(
      JSON.parse((await get(`?query=${text}&operationName=A&variables={"first":1}&extensions={}`)).text),
    ).toEqual({
      data: { papers: { totalCount: 0 } },
    });
    expect(JSON.parse((await get(`?query=${text}&operationName=B`)).text)).toEqual(answer);
    for (const [search, code] of [
      ["", "INVALID_REQUEST"],
      ["?query=", "INVALID_REQUEST"],
      ["?query={__typename}&variables={", "INVALID_JSON"],
      ["?query={__typename}&variables=[]", "INVALID_REQUEST"],
      ["?query={__typename}&extensions=1", "INVALID_REQUEST"],
      [`?query={__typename}&variables=${"[".repeat(2_000)}`, "REQUEST_TOO_DEEP"],
    ] as const)
      expect([search, await get(search)]).toMatchObject([search, { status: 400, code }]);
  });

  test("by HEAD get the headers of GET, on a connection that stays open", async () => {
    await record(database.db, [paper("学习 ".repeat(9_000), { arxivId: "2507.00001" })]);
    const titles = "{ papers { nodes { title } } }";
    const searches = [`${titles} # 1`, titles.replace("title", "id"), `${titles} # 2`, "{ nothing }"];
    for (const search of searches) {
      const target = `/graphql?query=${encodeURIComponent(search)}`;
      const common = "Host: localhost\r\nAccept-Encoding: identity";
      const connection = await openConnection(app.origin);
      connection.write(
        ["HEAD", "GET"].map((method) => `${method} ${target} HTTP/1.1\r\n${common}\r\n\r\n`).join(""),
      );
      const text = await connection.until(search === "{ nothing }" ? "errors" : "}]}}}");
      connection.socket.destroy();
      const [head, got] = text.split(/(?=HTTP\/1\.1 )/).map((each) => each.split("\r\n\r\n"));
      expect([head?.[0], head?.[1]]).toEqual([got?.[0], ""]);
      expect(got?.[0]).toContain(`Content-Length: ${Buffer.byteLength(got?.[1] ?? "")}`.toLowerCase());
    }
  });

  test("by HEAD are refused where those by GET are, and for subscriptions", async () => {
    const head = async (text: string, headers = {}) => {
      const { status, headers: own } = await get(`?query=${encodeURIComponent(text)}`, {
        method: "HEAD",
        headers,
      });
      return [status, own.get("allow")];
    };
    expect(await head('mutation { recordPapers(papers: [], source: "x") { added } }')).toEqual([405, "POST"]);
    const subscription = await head("subscription { paperAdded { cursor } }", {
      accept: "text/event-stream",
    });
    expect(subscription).toEqual([405, expect.stringMatching(/^GET, POST/)]);
  });

  test("by GET are refused for mutations, and for queries with GET_QUERIES=off", async () => {
    const mutation = encodeURIComponent('mutation { recordPapers(papers: [], source: "x") { added } }');
    const refused = await get(`?query=${mutation}`);
    expect(refused).toMatchObject({ status: 405, code: "METHOD_NOT_ALLOWED" });
    expect(refused.headers.get("allow")).toBe("POST");
    const features = { ...allFeatures, getQueries: false };
    await withApp(database, { features }, async ({ url }) => {
      // Versions of Node that do not parse QUERY refuse it.
      const others = ["POST", "QUERY"].filter((method) => METHODS.includes(method));
      for (const method of others) {
        const headers = { "content-type": "application/json" };
        expect((await fetch(url, { method, headers, body: query })).status).toBe(200);
      }
      const response = await fetch(`${url}?query={__typename}`);
      expect([response.status, response.headers.get("allow"), await response.json()]).toMatchObject([
        405,
        others.join(", "),
        {
          errors: [
            {
              message: `Queries by GET are disabled on this server. Send them by ${others.join(" or ")}.`,
              extensions: { code: "GET_QUERIES_DISABLED" },
            },
          ],
        },
      ]);
      const stream = await openEventStream(
        url,
        { query: "subscription { paperAdded { paper { title } } }" },
        { get: true },
      );
      expect(stream.status).toBe(200);
      stream.close();
    });
  });
});

describe("a request outside of GraphQL, or invalid HTTP", () => {
  test.each([
    ["an unknown path", "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n", 404, "NOT_FOUND"],
    ["an unknown method", "DELETE /graphql HTTP/1.1\r\nHost: x\r\n\r\n", 405, "METHOD_NOT_ALLOWED"],
    ["HEAD", "POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 405, "METHOD_NOT_ALLOWED"],
    ["CONNECT", "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n", 405, "METHOD_NOT_ALLOWED"],
    ["no host", "GET /graphql HTTP/1.1\r\n\r\n", 400, "BAD_HOST"],
    ["two hosts", "GET /graphql HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "BAD_HOST"],
    ["a bad host", "GET /graphql?query={__typename} HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "BAD_HOST"],
    ["a bad request line", "GET graphql\r\n\r\n", 400, "BAD_HTTP"],
    ["bytes", "\u0000\u0001\u0002\r\n\r\n", 400, "BAD_HTTP"],
    ["a bad header", "GET / HTTP/1.1\r\nHost: x\r\nA B: c\r\n\r\n", 400, "BAD_HTTP"],
    [
      "two lengths",
      "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      400,
      "BAD_HTTP",
    ],
    [
      "a large header",
      `GET / HTTP/1.1\r\nHost: x\r\nA: ${"b".repeat(20_000)}\r\n\r\n`,
      431,
      "HEADERS_TOO_LARGE",
    ],
    [
      "a format after fifty others",
      `GET /graphql?query={__typename} HTTP/1.1\r\nHost: x\r\nAccept: ${"a/b,".repeat(50)}application/json\r\n\r\n`,
      406,
      "NOT_ACCEPTABLE",
    ],
    [
      "a format that does not exist",
      "GET /graphql?query={__typename} HTTP/1.1\r\nHost: x\r\nAccept: image/png\r\n\r\n",
      406,
      "NOT_ACCEPTABLE",
    ],
  ])("%s is refused in JSON", async (_name, text, status, code) => {
    const response = await sendRaw(app.origin, text);
    expect(response).toMatchObject({ status, code });
    expect(response.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "x-content-type-options": "nosniff",
    });
  });

  test.each([10, 40_000])(
    "HEAD with headers too large has no body, with a URL of %i characters",
    async (length) => {
      const connection = await openConnection(app.origin);
      connection.write("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
      await connection.next();
      connection.write(`HEAD /${"a".repeat(length)} HTTP/1.1\r\nHost: x\r\nA: ${"b".repeat(20_000)}\r\n\r\n`);
      await connection.closed;
      expect(await connection.until("HTTP")).toMatch(
        /^HTTP\/1\.1 431 [^{]*\r\ncontent-length: [1-9][^{]*\r\n\r\n$/,
      );
    },
  );

  test("with an absolute URL or by HTTP/1.0 is served", async () => {
    for (const text of [
      `GET ${app.url}?query={__typename} HTTP/1.1\r\nHost: [::1]:4000\r\n\r\n`,
      "GET /graphql?query={__typename} HTTP/1.0\r\n\r\n",
    ])
      expect(JSON.parse((await sendRaw(app.origin, text)).body)).toEqual(answer);
  });

  test("that never completes times out", async () => {
    const limits = limitsWith({ requestTimeoutMs: 100 });
    await withApp(database, { limits }, async ({ origin }) => {
      for (const text of ["", "GET /graphql HTTP/1.1\r\nHost: x\r\n", rawPost(query).slice(0, -1)]) {
        const connection = await openConnection(origin);
        connection.write(text);
        expect(await connection.next()).toMatchObject({ status: 408, code: "REQUEST_TIMEOUT" });
        await connection.closed;
      }
    });
  });
});

describe("introspection", () => {
  test("can be disabled", async () => {
    const features = { ...allFeatures, introspection: false };
    await withApp(database, { features }, async ({ ask }) => {
      for (const asked of [
        "{ __schema { types { name } } }",
        '{ ... { a: __type(name: "Paper") { name } } }',
      ])
        expect(await ask(asked)).toMatchObject({
          status: 400,
          errors: [{ extensions: { code: "INTROSPECTION_DISABLED" } }],
        });
      expect((await ask("{ __typename }")).data).toEqual(answer.data);
      const { errors } = await ask("{ paperz { totalCount } }");
      expect(errors?.[0]).toMatchObject({
        message: 'Cannot query field "paperz" on type "Query".',
        extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
      });
      for (const [asked, variables] of [
        ["{ papers { title } }", {}],
        ["{ trending(window: HOUR) { totalCount } }", {}],
        ["query ($w: TrendingWindow!) { trending(window: $w) { totalCount } }", { w: "HOUR" }],
        ["query ($f: PaperFilter) { papers(filter: $f) { totalCount } }", { f: { keyword: "a" } }],
      ] as const)
        expect((await ask(asked, variables)).errors?.[0]?.message).toMatch(/\w.*[^?]$/);
    });
  });
});

describe("the shape of a text", () => {
  const unlimited = { depth: Number.POSITIVE_INFINITY, values: Number.POSITIVE_INFINITY };

  test("is that of the value that JSON.parse returns", () => {
    const depthOf = (value: unknown): number =>
      typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    const valuesOf = (value: unknown): number =>
      typeof value === "object" && value !== null
        ? Object.values(value).reduce<number>((sum, each) => sum + 1 + valuesOf(each), 0)
        : 0;
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 5, stringUnit: "binary" }),
        fc.constantFrom("", " ", "\n\t"),
        (value, space) => {
          const text = JSON.stringify(value, null, space);
          const parsed: unknown = JSON.parse(text);
          expect(shapeOf(text, "json", unlimited)).toEqual({
            depth: depthOf(parsed),
            values: valuesOf(parsed),
          });
        },
      ),
    );
  });

  test("ignores strings and comments of GraphQL", () => {
    const depthOf = (given: string, depth: number) =>
      shapeOf(given, "graphql", { ...unlimited, depth }).depth;
    const text = `{ a(b: [{c: "]}{{{\\"{{", d: """ " \\""" {{{{{ """}]) { e } } # {{{{{{{{ "`;
    parse(text);
    expect(depthOf(text, 100)).toBe(4);
    expect(depthOf(text, 3)).toBe(4);
    expect(depthOf("{a".repeat(1_000_000), 200)).toBe(201);
  });
});
