import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { orAborted } from "./abort.js";
import { endConnections } from "./end-connections.js";

interface Migration {
  /** Name of its directory. */
  name: string;
  script: string;
}

/**
 * `behind` if migrations are missing, some of them possibly interrupted; `ahead` if the database has migrations unknown to
 * this version.
 */
export type MigrationState =
  | { kind: "current" }
  | { kind: "behind"; missing: string[]; interrupted: string[] }
  | { kind: "ahead"; unknown: string[] };

interface Client {
  query(text: string): Promise<{ rows: unknown[] }>;
}

/** Advisory lock that serializes migrations of concurrent processes ("papergr" in ASCII). */
const migrationLock = 0x70617065726772n;

const filters = { externalTables: [], externalEnums: [] };

/**
 * Applies the pending migrations in `directory` (`prisma/migrations`) and returns their names. Runs Prisma's migration engine
 * as WebAssembly over the ordinary driver, so nothing is downloaded and `prisma migrate deploy` finds the same history.
 *
 * @throws if the database has unknown or failed migrations; the signal's reason when it aborts: uncommitted work is rolled
 * back
 */
export async function migrate(url: string, directory: string, signal?: AbortSignal): Promise<string[]> {
  if (signal === undefined) return migrateAs(url, directory, "papergraph migration");
  const name = `papergraph migration ${process.pid} ${randomBytes(6).toString("hex")}`;
  const migrating = migrateAs(url, directory, name);
  try {
    return await orAborted(migrating, signal);
  } catch (error) {
    if (signal.aborted) await endConnections(url, name).catch(() => undefined);
    throw error;
  }
}

async function migrateAs(url: string, directory: string, name: string): Promise<string[]> {
  const lock = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    application_name: name,
  });
  // A statement on a lost connection rejects anyway.
  lock.on("error", () => undefined);
  await lock.connect();
  try {
    await lock.query("select pg_advisory_lock($1)", [migrationLock]);
    const state = await migrationState(lock, directory);
    if (state.kind === "current") return [];
    if (state.kind === "ahead")
      throw new Error(
        `The database has migrations unknown to this version of papergraph (${state.unknown.join(", ")}). Use the newer version that applied them, or set DATABASE_URL to another database.`,
      );
    return await withEngine(url, name, async (engine) => {
      for (const name of state.interrupted) await engine.markMigrationRolledBack({ migrationName: name });
      const { appliedMigrationNames } = await engine.applyMigrations({
        migrationsList: migrationList(directory, await readMigrations(directory)),
        filters,
      });
      return appliedMigrationNames;
    });
  } finally {
    await lock.end();
  }
}

/** Compares the history in the database with the directory, by name and checksum, without loading the engine. */
export async function migrationState(client: Client, directory: string): Promise<MigrationState> {
  const known = await readMigrations(directory);
  const history = await readHistory(client);
  const unknown = history.filter((row) => !known.some(({ name }) => name === row.migration_name));
  if (unknown.length > 0) return { kind: "ahead", unknown: unknown.map((row) => row.migration_name) };
  const missing = known.filter(
    ({ name, script }) =>
      !history.some(
        (row) => row.finished && row.migration_name === name && row.checksum === checksum(script),
      ),
  );
  if (missing.length === 0) return { kind: "current" };
  return {
    kind: "behind",
    missing: missing.map(({ name }) => name),
    interrupted: history.filter((row) => !row.finished).map((row) => row.migration_name),
  };
}

/** SQL that creates the schema of `schema.prisma` in an empty database; all migrations together must be equivalent. */
export async function schemaScript(url: string, schemaPath: string): Promise<string> {
  const schema = { path: schemaPath, content: await readFile(schemaPath, "utf8") };
  return withEngine(url, "papergraph schema", async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: "empty" },
      to: { tag: "schemaDatamodel", files: [schema] },
      script: true,
      exitCode: null,
      filters,
    });
    return stdout ?? "";
  });
}

interface HistoryRow {
  migration_name: string;
  checksum: string;
  finished: boolean;
}

async function readHistory(client: Client): Promise<HistoryRow[]> {
  const { rows: tables } = await client.query(
    "select to_regclass('_prisma_migrations') is not null as present",
  );
  if (!(tables[0] as { present: boolean }).present) return [];
  const { rows } = await client.query(
    "select migration_name, checksum, finished_at is not null as finished from _prisma_migrations where rolled_back_at is null",
  );
  return rows as HistoryRow[];
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => ({
      name,
      script: await readFile(join(directory, name, "migration.sql"), "utf8"),
    })),
  );
}

function migrationList(directory: string, migrations: Migration[]): MigrationList {
  return {
    baseDir: directory,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: migrations.map(({ name, script }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok", value: script } },
    })),
  };
}

/** The same as Prisma's. */
function checksum(script: string): string {
  return createHash("sha256").update(script).digest("hex");
}

/** Loaded once, because the bindings support only one instance per process. */
let program: Promise<typeof SchemaEngine> | undefined;

/** Takes 30 ms, so only loaded if there is something to apply. */
async function loadProgram(): Promise<typeof SchemaEngine> {
  const bindings = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const script = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const { instance } = await WebAssembly.instantiate(await readFile(script.replace(/\.js$/, ".wasm")), {
    "./schema_engine_bg.js": { ...bindings, ...unrefTimers(bindings) },
  });
  const { __wbg_set_wasm: attach, SchemaEngine: Engine } = bindings as typeof bindings & {
    __wbg_set_wasm(exports: WebAssembly.Exports): void;
  };
  attach(instance.exports);
  (instance.exports["__wbindgen_start"] as () => void)();
  return Engine;
}

/** The engine leaves a lock timeout of ten seconds pending, which must not keep the process alive. */
function unrefTimers(bindings: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(bindings)
      .filter(([name]) => name.startsWith("__wbg_setTimeout_"))
      .map(([name, set]: [string, (...parameters: unknown[]) => NodeJS.Timeout]) => [
        name,
        (...parameters: unknown[]) => set(...parameters).unref(),
      ]),
  );
}

async function withEngine<T>(
  url: string,
  name: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  program ??= loadProgram();
  const Engine = await program;
  const pool = new pg.Pool({ connectionString: url, application_name: name });
  pool.on("error", () => undefined);
  const adapter = new WholeScripts(pool);
  const engine = await Engine.new(
    { datamodels: undefined },
    () => {},
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
  try {
    return await work(engine);
  } catch (error) {
    // The engine's error does not include the driver's message.
    throw adapter.failure === undefined
      ? error
      : new Error(`A migration failed: ${adapter.failure}`, { cause: error });
  } finally {
    engine.free();
    await pool.end();
  }
}

/**
 * The adapter splits scripts at every semicolon and runs the statements one by one, which breaks function bodies and leaves
 * partial migrations when interrupted. Postgres runs a whole script as one transaction.
 */
class WholeScripts extends PrismaPg {
  /** Postgres' error message for the failed script. */
  failure: string | undefined;

  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      try {
        await adapter.underlyingDriver().query(script);
      } catch (error) {
        this.failure = error instanceof Error ? error.message : String(error);
        throw error;
      }
    };
    return adapter;
  }
}
