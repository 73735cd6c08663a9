import sql from "sql-template-tag";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openDatabase } from "../../src/db/client.js";
import type { Database } from "../../src/db/database.js";
import { rateLimitHeaders } from "../../src/server/clients/charge.js";
import {
  createRateLimiter,
  type RateLimiter,
  type RateLimiterOptions,
} from "../../src/server/clients/rate-limit.js";
import { useDatabase } from "../kit/db/database.js";
import { withApp } from "../kit/live/added-papers.js";
import type { Received } from "../kit/live/subscribers.js";
import { limitsWith } from "../kit/server/server-options.js";

const database = useDatabase();
let limiters: RateLimiter[] = [];
const limiter = (options: RateLimiterOptions) => {
  const created = createRateLimiter(options);
  limiters.push(created);
  return created;
};

beforeEach(() => database.db.query(sql`truncate rate_limits`));
afterEach(() => {
  vi.useRealTimers();
  for (const each of limiters) each.close();
  limiters = [];
});

describe("a new document", () => {
  /** Sends a request to a server with a budget. */
  const withBudget = <T>(
    costPerMinute: number,
    work: (
      send: (query: string) => Promise<Received & { status: number; remaining: number }>,
      url: string,
    ) => Promise<T>,
  ) =>
    withApp(database, { limits: limitsWith({ perClient: { costPerMinute } }) }, (app) =>
      work(async (query) => {
        const response = await fetch(app.url, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query }),
        });
        const remaining = Number(/r=(\d+)/.exec(response.headers.get("ratelimit") ?? "")?.[1]);
        return { ...((await response.json()) as Received), status: response.status, remaining };
      }, app.url),
    );
  /** An operation that costs 13,832 units for each list. */
  const lists = (count: number) => {
    const list = (number: number) => `a${number}: papers(first: 100) { ...names }`;
    return `{ ${Array.from({ length: count }, (_, number) => list(number)).join(" ")} }
      fragment names on PaperConnection { nodes { title authors(first: 50) { nodes { name } } } }`;
  };

  test.each([
    [3, 429, /used, and this operation costs \d{2},\d{3}\. Retry in \d+ s\.$/],
    // Retrying does not help.
    [8, 400, /^The operation costs \d{3},\d{3} units/],
  ])("of an operation that costs too much is refused for that", async (count, status, message) => {
    await withBudget(200_000, async (send) => {
      while ((await send(lists(1))).remaining > 30_000);
      const refused = await send(lists(count));
      expect([refused.status, refused.errors?.[0]?.message]).toEqual([
        status,
        expect.stringMatching(message),
      ]);
    });
  });

  test("is not read once the budget is used up", async () => {
    await withBudget(1_000, async (send) => {
      for (let count = 0; (await send(`{ unknown${count} }`)).remaining > 0; count += 1);
      expect(await send("{ unknown }")).toMatchObject({
        status: 429,
        errors: [
          { message: expect.stringMatching(/^Rate limit exceeded: 1,000 of 1,000 .+ are used\. Retry in/) },
        ],
      });
    });
  });

  test("is not read either if it was sent before others used up the budget", async () => {
    await withBudget(100, async (send, url) => {
      // On open connections, they arrive at once.
      await Promise.all(
        Array.from({ length: 40 }, async () => (await fetch(new URL("/health", url))).text()),
      );
      const sent = await Promise.all(Array.from({ length: 40 }, (_, count) => send(`{ unknown${count} }`)));
      // Each read one costs at least 10 units.
      expect(sent.filter(({ status }) => status !== 429).length).toBeLessThanOrEqual(10);
    });
  });
});

const stores: [string, () => Database | undefined][] = [
  ["memory", () => undefined],
  ["Postgres", () => database.db],
];

describe.each(stores)("a budget in %s", (_name, store) => {
  const budget = () => limiter({ costPerMinute: 1_000, store: store() });

  test("is spent by its client only", async () => {
    const { charge } = budget();
    expect(await charge("192.0.2.1", 400)).toMatchObject({ remaining: 600, refusal: undefined });
    expect(await charge("192.0.2.1", 599.5)).toMatchObject({ remaining: 0, refusal: undefined });
    expect(await charge("192.0.2.2", 0)).toMatchObject({ remaining: 999, refusal: undefined });
  });

  test("refuses operations over budget, with headers that say when to retry", async () => {
    const { charge } = budget();
    const accepted = await charge("192.0.2.1", 900);
    expect(rateLimitHeaders(accepted)).toEqual({
      "ratelimit-policy": '"cost";q=1000;w=60',
      ratelimit: expect.stringMatching(/^"cost";r=100;t=(60|59)$/),
    });
    const refused = await charge("192.0.2.1", 101);
    expect(refused).toMatchObject({ limit: 1_000, remaining: 100 });
    expect(refused?.refusal).toMatchObject({
      message: expect.stringMatching(
        /^Rate limit exceeded: 900 of 1,000 cost units per minute are used, and this operation costs 101\. Retry in \d+ s\.$/,
      ),
      extensions: { code: "RATE_LIMITED", http: { status: 429 } },
    });
    const headers = rateLimitHeaders(refused);
    expect(headers["ratelimit"]).toMatch(/^"cost";r=100;t=(60|59)$/);
    expect(headers["retry-after"]).toMatch(/^(60|59)$/);
  });

  test("is not spent by refused operations: cheaper ones still fit", async () => {
    const { charge } = budget();
    await charge("192.0.2.1", 900);
    for (let count = 0; count < 3; count += 1)
      expect((await charge("192.0.2.1", 200))?.refusal).toBeDefined();
    expect(await charge("192.0.2.1", 60)).toMatchObject({ remaining: 40, refusal: undefined });
    expect((await charge("192.0.2.1", 41))?.refusal?.message).toMatch(/960 of 1,000/);
    expect(await charge("192.0.2.1", 40)).toMatchObject({ remaining: 0, refusal: undefined });
    expect((await charge("192.0.2.1", 1))?.refusal?.message).toMatch(/1,000 of 1,000/);
  });

  test("accepts an operation that fits next to concurrent ones that do not", async () => {
    const { charge } = budget();
    await charge("192.0.2.1", 900);
    const charges = await Promise.all([200, 50, 300].map((units) => charge("192.0.2.1", units)));
    expect(charges.map((each) => each?.refusal !== undefined)).toEqual([true, false, true]);
  });

  test("is charged for work beyond it, and then waits for the next one", async () => {
    const { charge, debit, exhausted } = budget();
    expect(await debit("192.0.2.1", 900)).toMatchObject({ limit: 1_000, remaining: 100 });
    expect(await exhausted("192.0.2.1")).toBeUndefined();
    const { remaining, resetMs } = (await debit("192.0.2.1", 500)) ?? {};
    expect(remaining).toBe(0);
    expect(resetMs).toBeGreaterThan(50_000);
    expect(resetMs).toBeLessThanOrEqual(60_000);
    expect(await exhausted("192.0.2.1")).toMatchObject({
      refusal: {
        message: expect.stringMatching(/^Rate limit exceeded: 1,000 of 1,000 .+ are used\. Retry in/),
      },
    });
    expect(await charge("192.0.2.1", 1)).toMatchObject({
      remaining: 0,
      refusal: { message: expect.stringMatching(/1,000 of 1,000/) },
    });
  });

  test("is not used up by a concurrent operation that is refused", async () => {
    const { charge, debit } = budget();
    await charge("192.0.2.1", 900);
    const [, charged] = await Promise.all([charge("192.0.2.1", 500), debit("192.0.2.1", 10)]);
    expect(charged).toMatchObject({ remaining: 90 });
  });

  test("refuses an operation that exceeds the whole budget, and spends nothing", async () => {
    const { charge } = budget();
    const never = await charge("192.0.2.1", 1_001);
    expect(never?.refusal?.message).toBe(
      "This operation costs 1,001 units, but the rate limit is 1,000 per minute. Request less per operation; retrying will not help.",
    );
    expect(rateLimitHeaders(never)["retry-after"]).toBeUndefined();
    expect(await charge("192.0.2.1", 1_000)).toMatchObject({ remaining: 0, refusal: undefined });
  });

  test("is reset after a minute", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout", "performance"] });
    const { charge } = limiter({ costPerMinute: 1_000, store: undefined });
    await charge("192.0.2.1", 1_000);
    expect((await charge("192.0.2.1", 1))?.refusal).toBeDefined();
    vi.advanceTimersByTime(60_001);
    expect(await charge("192.0.2.1", 1)).toMatchObject({ remaining: 999, refusal: undefined });
  });
});

test("no limit charges nothing", async () => {
  const { charge } = limiter({ costPerMinute: undefined });
  expect(await charge("192.0.2.1", 1e9)).toBeUndefined();
  expect(rateLimitHeaders(undefined)).toEqual({});
});

test("clients beyond the memory limit share budgets by network", async () => {
  const { charge } = limiter({ costPerMinute: 1_000, maxClients: 100 });
  for (let index = 0; index < 100; index += 1) await charge(`192.0.2.${index}`, 1);
  expect(await charge("198.51.100.1", 300)).toMatchObject({ remaining: 700 });
  expect(await charge("198.51.100.2", 300)).toMatchObject({ remaining: 400 });
  expect(await charge("203.0.113.1", 300)).toMatchObject({ remaining: 700 });
  expect(await charge("2001:db8:0:1::", 300)).toMatchObject({ remaining: 700 });
  expect(await charge("2001:db8:0:2::", 300)).toMatchObject({ remaining: 400 });
  // Existing clients keep their own.
  expect(await charge("192.0.2.50", 1)).toMatchObject({ remaining: 998 });
});

test("clients that are only charged afterwards count towards the memory limit", async () => {
  const { debit } = limiter({ costPerMinute: 1_000, maxClients: 100 });
  for (let index = 0; index < 100; index += 1) await debit(`192.0.2.${index}`, 1);
  expect(await debit("198.51.100.1", 300)).toMatchObject({ remaining: 700 });
  expect(await debit("198.51.100.2", 300)).toMatchObject({ remaining: 400 });
});

describe("a budget in Postgres", () => {
  test("is shared by processes, and a client over budget costs no statement", async () => {
    const [one, two] = [database.db, database.db].map((store) => limiter({ costPerMinute: 1_000, store }));
    expect(await one?.charge("192.0.2.1", 600)).toMatchObject({ remaining: 400 });
    expect(await two?.charge("192.0.2.1", 300)).toMatchObject({ remaining: 100 });
    expect((await one?.charge("192.0.2.1", 200))?.refusal).toBeDefined();
    database.statements.length = 0;
    const again = await one?.charge("192.0.2.1", 101);
    expect(again?.refusal).toBeDefined();
    expect(Number(rateLimitHeaders(again)["retry-after"])).toBeGreaterThan(50);
    expect(database.statements).toEqual([]);
  });

  test("is charged one statement after another, and none once it is used up", async () => {
    const { debit } = limiter({ costPerMinute: 1_000, store: database.db });
    database.statements.length = 0;
    const budgets = await Promise.all(Array.from({ length: 50 }, () => debit("192.0.2.1", 400)));
    expect(budgets.map((each) => each?.remaining)).toEqual([600, 200, ...Array(48).fill(0)]);
    expect(database.statements).toHaveLength(3);
  });

  test("leaves no rows behind", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const { charge } = limiter({ costPerMinute: 1_000, store: database.db });
    await charge("192.0.2.1", 600);
    await database.db.query(sql`update rate_limits set expire = expire - 61000`);
    await charge("192.0.2.2", 600);
    await vi.waitFor(async () => {
      vi.advanceTimersByTime(60_000);
      expect(await database.db.query(sql`select key from rate_limits`)).toEqual([{ key: "192.0.2.2" }]);
    });
  });

  test("falls back to memory while the database is unreachable", async () => {
    const away = openDatabase({ url: "postgresql://nobody@127.0.0.1:1/nothing" });
    const errors: unknown[] = [];
    const { charge } = limiter({
      costPerMinute: 1_000,
      store: away,
      onStoreError: (error) => errors.push(error),
    });
    expect(await charge("192.0.2.1", 900)).toMatchObject({ remaining: 100, refusal: undefined });
    expect((await charge("192.0.2.1", 900))?.refusal).toBeDefined();
    expect(await charge("192.0.2.1", 100)).toMatchObject({ remaining: 0, refusal: undefined });
    expect(new Set(errors.map((error) => (error as { code: string }).code))).toEqual(
      new Set(["ECONNREFUSED"]),
    );
    await away.close();
  });
});
