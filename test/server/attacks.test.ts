import { request as httpRequest } from "node:http";
import { getIntrospectionQuery } from "graphql";
import { beforeAll, describe, expect, test } from "vitest";
import { syntheticPapers } from "../../seed/synthetic.js";
import { type Target, times } from "../attack/attack.js";
import { checkHeaders, checkMalformed } from "../attack/attacks/protocol.js";
import { labelOf } from "../attack/http.js";
import { type Keys, loadKeys } from "../attack/keys.js";
import { openWebSocket } from "../attack/sockets.js";
import { useDatabase } from "../kit/db/database.js";
import { withApp } from "../kit/live/added-papers.js";
import { record } from "../kit/models/papers.js";
import { type TestApp, useApp } from "../kit/server/app.js";
import { limitsWith } from "../kit/server/server-options.js";

// Small versions of `npm run attack`: refusals with their codes, and limits on response sizes. Response times of other
// clients are measured there.

const database = useDatabase(async ({ db }) => {
  await record(db, [...syntheticPapers({ count: 150, seed: 1 })]);
});
const app = useApp(database);
let keys: Keys;
beforeAll(async () => {
  keys = await loadKeys(app.origin);
});

/** An attacker of an app, and what it recorded. */
function targetOf({ origin }: TestApp): Target & { noted: string[] } {
  const noted: string[] = [];
  return {
    ...{ host: "127.0.0.1", port: Number(new URL(origin).port), localAddress: "127.0.0.1" },
    ...{ keys, token: "", settings: {}, signal: new AbortController().signal, noted },
    tally: () => undefined,
    missed: (what) => noted.push(what),
  };
}

/** Sends a request, optionally in chunks. @returns the status, and the code of the first error */
const post = (url: string, body: string, { chunked = false } = {}) =>
  new Promise<string>((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const request = httpRequest(url, { method: "POST", agent: false, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () => resolve(labelOf(response.statusCode, text)));
    });
    request.on("error", reject);
    if (chunked) request.write(body.slice(0, 10));
    request.end(chunked ? body.slice(10) : body);
  });

const introspected = (aliases: number) =>
  `${getIntrospectionQuery().replace("__schema", `${times(aliases, (index) => `a${index}: __schema { ...All }`)} __schema`)} fragment All on __Schema { types { ...FullType } }`;

const counted = (aliases: number) => ({
  query: `query ($f: PaperFilter) {${times(aliases, (index) => `a${index}:papers(first:0,filter:$f){totalCount}`)}}`,
  variables: { f: { search: "model or learning or data" } },
});

describe("documents that are too large, too deep, or too expensive are rejected", () => {
  test.each<[name: string, code: string, make: () => { query: string; variables?: object }]>([
    [
      "K1: a hundred kilobytes of names",
      "QUERY_TOO_LARGE",
      () => ({ query: `{a:__typename${" a".repeat(49_000)}}` }),
    ],
    ["K2: 1,000 aliases of __schema", "QUERY_TOO_LARGE", () => ({ query: introspected(1_000) })],
    ["K2: 100 aliases of __schema", "QUERY_TOO_COSTLY", () => ({ query: introspected(100) })],
    ["K3: 1,800 aliases of a counted search", "QUERY_TOO_LARGE", () => counted(1_800)],
    [
      "K4: nested lists sized by a variable's default",
      "QUERY_TOO_COSTLY",
      () => ({
        query: `query ($n: Int = 100) { keywords(first: $n) { nodes { papers(first: $n) { nodes { authors(first: $n) { nodes { name } } } } } } }`,
      }),
    ],
    [
      "K5: lists below nodes",
      "QUERY_TOO_COSTLY",
      () => ({
        query: `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Keyword { papers(first: 100) { nodes { abstract keywords { papers(first: 5) { nodes { title } } } } } } } }`,
        variables: {
          ids: Array.from({ length: 100 }, (_, index) => keys.keywords[index % keys.keywords.length]),
        },
      }),
    ],
    [
      "K10: 45 statistics by author and keyword",
      "QUERY_TOO_COSTLY",
      () => ({
        query: `{ ${times(45, (index) => `a${index}: paperStats(by: [AUTHOR, KEYWORD]) { groups { totals { papers } } }`)} }`,
      }),
    ],
    [
      "nodes of 100 papers behind 100 aliases",
      "QUERY_TOO_COSTLY",
      () => ({
        query: `query ($ids: [ID!]!) { ${times(100, (index) => `a${index}: nodes(ids: $ids) { ... on Paper { abstract authors(first: 100) { nodes { name } } } }`)} }`,
        variables: { ids: keys.papers },
      }),
    ],
    [
      "types nested through introspection",
      "QUERY_TOO_COSTLY",
      () => ({
        query: `{ __schema { types { ofType { ofType { name } } a: interfaces { name } fields { type { possibleTypes { name } ofType { ofType { name } } } args { type { name } } } ${times(200, (index) => `f${index}: fields { name description }`)} } } }`,
      }),
    ],
    ["{a{a{a…", "QUERY_TOO_DEEP", () => ({ query: "{a".repeat(24_000) + "}".repeat(24_000) })],
    [
      "[[[[…",
      "QUERY_TOO_DEEP",
      () => ({ query: `{ nodes(ids: ${"[".repeat(45_000)}${"]".repeat(45_000)}) { id } }` }),
    ],
    [
      "{not: {not: …",
      "QUERY_TOO_DEEP",
      () => ({
        query: `{ papers(filter: ${"{not:".repeat(15_000)}{}${"}".repeat(15_000)}) { totalCount } }`,
      }),
    ],
  ])("%s", async (_name, code, make) => {
    const { query, variables } = make();
    const { errors, data } = await app.ask(query, variables as Record<string, unknown> | undefined);
    expect(errors?.[0]?.extensions.code).toBe(code);
    expect(data ?? null).toBeNull();
    expect(app.logged).toEqual([]);
  });

  test("K6: a subscription of 4,000 aliases", async () => {
    const query = `subscription { paperAdded { ${times(4_000, (index) => `p${index}: paper { abstract }`)} } }`;
    expect((await app.ask(query)).errors?.[0]?.extensions.code).toBe("QUERY_TOO_LARGE");
  });

  test("an everyday query is answered", async () => {
    for (const query of [
      getIntrospectionQuery(),
      "{ papers(first: 100) { totalCount nodes { title abstract authors(first: 20) { nodes { name } } } } }",
    ])
      expect((await app.ask(query)).errors).toBeUndefined();
  });
});

describe("limits in bytes apply to", () => {
  const body = (bytes: number) =>
    JSON.stringify({ query: "{ __typename }", variables: { a: "x".repeat(bytes) } });

  test.each([false, true])("a request body (in chunks: %s)", async (chunked) => {
    await withApp(database, { limits: limitsWith({ maxBodyBytes: 5_000 }) }, async ({ url }) => {
      expect(await post(url, body(4_000), { chunked })).toBe("200");
      expect(await post(url, body(6_000), { chunked })).toBe("413 BODY_TOO_LARGE");
    });
  });

  test("a response", async () => {
    await withApp(database, { limits: limitsWith({ maxResponseBytes: 5_000 }) }, async ({ ask }) => {
      expect((await ask("{ papers(first: 1) { nodes { title } } }")).errors).toBeUndefined();
      const { errors } = await ask("{ papers(first: 100) { nodes { title abstract } } }");
      expect(errors?.[0]?.extensions.code).toBe("RESPONSE_TOO_LARGE");
    });
  });

  test("the GraphiQL page, which is compressed and sent once", async () => {
    const get = (headers: Record<string, string>) =>
      fetch(app.url, { headers: { accept: "text/html", ...headers } });
    const page = await get({ "accept-encoding": "gzip" });
    expect(page.headers.get("content-encoding")).toBe("gzip");
    expect(Number(page.headers.get("content-length"))).toBeLessThan(4_000_000);
    await page.body?.cancel();
    const etag = page.headers.get("etag") ?? "none";
    expect((await get({ "accept-encoding": "gzip", "if-none-match": etag })).status).toBe(304);
  });

  test.each([
    ["lists", "[".repeat(100_000)],
    ["objects", `${'{"a":'.repeat(30_000)}1${"}".repeat(30_000)}`],
    [
      "variables",
      `{"query":"{ __typename }","variables":{"v":${'{"not":'.repeat(20_000)}{}${"}".repeat(20_000)}}}`,
    ],
  ])("JSON nests at most 200 levels deep: %s", async (_name, text) => {
    expect(await post(app.url, text)).toBe("400 REQUEST_TOO_DEEP");
  });
});

describe("clients and their connections", () => {
  test("2,000 queries in one WebSocket are all answered, and so are others", async () => {
    let answers = 0;
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const opened = await openWebSocket(targetOf(app), {
      onMessage: (text) => {
        if (/"type":"complete"/.test(text) && ++answers === 2_000) finish();
      },
    });
    for (let id = 0; id < 2_000; id++)
      opened?.send({
        id: String(id),
        type: "subscribe",
        payload: { query: "{ papers(first: 1) { nodes { title } } }" },
      });
    expect((await app.ask("{ papers(first: 1) { totalCount } }")).errors).toBeUndefined();
    await finished;
    opened?.socket.terminate();
  });

  test("invalid HTTP requests get a JSON error or no response", async () => {
    const target = targetOf(app);
    await checkMalformed(target);
    expect(target.noted).toEqual([]);
    expect(app.logged).toEqual([]);
  });

  test("responses have the headers that browsers rely on", async () => {
    const target = targetOf(app);
    await checkHeaders(target);
    expect(target.noted).toEqual([]);
  });
});
