import sql from "sql-template-tag";
import { beforeEach, describe, expect, test } from "vitest";
import type { Transaction } from "../../src/db/database.js";
import { useDatabase } from "../kit/db/database.js";

const database = useDatabase(async ({ db }) => {
  await db.query(sql`create table notes (id int primary key, text text)`);
});
const note = (transaction: Transaction, id: number) =>
  transaction.query(sql`insert into notes values (${id}, 'noted')`);
const noted = async () =>
  (await database.db.query<{ id: number }>(sql`select id from notes order by id`)).map(({ id }) => id);

beforeEach(async () => {
  await database.db.query(sql`truncate notes`);
  database.statements.length = 0;
});

describe("a transaction", () => {
  test("runs concurrent statements one at a time, in order", async () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => ({ id: index + 10, text: "copied" }));
    const counts = await database.db.transaction((transaction) => {
      const count = () => transaction.query<{ count: number }>(sql`select count(*)::int as count from notes`);
      return Promise.all([
        note(transaction, 1),
        count(),
        transaction.copy("notes (id, text)", rows, { id: "int", text: "text" }),
        count(),
        note(transaction, 2),
        count(),
      ]);
    });
    expect([counts[1], counts[3], counts[5]].map((rows) => rows[0]?.count)).toEqual([1, 3_001, 3_002]);
  });

  test("sends nothing after a failed statement, and reports only that one", async () => {
    const settled = await database.db
      .transaction(async (transaction) => {
        const asked = [note(transaction, 1), note(transaction, 1), note(transaction, 2)];
        const outcomes = await Promise.allSettled(asked);
        expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
        await note(transaction, 3);
      })
      .catch((error: Error) => error.message);
    expect(settled).toMatch(/duplicate key/);
    expect(await noted()).toEqual([]);
    expect(database.statements.filter((text) => text.startsWith("insert"))).toHaveLength(2);
  });

  test("is rolled back when its work fails, including statements not awaited", async () => {
    let late: Promise<unknown> | undefined;
    await expect(
      database.db.transaction(async (transaction) => {
        await note(transaction, 1);
        late = Promise.allSettled([note(transaction, 2), note(transaction, 3)]);
        throw new Error("changed my mind");
      }),
    ).rejects.toThrow("changed my mind");
    await late;
    expect(await noted()).toEqual([]);
  });

  test("rejects statements after its end", async () => {
    let kept: Transaction | undefined;
    await database.db.transaction(async (transaction) => {
      kept = transaction;
      await note(transaction, 1);
    });
    await expect(note(kept as Transaction, 2)).rejects.toThrow("ended");
    expect(await noted()).toEqual([1]);
  });
});
