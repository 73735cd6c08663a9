import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import sql from "sql-template-tag";
import { describe, expect, test, vi } from "vitest";
import { expectAllEvents } from "../kit/faults/checker.js";
import { transports } from "../kit/faults/clients.js";
import { additions } from "../kit/faults/queries.js";
import {
  keepWriting,
  listenWhileWriting,
  receiveMore,
  sampleSubscriptions,
  subscriptionsOf,
  useScene,
} from "../kit/faults/scene.js";
import { waiting } from "../kit/faults/waiting.js";
import { papersFrom, writePapers } from "../kit/faults/writers.js";
import { run, start } from "../kit/server/processes.js";

// Servers crash or stop; clients that resume receive exactly their events of the log, once and in order.

const scene = useScene();

describe("clients receive all events once, in order,", () => {
  test("when the server is killed repeatedly during writes and deliveries", async () => {
    let server = await scene.startServer();
    const origin = () => server.origin;
    const { clients, steady, writing } = await listenWhileWriting(scene, origin);
    for (let kills = 0; kills < 3; kills += 1) {
      await receiveMore(steady);
      server.child.kill("SIGKILL");
      await server.finished;
      server = await scene.startServer();
    }
    await receiveMore(steady);
    await writing.stop();
    await expectAllEvents(scene.db, clients);
    for (const client of steady) expect(client.connections()).toBeGreaterThan(3);
  });

  test("when a file ingest is killed and repeated while a server delivers", async () => {
    const directory = await mkdtemp(join(tmpdir(), "papergraph-faults-"));
    const file = join(directory, "papers.jsonl");
    const total = 5_000;
    const lines = papersFrom(0, total).map((paper, n) => JSON.stringify({ ...paper, upvotes: n % 997 }));
    await writeFile(file, lines.join("\n"));
    const { origin } = await scene.startServer();
    await writePapers(() => origin, 0, 200);
    const clients = scene.listenEverywhere(() => origin, await sampleSubscriptions(scene.db));
    const settings = { DATABASE_URL: scene.url };

    const killed = start(["ingest", "--format", "papergraph", file], settings);
    await vi.waitFor(async () => expect(await countPapers()).toBeGreaterThan(1_000), waiting);
    killed.child.kill("SIGKILL");
    expect(await killed.finished).toMatchObject({ signal: "SIGKILL" });
    expect(await countPapers()).toBeLessThan(total);
    expect((await run(["ingest", file], settings)).code).toBe(0);
    expect(await countPapers()).toBe(total);

    await expectAllEvents(scene.db, clients);
    for (const client of clients) expect(client.connections()).toBe(1);
    await rm(directory, { recursive: true });
  });

  test("in the same order from two servers on one database, with writes to both", async () => {
    const [one, other] = await Promise.all([scene.startServer(), scene.startServer()]);
    await writePapers(() => one.origin, 0, 200);
    const subscriptions = await sampleSubscriptions(scene.db);
    const ofOne = scene.listenEverywhere(() => one.origin, subscriptions);
    const ofOther = scene.listenEverywhere(() => other.origin, subscriptions);
    const writers = [keepWriting(() => one.origin, 1), keepWriting(() => other.origin, 2)];
    await vi.waitFor(() => {
      for (const writer of writers) expect(writer.rounds()).toBeGreaterThan(5);
    }, waiting);
    await Promise.all(writers.map((writer) => writer.stop()));
    await expectAllEvents(scene.db, scene.clients);
    expect(ofOne.map(({ received }) => received)).toEqual(ofOther.map(({ received }) => received));
  });
});

describe("a server that receives SIGTERM", () => {
  test("sends its subscribers to the next one, and exits immediately", async () => {
    const server = await scene.startServer();
    let origin = server.origin;
    await writePapers(() => origin, 0, 200);
    const clients = scene.listenEverywhere(() => origin, await sampleSubscriptions(scene.db));
    await vi.waitFor(async () => expect(await subscriptionsOf(server)).toBe(clients.length), waiting);
    const next = await scene.startServer();
    server.child.kill("SIGTERM");
    const stopping = performance.now();
    origin = next.origin;
    expect(await server.finished).toMatchObject({ code: 0, signal: null });
    expect(performance.now() - stopping).toBeLessThan(5_000);
    await writePapers(() => origin, 200, 20);
    await expectAllEvents(scene.db, clients);
    for (const [index, { closeReasons }] of clients.entries())
      expect(closeReasons).toEqual(index % transports.length === 1 ? [1012] : []);
  });

  test("waits no longer for a subscriber that does not read than for a request", async () => {
    const server = await scene.startServer({ SHUTDOWN_TIMEOUT: "1" });
    const clients = scene.listenEverywhere(() => server.origin, [additions()]);
    await vi.waitFor(async () => expect(await subscriptionsOf(server)).toBe(clients.length), waiting);
    for (const client of clients) client.stopReading();
    server.child.kill("SIGTERM");
    const stopping = performance.now();
    expect(await server.finished).toMatchObject({ code: 0, signal: null });
    expect(performance.now() - stopping).toBeLessThan(10_000);
  });

  test("accepts no subscription whose request was still running", async () => {
    const server = await scene.startServer({ SHUTDOWN_TIMEOUT: "30" });
    const locker = new pg.Client({ connectionString: scene.url });
    await locker.connect();
    await locker.query("begin");
    // Each subscription first reads the position of the log.
    await locker.query("lock table event_log in access exclusive mode");
    scene.listenEverywhere(() => server.origin, [additions()]);
    await vi.waitFor(async () => {
      const asking = await scene.db.query(sql`
        select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%event_log%'
      `);
      expect(asking).toHaveLength(transports.length);
    }, waiting);
    server.child.kill("SIGTERM");
    await server.printed(/Stopping/);
    await locker.query("commit");
    const stopping = performance.now();
    expect(await server.finished).toMatchObject({ code: 0, signal: null });
    expect(performance.now() - stopping).toBeLessThan(10_000);
    await locker.end();
  });
});

async function countPapers(): Promise<number> {
  const [row] = await scene.db.query<{ count: number }>(sql`select count(*)::int as count from papers`);
  return row?.count ?? 0;
}
