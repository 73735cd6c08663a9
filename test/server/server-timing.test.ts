import sql from "sql-template-tag";
import { describe, expect, test, vi } from "vitest";
import { syntheticPapers } from "../../seed/synthetic.js";
import { useDatabase } from "../kit/db/database.js";
import { withApp } from "../kit/live/added-papers.js";
import { record } from "../kit/models/papers.js";
import { type TestAppOptions, testToken, useApp } from "../kit/server/app.js";
import { allFeatures, limitsWith } from "../kit/server/server-options.js";
import { recordPapersMutation } from "../kit/server/writing.js";

const database = useDatabase(async ({ db }) => {
  await record(db, [...syntheticPapers({ count: 30, seed: 1 })]);
});
const limits = limitsWith({ responseCacheBytes: 10_000_000 });
const timed: TestAppOptions = { limits, features: { ...allFeatures, serverTiming: true } };
const app = useApp(database, timed);

const newest = "{ papers(first: 3) { nodes { title } } }";
/** Left to resolvers. */
const nodes = (id: string) => `{ node(id: "${id}") { id ... on Paper { title } } }`;

interface Metric {
  name: string;
  desc: string | undefined;
  dur: number | undefined;
}

/** The metrics of a response, parsed as in the specification; fails for anything else. */
function metricsOf(response: Response): Metric[] {
  const header = response.headers.get("server-timing");
  return (header?.split(", ") ?? []).map((metric) => {
    const [, name = "", desc, dur] =
      /^([!#$%&'*+.^_`|~\w-]+)(?:;desc="([^"]*)")?(?:;dur=(\d+\.\d+))?$/.exec(metric) ?? [];
    expect([metric, name]).toEqual([metric, expect.stringMatching(/./)]);
    return { name, desc, dur: dur === undefined ? undefined : Number(dur) };
  });
}

interface Priced {
  extensions: { cost: { requested: number } };
}

const namesOf = (response: Response) => metricsOf(response).map(({ name }) => name);
const cacheOf = (response: Response) => metricsOf(response).find(({ name }) => name === "cache")?.desc;

async function post(body: object, headers: Record<string, string> = {}, { url } = app): Promise<Response> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  await response.clone().text();
  return response;
}

const get = (query: string, headers: Record<string, string> = {}, { url } = app) =>
  fetch(`${url}?query=${encodeURIComponent(query)}`, { headers });

/** A server that has not heard from the database for a while keeps nothing. */
const waiting = { timeout: 20_000, interval: 10 };

describe("Server-Timing", () => {
  test("says what an executed query spent its time on, and that it was not kept", async () => {
    const started = performance.now();
    const response = await post({ query: newest });
    const elapsed = performance.now() - started;
    const metrics = metricsOf(response);
    expect(metrics.map(({ name }) => name)).toEqual(["cache", "plan", "database", "serialize"]);
    expect(metrics[0]).toMatchObject({ desc: "miss", dur: undefined });
    const durations = metrics.slice(1).map(({ dur }) => dur ?? Number.NaN);
    expect(durations.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(elapsed);
    expect(response.headers.get("access-control-expose-headers")).toContain("Server-Timing");
  });

  test("has the time of resolvers, of mutations and of errors", async () => {
    const { papers } = await app.get<{ papers: { nodes: { id: string }[] } }>("{ papers { nodes { id } } }");
    expect(namesOf(await post({ query: nodes(papers.nodes[0]?.id ?? "") }))).toEqual([
      "cache",
      "plan",
      "resolve",
      "database",
      "serialize",
    ]);
    const written = await post(
      { query: recordPapersMutation, variables: { papers: [] } },
      { authorization: `Bearer ${testToken}` },
    );
    expect(namesOf(written)).toEqual(expect.arrayContaining(["plan", "resolve", "serialize"]));
    expect(cacheOf(written)).toBeUndefined();
    expect(namesOf(await post({ query: "{ nope }" }))).toEqual(["plan", "serialize"]);
  });

  test("of a kept response says so, and has no times of the request that it was made for", async () => {
    const query = `${newest} # kept`;
    for (const ask of [get, (text: string) => post({ query: text })]) {
      const first = await ask(query);
      expect(cacheOf(first)).toBe("miss");
      await vi.waitFor(async () => {
        const again = await ask(query);
        expect(again.headers.get("server-timing")).toBe('cache;desc="hit"');
        expect(await again.text()).toBe(await first.clone().text());
      }, waiting);
    }
    await vi.waitFor(async () => {
      const etag = (await get(query)).headers.get("etag") ?? "";
      const current = await get(query, { "if-none-match": etag });
      expect([current.status, current.headers.get("server-timing")]).toEqual([304, 'cache;desc="hit"']);
    }, waiting);
  });

  test("says when a response was made for an equal request at the same time", async () => {
    const budget = limitsWith({ responseCacheBytes: 1_000_000, perClient: { costPerMinute: 100_000 } });
    await withApp(database, { ...timed, limits: budget, trustProxy: true }, async (server) => {
      const ask = (body: object, headers: Record<string, string> = {}) =>
        post(body, { "x-forwarded-for": "192.0.2.1", ...headers }, server);
      const question = {
        query: "query ($n: Int) { papers(first: $n) { nodes { title } } }",
        variables: { n: 2 },
      };
      const priced = (await (await ask(question, { "x-papergraph-cost": "1" })).json()) as Priced;
      const price = priced.extensions.cost.requested;
      // Kept responses cost the same each time.
      const remaining = async () =>
        Number(/r=(\d+)/.exec((await ask({ query: "{ __typename }" })).headers.get("ratelimit") ?? "")?.[1]);
      await remaining();
      let polls = [await remaining(), await remaining()];
      const [before = 0, after = 0] = polls;
      const pollPrice = before - after;
      let both: Promise<Response>[] = [];
      await database.db.transaction(async (transaction) => {
        await transaction.query(sql`lock table papers in access exclusive mode`);
        both = [ask(question), ask(question)];
        // Both have been charged, so they wait.
        await vi.waitFor(
          async () => {
            polls = [...polls, await remaining()];
            const spent = before - (polls.at(-1) ?? 0) - pollPrice * (polls.length - 1);
            expect(spent).toBeGreaterThanOrEqual(2 * price);
          },
          { timeout: 20_000 },
        );
      });
      const responses = await Promise.all(both);
      expect(responses.map(cacheOf).sort()).toEqual(["miss", "shared"]);
      const joined = responses.find((response) => cacheOf(response) === "shared");
      expect(namesOf(joined ?? new Response())).not.toContain("database");
    });
  });

  test("is not in responses that a CDN may keep", async () => {
    const features = { ...allFeatures, serverTiming: true, cacheControl: "public, s-maxage=5" };
    await withApp(database, { limits, features }, async (shared) => {
      for (let times = 0; times < 2; times += 1) {
        const response = await get(newest, {}, shared);
        expect(response.headers.get("cache-control")).toBe("public, s-maxage=5");
        expect(response.headers.get("server-timing")).toBeNull();
      }
      expect(cacheOf(await post({ query: newest }, {}, shared))).toBe("miss");
      const failed = await get("{ nope }", {}, shared);
      expect(failed.headers.get("cache-control")).toBe("no-store");
      expect(namesOf(failed)).toEqual(["plan", "serialize"]);
    });
  });

  test("is off by default", async () => {
    await withApp(database, { limits }, async (plain) => {
      for (let times = 0; times < 2; times += 1)
        expect((await get(newest, {}, plain)).headers.get("server-timing")).toBeNull();
      expect((await post({ query: "{ nope }" }, {}, plain)).headers.get("server-timing")).toBeNull();
    });
  });
});
