import sql, { raw } from "sql-template-tag";
import { expect, test } from "vitest";
import { openDatabase } from "../../src/db/client.js";
import type { Database } from "../../src/db/database.js";
import { useDatabase } from "../kit/db/database.js";

const database = useDatabase();

/** Runs work on one connection. */
async function onConnection(work: (db: Database) => Promise<void>): Promise<void> {
  const db = openDatabase({ url: database.url, connections: 1 });
  try {
    await work(db);
  } finally {
    await db.close();
  }
}

const prepare = async (db: Database, name: string, text = "") => {
  await db.query(sql`select ${raw(`'${text}'`)} as text`, name);
};

test("a connection has a limited number of prepared statements", () =>
  onConnection(async (db) => {
    for (let index = 0; index < 200; index++) await prepare(db, `s${index}`);
    const names = await db.query<{ name: string }>(sql`select name from pg_prepared_statements`);
    expect(names).toHaveLength(150);
    expect(names).toContainEqual({ name: "s199" });
  }));

test("their length is limited, because Postgres keeps long ones in many megabytes", () =>
  onConnection(async (db) => {
    for (let index = 0; index < 10; index++) await prepare(db, `s${index}`, "x".repeat(40_000));
    const statements = await db.query(sql`select from pg_prepared_statements`);
    expect(statements).toHaveLength(3);
  }));

test("a statement that could not be deallocated still works", () =>
  onConnection(async (db) => {
    for (let index = 0; index < 150; index++) await prepare(db, `s${index}`);
    await db.query(sql`begin`);
    await expect(db.query(sql`select 1 / 0`)).rejects.toThrow("division by zero");
    await expect(prepare(db, "s150")).rejects.toThrow("aborted");
    await db.query(sql`rollback`);
    await prepare(db, "s0");
  }));
