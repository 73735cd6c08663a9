import { once } from "node:events";
import { request as httpRequest } from "node:http";
import sql from "sql-template-tag";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import WebSocket from "ws";
import { openDatabase } from "../../src/db/client.js";
import type { Database } from "../../src/db/database.js";
import { createClientShares } from "../../src/server/clients/client-shares.js";
import { useDatabase } from "../kit/db/database.js";
import { paper, record } from "../kit/models/papers.js";
import { startApp, type TestApp, testToken } from "../kit/server/app.js";
import { writerOf } from "../kit/server/writing.js";

const database = useDatabase(async ({ db }) => {
  await record(db, [paper("One", { arxivId: "2507.00001", authors: [{ name: "Ada" }, { name: "Grace" }] })]);
});
const name = "papergraph canceling";
let db: Database;
let app: TestApp;

beforeAll(async () => {
  db = openDatabase({ url: database.url, connections: 1, name });
  app = await startApp({ db, url: database.url });
});
afterAll(async () => {
  await app.close();
  await db.close();
});
beforeEach(() => {
  app.logged.length = 0;
});

/** The server's connections: backend process IDs, and whether a statement is running. */
const connections = () =>
  database.db.query<{ pid: number; running: boolean }>(sql`
    select pid, state = 'active' as running from pg_stat_activity
    where application_name = ${name} and datname = current_database()
  `);
const isRunning = async (running: boolean) =>
  vi.waitFor(async () => expect(await connections()).toMatchObject([{ running }]), { timeout: 10_000 });

/** Locks a table against reads until `work` has ended. */
const locked = (table: "papers" | "authorships" | "keywords", work: () => Promise<void>) =>
  database.db.transaction(async (transaction) => {
    await transaction.query({ text: `lock table ${table} in access exclusive mode`, values: [] });
    await work();
  });

/** A request; `destroy` disconnects the client. */
function send(query: string, headers: Record<string, string> = {}) {
  const body = JSON.stringify({ query });
  const request = httpRequest(app.url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
  });
  request.on("error", () => undefined);
  request.end(body);
  return request;
}

async function openSocket() {
  const socket = new WebSocket(app.url.replace("http", "ws"), "graphql-transport-ws");
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "connection_init" }));
  await once(socket, "message");
  return {
    socket,
    subscribe: (query: string) =>
      socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query } })),
  };
}

const slowQuery = "{ papers { nodes { title } } }";
const author = (number: number) => Buffer.from(`Author:${number}`).toString("base64url");
const paperId = Buffer.from("Paper:1").toString("base64url");
const slowSnapshot = `{ collaborationPath(from: "${author(1)}", to: "${author(2)}") { length } }`;

/** Expects the statement to end in Postgres while the table is still locked, and its connection to serve the next query. */
async function expectCanceled(before: { pid: number }[]) {
  await isRunning(false);
  expect(await app.get("{ organizations { totalCount } }")).toEqual({ organizations: { totalCount: 0 } });
  expect((await connections()).map(({ pid }) => pid)).toEqual(before.map(({ pid }) => pid));
  expect(app.logged).toEqual([]);
}

describe("a statement is canceled in Postgres", () => {
  test.each([
    ["papers", slowQuery],
    ["authorships", slowSnapshot],
    ["papers", '{ paper(by: { arxivId: "2507.00001" }) { title } }'],
    ["papers", `{ node(id: "${paperId}") { id } }`],
    ["papers", `{ nodes(ids: ["${paperId}"]) { id } }`],
    ["keywords", '{ keyword(name: "agents") { name } }'],
  ] as const)("when its client disconnects (%s)", async (table, query) => {
    await locked(table, async () => {
      const request = send(query);
      await isRunning(true);
      const before = await connections();
      request.destroy();
      await expectCanceled(before);
    });
    expect((await app.ask(query)).errors).toBeUndefined();
  });

  test("when its client completes the operation of a WebSocket", async () => {
    await locked("papers", async () => {
      const { socket, subscribe } = await openSocket();
      subscribe(slowQuery);
      await isRunning(true);
      const before = await connections();
      socket.send(JSON.stringify({ id: "1", type: "complete" }));
      await expectCanceled(before);
      socket.close();
    });
  });

  test("when its client closes the WebSocket", async () => {
    await locked("papers", async () => {
      const { socket, subscribe } = await openSocket();
      subscribe(slowQuery);
      await isRunning(true);
      const before = await connections();
      socket.close();
      await expectCanceled(before);
    });
  });
});

test("a queued statement is not sent after its client disconnects", async () => {
  await locked("papers", async () => {
    const first = send(slowQuery);
    await isRunning(true);
    const waiting = new AbortController();
    const share = createClientShares(db, { maxStatements: 1 }).share("client", { signal: waiting.signal });
    const [running, next] = [share.query(sql`select 1`), share.query(sql`select 2`)];
    waiting.abort();
    for (const read of [running, next, share.snapshot((snapshot) => snapshot.query(sql`select 3`))])
      await expect(read).rejects.toMatchObject({ code: "CANCELED" });
    expect(() => share.prisma).toThrow("canceled");
    first.destroy();
    await isRunning(false);
  });
});

test("a subscription continues for others when the client that started it disconnects", async () => {
  const { socket: first, subscribe } = await openSocket();
  const { socket: second, subscribe: subscribeToo } = await openSocket();
  const query = `subscription { paperAdded(filter: { search: "shared" }) { paper { title } } }`;
  subscribe(query);
  await vi.waitFor(async () => expect(await subscriptions()).toBe(1));
  subscribeToo(query);
  await vi.waitFor(async () => expect(await subscriptions()).toBe(2));
  first.close();
  await vi.waitFor(async () => expect(await subscriptions()).toBe(1));
  const message = once(second, "message");
  await writerOf(app).papers([{ title: "Shared", arxivId: "2507.00002" }]);
  expect(String(await message)).toContain('"title":"Shared"');
  second.close();
});

const subscriptions = async () => {
  const health = await fetch(`${app.origin}/health`);
  return ((await health.json()) as { subscriptions: number }).subscriptions;
};

test("a mutation completes after its client has disconnected", async () => {
  const before = (await app.get<{ papers: { totalCount: number } }>("{ papers { totalCount } }")).papers;
  await locked("papers", async () => {
    const request = send(
      `mutation { recordPapers(source: "test", papers: [{ title: "Late", arxivId: "2507.00009", publishedAt: "2025-07-01T00:00:00Z", authors: [{ name: "Ada" }] }]) { added } }`,
      { authorization: `Bearer ${testToken}` },
    );
    await isRunning(true);
    request.destroy();
    await new Promise((resolve) => request.once("close", resolve));
    expect((await fetch(`${app.origin}/health`)).status).toBe(200);
  });
  await vi.waitFor(async () =>
    expect(await app.get("{ papers { totalCount } }")).toEqual({
      papers: { totalCount: before.totalCount + 1 },
    }),
  );
});

describe("the statement time of a request", () => {
  test("is the total of its statements, after which none starts", async () => {
    const share = createClientShares(db, { maxStatements: 1 }).share("client", { maxStatementMs: 150 });
    const sleep = () => share.query(sql`select pg_sleep(0.1)`);
    await sleep();
    await expect(Promise.all([sleep(), sleep()])).rejects.toMatchObject({ code: "STATEMENT_TIME_EXCEEDED" });
    database.statements.length = 0;
    await expect(sleep()).rejects.toMatchObject({ code: "STATEMENT_TIME_EXCEEDED" });
    await isRunning(false);
  });

  test("does not include waiting for other requests", async () => {
    const shares = createClientShares(db, { maxStatements: 1 });
    const waiting = shares.share("client", { maxStatementMs: 5_000 });
    const other = shares.share("other");
    const [, answer] = await Promise.all([
      other.query(sql`select pg_sleep(0.2)`),
      waiting.query(sql`select 1 as one`),
    ]);
    expect(answer).toEqual([{ one: 1 }]);
  });

  test("fails with QUERY_TIMEOUT when exceeded", async () => {
    const limited = openDatabase({ url: database.url, connections: 4, name, statementTimeoutMs: 300 });
    const server = await startApp({ db: limited, url: database.url });
    await locked("papers", async () => {
      const { errors } = await server.ask(slowQuery);
      expect(errors).toMatchObject([{ extensions: { code: "QUERY_TIMEOUT" } }]);
    });
    expect(server.logged).toEqual([]);
    await server.close();
    await limited.close();
  });
});

describe("closing a database", () => {
  test.each([
    ["a statement", (own: Database) => own.query(sql`select pg_sleep(600)`)],
    ["a transaction", (own: Database) => own.transaction((each) => each.query(sql`select pg_sleep(600)`))],
    [
      "a transaction that does nothing",
      (own: Database) =>
        own.transaction(async (each) => {
          await each.query(sql`select 1`);
          await new Promise<never>(() => undefined);
        }),
    ],
  ])("does not wait for %s longer than it should", async (_what, begin) => {
    const own = openDatabase({ url: database.url, connections: 2, name: `${name} closing` });
    const work = Promise.allSettled([begin(own)]);
    await vi.waitFor(async () =>
      expect(
        await database.db.query(
          sql`select 1 from pg_stat_activity where application_name = ${`${name} closing`}`,
        ),
      ).toHaveLength(1),
    );
    await own.close({ cancelAfterMs: 1 });
    await vi.waitFor(async () =>
      expect(
        await database.db.query(
          sql`select 1 from pg_stat_activity where application_name = ${`${name} closing`}`,
        ),
      ).toHaveLength(0),
    );
    if (!_what.includes("nothing")) expect(await work).toMatchObject([{ status: "rejected" }]);
  });
});
