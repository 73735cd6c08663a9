import sql, { type Sql } from "sql-template-tag";
import { beforeEach, expect, test, vi } from "vitest";
import type { Batch, Batchable } from "../../src/db/batchable.js";
import { openDatabase } from "../../src/db/client.js";
import { batchText } from "../../src/plan/batch-text.js";
import { type ClientShares, createClientShares } from "../../src/server/clients/client-shares.js";
import { useDatabase } from "../kit/db/database.js";
import { sentTo } from "../kit/server/sent-statements.js";

const database = useDatabase(async ({ db }) => {
  await db.query(sql`create table gate (id int)`);
});
const sentBy = sentTo(database);
let shares: ClientShares;

beforeEach(() => {
  shares = createClientShares(database.db, { maxStatements: 2 });
});

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
  overruns: 0,
  pausedUntil: 0,
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
  expect(shares.size).toBe(0);
});

test("a statement that is not valid in a batch runs alone, also afterwards", async () => {
  const summed = (value: number) => sql`select (1 + ${value})::text as data`;
  const batch = batchOf(summed(1), "summed");
  const run = () =>
    Promise.all([1, 2].map((value) => shares.share("one").queryBatched(batchableOf(summed(value), batch))));
  expect(await sentBy(run)).toMatchObject({ result: ["2", "3"], batches: 1 });
  expect(await sentBy(run)).toMatchObject({ result: ["2", "3"], batches: 0 });
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

const inTime = { timeout: 20_000 };
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
      }, inTime),
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

test("requests that are aborted while their batch waits for its turn leave the queue", async () => {
  const work = await withLockedGate(async (waiting) => {
    const busy = [1, 2].map(() => shares.share("one").query(sql`select * from gate`));
    await waiting(2);
    const ask = (signal?: AbortSignal) => {
      const batch = batchOf(counted(0), "gate");
      return Promise.allSettled([1, 2].map((value) => countOf(batch, value, signal)));
    };
    // As many as may wait.
    for (let times = 0; times < 1_000; times++) {
      const aborted = new AbortController();
      const outcomes = ask(aborted.signal);
      await new Promise(setImmediate);
      aborted.abort();
      expect(await outcomes).toMatchObject(Array(2).fill({ reason: { code: "CANCELED" } }));
    }
    const last = ask();
    await new Promise(setImmediate);
    return [...busy, last];
  });
  expect(await Promise.all(work)).toEqual([
    ...[[], []],
    ["1", "2"].map((value) => ({ status: "fulfilled", value })),
  ]);
  expect(shares.size).toBe(0);
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

test("statements run alone after batches that took too long, and together once the pause is over", async () => {
  const slow = (value: number) => sql`select ${value}::text || pg_sleep(0.03) as data`;
  const batch = batchOf(slow(0), "slow");
  const run = () =>
    sentBy(() =>
      Promise.all([1, 2].map((value) => shares.share("one").queryBatched(batchableOf(slow(value), batch)))),
    );
  for (let times = 0; times < 3; times++)
    expect(await run()).toMatchObject({ result: ["1", "2"], batches: 1 });
  expect(await run()).toMatchObject({ result: ["1", "2"], batches: 0 });
  batch.pausedUntil = performance.now();
  expect(await run()).toMatchObject({ result: ["1", "2"], batches: 1 });
});

test("a slow statement keeps others for a part of the time limit only, and its request within it", async () => {
  const db = openDatabase({ url: database.url, connections: 6, statementTimeoutMs: 4_000 });
  const limited = createClientShares(db, { maxStatements: 4 });
  const ends: string[] = [];
  const noted = <T>(name: string, work: Promise<T>) => work.finally(() => ends.push(name));
  const rest = (seconds: number) => sql`select pg_sleep(${seconds}::float)::text as data`;
  const batch = batchOf(rest(0), "rest");
  const ask = (seconds: number) => limited.share("one").queryBatched(batchableOf(rest(seconds), batch));
  const timeOut = () => limited.share("one").query(rest(60));
  const outcomes = await Promise.allSettled([
    noted("slow", ask(60)),
    noted("quick", ask(0)),
    noted("limit", timeOut()).catch(() => noted("twice the limit", timeOut())),
  ]);
  expect(outcomes).toMatchObject([{ reason: { code: "STATEMENT_TIME_EXCEEDED" } }, { value: "" }, {}]);
  expect([ends[0], ends[3]]).toEqual(["quick", "twice the limit"]);
  await db.close();
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

test("batches of some clients do not take the turns of others", async () => {
  const askAll = (clients: readonly string[], statement: (value: number) => Sql, name: string) => {
    const batch = batchOf(statement(0), name);
    return Promise.all(
      clients.map((client, index) =>
        shares.share(client).queryBatched(batchableOf(statement(index + 1), batch)),
      ),
    );
  };
  const [busy] = await withLockedGate(async (waiting) => {
    const asked = ["gate_1", "gate_2"].map((name) => askAll(["one", "two"], counted, name));
    await waiting(2);
    expect(await askAll(["three", "four"], divided, "others")).toEqual(["12", "6"]);
    return [Promise.all(asked)] as const;
  });
  expect(await busy).toEqual([
    ["1", "2"],
    ["1", "2"],
  ]);
});
