import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { z } from "zod";
import {
  type Cluster,
  freePort,
  makeCluster,
  openCluster,
  readPostmaster,
  startCluster,
  stopCluster,
} from "./cluster.js";
import { withLockFile } from "./lock-file.js";

// A real PostgreSQL from npm, for whoever has none. Several processes share it (the server and an ingest, say): the
// first starts it, the last stops it. Each holds a connection with a shared lock, by which the last knows that it is.

export interface EmbeddedDatabase {
  /** `postgresql://papergraph:…@127.0.0.1:port/papergraph` */
  url: string;
  /** Whether this process started it; another did otherwise. */
  started: boolean;
  /** Leaves it, and stops it when nobody else uses it. */
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Where the cluster, its log and its password are kept; made where missing. */
  directory: string;
  log: (message: string) => void;
  /** Settings of Postgres over ours; for tests. */
  settings?: Readonly<Record<string, string>>;
}

/** How to reach the cluster; in a file that only its owner can read. */
const connectionSchema = z.object({ port: z.int(), password: z.string().min(1) });
type Connection = z.output<typeof connectionSchema>;

/**
 * What Postgres says where it cannot start yet but soon can: somebody took the port since it was seen free, or one that
 * was killed is not quite gone.
 */
const passingTroubles =
  /could not bind|lock file "postmaster.pid" already exists|memory block .* still in use/;
const patience = 20_000;

/** Held, shared, by every process that uses the cluster ("papergus" in ASCII). */
const usersLock = "8097872344016778611";

/**
 * Opens the database in the directory: attaches to it where it runs, starts it otherwise. While it is open, a Postgres
 * that dies is started again on the same port.
 *
 * @throws Error that says what is wrong and what to do
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { directory, log, settings = {} } = options;
  await mkdir(directory, { recursive: true });
  const cluster = await openCluster(directory);
  const lock = join(directory, "lock");
  const closing = new AbortController();

  const enter = () =>
    withLockFile(lock, async () => {
      const { connection, started } = await ensureRunning(cluster, directory, settings);
      const keeper = await keepOpen(connection);
      return { connection, started, keeper };
    });
  const watch = (keeper: pg.Client) => {
    keeper.once("end", () => {
      if (!closing.signal.aborted) void reenter();
    });
  };
  const reenter = async () => {
    log("The embedded PostgreSQL is gone; starting it again.");
    for (let pause = 100; !closing.signal.aborted; pause = Math.min(pause * 2, 5_000)) {
      try {
        const again = await enter();
        state = again;
        watch(again.keeper);
        if (closing.signal.aborted) await leave();
        return;
      } catch (error) {
        log(error instanceof Error ? error.message : String(error));
        await delay(pause, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
  };
  const leave = () =>
    withLockFile(lock, async () => {
      const { keeper } = state;
      const last = await isLast(keeper);
      await keeper.end().catch(() => undefined);
      if (last) await stopCluster(cluster);
    });

  let state = await enter();
  watch(state.keeper);
  return {
    url: urlOf(state.connection, "papergraph"),
    started: state.started,
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      await leave();
    },
  };
}

/** Under the lock file: makes what is missing, and starts what does not run. */
async function ensureRunning(
  cluster: Cluster,
  directory: string,
  settings: Readonly<Record<string, string>>,
): Promise<{ connection: Connection; started: boolean }> {
  const path = join(directory, "connection.json");
  const known = await readConnection(path);
  const made = await stat(cluster.data).catch(() => undefined);
  if (made && known === undefined)
    throw new Error(
      `${path} is missing or damaged, and with it the password of the database in ${cluster.data}. Put it back, or move ${directory} away to begin anew.`,
    );
  const password = known?.password ?? randomBytes(24).toString("base64url");
  for (const deadline = Date.now() + patience; ; await delay(100)) {
    const running = known && (await attach(cluster, known));
    if (running) return { connection: running, started: false };
    const connection = { port: await freePort(known?.port), password };
    await writeConnection(path, connection);
    await makeCluster(cluster, password);
    try {
      await startCluster(cluster, connection.port, settings);
      await ensureDatabase(connection);
      return { connection, started: true };
    } catch (error) {
      const passing = error instanceof Error && passingTroubles.test(error.message);
      if (!passing || Date.now() > deadline) throw error;
    }
  }
}

/**
 * The server that runs on the cluster; undefined when none does. A lock file of Postgres may be left over from one that
 * was killed, and its process number may be another program's by now: what counts is whether it answers.
 */
async function attach(cluster: Cluster, known: Connection): Promise<Connection | undefined> {
  for (let running = await readPostmaster(cluster); running; running = await readPostmaster(cluster)) {
    const connection = { ...known, port: running.port };
    if (running.ready) return (await answers(connection)) ? connection : undefined;
    await delay(25);
  }
  return undefined;
}

async function answers(connection: Connection): Promise<boolean> {
  const client = new pg.Client({
    connectionString: urlOf(connection, "postgres"),
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

async function ensureDatabase(connection: Connection): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(connection, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = 'papergraph'");
    if (rowCount === 0) await client.query("create database papergraph");
  } finally {
    await client.end();
  }
}

async function keepOpen(connection: Connection): Promise<pg.Client> {
  const keeper = new pg.Client({
    connectionString: urlOf(connection, "papergraph"),
    application_name: "papergraph keeper",
    keepAlive: true,
  });
  // What breaks a connection is told by its end; without a listener the error would end the process.
  keeper.on("error", () => undefined);
  await keeper.connect();
  await keeper.query(`select pg_advisory_lock_shared(${usersLock})`);
  return keeper;
}

/** Whether nobody else uses the cluster. Where the connection is broken there is nothing to be last of. */
async function isLast(keeper: pg.Client): Promise<boolean> {
  try {
    await keeper.query(`select pg_advisory_unlock_shared(${usersLock})`);
    const { rows } = await keeper.query<{ last: boolean }>(
      `select pg_try_advisory_lock(${usersLock}) as last`,
    );
    return rows[0]?.last === true;
  } catch {
    return false;
  }
}

async function readConnection(path: string): Promise<Connection | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new Error(`${path} cannot be read (${error.code}). Start as its owner, or name another DATA_DIR.`);
  });
  try {
    return connectionSchema.parse(JSON.parse(text ?? ""));
  } catch {
    return undefined;
  }
}

async function writeConnection(path: string, connection: Connection): Promise<void> {
  const writing = `${path}.${process.pid}`;
  await writeFile(writing, JSON.stringify(connection), { mode: 0o600 });
  await rename(writing, path);
}

function urlOf({ port, password }: Connection, database: string): string {
  return `postgresql://papergraph:${password}@127.0.0.1:${port}/${database}`;
}
