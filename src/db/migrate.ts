import { createHash, randomBytes, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { orEnded } from "./end-connections.js";

/** A migration: the name of its directory and its SQL. */
interface Migration {
  name: string;
  script: string;
}

/**
 * How the history in a database compares with the migrations of this program: `behind` by some (of which some were begun
 * and interrupted), `ahead` by unknown ones, `changed` after they were applied, or `foreign`: without a history, but not
 * empty.
 */
export type MigrationState =
  | { kind: "current" }
  | { kind: "behind"; missing: string[]; interrupted: string[] }
  | { kind: "ahead"; unknown: string[] }
  | { kind: "changed"; changed: string[] }
  | { kind: "foreign"; tables: string[] };

/** Held while migrating, so that only one process migrates at a time. The lock of `prisma migrate deploy`. */
const migrationLock = 72_707_369;

/** Role and database may have timeouts for queries. A migration takes longer, and so does the wait for another process. */
const withoutTimeouts =
  "set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0";

/** The table of `prisma migrate deploy`, as Prisma creates it. */
const createHistory = `
  create table if not exists _prisma_migrations (
    id varchar(36) primary key,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`;

/**
 * Applies the pending migrations in `directory` (`prisma/migrations`), each in one transaction with its row in the history,
 * which is the one that `prisma migrate deploy` reads and writes.
 *
 * @returns the names of those applied
 * @throws if a migration fails, or the database has unknown or changed ones, or tables of another program; the signal's
 * reason when it aborts: the current migration is rolled back
 */
export async function migrate(url: string, directory: string, signal?: AbortSignal): Promise<string[]> {
  const name = `papergraph migration ${process.pid} ${randomBytes(6).toString("hex")}`;
  return orEnded(migrateAs(url, directory, name, signal), url, name, signal);
}

async function migrateAs(
  url: string,
  directory: string,
  name: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    application_name: name,
  });
  // A statement on a lost connection rejects anyway.
  client.on("error", () => undefined);
  await client.connect();
  try {
    // `endConnections` does not find a connection that is being opened.
    signal?.throwIfAborted();
    await client.query(withoutTimeouts);
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    const state = await migrationState(client, directory);
    if (state.kind === "current") return [];
    if (state.kind !== "behind") throw new Error(explain(state));
    await client.query(createHistory);
    await client.query(
      "update _prisma_migrations set rolled_back_at = now() where finished_at is null and rolled_back_at is null",
    );
    const migrations = await readMigrations(directory);
    for (const migration of migrations)
      if (state.missing.includes(migration.name)) await apply(client, migration);
    return state.missing;
  } finally {
    await client.end();
  }
}

async function apply(client: pg.Client, { name, script }: Migration): Promise<void> {
  try {
    await client.query("begin");
    await restoreDropped(client, script);
    await client.query(script);
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum(script), name],
    );
    await client.query("commit");
  } catch (error) {
    // On a lost connection, PostgreSQL does so by itself.
    await client.query("rollback").catch(() => undefined);
    const { message, code } = error as NodeJS.ErrnoException;
    throw Object.assign(
      new Error(
        `Migration ${name} failed and was rolled back: ${message}. Fix the cause, then start again: the database is as it was before this migration.`,
        { cause: error },
      ),
      { code },
    );
  }
}

/** Restores the indexes that an interrupted bulk load has dropped and a migration expects: those that it drops itself. */
async function restoreDropped(client: pg.Client, script: string): Promise<void> {
  const names = Array.from(script.matchAll(/^DROP INDEX "(\w+)"/gm), ([, name]) => name);
  if (names.length === 0) return;
  const { rows } = await client.query("select to_regclass('parked_indexes') is not null as present");
  if (!(rows[0] as { present: boolean }).present) return;
  const missing = await client.query<{ definition: string }>(
    "select definition from parked_indexes where name = any($1) and to_regclass(quote_ident(name)) is null",
    [names],
  );
  for (const { definition } of missing.rows) await client.query(definition);
}

function explain(state: Exclude<MigrationState, { kind: "current" | "behind" }>): string {
  switch (state.kind) {
    case "ahead":
      return `The database has migrations unknown to this version of papergraph (${state.unknown.join(", ")}). Use the newer version that applied them, or set DATABASE_URL to another database.`;
    case "changed":
      return `Migrations were changed after they were applied to the database (${state.changed.join(", ")}). Restore their files in prisma/migrations, or set DATABASE_URL to another database.`;
    case "foreign":
      return `The database has tables of another program (${state.tables.join(", ")}). Set DATABASE_URL to an empty database.`;
  }
}

/** Compares the history in the database with the migrations in the directory, by name and checksum. */
export async function migrationState(client: pg.Client, directory: string): Promise<MigrationState> {
  const history = await readHistory(client);
  const tables = history === undefined ? await readTables(client) : [];
  if (tables.length > 0) return { kind: "foreign", tables };
  const migrations = await readMigrations(directory);
  const known = new Map(migrations.map(({ name, script }) => [name, checksums(script)]));
  const rows = history ?? [];
  const unknown = namesOf(rows.filter(({ name }) => !known.has(name)));
  if (unknown.length > 0) return { kind: "ahead", unknown };
  const finished = rows.filter((row) => row.finished);
  const changed = namesOf(finished.filter((row) => !known.get(row.name)?.includes(row.checksum)));
  if (changed.length > 0) return { kind: "changed", changed };
  const applied = new Set(namesOf(finished));
  const missing = namesOf(migrations.filter(({ name }) => !applied.has(name)));
  if (missing.length === 0) return { kind: "current" };
  return { kind: "behind", missing, interrupted: namesOf(rows.filter((row) => !row.finished)) };
}

interface HistoryRow {
  name: string;
  checksum: string;
  finished: boolean;
}

/** Undefined without the table. */
async function readHistory(client: pg.Client): Promise<HistoryRow[] | undefined> {
  const { rows } = await client.query("select to_regclass('_prisma_migrations') is not null as present");
  if (!(rows[0] as { present: boolean }).present) return undefined;
  const history = await client.query<HistoryRow>(`
    select migration_name as name, checksum, finished_at is not null as finished
    from _prisma_migrations where rolled_back_at is null order by migration_name`);
  return history.rows;
}

/** The first tables, except those of extensions. */
async function readTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    select relname as name from pg_class c
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f') and not exists (
      select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e'
    )
    order by relname limit 5`);
  return namesOf(rows);
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = namesOf(entries.filter((entry) => entry.isDirectory())).sort();
  return Promise.all(
    names.map(async (name) => ({
      name,
      // A checkout on Windows may have converted line endings; the checksum is of the original.
      script: (await readFile(join(directory, name, "migration.sql"), "utf8")).replaceAll("\r\n", "\n"),
    })),
  );
}

/** With either line ending: `prisma migrate deploy` writes that of the file as it is. */
function checksums(script: string): string[] {
  return [script, script.replaceAll("\n", "\r\n")].map(checksum);
}

/** As Prisma computes it. */
function checksum(script: string): string {
  return createHash("sha256").update(script).digest("hex");
}

function namesOf(entries: readonly { name: string }[]): string[] {
  return entries.map(({ name }) => name);
}
