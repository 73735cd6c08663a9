import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { explainDirectoryError, prepareDirectory } from "./data-directory.js";
import { hasRoom } from "./disk-reserve.js";
import { withLockFile } from "./lock-file.js";
import { joinCluster, leaveCluster, type Membership, urlOf } from "./membership.js";
import { stopPostmaster } from "./postmaster.js";

// A real PostgreSQL from npm, for whoever has none. Several processes share it (the server and an ingest, say): the
// first starts it, the last stops it. Each holds a connection with a shared lock, by which the last knows that it is.

export interface EmbeddedDatabase {
  /** `postgresql://papergraph:…@127.0.0.1:port/papergraph` */
  url: string;
  /** Whether this process started it; another did otherwise. */
  started: boolean;
  /**
   * Leaves it, and stops it if no other process uses it.
   *
   * @param overdue when it aborts, a Postgres that is still running is killed; waits indefinitely if omitted
   */
  close(overdue?: AbortSignal): Promise<void>;
}

export interface EmbeddedOptions {
  /** Where the cluster, its log and its password are kept, made where missing. */
  directory: string;
  log: (message: string) => void;
  /** Settings of Postgres over ours; for tests. */
  settings?: Readonly<Record<string, string>>;
  /** Aborts opening, and restarting a Postgres that died. */
  signal?: AbortSignal | undefined;
}

/** Milliseconds between checks of a full disk, and for Postgres to stop once there is space. */
const [roomIntervalMs, roomStopMs] = [2_000, 30_000];

/** Milliseconds of life below which a Postgres that is gone again is given a second's rest before the next start. */
const shortLife = 10_000;

/**
 * Opens the database in the directory: attaches to it where it runs, starts it otherwise. While it is open, a Postgres
 * that dies is started again on the same port.
 *
 * @throws Error for the user; the signal's reason when it aborts, with nothing left running
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
      log("The embedded PostgreSQL is gone; starting it again.");
      recovered = recover(connection.port, performance.now() - since < shortLife ? 1_000 : 0);
    });
  };
  // Once it has stopped, it is restarted like one that died, with writes enabled.
  const restartWithRoom = async ({ cluster }: Membership) => {
    while (!(await hasRoom(directory))) await delay(roomIntervalMs, undefined, { signal });
    await withLockFile(lock, () => stopPostmaster(cluster, AbortSignal.timeout(roomStopMs)), signal);
  };
  const recover = async (port: number, rest: number) => {
    for (let pause = rest; ; pause = Math.min(pause * 2 + 100, 5_000)) {
      await delay(pause, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        membership = await enter(port);
        return watch(membership);
      } catch (error) {
        if (!signal.aborted) log(error instanceof Error ? error.message : String(error));
      }
    }
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
