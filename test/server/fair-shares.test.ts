import fc from "fast-check";
import sql from "sql-template-tag";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openDatabase } from "../../src/db/client.js";
import type { Database } from "../../src/db/database.js";
import { type ClientShares, createClientShares } from "../../src/server/clients/client-shares.js";
import { type RequestStatements, StatementScheduler } from "../../src/server/clients/statement-scheduler.js";
import { useDatabase } from "../kit/db/database.js";
import { startApp, type TestApp } from "../kit/server/app.js";
import { limitsWith } from "../kit/server/server-options.js";

const database = useDatabase(async ({ db }) => {
  await db.query(sql`create table gate (id int)`);
});
const name = "papergraph shares";
let db: Database;
let shares: ClientShares;

beforeAll(() => {
  db = openDatabase({ url: database.url, connections: 9, name });
});
afterAll(() => db.close());

/** Number of the server's statements that wait for the table locked by a test. */
const stuck = async (count: number) =>
  vi.waitFor(async () => {
    const rows = await database.db.query(sql`
      select 1 from pg_stat_activity
      where datname = current_database() and application_name = ${name} and wait_event_type = 'Lock'
    `);
    expect(rows).toHaveLength(count);
  });

/** Blocks statements that read `gate` until `work` has ended. */
const locked = (work: () => Promise<void>) =>
  database.db.transaction(async (transaction) => {
    await transaction.query(sql`lock table gate in access exclusive mode`);
    await work();
  });

const readGate = (share: Database) => share.query(sql`select id from gate`);
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

describe("concurrent statements", () => {
  test("are limited per request, per client, and in total, while other clients are served", async () => {
    shares = createClientShares(db, { maxStatements: 5 });
    const work: Promise<unknown>[] = [];
    await locked(async () => {
      const request = shares.share("one");
      work.push(...times(20, () => readGate(request)));
      await stuck(3);
      work.push(...times(20, () => readGate(shares.share("one"))));
      await stuck(5);
      expect(await shares.share("two").query(sql`select 2 as two`)).toEqual([{ two: 2 }]);
      work.push(...times(20, () => readGate(shares.share("two"))));
      // One connection is reserved for writers and health checks.
      await stuck(8);
      expect(await db.prisma.$queryRaw`select 1 as one`).toEqual([{ one: 1 }]);
      expect(shares.size).toBe(2);
    });
    await Promise.all(work);
    expect(shares.size).toBe(0);
  });

  test("a small request overtakes the statements of a large one", async () => {
    shares = createClientShares(db, { maxStatements: 3 });
    const ended: string[] = [];
    const large = shares.share("one");
    const many = times(1_000, (index) =>
      large.query(sql`select ${index}::int`).then(() => ended.push("large")),
    );
    const small = shares
      .share("one")
      .query(sql`select 1`)
      .then(() => ended.push("small"));
    await Promise.all([...many, small]);
    // Far from the end: its turn is next, but others end while a busy machine runs it.
    expect(ended.indexOf("small")).toBeLessThan(300);
  });

  test("a request that waits too long, or behind too many others, is rejected as BUSY", async () => {
    const impatient = openDatabase({ url: database.url, connections: 1, name, connectionTimeoutMs: 200 });
    const own = createClientShares(impatient, { maxStatements: 1 });
    let first: Promise<unknown> | undefined;
    await locked(async () => {
      first = readGate(own.share("one"));
      await stuck(1);
      const others = times(1_001, () => own.share("one").query(sql`select 1`));
      await expect(others.at(-1)).rejects.toMatchObject({
        code: "BUSY",
        message: "1000 requests of this client are already waiting for the database.",
      });
      const outcomes = await Promise.allSettled(others);
      expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["rejected"]));
    });
    expect(await first).toEqual([]);
    expect(own.size).toBe(0);
    await impatient.close();
  });
});

/** A step of a scheduler: a statement of a client's request arrives, or a running one ends. */
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ client: fc.nat(3), request: fc.nat(4) }) },
    { weight: 2, arbitrary: fc.record({ end: fc.nat(1_000) }) },
    { weight: 1, arbitrary: fc.record({ cancelClient: fc.nat(3), cancelRequest: fc.nat(4) }) },
  ),
  { maxLength: 300 },
);

test("no statement is lost, starts beyond a limit, or waits although it could run", () => {
  const limits = { maxRunning: 5, maxPerClient: 3, maxPerRequest: 2, maxWaitingRequests: 3, maxWaitMs: 1e6 };
  fc.assert(
    fc.property(steps, (sequence) => {
      const scheduler = new StatementScheduler(limits);
      const requests = times(4, (client) =>
        times(
          5,
          (): RequestStatements => ({
            client: String(client),
            running: 0,
            started: 0,
            waiting: [],
            timer: undefined,
          }),
        ),
      );
      const running: RequestStatements[] = [];
      let [entered, started, refused] = [0, 0, 0];
      const check = () => {
        expect(running.length).toBeLessThanOrEqual(limits.maxRunning);
        for (const own of requests) {
          const ofClient = own.reduce((sum, request) => sum + request.running, 0);
          expect(ofClient).toBeLessThanOrEqual(limits.maxPerClient);
          const waiting = own.filter((request) => request.waiting.length > 0);
          expect(waiting.length).toBeLessThanOrEqual(limits.maxWaitingRequests);
          for (const request of own) expect(request.running).toBeLessThanOrEqual(limits.maxPerRequest);
          if (running.length < limits.maxRunning && ofClient < limits.maxPerClient)
            for (const request of waiting) expect(request.running).toBe(limits.maxPerRequest);
        }
      };
      const end = (index: number) => {
        const [request] = running.splice(index % running.length, 1);
        if (request) scheduler.leave(request);
      };
      for (const step of sequence) {
        if ("end" in step) {
          if (running.length > 0) end(step.end);
        } else if ("cancelClient" in step) {
          const request = requests[step.cancelClient]?.[step.cancelRequest];
          if (request) scheduler.refuse(request, new Error("canceled"));
        } else {
          const request = requests[step.client]?.[step.request];
          if (!request) continue;
          entered += 1;
          scheduler.enter(request, {
            start: () => {
              started += 1;
              running.push(request);
            },
            refuse: () => {
              refused += 1;
            },
          });
        }
        check();
      }
      while (running.length > 0) {
        end(0);
        check();
      }
      expect(started + refused).toBe(entered);
      expect(scheduler.size).toBe(0);
    }),
  );
});

test("clients take turns, and large requests are not starved by small ones", () => {
  const scheduler = new StatementScheduler({
    maxRunning: 1,
    maxPerClient: 1,
    maxPerRequest: 1,
    maxWaitingRequests: 1_000,
    maxWaitMs: 1e6,
  });
  const order: string[] = [];
  const requestOf = (client: string): RequestStatements => ({
    client,
    running: 0,
    started: 0,
    waiting: [],
    timer: undefined,
  });
  const enter = (label: string, request: RequestStatements) =>
    scheduler.enter(request, {
      start: () => {
        order.push(label);
        current = request;
      },
      refuse: () => undefined,
    });
  let current: RequestStatements | undefined;
  const large = requestOf("one");
  for (let index = 0; index < 30; index += 1) enter("large", large);
  for (let index = 0; index < 8; index += 1) enter("other", requestOf("two"));
  while (order.length < 20 && current) scheduler.leave(current);
  // The other client had every second turn while it waited.
  expect(order.slice(0, 17).filter((label) => label === "other")).toHaveLength(8);
  for (let index = 0; index < 40; index += 1) enter("small", requestOf("one"));
  const before = order.length;
  while (order.length < before + 12 && current) scheduler.leave(current);
  const then = order.slice(before);
  expect(then.filter((label) => label === "large").length).toBeGreaterThanOrEqual(3);
  expect(then.filter((label) => label === "small").length).toBeGreaterThanOrEqual(8);
  while (scheduler.size > 0 && current) scheduler.leave(current);
});

describe("over HTTP", () => {
  let app: TestApp;
  let own: Database;
  beforeAll(async () => {
    own = openDatabase({ url: database.url, connections: 6, name });
    app = await startApp(
      { db: own, url: database.url },
      { trustProxy: true, limits: limitsWith({ perClient: { maxStatements: 2 } }) },
    );
  });
  afterAll(async () => {
    await app.close();
    await own.close();
  });
  const ask = (client: string, query: string, variables = {}) =>
    fetch(app.url, {
      method: "POST",
      headers: { "content-type": "application/json", "x-forwarded-for": client },
      body: JSON.stringify({ query, variables }),
    }).then((response) => response.json());

  test("comparing the plans of a statement takes the turns of its client", async () => {
    const query =
      "query ($min: Int) { papers(first: 1, filter: { upvotes: { min: $min } }) { nodes { title } } }";
    await ask("192.0.2.31", query, { min: 0 });
    const answers: Promise<unknown>[] = [];
    await database.db.transaction(async (transaction) => {
      await transaction.query(sql`lock table papers in access exclusive mode`);
      answers.push(...times(6, (power) => ask("192.0.2.31", query, { min: 4 ** power })));
      await stuck(2);
      await ask("192.0.2.32", "{ organizations { totalCount } }");
      const compared = await database.db.query(sql`
        select from pg_stat_activity where application_name = ${name} and wait_event_type = 'Lock' and query like 'explain%'
      `);
      expect(compared).toHaveLength(2);
    });
    expect(await Promise.all(answers)).toEqual(times(6, () => ({ data: { papers: { nodes: [] } } })));
  });

  test("operations whose values are too long for their plan take the turns of heavy ones", async () => {
    const query = `query ($keywords: [String!]) {
      papers(first: 100, filter: { keywords: $keywords }) { nodes { title authors { nodes { name } } } }
    }`;
    const db = openDatabase({ url: database.url, connections: 10, name });
    const wide = await startApp({ db, url: database.url });
    const asked = (length: number) =>
      wide.ask(query, { keywords: ["x".repeat(length)] }).then(({ data }) => data);
    const none = { papers: { nodes: [] } };
    expect(await asked(100)).toEqual(none);
    const answers: Promise<unknown>[] = [];
    await database.db.transaction(async (transaction) => {
      await transaction.query(sql`lock table papers in access exclusive mode`);
      answers.push(...times(8, () => asked(60_000)));
      await stuck(2);
      await wide.ask("{ organizations { totalCount } }");
      await stuck(2);
    });
    expect(await Promise.all(answers)).toEqual(times(8, () => none));
    await wide.close();
    await db.close();
  });

  test("the requests of one client leave connections to another", async () => {
    const answers: Promise<unknown>[] = [];
    await database.db.transaction(async (transaction) => {
      await transaction.query(sql`lock table papers in access exclusive mode`);
      answers.push(...times(20, () => ask("192.0.2.1", "{ papers { nodes { title } } }")));
      await stuck(2);
      expect(await ask("192.0.2.2", "{ organizations { totalCount } }")).toEqual({
        data: { organizations: { totalCount: 0 } },
      });
      await stuck(2);
    });
    for (const answer of answers) expect(await answer).toEqual({ data: { papers: { nodes: [] } } });
  });

  test.each([
    ["papers", '{ row: paper(by: { arxivId: "2507.00001" }) { title } }'],
    ["papers", `{ row: node(id: "${Buffer.from("Paper:1").toString("base64url")}") { id } }`],
    ["keywords", '{ row: keyword(name: "agents") { name } }'],
    ["organizations", '{ row: organization(slug: "facebook") { name } }'],
  ])("look-ups by key take turns as well (%s, %s)", async (table, query) => {
    const answers: Promise<unknown>[] = [];
    await database.db.transaction(async (transaction) => {
      await transaction.query({ text: `lock table ${table} in access exclusive mode`, values: [] });
      answers.push(...times(20, () => ask("192.0.2.1", query)));
      await stuck(2);
      expect(await ask("192.0.2.2", "{ authors { totalCount } }")).toEqual({
        data: { authors: { totalCount: 0 } },
      });
      await stuck(2);
    });
    for (const answer of answers) expect(await answer).toEqual({ data: { row: null } });
  });
});
