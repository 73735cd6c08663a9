import { afterEach, beforeEach, expect } from "vitest";
import { openDatabase } from "../../../src/db/client.js";
import type { Database } from "../../../src/db/database.js";
import { createDatabase } from "../db/database.js";
import { testToken } from "../server/app.js";
import { type Running, serve } from "../server/processes.js";
import { type Client, type ClientOptions, follow, transports } from "./clients.js";
import { additions, newsOf, type Subscription, upvotesOf } from "./queries.js";
import { paperIdOf, writePapers, writeUpvotes } from "./writers.js";

export type Server = Running & { origin: string };

/** Environment of a fault test: a database, servers in child processes, clients. */
export interface Scene {
  /** URL of the database, and a pool for the test. */
  readonly url: string;
  readonly db: Database;
  readonly clients: readonly Client[];
  startServer(settings?: Record<string, string>): Promise<Server>;
  listen(options: ClientOptions): Client;
  /** Opens the subscriptions over each transport, from the start of the log. */
  listenEverywhere(origin: () => string, subscriptions: readonly Subscription[]): Client[];
}

/** Creates a scene's database. */
export type DatabaseFactory = () => Promise<{ url: string; drop(): Promise<void> }>;

/** A scene for each test of a file, cleaned up after it. */
export function useScene(place: DatabaseFactory = createDatabase): Scene {
  let servers: Server[];
  let clients: Client[];
  let database: { url: string; db: Database; drop(): Promise<void> };
  const listen = (options: ClientOptions) => {
    const client = follow(options);
    clients.push(client);
    return client;
  };
  beforeEach(async () => {
    servers = [];
    clients = [];
    const { url, drop } = await place();
    const db = openDatabase({ url, connections: 4, onConnectionLost: () => undefined });
    database = { url, db, drop };
  });
  afterEach(async () => {
    for (const client of clients) client.leave();
    for (const { child } of servers) child.kill("SIGKILL");
    const ends = await Promise.all(servers.map(({ finished }) => finished));
    await database.db.close();
    await database.drop();
    // No fault is an unexpected error.
    for (const { stderr } of ends) expect(stderr).toBe("");
  });
  return {
    get url() {
      return database.url;
    },
    get db() {
      return database.db;
    },
    get clients() {
      return clients;
    },
    async startServer(settings = {}) {
      const server = await serve({
        DATABASE_URL: database.url,
        SAMPLE: "off",
        INGEST_TOKEN: testToken,
        LOG_LEVEL: "error",
        // All clients share one address.
        RATE_LIMIT: "off",
        CONNECTIONS_PER_CLIENT: "100000",
        WEBSOCKETS_PER_CLIENT: "100000",
        SUBSCRIPTIONS_PER_CLIENT: "100000",
        ...settings,
      });
      servers.push(server);
      return server;
    },
    listen,
    listenEverywhere: (origin, subscriptions) =>
      subscriptions.flatMap((subscription) =>
        transports.map((transport) => listen({ subscription, origin, transport, start: 0 })),
      ),
  };
}

/** Subscriptions of each kind; requires papers. */
export async function sampleSubscriptions(db: Database): Promise<Subscription[]> {
  return [
    newsOf("DAY", 10),
    newsOf("WEEK", 100, "north-lab"),
    newsOf("MONTH", 20),
    additions(),
    additions("east-lab"),
    upvotesOf(await paperIdOf(db, 0)),
  ];
}

/** Clients that have events in each round of `keepWriting`; boards can stay as they are. */
export function steadyAmong(clients: readonly Client[]): Client[] {
  return clients.filter(({ subscription }) => subscription.field !== "paperTrending");
}

/** Opens all sample subscriptions everywhere, then writes in the background. */
export async function listenWhileWriting(scene: Scene, origin: () => string) {
  await writePapers(origin, 0, 200);
  const clients = scene.listenEverywhere(origin, await sampleSubscriptions(scene.db));
  return { clients, steady: steadyAmong(clients), writing: keepWriting(origin) };
}

/** Waits until each client receives another event. */
export async function receiveMore(clients: readonly Client[]): Promise<void> {
  await Promise.all(
    clients.map((client) => {
      const heard = client.received.length;
      return client.until(() => client.received.length > heard, "it hears something new");
    }),
  );
}

/** Writes in the background. */
export interface Writing {
  /** Number of rounds written. */
  rounds(): number;
  /** Resolves when the last round is written. */
  stop(): Promise<void>;
}

/** Writes in rounds: upvotes of the first papers, and new papers, different ones per writer. */
export function keepWriting(origin: () => string, writer = 1): Writing {
  let [stopped, rounds] = [false, 0];
  const writing = (async () => {
    for (; !stopped; rounds += 1) {
      await writeUpvotes(origin, 2 * rounds + writer, 0, 150);
      await writePapers(origin, 10_000 * writer + 10 * rounds, 10);
    }
  })();
  // `stop` rejects with it.
  writing.catch(() => undefined);
  return {
    rounds: () => rounds,
    stop() {
      stopped = true;
      return writing;
    },
  };
}

/** Number of subscriptions, as reported by a server. */
export async function subscriptionsOf({ origin }: Server): Promise<number> {
  const answer = await fetch(`${origin}/health`);
  return ((await answer.json()) as { subscriptions: number }).subscriptions;
}
