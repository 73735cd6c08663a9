import { request as httpRequest, METHODS } from "node:http";
import { execute, parse } from "graphql";
import sql from "sql-template-tag";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createRandom } from "../../seed/random.js";
import { syntheticPapers } from "../../seed/synthetic.js";
import { openDatabase } from "../../src/db/client.js";
import { createContext } from "../../src/schema/builder/context.js";
import { createSchema } from "../../src/schema/index.js";
import { maxAgeOf } from "../../src/server/cache/max-age.js";
import { generateOperation } from "../fuzz/documents.js";
import { loadPool } from "../fuzz/pool.js";
import { useDatabase } from "../kit/db/database.js";
import { withApp } from "../kit/live/added-papers.js";
import { paper, record } from "../kit/models/papers.js";
import { startApp, type TestApp, testToken, useApp } from "../kit/server/app.js";
import { openProxy } from "../kit/server/processes.js";
import { openQuietPooler } from "../kit/server/quiet-pooler.js";
import { allFeatures, limitsWith } from "../kit/server/server-options.js";
import { writerOf } from "../kit/server/writing.js";

const database = useDatabase(async ({ db }) => {
  await record(db, [...syntheticPapers({ count: 300, seed: 1 })]);
});
const limits = limitsWith({ responseCacheBytes: 10_000_000 });
const app = useApp(database, { limits });
const other = useApp(database, { limits });
const uncached = useApp(database);
const schema = createSchema();
const waiting = { timeout: 20_000, interval: 10 };

const newest = "{ papers(first: 3) { totalCount nodes { title upvotes } } }";
const count = "{ papers { totalCount } }";

const post = (query: string, headers: Record<string, string> = {}, { url } = app, others: object = {}) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query, ...others }),
  });
const byQuery = (query: string, headers: Record<string, string> = {}, { url } = app) =>
  fetch(url, {
    method: "QUERY",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
const get = (query: string, headers: Record<string, string> = {}, { url } = app) =>
  fetch(`${url}?query=${encodeURIComponent(query)}`, { headers });

/** Statements that requests send to the database. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const before = database.statements.length;
  await work();
  return database.statements.length - before;
}

const countOf = async (from: Pick<TestApp, "get">) =>
  (await from.get<{ papers: { totalCount: number } }>(count)).papers.totalCount;

let written = 0;
const newPaper = () => {
  written += 1;
  return paper(`New ${written}`, { arxivId: `2510.${10_000 + written}` });
};

describe("an equal question", () => {
  const methods = { POST: post, GET: get, QUERY: byQuery };
  // Versions of Node that do not parse QUERY refuse it.
  test.each(Object.entries(methods).filter(([method]) => METHODS.includes(method)))(
    "by %s is executed once",
    async (_method, ask) => {
      const query = `${newest} # ${_method}`;
      const first = await ask(query);
      const text = await first.text();
      expect(JSON.parse(text)).toMatchObject({ data: { papers: { nodes: expect.any(Array) } } });
      await expect(
        statementsOf(async () => {
          for (const coding of ["identity", "gzip", "br", "br"]) {
            const response = await ask(query, { "accept-encoding": coding });
            expect(await response.text()).toBe(text);
            for (const name of [
              "content-type",
              "vary",
              "access-control-allow-origin",
              "x-content-type-options",
            ])
              expect(response.headers.get(name)).toBe(first.headers.get(name));
          }
        }),
      ).resolves.toBe(0);
    },
  );

  test("has the media type that each client accepts, and its own variables and operation", async () => {
    const query = "query A($n: Int) { papers(first: $n) { nodes { id } } } query B { papers { totalCount } }";
    const answers = async () =>
      Promise.all(
        [
          { operationName: "A", variables: { n: 1 } },
          { operationName: "A", variables: { n: 2 } },
          { operationName: "B" },
        ].flatMap((others) =>
          ["application/json", "application/graphql-response+json"].map(async (accept) => {
            const response = await post(query, { accept }, app, others);
            return [response.headers.get("content-type"), await response.text()];
          }),
        ),
      );
    const first = await answers();
    expect(new Set(first.map(String)).size).toBe(6);
    expect(await answers()).toEqual(first);
  });

  test.each([
    ["of a writer", newest, { authorization: `Bearer ${testToken}` }],
    ["that asks for its cost", newest, { "x-papergraph-cost": "1" }],
  ])("%s is executed each time", async (_what, query, headers) => {
    await post(query, headers);
    const response = await get(query, headers);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await statementsOf(() => post(query, headers))).toBeGreaterThan(0);
  });

  test("with errors is executed each time", async () => {
    const query = '{ papers(first: 1) { nodes { title } } paper(by: { id: "?" }) { id } }';
    const ask = async () => expect(await (await get(query)).json()).toHaveProperty("errors");
    await ask();
    expect(await statementsOf(ask)).toBeGreaterThan(0);
    expect((await get(query)).headers.get("cache-control")).toBe("no-store");
  });

  test("of a mutation is executed each time", async () => {
    const mutation = `mutation { recordUpvotes(source: "test", observations: []) { recorded } }`;
    const ask = async () => (await post(mutation, { authorization: `Bearer ${testToken}` })).json();
    expect(await ask()).toMatchObject({ data: { recordUpvotes: { recorded: 0 } } });
    expect(await statementsOf(ask)).toBeGreaterThan(0);
  });

  test("costs a client little, and is refused over the budget", async () => {
    const budget = limitsWith({ responseCacheBytes: 1_000_000, perClient: { costPerMinute: 4_000 } });
    await withApp(database, { limits: budget }, async (limited) => {
      const remaining = async () =>
        Number(/r=(\d+)/.exec((await post(newest, {}, limited)).headers.get("ratelimit") ?? "")?.[1]);
      const [first, second, third] = [await remaining(), await remaining(), await remaining()];
      expect(second - third).toBe(first - second);
      expect(second - third).toBeLessThan(10);
      while ((await post(newest, {}, limited)).status === 200);
      const refused = await post(newest, {}, limited);
      expect([refused.status, await refused.json()]).toMatchObject([
        429,
        { errors: [{ extensions: { code: "RATE_LIMITED" } }] },
      ]);
    });
  });

  test("costs by the size of what is sent", async () => {
    const budget = limitsWith({ responseCacheBytes: 10_000_000, perClient: { costPerMinute: 1_000_000 } });
    await withApp(database, { limits: budget }, async (limited) => {
      const query =
        "{ papers(first: 100) { nodes { id title abstract keywords { name } authors { nodes { id name } } } } }";
      const ask = async (headers = {}) => {
        const response = await get(query, headers, limited);
        const remaining = Number(/r=(\d+)/.exec(response.headers.get("ratelimit") ?? "")?.[1]);
        return {
          remaining,
          etag: response.headers.get("etag") ?? "",
          length: (await response.text()).length,
        };
      };
      const [{ etag, length }, first, second] = [await ask(), await ask(), await ask()];
      const revalidated = await ask({ "if-none-match": etag });
      expect(length).toBeGreaterThan(50_000);
      expect(first.remaining - second.remaining).toBe(8 + Math.floor(length / 10_000));
      expect(second.remaining - revalidated.remaining).toBe(8);
    });
  });

  test("that depends on the clock is executed again after a second", async () => {
    const query = "{ trending(first: 1) { asOf nodes { score } } }";
    const first = await (await post(query)).text();
    expect(await (await post(query)).text()).toBe(first);
    await vi.waitFor(async () => expect(await (await post(query)).text()).not.toBe(first), waiting);
    const byGet = await get(query);
    expect([byGet.headers.get("etag"), byGet.headers.get("cache-control")]).toEqual([
      null,
      "private, no-cache",
    ]);
  });
});

async function* randomQueries(seed: number) {
  const [random, pool] = [createRandom(), await loadPool(app.url)];
  for (let index = 0; index < 300; index += 1) {
    random.restart(seed, index);
    yield generateOperation(random, pool, schema, "query");
  }
}

test("answers are the same with the cache and without it, for random operations", async () => {
  let compared = 0;
  for await (const { query, variables, operationName } of randomQueries(7)) {
    const texts: string[] = [];
    for (const to of [uncached, app, app, other, other]) {
      const response = await post(query, {}, to, { variables, operationName });
      // Masked errors have an ID of their own.
      texts.push(`${response.status} ${(await response.text()).replace(/"errorId":"[^"]*"/g, "")}`);
    }
    if (agesByItself(query)) continue;
    compared += 1;
    expect({ query, texts }).toEqual({ query, texts: texts.map(() => texts[0]) });
  }
  expect(compared).toBeGreaterThan(100);
});

test("fields that depend on the clock say so", async () => {
  let aging = 0;
  for await (const { query, variables, operationName } of randomQueries(11)) {
    const at = async (now: string) => {
      const contextValue = { ...createContext(database.db, { access: "off" }), now: new Date(now) };
      return JSON.stringify(
        await execute({
          schema,
          document: parse(query),
          variableValues: variables,
          operationName,
          contextValue,
        }),
      );
    };
    try {
      const [earlier, later] = [await at("2025-08-01T00:00:00Z"), await at("2026-08-01T00:00:00Z")];
      // Errors, such as of an instant in the future, are not kept.
      if (earlier === later || earlier.includes('"errors"') || later.includes('"errors"')) continue;
    } catch {
      continue;
    }
    aging += 1;
    expect({ query, ages: agesByItself(query) }).toEqual({ query, ages: true });
  }
  expect(aging).toBeGreaterThan(0);
});

function agesByItself(query: string): boolean {
  try {
    return maxAgeOf(schema, parse(query)) < Number.POSITIVE_INFINITY;
  } catch {
    return false;
  }
}

describe("a change of the data", () => {
  test("is seen by the client that made it, at once", async () => {
    for (let round = 0; round < 20; round += 1) {
      const before = await countOf(app);
      await writerOf(app).papers([{ title: `Own ${round}`, arxivId: `2511.${10_000 + round}` }]);
      expect(await countOf(app)).toBe(before + 1);
    }
  });

  test("is seen on other servers, and never unseen again", async () => {
    for (let round = 0; round < 10; round += 1) {
      const before = await countOf(other);
      const seen: number[] = [];
      const writing = writerOf(app).papers([
        { title: `For all ${round}`, arxivId: `2512.${10_000 + round}` },
      ]);
      await vi.waitFor(async () => {
        seen.push(await countOf(other));
        expect(seen.at(-1)).toBe(before + 1);
      }, waiting);
      await writing;
      for (let again = 0; again < 20; again += 1) seen.push(await countOf(other));
      expect(seen).toEqual([...seen].sort((one, two) => one - two));
    }
  });

  test("is seen if it did not come from a server", async () => {
    const before = await countOf(app);
    await record(database.db, [newPaper()]);
    await vi.waitFor(async () => expect(await countOf(app)).toBe(before + 1), waiting);
  });
});

describe("a response by GET", () => {
  test("is revalidated without a statement until the data changes", async () => {
    // What earlier tests changed may be notified meanwhile.
    const etag = await vi.waitFor(async () => {
      const first = await get(newest);
      expect([first.status, first.headers.get("cache-control")]).toEqual([200, "private, no-cache"]);
      const current = first.headers.get("etag") ?? "";
      expect(current).toMatch(/^W\/"[\w.-]+"$/);
      for (const tag of [current, current.slice(2), `"other", ${current}`, "*"])
        await expect(
          statementsOf(async () => {
            const response = await get(newest, { "if-none-match": tag });
            expect([response.status, await response.text(), response.headers.get("etag")]).toEqual([
              304,
              "",
              current,
            ]);
          }),
        ).resolves.toBe(0);
      return current;
    }, waiting);
    await record(database.db, [newPaper()]);
    await vi.waitFor(async () => {
      const response = await get(newest, { "if-none-match": etag });
      expect([response.status, response.headers.get("etag") === etag]).toEqual([200, false]);
    }, waiting);
  });

  test("is the one of GET for HEAD, which has no body", async () => {
    const plain = { "accept-encoding": "identity" };
    const head = (headers = {}) =>
      fetch(`${app.url}?query=${encodeURIComponent(newest)}`, {
        method: "HEAD",
        headers: { ...plain, ...headers },
      });
    const got = await get(newest, plain);
    await expect(
      statementsOf(async () => {
        const response = await head();
        expect([response.status, await response.text()]).toEqual([200, ""]);
        const length = Buffer.byteLength(await got.text());
        expect(response.headers.get("content-length")).toBe(String(length));
        expect((await head({ "if-none-match": got.headers.get("etag") ?? "" })).status).toBe(304);
      }),
    ).resolves.toBe(0);
  });

  test.skipIf(!METHODS.includes("QUERY"))("may be one by QUERY, which takes no mutations", async () => {
    const etag = await vi.waitFor(async () => {
      const current = (await byQuery(newest)).headers.get("etag") ?? "";
      expect((await byQuery(newest, { "if-none-match": current })).status).toBe(304);
      return current;
    }, waiting);
    expect((await get(newest, { "if-none-match": etag })).status).toBe(200);
    const mutation = await byQuery(
      'mutation { recordUpvotes(source: "test", observations: []) { recorded } }',
    );
    expect([mutation.status, await mutation.json()]).toMatchObject([
      405,
      { errors: [{ extensions: { code: "METHOD_NOT_ALLOWED" } }] },
    ]);
  });

  test("is not revalidated by the tag of another server or question", async () => {
    const tags = [
      await get(newest, {}, other),
      await get(count),
      await get(newest, { accept: "*/*" }, uncached),
    ];
    for (const { headers } of tags)
      expect((await get(newest, { "if-none-match": headers.get("etag") ?? '"none"' })).status).toBe(200);
  });

  test("is kept by other caches as configured, and not if it depends on the clock", async () => {
    const cacheControl = "public, max-age=0, s-maxage=60, stale-while-revalidate=30";
    await withApp(database, { limits, features: { ...allFeatures, cacheControl } }, async (server) => {
      const controlOf = async (query: string, headers = {}) =>
        (await get(query, headers, server)).headers.get("cache-control");
      expect(await controlOf(newest)).toBe(cacheControl);
      expect(await controlOf("{ trending { asOf } }")).toBe(
        "public, max-age=0, s-maxage=0, stale-while-revalidate=0",
      );
      expect((await get(newest, {}, server)).headers.get("ratelimit")).toBeNull();
      expect(await controlOf("{ nothing }")).toBe("no-store");
      expect(await controlOf(newest, { authorization: `Bearer ${testToken}` })).toBe("no-store");
      expect((await post(newest, {}, server)).headers.get("cache-control")).toBe("no-store");
    });
  });

  test.each([
    ["max-age=60", true],
    ["no-cache", true],
    ["must-revalidate", true],
    ["S-Maxage=60", true],
    ["public", true],
    ["max-age=60, Private", false],
    ["no-store", false],
  ])(
    "has headers about its client only if no shared cache may store it: %s",
    async (cacheControl, isShared) => {
      const features = { ...allFeatures, cacheControl, serverTiming: true };
      const budget = limitsWith({ responseCacheBytes: 1_000_000, perClient: { costPerMinute: 100_000 } });
      await withApp(database, { limits: budget, features }, async (server) => {
        const namesOf = ({ headers }: Response) =>
          ["ratelimit", "ratelimit-policy", "server-timing"].filter((name) => headers.has(name));
        const expected = isShared ? [] : ["ratelimit", "ratelimit-policy", "server-timing"];
        const first = await get(newest, {}, server);
        expect([first.headers.get("cache-control"), namesOf(first)]).toEqual([cacheControl, expected]);
        expect(namesOf(await get(newest, {}, server))).toEqual(expected);
        const unchanged = await get(newest, { "if-none-match": "*" }, server);
        expect([unchanged.status, namesOf(unchanged)]).toEqual([304, expected]);
        // The write token never leaves anything in another cache.
        const writer = await get(newest, { authorization: `Bearer ${testToken}` }, server);
        expect(writer.headers.get("cache-control")).toBe("no-store");
      });
    },
  );
});

describe("equal questions at the same time", () => {
  const name = "papergraph sharing";
  let db: ReturnType<typeof openDatabase>;
  const statements: string[] = [];
  let server: TestApp;
  beforeAll(async () => {
    db = openDatabase({
      url: database.url,
      connections: 4,
      name,
      onStatement: (text) => statements.push(text),
    });
    const budget = limitsWith({
      responseCacheBytes: 1_000_000,
      perClient: { costPerMinute: 100_000, maxStatements: 1 },
    });
    server = await startApp({ db, url: database.url }, { limits: budget, trustProxy: true });
  });
  afterAll(async () => {
    await server.close();
    await db.close();
  });
  beforeEach(() => {
    statements.length = 0;
  });

  /** Sends a request from an address; resolves with the response, or undefined once `leave` was called. */
  const ask = (query: string, address: string) => {
    const request = httpRequest(server.url, {
      method: "POST",
      headers: { "content-type": "application/json", "x-forwarded-for": address },
    });
    const answered = new Promise<{ rateLimit: unknown; body: string } | undefined>((resolve) => {
      request.on("error", () => resolve(undefined));
      request.on("response", async (response) => {
        let body = "";
        for await (const chunk of response) body += chunk;
        resolve({ rateLimit: response.headers["ratelimit"], body });
      });
    });
    request.end(JSON.stringify({ query }));
    return { answered, leave: () => request.destroy() };
  };
  /** Keeps statements waiting until `work` has ended. */
  const locked = (work: () => Promise<void>, table = sql`papers`) =>
    database.db.transaction(async (transaction) => {
      await transaction.query(sql`lock table ${table} in access exclusive mode`);
      await work();
    });
  const running = async () => {
    const rows = await database.db.query(sql`
      select from pg_stat_activity
      where application_name = ${name} and datname = current_database() and state = 'active'
    `);
    return rows.length;
  };
  const isRunning = (expected: number) =>
    vi.waitFor(async () => expect(await running()).toBe(expected), waiting);

  test("are executed once, and each request pays", async () => {
    let asked: ReturnType<typeof ask>[] = [];
    await locked(async () => {
      asked = Array.from({ length: 10 }, () => ask(`${newest} # shared`, "192.0.2.10"));
      await isRunning(1);
    });
    const answers = await Promise.all(asked.map(({ answered }) => answered));
    expect(statements.filter((text) => text.includes("papers"))).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer?.body)).size).toBe(1);
    const remaining = answers.map((answer) => Number(/r=(\d+)/.exec(String(answer?.rateLimit))?.[1]));
    expect(new Set(remaining).size).toBe(10);
  });

  test("of another client wait neither for its turn nor for its other statements", async () => {
    await locked(async () => {
      const blocked = ask("{ keywords(first: 1) { nodes { name } } }", "192.0.2.20");
      await isRunning(1);
      const before = await spentBy("192.0.2.20");
      const next = ask(`${newest} # fair`, "192.0.2.20");
      await vi.waitFor(
        async () => expect(await spentBy("192.0.2.20")).toBeGreaterThan(before + leastPrice),
        waiting,
      );
      const other = ask(`${newest} # fair`, "192.0.2.21");
      await Promise.race([other.answered, next.answered.then(() => expect.unreachable())]);
      expect((await other.answered)?.body).toContain('"data"');
      for (const each of [blocked, next]) each.leave();
    }, sql`keywords`);
  });

  test("go on when the first client leaves, and stop when all have left", async () => {
    let staying: ReturnType<typeof ask> | undefined;
    await locked(async () => {
      const first = ask(`${newest} # left`, "192.0.2.1");
      await isRunning(1);
      staying = ask(`${newest} # left`, "192.0.2.2");
      await vi.waitFor(async () => expect(await spentBy("192.0.2.2")).toBeGreaterThan(leastPrice), waiting);
      first.leave();
      await first.answered;
    });
    expect((await staying?.answered)?.body).toContain('"data"');
    await locked(async () => {
      const both = ["192.0.2.3", "192.0.2.4"].map((address) => ask(`${newest} # all left`, address));
      await isRunning(1);
      for (const each of both) each.leave();
      await isRunning(0);
    });
  });

  /** Units that a question costs at least, and one that needs no lock does not. */
  const leastPrice = 60;
  /** Units that a client has spent, as a request that needs no lock tells. */
  const spentBy = async (address: string) => {
    const answer = await ask("{ __typename }", address).answered;
    return 100_000 - Number(/r=(\d+)/.exec(String(answer?.rateLimit))?.[1]);
  };
});

describe("without the connection that listens", () => {
  test.each(["is closed", "stalls"])("answers are not older than the data when it %s", async (what) => {
    const { hostname, port, username, password, pathname } = new URL(database.url);
    const way = await openProxy({ host: hostname, port: Number(port) });
    const listenUrl = `postgresql://${username}:${password}@127.0.0.1:${way.port}${pathname}`;
    await withApp(database, { limits, listenUrl }, async (server) => {
      const before = await countOf(server);
      await vi.waitFor(async () => expect(await statementsOf(() => countOf(server))).toBe(0), waiting);
      if (what === "is closed") await way.close();
      else way.freeze();
      await record(database.db, [newPaper()]);
      // A connection that stalls is noticed within seconds.
      await vi.waitFor(async () => expect(await countOf(server)).toBe(before + 1), waiting);
      for (let round = 1; round <= 3; round += 1) {
        await record(database.db, [newPaper()]);
        if (what === "is closed") expect(await countOf(server)).toBe(before + 1 + round);
      }
      if (what === "is closed") await way.reopen();
      await vi.waitFor(async () => expect(await statementsOf(() => countOf(server))).toBe(0), waiting);
      expect(await countOf(server)).toBe(before + 4);
    });
    await way.close();
  });

  test("nothing is kept if it passes on no notifications between statements", async () => {
    const pooler = await openQuietPooler(database.url);
    await withApp(database, { limits, listenUrl: pooler.url }, async (server) => {
      const before = await countOf(server);
      for (let round = 1; round <= 3; round += 1) {
        await record(database.db, [newPaper()]);
        for (let again = 0; again < 2; again += 1) {
          expect(await statementsOf(() => get(count, {}, server))).toBeGreaterThan(0);
          expect(await countOf(server)).toBe(before + round);
        }
      }
      const response = await get(count, { "if-none-match": "*" }, server);
      expect([response.status, response.headers.get("etag")]).toEqual([200, null]);
      await vi.waitFor(() => expect(pooler.dropped()).toBeGreaterThan(0), waiting);
    });
    pooler.close();
  });
});
