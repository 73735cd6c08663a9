import { randomBytes } from "node:crypto";
import { chown, lchown, mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Binaries, findBinaries } from "./binaries.js";
import { errorCode, run, type User, unlessMissing } from "./processes.js";

// The files of the embedded PostgreSQL cluster. `postmaster.ts` runs it.

export interface Cluster {
  /** Postgres' data directory. */
  data: string;
  /** Path of the Postgres log. */
  log: string;
  binaries: Binaries;
  /** User and group of Postgres; undefined for those of this process. */
  user: User | undefined;
}

/** The user "nobody" of Linux, for Postgres under root. */
const nobody: User = { uid: 65_534, gid: 65_534 };

/** @throws Error that says what is wrong with the directory or the programs, and what to do */
export async function openCluster(directory: string): Promise<Cluster> {
  const data = join(directory, "postgres");
  const user = await userFor(data);
  const binaries = await findBinaries(user);
  await checkVersion(data, binaries);
  return { data, log: join(directory, "postgres.log"), binaries, user };
}

async function userFor(data: string): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(data).catch(unlessMissing);
  if (owner === undefined) return nobody;
  if (owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  // Copied or unpacked by root: Postgres only opens a directory that it owns.
  await lchown(data, nobody.uid, nobody.gid);
  for (const entry of await readdir(data, { recursive: true }))
    await lchown(join(data, entry), nobody.uid, nobody.gid);
  return nobody;
}

async function checkVersion(data: string, { majorVersion }: Binaries): Promise<void> {
  const version = await readFile(join(data, "PG_VERSION"), "utf8").catch((error) => {
    if (errorCode(error) === "EACCES")
      throw new Error(
        `${data} belongs to another user. Run as that user, set DATA_DIR to another directory, or set DATABASE_URL.`,
      );
    return unlessMissing(error);
  });
  if (version !== undefined && version.trim() !== majorVersion)
    throw new Error(
      `${data} was created by PostgreSQL ${version.trim()}, but the embedded one is ${majorVersion}. Move the directory away and ingest again, set DATA_DIR to another one, or run PostgreSQL ${version.trim()} on it and set DATABASE_URL.`,
    );
}

export async function isInitialized({ data }: Cluster): Promise<boolean> {
  return (await stat(join(data, "PG_VERSION")).catch(unlessMissing)) !== undefined;
}

/**
 * Initializes the cluster in a temporary directory and renames it, so that a killed start leaves no partial cluster. Each
 * attempt has its own directory, because the initdb of a killed process may still be running.
 *
 * @throws the signal's reason when it aborts
 */
export async function initCluster(cluster: Cluster, password: string, signal: AbortSignal): Promise<void> {
  await removeUnfinished(cluster.data);
  await rmdir(cluster.data).catch((error) => {
    if (errorCode(error) === "ENOENT") return;
    throw new Error(
      `${cluster.data} is not empty, but not a PostgreSQL data directory (${errorCode(error)}). Move it away, or set DATA_DIR to another directory.`,
    );
  });
  const making = `${cluster.data}${unfinished}${randomBytes(6).toString("hex")}`;
  const passwordFile = `${making}.password`;
  await mkdir(making, { mode: 0o700 });
  await writePrivately(passwordFile, `${password}\n`, cluster);
  try {
    await giveTo(cluster, making);
    await runInitdb(cluster, making, passwordFile, signal);
    await rename(making, cluster.data);
  } catch (error) {
    await rm(making, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
    throw error;
  } finally {
    await rm(passwordFile, { force: true });
  }
}

const unfinished = ".making-";

async function removeUnfinished(data: string): Promise<void> {
  const parent = join(data, "..");
  for (const entry of await readdir(parent)) {
    const path = join(parent, entry);
    if (!path.startsWith(data + unfinished)) continue;
    await rm(path, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

/**
 * Uses Postgres' builtin collation, so that sort order and case do not depend on the machine. Does not sync: right after an
 * install, syncing a thousand files can take longer than a minute.
 */
async function runInitdb(
  cluster: Cluster,
  directory: string,
  passwordFile: string,
  signal: AbortSignal,
): Promise<void> {
  const password = await open(passwordFile, "r");
  const { status, output } = await run(
    cluster.binaries.initdb,
    [
      ...["-D", dataArgument(cluster, directory), "-U", "papergraph", "--auth=scram-sha-256"],
      ...["--pwfile", cluster.user ? "/dev/stdin" : passwordFile],
      ...["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
      ...["--text-search-config=english", "--no-instructions", "--no-sync"],
    ],
    { cwd: directory, user: cluster.user, stdin: password.fd, signal },
  ).finally(() => password.close());
  if (status !== 0)
    throw new Error(
      `Failed to initialize the embedded PostgreSQL in ${directory} (${reasonOf(output)}). Set DATA_DIR to a directory that this user can write to, or set DATABASE_URL.`,
    );
}

/** The last line of a program's output that looks like an error, or else the last line. */
function reasonOf(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return lines.findLast((line) => /error|fatal|panic/i.test(line)) ?? lines.at(-1) ?? "no output";
}

/**
 * Under root, Postgres runs as another user, which may lack access to the parent directories. It is started in its data
 * directory and opens it by this link, which needs no such access.
 */
export function dataArgument(cluster: Cluster, directory: string): string {
  return cluster.user && process.platform === "linux" ? "/proc/self/cwd" : directory;
}

/** Writes a file that only the owner of the cluster can read, atomically and durably. */
export async function writePrivately(path: string, content: string, cluster: Cluster): Promise<void> {
  const writing = `${path}.${process.pid}`;
  try {
    const file = await open(writing, "w", 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await giveTo(cluster, writing);
    await rename(writing, path);
  } catch (error) {
    await rm(writing, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Makes the owner of the cluster the owner of a file. */
export async function giveTo({ user }: Cluster, path: string): Promise<void> {
  if (user) await chown(path, user.uid, user.gid);
}
