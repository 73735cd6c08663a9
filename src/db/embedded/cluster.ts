import { randomBytes } from "node:crypto";
import { chown, lchown, mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Binaries, findBinaries } from "./binaries.js";
import { errorCode, run, type User, unlessMissing } from "./processes.js";

// A PostgreSQL cluster in a directory of ours, as files. That it runs is the business of `postmaster.ts`; who may use
// it, and when it is stopped, of `embedded.ts`.

/** A cluster's directory, and as whom Postgres runs there. */
export interface Cluster {
  /** Postgres' data directory. */
  data: string;
  /** Where Postgres writes what it has to say. */
  log: string;
  binaries: Binaries;
  /** User and group for Postgres; undefined for ours. */
  user: User | undefined;
}

/** "nobody" on every Linux: under root, Postgres has to be somebody else. */
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
  // Copied or unpacked by root: Postgres opens no directory that is not its own.
  await lchown(data, nobody.uid, nobody.gid);
  for (const entry of await readdir(data, { recursive: true }))
    await lchown(join(data, entry), nobody.uid, nobody.gid);
  return nobody;
}

async function checkVersion(data: string, { majorVersion }: Binaries): Promise<void> {
  const made = await readFile(join(data, "PG_VERSION"), "utf8").catch((error) => {
    if (errorCode(error) === "EACCES")
      throw new Error(
        `${data} belongs to another user. Start as that user, name another directory in DATA_DIR, or name a database in DATABASE_URL.`,
      );
    return unlessMissing(error);
  });
  if (made !== undefined && made.trim() !== majorVersion)
    throw new Error(
      `${data} was made by PostgreSQL ${made.trim()}, and the embedded one is ${majorVersion}. Move the directory away and ingest again, name another in DATA_DIR, or open it with a PostgreSQL ${made.trim()} and DATABASE_URL.`,
    );
}

/** Whether there is a cluster, and with it somebody's data. */
export async function isMade({ data }: Cluster): Promise<boolean> {
  return (await stat(join(data, "PG_VERSION")).catch(unlessMissing)) !== undefined;
}

/**
 * Makes the cluster. It appears whole or not at all, so a start that dies leaves no half one; what earlier ones left
 * unfinished goes. Each attempt has a directory of its own, as the initdb of a killed process may still be at work.
 *
 * @throws the signal's reason when it aborts
 */
export async function makeCluster(cluster: Cluster, password: string, signal: AbortSignal): Promise<void> {
  await removeUnfinished(cluster.data);
  await rmdir(cluster.data).catch((error) => {
    if (errorCode(error) === "ENOENT") return;
    throw new Error(
      `${cluster.data} is no data directory of PostgreSQL, and not empty (${errorCode(error)}). Move it away, or name another directory in DATA_DIR.`,
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
 * The collation is Postgres' own, so that order and letters do not depend on the machine. The files are left to the
 * system to write out, which it does within a minute: right after an install it has so much else to write that to wait
 * for a thousand files was seen to take longer than a minute.
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
 * Under root, Postgres is another user, who may not be able to enter the directories above its own. Then it is started
 * inside, and told to look where it is: that link needs no permission on the way.
 */
export function dataArgument(cluster: Cluster, directory: string): string {
  return cluster.user && process.platform === "linux" ? "/proc/self/cwd" : directory;
}

/** Writes a file that only the owner of the cluster can read; it appears whole, and survives a power failure. */
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

/** What root makes beside somebody else's cluster stays theirs to use. */
export async function giveTo({ user }: Cluster, path: string): Promise<void> {
  if (user) await chown(path, user.uid, user.gid);
}
