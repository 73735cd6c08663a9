import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { resolve as resolvePath } from "node:path";
import { pathToFileURL } from "node:url";
import sql from "sql-template-tag";
import { describe, expect, test, vi } from "vitest";
import { encodeCursor } from "../../src/domain/lists/cursors.js";
import { expectAllEvents } from "../kit/faults/checker.js";
import { type Client, transports } from "../kit/faults/clients.js";
import { eventSource, postedStream, type Transport, webSocket } from "../kit/faults/lines.js";
import { additions, cursorAt, newsOf, type Subscription, upvotesOf } from "../kit/faults/queries.js";
import {
  keepWriting,
  type Server,
  sampleSubscriptions,
  subscriptionsOf,
  useScene,
} from "../kit/faults/scene.js";
import { waiting } from "../kit/faults/waiting.js";
import { paperIdOf, writePapers, writeUpvotes } from "../kit/faults/writers.js";

// Clients stop reading, connect all at once, or have much to read; each receives all events, without affecting others.

const scene = useScene();

describe("a client that stops reading", () => {
  /** So large that a connection is soon full. */
  const copies = Array.from({ length: 20 }, (_, index) => `copy${index}`);
  const abstract = "All work and no play makes a dull abstract. ".repeat(400).trim();
  const heavy = (paperId: number): Subscription => {
    const subscription = upvotesOf(paperId);
    return {
      ...subscription,
      query: subscription.query.replace(
        "arxivId",
        `arxivId ${copies.map((copy) => `${copy}: abstract`).join(" ")}`,
      ),
      payload: (event) => ({
        ...subscription.payload(event),
        paper: {
          arxivId: event.arxivId,
          ...Object.fromEntries(copies.map((copy) => [copy, abstract])),
        },
      }),
    };
  };

  /** Writes until a server has at most `subscriptions`. */
  const writeUntil = async (server: Server, subscriptions: number) => {
    for (let round = 1; (await subscriptionsOf(server)) > subscriptions; round += 1) {
      if (round > 500) throw new Error("No subscriber was disconnected.");
      await writeUpvotes(() => server.origin, round, 0, 1);
    }
  };

  test("is disconnected with the reason when too many events are pending, and resumes, without affecting others", async () => {
    const server = await scene.startServer();
    const origin = () => server.origin;
    await writePapers(origin, 0, 100, { abstract });
    const subscription = heavy(await paperIdOf(scene.db, 0));
    const others = [
      ...scene.listenEverywhere(origin, [subscription]),
      ...scene.listenEverywhere(origin, await sampleSubscriptions(scene.db)),
    ];
    const slow = [eventSource, webSocket, postedStream].map((transport) =>
      scene.listen({ subscription, origin, transport, start: 0 }),
    );
    await arrived(server, scene.clients);
    for (const client of slow) client.stopReading();
    await writeUntil(server, others.length);
    for (const client of slow) client.readOn();
    await writeUpvotes(origin, 1_000, 0, 100);

    await expectAllEvents(scene.db, scene.clients);
    expect(slow.map(({ closeReasons }) => closeReasons)).toEqual([
      ["SLOW_SUBSCRIBER"],
      [1013],
      ["SLOW_SUBSCRIBER"],
    ]);
    for (const client of slow) expect(client.connections()).toBe(2);
    for (const client of others) expect([client.connections(), client.closeReasons]).toEqual([1, []]);
  });

  test("is disconnected if it does not read for too long, and can resume", async () => {
    const server = await scene.startServer({
      HEARTBEAT: "1",
      SUBSCRIBER_BYTES: "100000000",
      PENDING_EVENT_BYTES: "200000000",
    });
    const origin = () => server.origin;
    await writePapers(origin, 0, 100, { abstract });
    const subscription = heavy(await paperIdOf(scene.db, 0));
    const slow = [eventSource, webSocket].map((transport) =>
      scene.listen({ subscription, origin, transport, start: 0 }),
    );
    await arrived(server, slow);
    for (const client of slow) client.stopReading();
    await writeUntil(server, 0);
    for (const client of slow) client.readOn();
    await writeUpvotes(origin, 1_000, 0, 100);
    await expectAllEvents(scene.db, slow);
    const [overStream, overSocket] = slow.map(({ closeReasons }) => closeReasons);
    expect(overStream).toEqual(["SLOW_SUBSCRIBER"]);
    // An unread connection is cut at about the same time as its subscription is ended.
    expect([[], [1013]]).toContainEqual(overSocket);
  });
});

describe("a cursor", () => {
  test("older than the retained events is rejected as expired; the oldest retained one works", async () => {
    const { origin } = await scene.startServer();
    await writePapers(() => origin, 0, 20);
    await scene.db.query(sql`update events set occurred_at = now() - interval '8 days' where number <= 10`);
    // A server deletes expired events at startup.
    await scene.startServer();
    await vi.waitFor(async () => {
      const [log] = await scene.db.query(sql`select expired_through::int as expired from event_log`);
      expect(log).toEqual({ expired: 10 });
      expect(await scene.db.query(sql`select from events where number <= 10`)).toEqual([]);
    }, waiting);
    const subscription = additions();
    for (const transport of transports) {
      expect(await refusalOf(transport, origin, subscription, cursorAt(subscription, 9))).toBe(
        "CURSOR_EXPIRED",
      );
      scene.listen({ subscription, origin: () => origin, transport, start: 10 });
    }
    await writePapers(() => origin, 20, 5);
    await expectAllEvents(scene.db, scene.clients);
  });

  test("that was forged, truncated, of the future, or is from another window, topic, or list is rejected", async () => {
    const { origin } = await scene.startServer();
    await writePapers(() => origin, 0, 20);
    const subscription = newsOf("DAY", 20);
    const good = cursorAt(subscription, 3);
    const bad = [
      good.slice(0, -1),
      `${good.slice(0, 10)}${good[10] === "x" ? "y" : "x"}${good.slice(11)}`,
      "3",
      cursorAt(subscription, 1_000_000),
      cursorAt(newsOf("WEEK", 20), 3),
      cursorAt(additions(), 3),
      encodeCursor(["papers"], { value: null, id: 3 }),
    ];
    for (const cursor of bad)
      for (const transport of transports)
        expect(await refusalOf(transport, origin, subscription, cursor), cursor).toBe("BAD_CURSOR");
  });
});

describe("clients that are killed", () => {
  test("are noticed, and their slots released", async () => {
    // An unreleased slot would be missing in the next round.
    const server = await scene.startServer({ SUBSCRIPTIONS: "500" });
    const origin = () => server.origin;
    await writePapers(origin, 0, 100);
    const subscriptions = await sampleSubscriptions(scene.db);
    for (let round = 0; round < 3; round += 1) {
      const crowd = startCrowd(server.origin, subscriptions, 500);
      await vi.waitFor(async () => expect(await subscriptionsOf(server)).toBe(500), waiting);
      crowd.kill("SIGKILL");
      await vi.waitFor(async () => expect(await subscriptionsOf(server)).toBe(0), waiting);
    }
    scene.listenEverywhere(origin, subscriptions);
    await writePapers(origin, 100, 10);
    await expectAllEvents(scene.db, scene.clients);
  });
});

describe("each of many clients receives all events once, in order,", () => {
  test("when 1,000 of them are disconnected and resume at once", async () => {
    const server = await scene.startServer();
    const origin = () => server.origin;
    await writePapers(origin, 0, 200);
    const subscriptions = await sampleSubscriptions(scene.db);
    for (let index = 0; index < 1_000; index += 1) {
      const subscription = subscriptions[index % subscriptions.length];
      const transport = index % 2 === 0 ? eventSource : webSocket;
      if (subscription) scene.listen({ subscription, origin, transport, start: 0 });
    }
    await arrived(server, scene.clients);
    const writing = keepWriting(origin);
    await vi.waitFor(() => expect(writing.rounds()).toBeGreaterThan(1), waiting);
    for (const client of scene.clients) client.cut();
    await writing.stop();
    await Promise.all(
      scene.clients.map((client) => client.until(() => client.connections() > 1, "it is back")),
    );
    await expectAllEvents(scene.db, scene.clients);
  });

  test("when 50,000 events come at once", async () => {
    const server = await scene.startServer();
    const origin = () => server.origin;
    const papers = 5_000;
    for (let from = 0; from < papers; from += 1_000) await writePapers(origin, from, 1_000);
    const clients = scene.listenEverywhere(origin, [
      newsOf("DAY", 100),
      newsOf("WEEK", 100, "north-lab"),
      additions(),
      additions("east-lab"),
      upvotesOf(await paperIdOf(scene.db, 17)),
      upvotesOf(await paperIdOf(scene.db, 4_711)),
    ]);
    await arrived(server, clients);
    for (let round = 1; round <= 10; round += 1) await writeUpvotes(origin, round, 0, papers);
    const counts = await expectAllEvents(scene.db, clients);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...counts)).toBeGreaterThanOrEqual(papers);
  });
});

function arrived(server: Server, clients: readonly Client[]): Promise<void> {
  return vi.waitFor(async () => expect(await subscriptionsOf(server)).toBe(clients.length), waiting);
}

/** Error code of a subscription after a cursor. */
function refusalOf(
  transport: Transport,
  origin: string,
  { query, variables }: Subscription,
  after: string,
): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const unexpected = () => reject(new Error(`It was not refused: ${after}`));
    const line = transport(
      { origin, query, variables, after },
      {
        accepted: () => undefined,
        heard: unexpected,
        began: unexpected,
        refused([error]) {
          resolve(error?.extensions?.code);
          line.cut();
        },
        closed: unexpected,
      },
    );
  });
}

/** A process with many subscribers. */
function startCrowd(origin: string, subscriptions: readonly Subscription[], count: number): ChildProcess {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const asked = subscriptions.map(({ query, variables }) => ({ query, variables }));
  return spawn(
    process.execPath,
    ["--import", tsx, resolvePath("test/kit/faults/crowd.ts"), origin, JSON.stringify(asked), String(count)],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
}
