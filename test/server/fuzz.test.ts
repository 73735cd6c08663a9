import { readFileSync } from "node:fs";
import { buildSchema } from "graphql";
import { expect, test } from "vitest";
import { createRandom } from "../../seed/random.js";
import { syntheticPapers } from "../../seed/synthetic.js";
import { fuzzManifest } from "../fuzz/persisted.js";
import { loadPool } from "../fuzz/pool.js";
import { createGenerator, transports } from "../fuzz/requests.js";
import { type FuzzSummary, fuzz } from "../fuzz/run.js";
import { useDatabase } from "../kit/db/database.js";
import { record } from "../kit/models/papers.js";
import { testToken, useApp } from "../kit/server/app.js";

const database = useDatabase(async ({ db }) => {
  await record(db, [...syntheticPapers({ count: 150, seed: 1 })]);
});
const manifest = new Map(Object.entries(fuzzManifest));
const app = useApp(database, { persistedDocuments: { manifest, isExclusive: false } });
const schema = buildSchema(readFileSync("src/schema/schema.graphql", "utf8"));

const run = (seed: number, count: number): Promise<FuzzSummary> =>
  fuzz({ origin: app.origin, schema, seed, from: 0, count, concurrency: 8, transports, token: testToken });

test.each([1, 2])("1,000 generated requests with seed %i get valid responses", async (seed) => {
  const summary = await run(seed, 1_000);
  const problems = [...summary.problems.values()].map(
    ({ message, index, count }) => `${count} × ${message} (index ${index})`,
  );
  expect(problems).toEqual([]);
  expect(summary.requests).toBe(1_000);
  expect(app.logged.map(({ msg, err }) => ({ msg, err }))).toEqual([]);
});

test("generated requests reach both data and refusals", async () => {
  const { byOutcome, byTransport } = await run(3, 1_000);
  expect([...byTransport.keys()].sort()).toEqual([...transports].sort());
  expect(byOutcome.get("200")).toBeGreaterThan(100);
  expect([...byOutcome.keys()]).toEqual(
    expect.arrayContaining(["200 text/event-stream", "ws next", "ws subscribed", "ws closed 4400"]),
  );
  for (const code of [
    ...["BAD_USER_INPUT", "BAD_CURSOR", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"],
    ...["PERSISTED_QUERY_NOT_FOUND", "PERSISTED_QUERY_MISMATCH"],
  ])
    expect([...byOutcome.keys()].some((outcome) => outcome.endsWith(code))).toBe(true);
});

test("the request at an index is reproducible", async () => {
  const pool = await loadPool(app.url);
  const make = () => {
    const generator = createGenerator({
      ...{ random: createRandom(), seed: 7, schema, pool, token: testToken, transports },
    });
    return (index: number) => JSON.stringify(generator.generate(index));
  };
  const [one, other] = [make(), make()];
  const forwards = Array.from({ length: 200 }, (_, index) => one(index));
  const backwards = Array.from({ length: 200 }, (_, index) => other(199 - index)).reverse();
  expect(backwards).toEqual(forwards);
  expect(new Set(forwards).size).toBeGreaterThan(190);
});
