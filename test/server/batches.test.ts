import fc from "fast-check";
import { type ExecutionArgs, execute, type GraphQLError, parse } from "graphql";
import sql, { type Sql } from "sql-template-tag";
import { beforeEach, expect, test, vi } from "vitest";
import { createRandom } from "../../seed/random.js";
import { syntheticPapers } from "../../seed/synthetic.js";
import type { Batch, Batchable } from "../../src/db/batchable.js";
import { batchText } from "../../src/plan/batch-text.js";
import { operationOf } from "../../src/plan/operation.js";
import { Planner } from "../../src/plan/planner.js";
import { type Context, createContext } from "../../src/schema/builder/context.js";
import { createSchema } from "../../src/schema/index.js";
import { type ClientShares, createClientShares } from "../../src/server/clients/client-shares.js";
import { generateOperation, validDocument } from "../fuzz/documents.js";
import { loadPool } from "../fuzz/pool.js";
import { useDatabase } from "../kit/db/database.js";
import { record } from "../kit/models/papers.js";
import { useApp } from "../kit/server/app.js";

const database = useDatabase(async ({ db }) => {
  await record(db, [...syntheticPapers({ count: 400, seed: 1 })]);
  await db.query(sql`create table gate (id int)`);
});
const app = useApp(database);
const schema = createSchema();
/** Milliseconds; much more than a run takes, for busy machines. */
const timeoutMs = 180_000;
let shares: ClientShares;

beforeEach(() => {
  shares = createClientShares(database.db, { maxStatements: 2 });
});

/** Statements that `work` sends, and its result. */
async function sentBy<T>(
  work: () => Promise<T>,
): Promise<{ result: T; statements: string[]; batches: number }> {
  const before = database.statements.length;
  const result = await work();
  const statements = database.statements.slice(before).filter((text) => !text.startsWith("deallocate"));
  return {
    result,
    statements,
    batches: statements.filter((text) => text.includes("unnest((select $1::text[])")).length,
  };
}

/** A statement of the tests, as the planner makes them. */
const batchableOf = (statement: Sql, batch: Batch, cost = 100): Batchable => ({
  statement: { text: statement.text, values: statement.values },
  name: batch.name.slice(1),
  cost,
  batch,
});
const batchOf = ({ strings }: Sql, name: string): Batch => ({
  text: batchText(strings),
  name: `*${name}`,
  isValid: true,
});

test(
  "results in batches equal those of resolvers, for random operations",
  async () => {
    const planner = new Planner(schema, (error) => error as GraphQLError, 8_000_000);
    const [random, pool] = [createRandom(), await loadPool(app.url)];
    let together = 0;
    for (let index = 0; index < 700; index++) {
      random.restart(9, index);
      const { query, variables, operationName } = generateOperation(random, pool, schema, "query");
      if (validDocument(schema, query) === undefined) continue;
      const document = parse(query);
      const now = new Date();
      const args = (): ExecutionArgs & { contextValue: Context } => ({
        schema,
        document,
        variableValues: variables,
        operationName,
        contextValue: { ...createContext(shares.share("client"), { access: "refused" }), now },
      });
      let isPlanned = true;
      const run = () => {
        const given = args();
        return planner.execute(
          operationOf(given),
          given.contextValue,
          async () => {
            isPlanned = false;
            return {};
          },
          100,
        );
      };
      // Statements that recur are prepared.
      for (let times = 0; times < 2; times++) await run();
      if (!isPlanned) continue;
      const { result, statements, batches } = await sentBy(() => Promise.all([run(), run(), run()]));
      together += batches;
      // A batch that Postgres refuses is followed by its three statements.
      if (batches > 0) expect({ query, few: statements.length < 3 }).toEqual({ query, few: true });
      const resolved = JSON.stringify(await execute(args()));
      for (const each of result)
        expect({ query, variables, result: JSON.stringify(each) }).toEqual({
          query,
          variables,
          result: resolved,
        });
    }
    expect(together).toBeGreaterThan(50);
  },
  timeoutMs,
);

const slugQuery =
  "query ($slug: String!, $username: String!) { organization(slug: $slug) { slug name } author(username: $username) { name } }";

test("concurrent requests share statements, whatever their values", async () => {
  const { slugs } = await loadPool(app.url);
  const names = fc.oneof(
    fc.constantFrom(...slugs, "", "NULL", "null", "a,b", "{}", "{a}", '"', "\\", "'", "$1", "value_1"),
    fc.string({ unit: "grapheme", maxLength: 10 }).filter((text) => !text.includes("\0")),
  );
  const pairs = fc.array(fc.record({ slug: names, username: names }), { minLength: 8, maxLength: 12 });
  let all = 0;
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(pairs, async (list) => {
      const { result, statements } = await sentBy(() =>
        Promise.all(list.map((variables) => app.ask(slugQuery, variables))),
      );
      all += list.length;
      sent += statements.length;
      for (const [index, variables] of list.entries())
        expect(result[index]).toEqual(await app.ask(slugQuery, variables));
    }),
    { numRuns: 30 },
  );
  expect(sent).toBeLessThan(all);
});

const divided = (value: unknown) => sql`select (12 / ${value}::int)::text as data`;

test("a value at fault fails its request only", async () => {
  const batch = batchOf(divided(1), "divided");
  const { result, batches } = await sentBy(() =>
    Promise.allSettled(
      [1, 0, "3", null, "x"].map((value) =>
        shares.share("one").queryBatched(batchableOf(divided(value), batch)),
      ),
    ),
  );
  expect(batches).toBe(1);
  expect(result).toMatchObject([
    { value: "12" },
    { reason: { message: "division by zero" } },
    { value: "4" },
    { value: null },
    { reason: { message: 'invalid input syntax for type integer: "x"' } },
  ]);
  expect(batch.isValid).toBe(true);
  expect(shares.size).toBe(0);
});

test("a statement that is not valid in a batch runs alone, and is not tried again", async () => {
  const summed = (value: number) => sql`select (1 + ${value})::text as data`;
  const batch = batchOf(summed(1), "summed");
  const run = () =>
    Promise.all([1, 2].map((value) => shares.share("one").queryBatched(batchableOf(summed(value), batch))));
  expect((await sentBy(run)).result).toEqual(["2", "3"]);
  expect(batch.isValid).toBe(false);
});

test("batches are limited by cost, and expensive statements run alone", async () => {
  const batch = batchOf(divided(1), "by_cost");
  const runs = async (cost: number) => {
    const { statements, batches } = await sentBy(() =>
      Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          shares.share("one").queryBatched(batchableOf(divided(index + 1), batch, cost)),
        ),
      ),
    );
    return { statements: statements.length, batches };
  };
  expect(await runs(200)).toEqual({ statements: 1, batches: 1 });
  expect(await runs(500)).toEqual({ statements: 3, batches: 3 });
  expect(await runs(501)).toEqual({ statements: 20, batches: 0 });
});

const counted = (value: number) => sql`select (count(*) + ${value}::int)::text as data from gate`;
const countOf = (batch: Batch, value: number, signal?: AbortSignal) =>
  shares.share("one", { signal }).queryBatched(batchableOf(counted(value), batch));

/** Runs work while no statement can read the gate. */
async function withLockedGate<T>(
  work: (waiting: (pids: number) => Promise<number>) => Promise<T>,
): Promise<T> {
  return database.db.transaction(async (transaction) => {
    await transaction.query(sql`lock table gate in access exclusive mode`);
    return work((count) =>
      vi.waitFor(async () => {
        const locks = await transaction.query<{ pid: number }>(
          sql`select pid from pg_locks where relation = 'gate'::regclass and not granted`,
        );
        expect(locks).toHaveLength(count);
        return locks[0]?.pid ?? 0;
      }),
    );
  });
}

test("a request that is aborted leaves its batch at once, and the others get their results", async () => {
  const batch = batchOf(counted(0), "gate");
  const aborted = [new AbortController(), new AbortController()];
  const [others, early, late] = await withLockedGate(async (waiting) => {
    const asked = [1, 2, 3, 4].map((value) => countOf(batch, value, aborted[value - 1]?.signal));
    const outcomes = asked.map((each) => each.catch((error: unknown) => error));
    aborted[0]?.abort();
    await waiting(1);
    aborted[1]?.abort();
    return [Promise.all(outcomes.slice(2)), await outcomes[0], await outcomes[1]] as const;
  });
  expect([early, late]).toMatchObject([{ code: "CANCELED" }, { code: "CANCELED" }]);
  expect(await others).toEqual(["3", "4"]);
  expect(shares.size).toBe(0);
});

test("a batch whose requests have all been aborted is canceled in Postgres", async () => {
  const aborted = new AbortController();
  await withLockedGate(async (waiting) => {
    const asked = [1, 2].map((value) => countOf(batchOf(counted(0), "gate"), value, aborted.signal));
    const outcomes = Promise.allSettled(asked);
    await waiting(1);
    aborted.abort();
    await waiting(0);
    expect(await outcomes).toMatchObject([
      { reason: { code: "CANCELED" } },
      { reason: { code: "CANCELED" } },
    ]);
  });
});

test("a batch whose connection is lost fails as its statements would, which do not run again", async () => {
  const { result, statements } = await sentBy(() =>
    withLockedGate(async (waiting) => {
      const outcomes = Promise.allSettled([1, 2].map((value) => countOf(batchOf(counted(0), "gate"), value)));
      await database.db.query(sql`select pg_terminate_backend(${await waiting(1)})`);
      return outcomes.then((settled) => ({ settled }));
    }),
  );
  expect(result.settled).toMatchObject([{ reason: { code: "57P01" } }, { reason: { code: "57P01" } }]);
  expect(statements.filter((text) => text.includes("from gate"))).toHaveLength(1);
});

test("a statement that also fails alone is batched again", async () => {
  const batch = batchOf(counted(0), "gate");
  await database.db.query(sql`alter table gate rename to moved`);
  const failed = await Promise.allSettled([1, 2].map((value) => countOf(batch, value)));
  await database.db.query(sql`alter table moved rename to gate`);
  expect(failed).toMatchObject([{ reason: { code: "42P01" } }, { reason: { code: "42P01" } }]);
  expect(batch.isValid).toBe(true);
});

test("a client that waits for its turn does not delay those whose statements it would share", async () => {
  const batch = batchOf(divided(1), "turns");
  const ask = (client: string, value: number) =>
    shares.share(client).queryBatched(batchableOf(divided(value), batch));
  const work = await database.db.transaction(async (transaction) => {
    await transaction.query(sql`lock table gate in access exclusive mode`);
    const busy = [1, 2].map(() => shares.share("one").query(sql`select * from gate`));
    const ofOne = [ask("one", 1), ask("one", 2)];
    // The next iteration, in which "one" still waits.
    await new Promise(setImmediate);
    expect(await Promise.all([ask("two", 3), ask("two", 4)])).toEqual(["4", "3"]);
    expect(await Promise.all([ask("one", 6), ask("two", 12)])).toEqual(["2", "1"]);
    return [Promise.all(busy), Promise.all(ofOne)] as const;
  });
  expect(await work[0]).toEqual([[], []]);
  expect(await work[1]).toEqual(["12", "6"]);
});
