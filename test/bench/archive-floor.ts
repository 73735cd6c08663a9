import { rm } from "node:fs/promises";
import { join } from "node:path";
import sql, { raw } from "sql-template-tag";
import { openDatabase } from "../../src/db/client.js";
import type { Database } from "../../src/db/database.js";
import { migrate } from "../../src/db/migrate.js";
import { findPostmaster } from "./processor-time.js";
import { createEmptyDatabase, dropDatabase } from "./world.js";

/** The rows of a database, in a binary file per table. */
export class StoredRows {
  readonly files = new Map<string, string>();

  /** @param db on a cluster of this machine, as a superuser */
  async store(db: Database): Promise<void> {
    // The path that the server sees may not exist for this process.
    const directory = `/proc/${await findPostmaster(db)}/cwd`;
    for (const table of await tablesOf(db)) {
      const file = join(directory, `floor_${table}.bin`);
      this.files.set(table, file);
      await db.query(sql`copy ${quoted(table)} to ${literal(file)} (format binary)`);
    }
  }

  async remove(): Promise<void> {
    for (const file of this.files.values()) await rm(file, { force: true });
  }
}

/**
 * The least that an ingest can take: seconds to COPY its finished rows from binary files into a database without indexes, and
 * to make the same indexes and primary keys by plain SQL, over one connection.
 */
export async function measureFloor(clusterUrl: string, { files }: StoredRows): Promise<number> {
  const name = "bench_floor";
  const url = await createEmptyDatabase(clusterUrl, name);
  await migrate(url, "prisma/migrations");
  const floor = openDatabase({ url, connections: 1, connectionTimeoutMs: 60_000 });
  try {
    const definitions = await withoutIndexes(floor);
    const started = performance.now();
    for (const [table, file] of files) {
      await floor.query(sql`truncate ${quoted(table)}`);
      await floor.query(sql`copy ${quoted(table)} from ${literal(file)} (format binary)`);
    }
    for (const definition of definitions) await floor.query(sql`${raw(definition)}`);
    return (performance.now() - started) / 1_000;
  } finally {
    await floor.close();
    await dropDatabase(clusterUrl, name);
  }
}

async function tablesOf(db: Database): Promise<string[]> {
  const rows = await db.query<{ name: string }>(
    sql`select tablename as name from pg_tables where schemaname = 'public' and tablename <> '_prisma_migrations' order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** Drops all constraints and indexes. @returns the statements that make the keys and indexes again, but no references */
async function withoutIndexes(db: Database): Promise<string[]> {
  const constraints = await db.query<{ table: string; name: string; kind: string; definition: string }>(sql`
    select conrelid::regclass::text as table, conname as name, contype::text as kind, pg_get_constraintdef(oid) as definition
    from pg_constraint
    where connamespace = 'public'::regnamespace and contype in ('f', 'p', 'u') and conrelid <> '_prisma_migrations'::regclass
    order by contype
  `);
  for (const { table, name } of constraints)
    await db.query(sql`alter table ${raw(table)} drop constraint ${quoted(name)}`);
  const indexes = await db.query<{ name: string; definition: string }>(sql`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = 'public' and tablename <> '_prisma_migrations'
  `);
  for (const { name } of indexes) await db.query(sql`drop index ${quoted(name)}`);
  return [
    ...constraints
      .filter(({ kind }) => kind !== "f")
      .map(({ table, name, definition }) => `alter table ${table} add constraint "${name}" ${definition}`),
    ...indexes.map(({ definition }) => definition),
  ];
}

function quoted(name: string) {
  return raw(`"${name}"`);
}

function literal(text: string) {
  return raw(`'${text.replaceAll("'", "''")}'`);
}
