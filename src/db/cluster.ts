import { spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdir, open, readdir, readFile, rename, rm, stat, truncate } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Binaries, findBinaries } from "./binaries.js";

// A PostgreSQL cluster in a directory of ours: made, started and stopped as processes. Who may use it, and when it is
// stopped, is `embedded.ts`' business.

/** A cluster's directory, and as whom Postgres runs there. */
export interface Cluster {
  /** Postgres' data directory. */
  data: string;
  /** Where Postgres writes what it has to say. */
  log: string;
  binaries: Binaries;
  /** User and group for Postgres; undefined for ours. */
  user: { uid: number; gid: number } | undefined;
}

/** "nobody" on every Linux: under root, Postgres has to be somebody else. */
const nobody = 65_534;

/** Settings for a small machine that also runs the API. */
const settings: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "256MB",
  max_wal_size: "2GB",
  max_connections: "100",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  random_page_cost: "1.1",
  // Compiling a statement takes longer than most of ours run.
  jit: "off",
};

const largestLog = 5 * 1024 * 1024;
const startTimeout = 60_000;

/** @throws Error that says what is wrong with the directory or the programs, and what to do */
export async function openCluster(directory: string): Promise<Cluster> {
  const data = join(directory, "postgres");
  const owner = await stat(data).catch(() => undefined);
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? { uid: owner?.uid || nobody, gid: (owner?.uid && owner.gid) || nobody } : undefined;
  const binaries = await findBinaries(user?.uid);
  await checkVersion(data, binaries);
  return { data, log: join(directory, "postgres.log"), binaries, user };
}

async function checkVersion(data: string, { majorVersion }: Binaries): Promise<void> {
  const made = await readFile(join(data, "PG_VERSION"), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EACCES")
      throw new Error(
        `${data} belongs to another user. Start as that user, name another directory in DATA_DIR, or name a database in DATABASE_URL.`,
      );
    return undefined;
  });
  if (made !== undefined && made.trim() !== majorVersion)
    throw new Error(
      `${data} was made by PostgreSQL ${made.trim()}, and the embedded one is ${majorVersion}. Move the directory away and ingest again, name another in DATA_DIR, or open it with a PostgreSQL ${made.trim()} and DATABASE_URL.`,
    );
}

/** Makes the cluster where there is none. It appears whole or not at all, so a start that dies leaves no half one. */
export async function makeCluster(cluster: Cluster, password: string): Promise<void> {
  if (await stat(join(cluster.data, "PG_VERSION")).catch(() => undefined)) return;
  const there = await readdir(cluster.data).catch(() => []);
  if (there.length > 0)
    throw new Error(
      `${cluster.data} holds something else than a database of ours (${there[0]}). Move it away, or name another directory in DATA_DIR.`,
    );
  const making = `${cluster.data}.making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { mode: 0o700 });
  const passwordFile = `${making}.password`;
  const handle = await open(passwordFile, "w", 0o600);
  await handle.writeFile(`${password}\n`);
  await handle.close();
  if (cluster.user)
    for (const path of [making, passwordFile]) await chown(path, cluster.user.uid, cluster.user.gid);
  try {
    await runInitdb(cluster, making, passwordFile);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rm(cluster.data, { recursive: true, force: true });
  await rename(making, cluster.data);
}

/** The collation is Postgres' own, so that order and letters do not depend on the machine. */
async function runInitdb(cluster: Cluster, directory: string, passwordFile: string): Promise<void> {
  const password = await open(passwordFile, "r");
  const child = spawn(
    cluster.binaries.initdb,
    [
      ...["-D", dataArgument(cluster, directory), "-U", "papergraph", "--auth=scram-sha-256"],
      ...["--pwfile", cluster.user ? "/dev/stdin" : passwordFile],
      ...["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
      ...["--text-search-config=english", "--no-instructions"],
    ],
    { ...asUser(cluster), cwd: directory, stdio: [password.fd, "ignore", "pipe"] },
  );
  let complaint = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  try {
    const [code] = (await once(child, "close")) as [number | null];
    if (code !== 0)
      throw new Error(`The embedded PostgreSQL could not be set up in ${directory}: ${complaint.trim()}`);
  } finally {
    await password.close();
  }
}

/** What Postgres says of itself in its lock file; undefined while there is none. */
export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

/** The server that runs on the cluster, as far as its lock file is to be believed: the process may be long gone. */
export async function readPostmaster({ data }: Cluster): Promise<Postmaster | undefined> {
  const text = await readFile(join(data, "postmaster.pid"), "utf8").catch(() => undefined);
  const lines = text?.split("\n") ?? [];
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  return { pid, port, ready: lines[7]?.trim() === "ready" };
}

/**
 * Starts Postgres and waits until it takes connections. It is a process group of its own: neither Ctrl-C nor the end
 * of this process ends it, since other processes may be using it.
 *
 * @throws Error with what Postgres wrote, when it does not come up
 */
export async function startCluster(
  cluster: Cluster,
  port: number,
  extraSettings: Readonly<Record<string, string>>,
): Promise<void> {
  const written = await stat(cluster.log).catch(() => undefined);
  if (written && written.size > largestLog) await truncate(cluster.log, 0);
  const log = await open(cluster.log, "a", 0o600);
  const options = Object.entries({ ...settings, ...extraSettings, port: String(port) });
  const child = spawn(
    cluster.binaries.postgres,
    [
      "-D",
      dataArgument(cluster, cluster.data),
      ...options.flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    { ...asUser(cluster), cwd: cluster.data, detached: true, stdio: ["ignore", log.fd, log.fd] },
  );
  let ended: string | undefined;
  child.once("error", (error) => {
    ended = error.message;
  });
  child.once("exit", (code, signal) => {
    ended = `it ended with ${signal ?? `code ${code}`}`;
  });
  child.unref();
  await log.close();
  const deadline = Date.now() + startTimeout;
  for (;;) {
    const postmaster = await readPostmaster(cluster);
    if (postmaster?.pid === child.pid && postmaster?.ready) return;
    if (ended !== undefined || Date.now() > deadline)
      throw new Error(
        `The embedded PostgreSQL did not start (${ended ?? "it took more than a minute"}). The end of ${cluster.log}:\n${await tailOf(cluster.log)}`,
      );
    await delay(20);
  }
}

/** Stops Postgres, cutting what is still connected, and waits until it is gone. */
export async function stopCluster(cluster: Cluster): Promise<void> {
  const postmaster = await readPostmaster(cluster);
  if (postmaster === undefined) return;
  process.kill(postmaster.pid, "SIGINT");
  while (isAlive(postmaster.pid) && (await readPostmaster(cluster)) !== undefined) await delay(10);
}

/** A port of the loopback address that nobody listens on; the preferred one where it is free. */
export async function freePort(preferred: number | undefined): Promise<number> {
  for (const port of preferred === undefined ? [0] : [preferred, 0]) {
    const server = createServer();
    try {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
      const address = server.address();
      if (address !== null && typeof address === "object") return address.port;
    } catch {
      // Taken: the next one, then.
    } finally {
      server.close();
    }
  }
  throw new Error("There is no free port on 127.0.0.1 for the embedded PostgreSQL.");
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * Under root, Postgres is another user, who may not be able to enter the directories above its own. Then it is started
 * inside, and told to look where it is: that link needs no permission on the way.
 */
function dataArgument(cluster: Cluster, directory: string): string {
  return cluster.user && process.platform === "linux" ? "/proc/self/cwd" : directory;
}

function asUser({ user }: Cluster) {
  const { LANG: _language, LC_ALL: _locale, ...environment } = process.env;
  return { ...(user ?? {}), env: { ...environment, LC_ALL: "C", TZ: "UTC" } };
}

async function tailOf(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.trimEnd().split("\n").slice(-8).join("\n");
}
