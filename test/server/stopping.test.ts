import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import sql from "sql-template-tag";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createDatabase } from "../kit/db/database.js";
import { startLoadBalancer } from "../kit/server/load-balancer.js";
import { type Running, run, serve, start, startByNpm } from "../kit/server/processes.js";
import { openConnection, rawPost } from "../kit/server/raw-http.js";

// A signal ends every command at any time and leaves nothing running.

let directory: string;
let settings: Record<string, string>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "papergraph-stopping-"));
  settings = { DATA_DIR: directory, SAMPLE: "off", PORT: "0" };
});
afterEach(async () => {
  const left = await postmaster();
  if (left !== undefined) process.kill(left, "SIGKILL");
  await vi.waitFor(() => rm(directory, { recursive: true, force: true }), waiting);
  expect(left).toBeUndefined();
});

const waiting = { timeout: 40_000, interval: 5 };

describe("npm start", () => {
  test.each([
    ["SIGTERM to the process group", ["SIGTERM"], "group"],
    ["SIGHUP to the process group, as a closed terminal sends it", ["SIGHUP"], "group"],
    ["two quick Ctrl-C", ["SIGINT", "SIGINT"], "group"],
    ["SIGINT to npm", ["SIGINT"], "npm"],
    ["SIGHUP to npm", ["SIGHUP"], "npm"],
  ] as const)(
    "ends at %s, with its database",
    async (_, signals, target) => {
      const npm = startByNpm("start", settings);
      await npm.printed(/papergraph is ready/);
      const pid = npm.child.pid ?? 0;
      for (const signal of signals) process.kill(target === "group" ? -pid : pid, signal);
      expect((await npm.finished).stdout).toMatch(/Stopped\.\n$/);
      expect(await postmaster()).toBeUndefined();
    },
    120_000,
  );

  test("ends during the build", async () => {
    const npm = startByNpm("start", settings);
    await npm.printed(/> exec node/);
    process.kill(-(npm.child.pid ?? 0), "SIGTERM");
    await npm.finished;
    expect(await readdir(directory)).toEqual([]);
  });
});

describe("an interrupted start", () => {
  test.each(["SIGTERM", "SIGHUP"] as const)(
    "by %s during initdb leaves no partial cluster",
    async (signal) => {
      const server = start(["serve"], settings);
      await vi.waitFor(
        async () => expect(await readdir(directory)).toContainEqual(expect.stringContaining("making")),
        waiting,
      );
      server.child.kill(signal);
      expect(await server.finished).toMatchObject({ code: 0, stdout: "Stopped.\n", stderr: "" });
      expect((await readdir(directory)).filter((name) => name.includes("making"))).toEqual([]);
    },
  );

  test.each([
    [["serve"], 0],
    [["poll"], 0],
    [["migrate"], 130],
    [["export"], 130],
    [["ingest", "-"], 130],
  ] as const)("%s, while Postgres starts, stops it", async (command, code) => {
    const process = start(command, settings);
    await vi.waitFor(
      () => expect(existsSync(join(directory, "postgres", "postmaster.pid"))).toBe(true),
      waiting,
    );
    process.child.kill("SIGTERM");
    const { stdout, ...others } = await process.finished;
    expect([others.code, stdout.endsWith("Stopped.\n")]).toEqual([code, code === 0]);
  });

  test("during migrations leaves a database that the next start completes", async () => {
    const server = start(["serve"], settings);
    await server.printed(/Database:/);
    server.child.kill("SIGTERM");
    const stdout = expect.stringMatching(/Stopped\.\n$/);
    expect(await server.finished).toMatchObject({ code: 0, stdout, stderr: "" });
    expect(await postmaster()).toBeUndefined();
    const again = await serve(settings);
    again.child.kill("SIGTERM");
    expect(await again.finished).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("SIGTERM ends", () => {
  test("an ingest that waits for its standard input", async () => {
    const ingest = start(["ingest", "--format", "papergraph", "-"], settings);
    ingest.child.stdin?.write(`${JSON.stringify({ title: "A paper", arxivId: "2501.00001" })}\n`);
    await vi.waitFor(async () => expect(await postmaster()).toBeDefined(), waiting);
    await connected(ingest);
    ingest.child.kill("SIGTERM");
    expect(await ingest.finished).toMatchObject({
      code: 130,
      stderr: expect.stringContaining("Interrupted"),
    });
  });

  test("an export without a reader", async () => {
    const papers = Array.from({ length: 2_000 }, (_, n) => ({
      title: `Paper ${n}`,
      arxivId: `2501.${10_000 + n}`,
      abstract: "All about trees. ".repeat(20),
    }));
    const lines = papers.map((paper) => JSON.stringify(paper)).join("\n");
    expect((await run(["ingest", "-"], settings, lines)).code).toBe(0);
    const exporting = start(["export"], settings);
    await once(exporting.child.stdout ?? process.stdin, "data");
    exporting.child.stdout?.pause();
    exporting.child.kill("SIGTERM");
    await once(exporting.child, "exit");
    exporting.child.stdout?.resume();
    expect(await exporting.finished).toMatchObject({ code: 130, stderr: "" });
  });

  test("a migration that waits for another process, with its statements", async () => {
    const database = await createDatabase("empty");
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    // As `prisma migrate deploy` does.
    await other.query("select pg_advisory_lock(72707369)");
    const migrating = start(["migrate"], { DATABASE_URL: database.url });
    const waitingFor = () =>
      database.db.query(sql`select from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`);
    await vi.waitFor(async () => expect(await waitingFor()).toHaveLength(1), waiting);
    migrating.child.kill("SIGTERM");
    expect(await migrating.finished).toMatchObject({ code: 130, stderr: "" });
    await vi.waitFor(async () => expect(await waitingFor()).toHaveLength(0), waiting);
    await other.end();
    await database.drop();
  });

  test.each(["1", "3"])("a server whose embedded Postgres is stuck, within %s s", async (timeout) => {
    const server = await serve({ ...settings, SHUTDOWN_TIMEOUT: timeout });
    process.kill((await postmaster()) ?? 0, "SIGSTOP");
    server.child.kill("SIGTERM");
    expect(await server.finished).toMatchObject({ code: 0, stderr: "" });
    // It was killed, which takes the system a moment.
    await vi.waitFor(async () => expect(await postmaster()).toBeUndefined(), waiting);
  });

  test("a server with a request that waits for a lock, once the time is up", async () => {
    const database = await createDatabase();
    const server = await serve({ DATABASE_URL: database.url, SAMPLE: "off", SHUTDOWN_TIMEOUT: "1" });
    const locker = new pg.Client({ connectionString: database.url });
    await locker.connect();
    await locker.query("begin; lock table papers in access exclusive mode");
    const cut = expect(
      fetch(`${server.origin}/graphql?query={papers(first:1){nodes{title}}}`).then((response) =>
        response.text(),
      ),
    ).rejects.toThrow();
    const waitingForLock = sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    await vi.waitFor(
      async () => expect(await database.db.query(waitingForLock)).not.toHaveLength(0),
      waiting,
    );
    server.child.kill("SIGTERM");
    expect(await server.finished).toMatchObject({ code: 0, stderr: "" });
    await cut;
    await locker.end();
    await database.drop();
  });
});

test("a rolling restart of two servers behind a load balancer that polls /ready fails no request", async () => {
  const database = await createDatabase();
  const startServer = () => serve({ DATABASE_URL: database.url, SAMPLE: "off", DRAIN_DELAY: "2" });
  const balancer = await startLoadBalancer();
  const servers = [await startServer(), await startServer()];
  for (const { origin } of servers) balancer.add(origin);
  await vi.waitFor(() => expect(balancer.inService()).toHaveLength(2), waiting);

  const statuses = new Map<number, number>();
  let stopped = false;
  const client = async () => {
    while (!stopped) {
      const response = await fetch(`${balancer.origin}/graphql?query={papers{totalCount}}`);
      await response.text();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    }
  };
  const clients = Array.from({ length: 4 }, client);
  for (const server of servers) {
    server.child.kill("SIGTERM");
    await server.printed(/answers 503/);
    expect((await fetch(`${server.origin}/ready`)).status).toBe(503);
    const response = await fetch(`${server.origin}/graphql?query={papers{totalCount}}`);
    expect([response.status, response.headers.get("connection")]).toEqual([200, "close"]);
    const asking = await openConnection(server.origin);
    asking.write(rawPost(JSON.stringify({ query: "{ __typename }" }), ["Expect: 100-continue"]));
    expect((await asking.next()).status).toBe(100);
    expect(await asking.next()).toMatchObject({ status: 200, headers: { connection: "close" } });
    expect(await server.finished).toMatchObject({ code: 0, stderr: "" });
    const next = await startServer();
    servers.push(next);
    balancer.add(next.origin);
    await vi.waitFor(() => expect(balancer.inService()).toHaveLength(2), waiting);
    if (servers.length === 4) break;
  }
  stopped = true;
  await Promise.all(clients);
  expect([...statuses.keys()]).toEqual([200]);
  for (const { child, finished } of servers) {
    child.kill("SIGTERM");
    await finished;
  }
  await balancer.close();
  await database.drop();
});

/** Process ID of the embedded Postgres, if running. */
async function postmaster(): Promise<number | undefined> {
  const text = await readFile(join(directory, "postgres", "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  try {
    return Number.isInteger(pid) && process.kill(pid, 0) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Resolves when the process has its own connection to the embedded database. */
async function connected(running: Running): Promise<void> {
  await vi.waitFor(async () => {
    expect(running.child.exitCode).toBeNull();
    const { port, password } = JSON.parse(await readFile(join(directory, "connection.json"), "utf8"));
    const client = new pg.Client(`postgresql://papergraph:${password}@127.0.0.1:${port}/papergraph`);
    client.on("error", () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query("select to_regclass('event_log') is not null as migrated");
      expect(rows).toEqual([{ migrated: true }]);
    } finally {
      await client.end().catch(() => undefined);
    }
  }, waiting);
}
