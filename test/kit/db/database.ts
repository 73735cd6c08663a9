import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { openDatabase } from "../../../src/db/client.js";
import type { Database } from "../../../src/db/database.js";
import { templateDatabase } from "./cluster.js";

/** A test's own database, and the statements sent to it. */
export interface TestDatabase {
  url: string;
  db: Database;
  /** Text of every statement since last cleared. */
  statements: string[];
  drop(): Promise<void>;
}

/** Creates a database, migrated or empty. */
export async function createDatabase(template: "migrated" | "empty" = "migrated"): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await runOnCluster(
    template === "migrated"
      ? `create database ${name} template ${templateDatabase}`
      : `create database ${name}`,
  );
  const url = inject("clusterUrl").replace(/\/postgres$/, `/${name}`);
  const statements: string[] = [];
  const db = openDatabase({ url, connections: 4, onStatement: (text) => statements.push(text) });
  return {
    url,
    db,
    statements,
    async drop() {
      await db.close();
      await runOnCluster(`drop database ${name} with (force)`);
    },
  };
}

/** Runs work in a database of its own. */
export async function inDatabase(work: (database: TestDatabase) => Promise<void>): Promise<void> {
  const database = await createDatabase();
  try {
    await work(database);
  } finally {
    await database.drop();
  }
}

/** Database for all tests of a file; call it where hooks can be registered. */
export function useDatabase(fill?: (database: TestDatabase) => Promise<void>): TestDatabase {
  const holder = {} as TestDatabase;
  beforeAll(async () => {
    Object.assign(holder, await createDatabase());
    await fill?.(holder);
  });
  afterAll(() => holder.drop());
  return holder;
}

async function runOnCluster(statement: string): Promise<void> {
  await inClient(inject("clusterUrl"), (client) => client.query(statement));
}

/** Runs work on a separate connection, outside of any pool. */
export async function inClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
