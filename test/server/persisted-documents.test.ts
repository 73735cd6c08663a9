import { createHash } from "node:crypto";
import { METHODS } from "node:http";
import { createClient } from "graphql-ws";
import { describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { syntheticPapers } from "../../seed/synthetic.js";
import { useDatabase } from "../kit/db/database.js";
import { addedQuery, withApp } from "../kit/live/added-papers.js";
import { openEventStream, openSocket, type Received, subscribed } from "../kit/live/subscribers.js";
import { record } from "../kit/models/papers.js";
import { type TestApp, testToken, useApp } from "../kit/server/app.js";
import { allFeatures, limitsWith } from "../kit/server/server-options.js";
import { recordPapersMutation, writerOf } from "../kit/server/writing.js";

const database = useDatabase(async ({ db }) => {
  await record(db, [...syntheticPapers({ count: 30, seed: 1 })]);
});

const newest = "query Newest($first: Int = 2) { papers(first: $first) { totalCount nodes { title } } }";
interface Newest {
  papers: { totalCount: number; nodes: unknown[] };
}
const two = "query A { papers { totalCount } } query B { authors { totalCount } }";
const manifest = new Map([
  ["newest", newest],
  [`sha256:${sha256(two)}`, two],
  ["added", addedQuery],
  ["write", recordPapersMutation],
  ["stale", "{ removedField }"],
]);
const open = useApp(database, { persistedDocuments: { manifest, isExclusive: false } });
const exclusive = useApp(database, { persistedDocuments: { manifest, isExclusive: true } });
const plain = useApp(database);

const jsonTypes = ["application/json", "application/graphql-response+json"] as const;
const token = { authorization: `Bearer ${testToken}` };

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const apollo = (text: string, others: object = {}) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text), ...others } },
});

async function answered(response: Response) {
  const { headers, status } = response;
  const { data, errors } = (await response.json()) as Received;
  const [{ message, extensions } = { message: undefined }] = errors ?? [];
  return { status, data, code: extensions?.code, message, count: errors?.length, headers };
}

const send = async (
  { url }: Pick<TestApp, "url">,
  method: string,
  body: object,
  headers: Record<string, string> = {},
) =>
  answered(
    method === "GET"
      ? await fetch(`${url}?${new URLSearchParams(Object.entries(body).map(textOf))}`, { headers })
      : await fetch(url, {
          method,
          headers: { "content-type": "application/json", ...headers },
          body: JSON.stringify(body),
        }),
  );

const textOf = ([name, value]: [string, unknown]) => [
  name,
  typeof value === "string" ? value : JSON.stringify(value),
];

const post = (app: Pick<TestApp, "url">, body: object, headers: Record<string, string> = {}) =>
  send(app, "POST", body, { accept: "application/graphql-response+json", ...headers });

/** The first message of an operation over WebSocket, as the client of graphql-ws receives it. */
async function overWebSocket(
  { url }: Pick<TestApp, "url">,
  payload: object,
  connectionParams: Record<string, unknown> = {},
): Promise<Received> {
  const client = createClient({
    url: url.replace(/^http/, "ws"),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams,
  });
  try {
    for await (const result of client.iterate({ query: "", ...payload })) return result as Received;
    throw new Error("It completed without a result.");
  } catch (errors) {
    if (!Array.isArray(errors)) throw errors;
    return { errors };
  } finally {
    await client.dispose();
  }
}

// Versions of Node that do not parse QUERY refuse it.
const methods = ["POST", "GET", "QUERY"].filter((method) => METHODS.includes(method));

describe("a document of the manifest", () => {
  test.each(methods)("is executed by %s with its ID, variables and operation", async (method) => {
    for (const accept of jsonTypes) {
      const ask = (body: object) => send(open, method, body, { accept });
      const { data } = await ask({ query: newest });
      expect(await ask({ documentId: "newest" })).toMatchObject({ status: 200, data, code: undefined });
      for (const id of [
        { documentId: `sha256:${sha256(newest)}` },
        apollo(newest),
        { extensions: { persistedQuery: { version: 1, sha256Hash: "newest" } } },
      ])
        expect(await ask(id)).toMatchObject({ status: 200, data });
      const one = await ask({ documentId: "newest", variables: { first: 1 } });
      expect(one.data).toMatchObject({ papers: { nodes: [{}] } });
      const documentId = `sha256:${sha256(two)}`;
      expect((await ask({ documentId, operationName: "B" })).data).toHaveProperty("authors");
      expect(await ask({ documentId, operationName: "C" })).toMatchObject({
        code: "OPERATION_RESOLUTION_FAILURE",
      });
    }
  });

  test("is executed over WebSocket, with an empty query or none", async () => {
    const { data } = await open.ask(newest);
    expect(await overWebSocket(open, { documentId: "newest" })).toEqual({ data });
    expect(await overWebSocket(open, apollo(newest))).toEqual({ data });
    const socket = await openSocket(open.url);
    await socket.greet();
    for (const [index, query] of [undefined, null, ""].entries()) {
      socket.send({ id: `${index}`, type: "subscribe", payload: { documentId: "newest", query } });
      expect(await socket.next()).toEqual({ id: `${index}`, type: "next", payload: { data } });
      expect(await socket.next()).toEqual({ id: `${index}`, type: "complete" });
    }
    socket.close();
    expect(await overWebSocket(open, { documentId: 5 })).toMatchObject({
      errors: [{ extensions: { code: "INVALID_REQUEST" } }],
    });
  });

  test("is a subscription as server-sent events, multipart and over WebSocket", async () => {
    await withApp(
      database,
      { persistedDocuments: { manifest, isExclusive: true }, live: { heartbeat: 50 } },
      async (app) => {
        const request = { documentId: "added" };
        const posted = await openEventStream(app.url, request);
        const gotten = await openEventStream(app.url, request, { get: true });
        const parts = await fetch(app.url, {
          method: "POST",
          headers: { "content-type": "application/json", accept: "multipart/mixed;subscriptionSpec=1.0" },
          body: JSON.stringify(request),
        });
        const received = overWebSocket(app, request);
        await subscribed(app, 4);
        await writerOf(app).papers([{ title: "By its ID" }]);
        const expected = { data: { paperAdded: { paper: { title: "By its ID" } } } };
        expect((await posted.nextEvent()).received).toMatchObject(expected);
        expect((await gotten.nextEvent()).received).toMatchObject(expected);
        expect(await received).toMatchObject(expected);
        let text = "";
        for await (const chunk of parts.body ?? []) {
          text += Buffer.from(chunk).toString();
          if (text.includes("By its ID")) break;
        }
        posted.close();
        gotten.close();
      },
    );
  });

  test("is validated, priced and limited as if it was sent", async () => {
    const cost = { "x-papergraph-cost": "1" };
    const withCost = async (body: object) => {
      const response = await fetch(open.url, {
        method: "POST",
        headers: { "content-type": "application/json", ...cost },
        body: JSON.stringify(body),
      });
      return response.json();
    };
    expect(await withCost({ documentId: "newest" })).toEqual(await withCost({ query: newest }));
    expect(await post(open, { documentId: "stale" })).toMatchObject({
      status: 400,
      code: "GRAPHQL_VALIDATION_FAILED",
    });
    expect(await post(open, { documentId: "newest", variables: { first: 500 } })).toMatchObject({
      code: "BAD_USER_INPUT",
    });
    expect(await send(open, "GET", { documentId: "write" })).toMatchObject({
      status: 405,
      code: "METHOD_NOT_ALLOWED",
    });
    expect(await post(open, { documentId: "write", variables: { papers: [] } })).toMatchObject({
      code: "UNAUTHENTICATED",
    });
    const written = await post(open, { documentId: "write", variables: { papers: [] } }, token);
    expect(written.data).toMatchObject({ recordPapers: { added: 0 } });
  });

  test("that is unknown has one error, with status 404 unless the client accepts only JSON", async () => {
    const request = { documentId: `sha256:${"0".repeat(64)}` };
    const expected = { code: "PERSISTED_QUERY_NOT_FOUND", count: 1, data: undefined };
    for (const method of methods) {
      const [json, graphql] = await Promise.all(
        jsonTypes.map((accept) => send(open, method, request, { accept })),
      );
      expect(json).toMatchObject({ ...expected, status: 200 });
      expect(graphql).toMatchObject({ ...expected, status: 404 });
      expect(graphql?.headers.get("cache-control")).toBe("no-store");
      expect(graphql?.message).toMatch(/Send the document as `query`/);
    }
    expect(await overWebSocket(open, request)).toMatchObject({
      errors: [{ extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } }],
    });
  });

  test.each([
    ["an ID and another document", { documentId: "newest", query: "{ __typename }" }, /either/],
    ["two IDs", { documentId: "newest", ...apollo(newest) }, /either/],
    ["an ID that is not a string", { documentId: 5 }, /documentId.*string/],
    ["no ID and no document", { variables: {} }, /documentId/],
    ["another version of the protocol", apollo(newest, { version: 2 }), /`version` 1/],
    ["a hash that is not a string", apollo(newest, { sha256Hash: null }), /sha256Hash/],
    ["a malformed extension", { extensions: { persistedQuery: "x" }, query: newest }, /persistedQuery/],
  ])("is refused with %s", async (_what, body, message) => {
    const refused = await post(open, body);
    expect(refused).toMatchObject({ status: 400, code: "INVALID_REQUEST" });
    expect(refused.message).toMatch(message);
  });
});

test("documents of the manifest that are invalid are logged before clients ask for them", async () => {
  await withApp(
    database,
    {
      persistedDocuments: { manifest, isExclusive: false },
      features: { ...allFeatures, graphiql: false },
    },
    async ({ prepare, logged }) => {
      await prepare();
      expect(logged).toEqual([
        expect.objectContaining({
          documentId: "stale",
          problems: [expect.stringMatching(/Cannot query field "removedField"/)],
          msg: "a persisted document is invalid",
        }),
      ]);
    },
  );
});

describe("a server that accepts only the documents of its manifest", () => {
  test("refuses all others, over every transport", async () => {
    for (const query of [two.slice(0, 30), newest, "{ __schema { types { name } } }", "{ __typename }"]) {
      for (const method of methods) {
        const refused = await send(exclusive, method, { query }, { accept: jsonTypes[1] });
        expect(refused).toMatchObject({ status: 400, code: "PERSISTED_QUERY_ONLY", count: 1 });
      }
      expect(await send(exclusive, "POST", { query })).toMatchObject({
        status: 200,
        code: "PERSISTED_QUERY_ONLY",
      });
      expect(await overWebSocket(exclusive, { query })).toMatchObject({
        errors: [{ extensions: { code: "PERSISTED_QUERY_ONLY" } }],
      });
    }
    const stream = await openEventStream(exclusive.url, { query: addedQuery });
    expect((await stream.nextEvent()).received).toMatchObject({
      errors: [{ extensions: { code: "PERSISTED_QUERY_ONLY" } }],
    });
  });

  test("does not let clients add documents", async () => {
    const query = "{ papers { totalCount } }";
    expect(await post(exclusive, { query, ...apollo(query) })).toMatchObject({
      code: "PERSISTED_QUERY_ONLY",
    });
    expect(await post(exclusive, { query, documentId: `sha256:${sha256(query)}` })).toMatchObject({
      code: "PERSISTED_QUERY_ONLY",
    });
    expect(await post(exclusive, apollo(query))).toMatchObject({
      status: 200,
      message: "PersistedQueryNotFound",
    });
    const unknown = await post(exclusive, { documentId: `sha256:${sha256(query)}` });
    expect(unknown).toMatchObject({ status: 404, message: expect.stringMatching(/accepts only/) });
  });

  test("executes its own, also if the text is sent with the hash", async () => {
    const { data } = await post(open, { query: newest });
    for (const id of [{ documentId: "newest" }, apollo(newest), { query: newest, ...apollo(newest) }])
      expect(await post(exclusive, id)).toMatchObject({ status: 200, data });
  });

  test("accepts any document with the write token", async () => {
    const query = "{ __schema { queryType { name } } }";
    expect(await post(exclusive, { query }, token)).toMatchObject({ status: 200, code: undefined });
    expect(await overWebSocket(exclusive, { query }, { Authorization: token.authorization })).toHaveProperty(
      "data",
    );
    expect(await post(exclusive, { query }, { authorization: "Bearer another" })).toMatchObject({
      code: "PERSISTED_QUERY_ONLY",
    });
  });
});

describe("automatic persisted queries", () => {
  let count = 0;
  /** A document that no server has. */
  const another = () => {
    count += 1;
    return `query Q${count} { papers(first: 1) { nodes { title } } }`;
  };

  test.each(methods)("are kept when they are sent with their hash by %s", async (method) => {
    for (const accept of jsonTypes) {
      const query = another();
      const before = await send(plain, method, apollo(query), { accept });
      expect(before).toMatchObject({
        status: 200,
        code: "PERSISTED_QUERY_NOT_FOUND",
        message: "PersistedQueryNotFound",
      });
      expect(before.headers.get("cache-control")).toBe("no-store");
      const sent = await send(plain, method, { query, ...apollo(query) }, { accept });
      expect(sent).toMatchObject({ status: 200, data: { papers: {} } });
      for (const id of [apollo(query), { documentId: `sha256:${sha256(query)}` }])
        expect(await send(plain, method, id, { accept })).toMatchObject({ status: 200, data: sent.data });
    }
  });

  test("work over WebSocket, and with `documentId` as the hash", async () => {
    const query = another();
    expect(await overWebSocket(plain, apollo(query))).toMatchObject({
      errors: [{ message: "PersistedQueryNotFound" }],
    });
    const { data } = await overWebSocket(plain, { query, documentId: `sha256:${sha256(query)}` });
    expect(data).toHaveProperty("papers");
    expect(await overWebSocket(plain, apollo(query))).toEqual({ data });
  });

  test.each(["application/json", "application/graphql-response+json"])(
    "are refused for a hash of another text, with %s",
    async (accept) => {
      const query = another();
      for (const sha256Hash of [sha256(`${query} `), sha256(query).toUpperCase(), "x"]) {
        const refused = await send(plain, "POST", { query, ...apollo(query, { sha256Hash }) }, { accept });
        expect(refused).toMatchObject({ status: 400, code: "PERSISTED_QUERY_MISMATCH", count: 1 });
        expect(await post(plain, apollo(query, { sha256Hash }))).toMatchObject({
          code: "PERSISTED_QUERY_NOT_FOUND",
        });
      }
      expect(await post(plain, apollo(query))).toMatchObject({ code: "PERSISTED_QUERY_NOT_FOUND" });
    },
  );

  test("are not kept for another text with the same bytes in UTF-8", async () => {
    const query = `${another()} # \ufffd`;
    const twin = query.replace("\ufffd", "\ud800");
    expect(await post(plain, { query: twin, ...apollo(query) })).toMatchObject({
      code: "GRAPHQL_PARSE_FAILED",
    });
    expect(await post(plain, apollo(query))).toMatchObject({ code: "PERSISTED_QUERY_NOT_FOUND" });
    expect(await post(plain, { query, ...apollo(query) })).toMatchObject({ code: undefined });
    expect(await post(plain, apollo(query))).toMatchObject({ code: undefined });
  });

  test("are not kept if they are invalid", async () => {
    for (const query of ["{ nope }", "{", `{ ${"a: __typename ".repeat(50)} }`]) {
      expect((await post(plain, { query, ...apollo(query) })).code).toMatch(/^GRAPHQL_/);
      expect(await post(plain, apollo(query))).toMatchObject({ code: "PERSISTED_QUERY_NOT_FOUND" });
    }
  });

  test("are dropped when their texts take too many bytes", async () => {
    const limits = limitsWith({ persistedQueryBytes: 40_000 });
    await withApp(database, { limits }, async (app) => {
      const queries = Array.from({ length: 60 }, another);
      for (const query of queries) await post(app, { query, ...apollo(query) });
      const codes = await Promise.all(queries.map(async (query) => (await post(app, apollo(query))).code));
      expect(codes[0]).toBe("PERSISTED_QUERY_NOT_FOUND");
      expect(codes.at(-1)).toBeUndefined();
      const kept = codes.filter((code) => code === undefined).length;
      expect(kept).toBeGreaterThan(20);
      expect(kept).toBeLessThan(50);
    });
  });

  test("are kept again when they were dropped, although their response is still in the cache", async () => {
    const limits = limitsWith({ persistedQueryBytes: 40_000, responseCacheBytes: 1_000_000 });
    await withApp(database, { limits }, async (app) => {
      const register = (query: string) => post(app, { query, ...apollo(query) });
      const query = another();
      // The second one finds the document.
      for (let count = 0; count < 3; count += 1) expect(await register(query)).toMatchObject({ status: 200 });
      for (let count = 0; count < 60; count += 1) await register(another());
      expect(await post(app, apollo(query))).toMatchObject({ code: "PERSISTED_QUERY_NOT_FOUND" });
      expect(await register(query)).toMatchObject({ status: 200 });
      expect(await post(app, apollo(query))).toMatchObject({ status: 200, code: undefined });
    });
  });

  test("cost the time to hash them, even if the hash is of another text", async () => {
    const limits = limitsWith({ perClient: { costPerMinute: 1_000 } });
    await withApp(database, { limits }, async (app) => {
      const query = `# ${"x".repeat(90_000)}\n{ __typename }`;
      const ask = () => post(app, { query, ...apollo("another") });
      const { code, headers } = await ask();
      expect(code).toBe("PERSISTED_QUERY_MISMATCH");
      expect(Number(/r=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1])).toBeLessThanOrEqual(990);
    });
  });

  test("can be disabled", async () => {
    const limits = limitsWith({ persistedQueryBytes: 0 });
    const query = another();
    await withApp(database, { limits }, async (app) => {
      for (const accept of jsonTypes)
        expect(await send(app, "POST", apollo(query), { accept })).toMatchObject({
          status: 200,
          code: "PERSISTED_QUERY_NOT_SUPPORTED",
          message: "PersistedQueryNotSupported",
        });
      expect(await post(app, { query, ...apollo(query) })).toMatchObject({ status: 200, code: undefined });
      expect(await post(app, apollo(query))).toMatchObject({ code: "PERSISTED_QUERY_NOT_SUPPORTED" });
    });
    // With a manifest, clients must not stop sending hashes.
    await withApp(database, { limits, persistedDocuments: { manifest, isExclusive: false } }, async (app) => {
      expect(await post(app, apollo(query))).toMatchObject({ message: "PersistedQueryNotFound" });
      expect(await post(app, apollo(newest))).toMatchObject({ status: 200, code: undefined });
    });
  });
});

test("kept responses are those of the document and its variables, and dropped when the data changes", async () => {
  const limits = limitsWith({ responseCacheBytes: 10_000_000 });
  await withApp(database, { limits, persistedDocuments: { manifest, isExclusive: false } }, async (app) => {
    const requests = [1, 2].flatMap((first) => [
      { documentId: "newest", variables: { first } },
      { ...apollo(newest), variables: { first } },
      { query: newest, variables: { first } },
    ]);
    const askAll = () =>
      Promise.all(
        requests.map(async (request) => {
          const { data } = (await send(app, "GET", request)) as Received<Newest>;
          return [data?.papers.totalCount, data?.papers.nodes.length];
        }),
      );
    const [[total = 0] = []] = await askAll();
    const countsOf = (papers: number) => [1, 1, 1, 2, 2, 2].map((nodes) => [papers, nodes]);
    // On a busy machine, the server may not have heard from the database for a moment, and then executes them again.
    await vi.waitFor(async () => {
      const before = database.statements.length;
      expect(await askAll()).toEqual(countsOf(total));
      expect(database.statements.length).toBe(before);
    });
    await writerOf(app).papers([{ title: "Later" }]);
    expect(await askAll()).toEqual(countsOf(total + 1));
  });
});
