import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { z } from "zod";
import { orAborted } from "../../async/abort.js";
import { type Cluster, initCluster, isInitialized, openCluster, writePrivately } from "./cluster.js";
import { isDiskFull, makeReserve, releaseReserve, reserveSettings } from "./disk-reserve.js";
import { freePort, readPostmaster, startPostmaster, startTimeoutMs, stopPostmaster } from "./postmaster.js";
import { errorCode, unlessMissing } from "./processes.js";

/** Stored in a file that only its owner can read. */
const connectionSchema = z.object({ port: z.int(), password: z.string().min(1) });
export type Connection = z.output<typeof connectionSchema>;

/** Advisory lock held in shared mode by every process that uses the cluster ("papergus" in ASCII). */
const usersLock = "8097872344016778611";

export interface Membership {
  cluster: Cluster;
  connection: Connection;
  started: boolean;
  /** Whether it was started on a full disk and serves reads only. */
  readOnly: boolean;
  /** Connection that holds the shared lock. */
  keeper: pg.Client;
  /** Resolves when the keeper has lost its connection. */
  lost: Promise<void>;
}

/**
 * Attaches to a running Postgres, waiting if it is starting or stopping; otherwise initializes the cluster if needed and
 * starts it. The caller holds the lock file.
 *
 * @param port the required port, if connections to it exist
 * @throws the signal's reason when it aborts, after stopping a Postgres that was started here
 */
export async function joinCluster(
  directory: string,
  settings: Readonly<Record<string, string>>,
  port: number | undefined,
  signal: AbortSignal,
): Promise<Membership> {
  const cluster = await openCluster(directory);
  const connectionFile = join(directory, "connection.json");
  let [started, readOnly] = [false, false];
  try {
    for (const deadline = Date.now() + startTimeoutMs; Date.now() < deadline; await delay(25)) {
      signal.throwIfAborted();
      const running = await readPostmaster(cluster);
      if (running === undefined) {
        readOnly = await start(cluster, directory, settings, port, signal);
        started = true;
      } else if (running.ready) {
        if (port !== undefined && port !== running.port)
          throw new Error(
            `The embedded PostgreSQL now runs on port ${running.port} because ${port} was in use. Restart this process.`,
          );
        const { password } = await readConnection(connectionFile, cluster);
        const connection = { port: running.port, password };
        const keeper = await keepOpen(connection, signal);
        if (keeper) return { cluster, connection, started, readOnly, ...keeper };
      }
    }
    throw new Error(
      `The embedded PostgreSQL in ${cluster.data} neither accepts connections nor stops. See ${cluster.log}, and kill its processes if necessary.`,
    );
  } catch (error) {
    // Under the lock, no other process can have joined it.
    if (started) await stopPostmaster(cluster, AbortSignal.timeout(failedStopMs));
    throw error;
  }
}

/** Milliseconds for Postgres to stop after a failed join. */
const failedStopMs = 1_500;

/** @returns whether Postgres runs read-only on the reserve of a full disk */
async function start(
  cluster: Cluster,
  directory: string,
  settings: Readonly<Record<string, string>>,
  port: number | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const connectionFile = join(directory, "connection.json");
  let connection: Connection;
  if (await isInitialized(cluster)) connection = await readConnection(connectionFile, cluster);
  else {
    connection = { port: await freePort(undefined), password: randomBytes(24).toString("base64url") };
    await writePrivately(connectionFile, JSON.stringify(connection), cluster);
    await initCluster(cluster, connection.password, signal);
  }
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const wanted = port ?? (await freePort(connection.port));
    if (wanted !== connection.port)
      await writePrivately(connectionFile, JSON.stringify({ ...connection, port: wanted }), cluster);
    // Another program may have taken the port since.
    const state = await startWithReserve(cluster, directory, wanted, settings, signal);
    if (state !== "port taken") return state === "read-only";
    if (port !== undefined) break;
  }
  throw new Error(
    `Another program uses the port of the embedded PostgreSQL${port === undefined ? "" : `, ${port}`}. Stop it, or restart this process.`,
  );
}

/** Starts Postgres; read-only on the reserve if the disk is full. */
async function startWithReserve(
  cluster: Cluster,
  directory: string,
  port: number,
  settings: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<"started" | "read-only" | "port taken"> {
  try {
    if (!(await startPostmaster(cluster, port, settings, signal))) return "port taken";
  } catch (error) {
    signal.throwIfAborted();
    if (!(await isDiskFull(directory)) || !(await releaseReserve(directory))) throw error;
    const onReserve = { ...settings, ...reserveSettings };
    return (await startPostmaster(cluster, port, onReserve, signal)) ? "read-only" : "port taken";
  }
  await makeReserve(directory);
  return "started";
}

/**
 * Leaves the cluster, and stops it if no other process uses it.
 *
 * @param overdue when it aborts, a Postgres that does not respond or stop is killed; other processes using it restart it
 */
export async function leaveCluster(membership: Membership, overdue: AbortSignal): Promise<void> {
  const { cluster } = membership;
  const last = await orAborted(leave(membership), overdue).catch((error: unknown) => {
    if (overdue.aborted) return true;
    throw error;
  });
  if (last) await stopPostmaster(cluster, overdue);
}

/** Closes the keeper. @returns whether it was the last one */
async function leave({ cluster, connection, keeper }: Membership): Promise<boolean> {
  let last = await isLast(keeper);
  await keeper.end().catch(() => undefined);
  if (last === undefined && (await readPostmaster(cluster))?.port === connection.port) {
    // Postgres restarted its backends after a crash, so the lock was lost.
    const again = await keepOpen(connection);
    last = again && (await isLast(again.keeper));
    await again?.keeper.end().catch(() => undefined);
  }
  return last === true;
}

/** Whether no other process uses the cluster; undefined if the connection is broken. */
async function isLast(keeper: pg.Client): Promise<boolean | undefined> {
  try {
    await keeper.query(`select pg_advisory_unlock_shared(${usersLock})`);
    const { rows } = await keeper.query<{ last: boolean }>(
      `select pg_try_advisory_lock(${usersLock}) as last`,
    );
    return rows[0]?.last;
  } catch {
    return undefined;
  }
}

/** Connects and takes the shared lock; undefined while Postgres is starting or stopping. */
async function keepOpen(
  connection: Connection,
  signal?: AbortSignal,
): Promise<Pick<Membership, "keeper" | "lost"> | undefined> {
  const keeper = new pg.Client({
    connectionString: urlOf(connection, "postgres"),
    application_name: "papergraph keeper",
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // `end` follows. An error without a listener would end the process.
  keeper.on("error", () => undefined);
  const lost = new Promise<void>((resolve) => keeper.once("end", resolve));
  const enter = async () => {
    await keeper.connect();
    const { rowCount } = await keeper.query("select from pg_database where datname = 'papergraph'");
    if (rowCount === 0) await keeper.query("create database papergraph");
    await keeper.query(`select pg_advisory_lock_shared(${usersLock})`);
  };
  try {
    await orAborted(enter(), signal);
    return { keeper, lost };
  } catch (error) {
    const ended = keeper.end().catch(() => undefined);
    // An unresponsive Postgres does not close connections either.
    if (signal?.aborted) throw signal.reason;
    await ended;
    // Class 57P: shutting down, crashed, or starting. Other errors of Postgres are permanent.
    if (!(error instanceof pg.DatabaseError) || errorCode(error)?.startsWith("57P")) return undefined;
    if (errorCode(error) !== "28P01") throw error;
    throw new Error(
      `The embedded database on port ${connection.port} rejects the password in connection.json. Restore the correct one.`,
    );
  }
}

async function readConnection(path: string, { data }: Cluster): Promise<Connection> {
  const text = await readFile(path, "utf8").catch((error) => {
    if (errorCode(error) !== "EACCES") return unlessMissing(error);
    throw new Error(`Cannot read ${path} (EACCES). Run as its owner, or set DATA_DIR to another directory.`);
  });
  try {
    return connectionSchema.parse(JSON.parse(text ?? ""));
  } catch {
    throw new Error(
      `${path}, which contains the password of the database in ${data}, is missing or damaged. Restore it, or move ${data} away to start over.`,
    );
  }
}

export function urlOf({ port, password }: Connection, database: string): string {
  return `postgresql://papergraph:${password}@127.0.0.1:${port}/${database}`;
}
