import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import sql from "sql-template-tag";
import { describe, expect, test, vi } from "vitest";
import { openDatabase } from "../../src/db/client.js";
import { openEmbedded } from "../../src/db/embedded/embedded.js";
import { openListener } from "../../src/db/listener.js";
import { topics, wakeUpChannel } from "../../src/events/event.js";
import { openFeed } from "../../src/events/feed.js";
import { publish } from "../../src/events/outbox.js";
import { expectAllEvents } from "../kit/faults/checker.js";
import { transports } from "../kit/faults/clients.js";
import { openHoldingProxy } from "../kit/faults/holding-proxy.js";
import { newsOf, upvotesOf } from "../kit/faults/queries.js";
import {
  keepWriting,
  listenWhileWriting,
  receiveMore,
  sampleSubscriptions,
  steadyAmong,
  subscriptionsOf,
  useScene,
} from "../kit/faults/scene.js";
import { waiting } from "../kit/faults/waiting.js";
import { paperIdOf, writePapers } from "../kit/faults/writers.js";
import { openProxy } from "../kit/server/processes.js";

// Postgres or its connections fail; subscribers stay connected, and receive all events once it is back.

describe("200 subscribers keep their connections, and receive all events once, in order,", () => {
  let directory: string;
  const scene = useScene(async () => {
    directory = await mkdtemp(join(tmpdir(), "papergraph-faults-"));
    const embedded = await openEmbedded({ directory, log: () => undefined, settings: { fsync: "off" } });
    return {
      url: embedded.url,
      async drop() {
        await embedded.close();
        await rm(directory, { recursive: true });
      },
    };
  });
  const postmaster = async () =>
    Number.parseInt(await readFile(join(directory, "postgres", "postmaster.pid"), "utf8"), 10);

  for (const [way, signal] of [
    ["is restarted", "SIGINT"],
    ["is killed", "SIGKILL"],
  ] as const)
    test(`when Postgres ${way} meanwhile`, async () => {
      const server = await scene.startServer();
      const origin = () => server.origin;
      await writePapers(origin, 0, 200);
      const subscriptions = await sampleSubscriptions(scene.db);
      const clients = scene.listenEverywhere(
        origin,
        Array.from(
          { length: Math.ceil(200 / transports.length) },
          (_, index) => subscriptions[index % subscriptions.length],
        ).filter((subscription) => subscription !== undefined),
      );
      await vi.waitFor(async () => expect(await subscriptionsOf(server)).toBe(clients.length), waiting);
      const steady = steadyAmong(clients);
      const writing = keepWriting(origin);
      for (let restarts = 0; restarts < 2; restarts += 1) {
        await receiveMore(steady);
        const killed = await postmaster();
        process.kill(killed, signal);
        await vi.waitFor(async () => expect(await postmaster()).not.toBe(killed), waiting);
      }
      await receiveMore(steady);
      await writing.stop();
      await expectAllEvents(scene.db, clients);
      for (const client of clients) expect([client.connections(), client.closeReasons]).toEqual([1, []]);
    });
});

describe("subscribers notice nothing", () => {
  const scene = useScene();

  test("when the listening connection is closed repeatedly during writes", async () => {
    const server = await scene.startServer();
    const origin = () => server.origin;
    const { clients, steady, writing } = await listenWhileWriting(scene, origin);
    await receiveMore(steady);
    for (let cuts = 0; cuts < 6; cuts += 1) {
      await vi.waitFor(async () => {
        const cut = await scene.db.query(sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'papergraph events'
        `);
        expect(cut).toHaveLength(1);
      }, waiting);
      if (cuts % 2 === 1) await receiveMore(steady);
    }
    await writing.stop();
    await expectAllEvents(scene.db, clients);
    for (const client of clients) expect([client.connections(), client.closeReasons]).toEqual([1, []]);
  });
});

describe("a database that takes too long", () => {
  const scene = useScene();

  test("is queried again, and no client gets an error instead of the event", async () => {
    const { origin } = await scene.startServer({ STATEMENT_TIMEOUT: "0.5" });
    await writePapers(() => origin, 0, 20);
    const paperId = await paperIdOf(scene.db, 0);
    const clients = scene.listenEverywhere(() => origin, [upvotesOf(paperId)]);
    await Promise.all(clients.map((client) => client.until(() => client.connections() === 1, "it is there")));
    const locker = new pg.Client({ connectionString: scene.url }).on("error", () => undefined);
    await locker.connect();
    await locker.query("begin");
    await locker.query("lock table papers in access exclusive mode");
    await scene.db.transaction((transaction) =>
      publish(transaction, new Date(), [
        { topic: topics.upvotes(paperId), paperId, upvotes: 2, previousUpvotes: 1 },
      ]),
    );
    const asked = new Set<number>();
    await vi.waitFor(async () => {
      const stuck = await scene.db.query<{ since: Date }>(sql`
          select query_start as since from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query ilike '%papers%'
        `);
      for (const { since } of stuck) asked.add(since.getTime());
      expect(asked.size).toBeGreaterThan(1);
    }, waiting);
    await locker.query("commit");
    await locker.end();
    await expectAllEvents(scene.db, clients);
    for (const client of clients) expect([client.connections(), client.closeReasons]).toEqual([1, []]);
  });
});

describe("a connection that closes together with its last message", () => {
  const scene = useScene();

  test("does not crash the process when taken from the pool: the query fails, and the next gets another connection", async () => {
    const way = await openHoldingProxy(scene.url);
    const db = openDatabase({ url: way.url, connections: 1 });
    const [backend] = await db.query<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    way.hold();
    const answered = db.query(sql`select 2 as two`);
    const next = db.transaction((transaction) => transaction.query(sql`select 3 as three`));
    const refused = expect(next).rejects.toThrow(/connection/i);
    await vi.waitFor(() => expect(way.held()).toBeGreaterThan(0), waiting);
    await scene.db.query(sql`select pg_terminate_backend(${backend?.pid}::int)`);
    expect(await answered).toEqual([{ two: 2 }]);
    await refused;
    way.pass();
    expect(await db.query(sql`select 4 as four`)).toEqual([{ four: 4 }]);
    await db.close();
    way.close();
  });

  test("does not crash the process while listening, and its notification is read over the next connection", async () => {
    const way = await openHoldingProxy(scene.url);
    const heard: number[] = [];
    const feed = openFeed({
      connect: () => openListener(way.url, wakeUpChannel),
      onEvents: (events) => heard.push(...events.map(({ number }) => number)),
    });
    const happen = () =>
      scene.db.transaction((transaction) => publish(transaction, new Date(), [{ topic: topics.scores }]));
    await feed.reached;
    await happen();
    await vi.waitFor(() => expect(heard).toEqual([1]), waiting);
    // It is idle, so that all that is held is that something happened.
    await vi.waitFor(async () => {
      expect(await listeners()).toMatchObject([{ state: "idle" }]);
    }, waiting);
    way.hold();
    await happen();
    await vi.waitFor(() => expect(way.held()).toBeGreaterThan(0), waiting);
    const [listener] = await listeners();
    await scene.db.query(sql`select pg_terminate_backend(${listener?.pid}::int)`);
    await vi.waitFor(() => expect(way.held()).toBe(0), waiting);
    way.pass();
    await vi.waitFor(() => expect(heard).toEqual([1, 2]), waiting);
    await feed.close();
    way.close();
  });

  function listeners(): Promise<{ pid: number; state: string }[]> {
    return scene.db.query(sql`
      select pid, state from pg_stat_activity
      where datname = current_database() and application_name = 'papergraph events'
    `);
  }
});

describe("stalled connections", () => {
  const scene = useScene();

  test("are closed, and clients receive all events over others", async () => {
    const { hostname, port, username, password, pathname } = new URL(scene.url);
    const way = await openProxy({ host: hostname, port: Number(port) });
    const server = await scene.startServer({
      DATABASE_URL: `postgresql://${username}:${password}@127.0.0.1:${way.port}${pathname}`,
      STATEMENT_TIMEOUT: "1",
    });
    const direct = await scene.startServer();
    await writePapers(() => direct.origin, 0, 200);
    const clients = scene.listenEverywhere(() => server.origin, await sampleSubscriptions(scene.db));
    await vi.waitFor(async () => expect(await subscriptionsOf(server)).toBe(clients.length), waiting);
    way.freeze();
    await writePapers(() => direct.origin, 200, 20);
    await expectAllEvents(scene.db, clients);
    for (const client of clients) expect([client.connections(), client.closeReasons]).toEqual([1, []]);
    server.child.kill("SIGKILL");
    await server.finished;
    await way.close();
  });
});

describe("a server that waits for its database", () => {
  const scene = useScene();

  test("keeps waiting if the database goes away during startup, and serves once it is back", async () => {
    const { hostname, port, username, password, pathname } = new URL(scene.url);
    let [through, most] = [0, 0];
    const gate = createServer((near) => {
      near.on("error", () => undefined);
      if (through >= most) {
        near.destroy();
        return;
      }
      through += 1;
      const far = connect({ host: hostname, port: Number(port) });
      far.on("error", () => undefined).on("close", () => near.destroy());
      near.on("close", () => far.destroy());
      near.pipe(far).pipe(near);
    }).listen(0, "127.0.0.1");
    await once(gate, "listening");
    const { port: entrance } = gate.address() as AddressInfo;
    const server = await scene.startServer({
      DATABASE_URL: `postgresql://${username}:${password}@127.0.0.1:${entrance}${pathname}`,
    });
    // The first connection is that of the migrations.
    most = 1;
    await vi.waitFor(() => expect(through).toBe(1), waiting);
    await once(gate, "connection");
    most = Number.POSITIVE_INFINITY;
    await writePapers(() => server.origin, 0, 20);
    const clients = scene.listenEverywhere(() => server.origin, [newsOf("DAY", 20)]);
    await expectAllEvents(scene.db, clients);
    server.child.kill("SIGTERM");
    expect((await server.finished).code).toBe(0);
    gate.close();
  });
});
