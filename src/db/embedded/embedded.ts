import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pause } from "../../async/abort.js";
import { retry } from "../../async/retry.js";
import { explainDirectoryError, prepareDirectory } from "./data-directory.js";
import { hasRoom } from "./disk-reserve.js";
import { withLockFile } from "./lock-file.js";
import { joinCluster, leaveCluster, type Membership, urlOf } from "./membership.js";
import { stopPostmaster } from "./postmaster.js";

// A PostgreSQL from npm. Processes such as the server and an ingest share it: the first starts it, the last stops it. Each
// holds a connection with a shared advisory lock, which tells the last one that it is the last.

export interface EmbeddedDatabase {
  /** `postgresql://papergraph:…@127.0.0.1:port/papergraph` */
  url: string;
  /** Whether this process started it, rather than another one. */
  started: boolean;
  /**
   * Leaves it, and stops it if no other process uses it.
   *
   * @param overdue when it aborts, a Postgres that is still running is killed; waits indefinitely if omitted
   */
  close(overdue?: AbortSignal): Promise<void>;
}

export interface EmbeddedOptions {
  /** Contains the cluster, its log and its password; created if missing. */
  directory: string;
  log: (message: string) => void;
  /** Overrides of the Postgres settings, for tests. */
  settings?: Readonly<Record<string, string>>;
  /** Aborts opening, and restarting a Postgres that died. */
  signal?: AbortSignal | undefined;
}

/** Milliseconds between checks of a full disk, and for Postgres to stop once there is space. */
const [roomIntervalMs, roomStopMs] = [2_000, 30_000];

/** Delays between attempts to restart a Postgres that died. */
const restarting = { firstMs: 100, maxMs: 5_000 };

/** A Postgres that exits sooner than this is restarted after a second. */
const minUptimeMs = 10_000;

/**
 * Attaches to the database in the directory, or starts it. While it is open, a Postgres that dies is restarted on the same
 * port.
 *
 * @throws Error for the user; the signal's reason when it aborts, after stopping what was started
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { log, settings = {} } = options;
  const directory = resolve(options.directory);
  const explain = (error: unknown): never => {
    throw explainDirectoryError(error, directory);
  };
  await prepareDirectory(directory).catch(explain);
  const lock = join(directory, "lock");
  const closing = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, closing.signal]) : closing.signal;
  let recovered: Promise<void> | undefined;
  let closed: Promise<void> | undefined;

  const enter = (port?: number) =>
    withLockFile(lock, () => joinCluster(directory, settings, port, signal), signal);
  const watch = (joined: Membership) => {
    const { lost, connection } = joined;
    const since = performance.now();
    if (joined.readOnly) {
      log(`The disk of ${directory} is full: the embedded PostgreSQL is read-only until space is freed.`);
      void restartWithRoom(joined).catch(() => undefined);
    }
    void lost.then(() => {
      if (signal.aborted) return;
      log("The embedded PostgreSQL has exited; restarting it.");
      recovered = recover(connection.port, performance.now() - since < minUptimeMs ? 1_000 : 0);
    });
  };
  // Once it has stopped, it is restarted like one that died, with writes enabled.
  const restartWithRoom = async ({ cluster }: Membership) => {
    while (!(await hasRoom(directory))) await delay(roomIntervalMs, undefined, { signal });
    await withLockFile(lock, () => stopPostmaster(cluster, AbortSignal.timeout(roomStopMs)), signal);
  };
  const recover = async (port: number, delayMs: number) => {
    await pause(delayMs, signal);
    const joined = await retry(() => enter(port), {
      ...restarting,
      signal,
      onError: (error) => log(error instanceof Error ? error.message : String(error)),
    });
    if (joined === undefined) return;
    membership = joined;
    watch(membership);
  };
  const leave = async (overdue: AbortSignal) => {
    closing.abort();
    await recovered;
    await withLockFile(lock, () => leaveCluster(membership, overdue), overdue);
  };

  let membership = await enter().catch(explain);
  watch(membership);
  return {
    url: urlOf(membership.connection, "papergraph"),
    started: membership.started,
    close(overdue = new AbortController().signal) {
      closed ??= leave(overdue);
      return closed;
    },
  };
}
