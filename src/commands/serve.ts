import { once } from "node:events";
import type { Server } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { type Logger, pino } from "pino";
import type { Config } from "../config.js";
import { type Database, openDatabase } from "../db/client.js";
import { openListener } from "../db/listener.js";
import { cancelWork, isLeftUnsettled, settle } from "../domain/filling.js";
import { countAllPapers } from "../domain/papers.js";
import { wakeUpChannel } from "../events/event.js";
import { type EventFeed, openFeed } from "../events/feed.js";
import { readTopic } from "../events/log.js";
import { ingest } from "../ingest/ingest.js";
import { createSchema } from "../schema/index.js";
import { type App, createApp } from "../server/app.js";
import { isUnavailable } from "../server/errors.js";
import { createReadiness } from "../server/readiness.js";
import { applyMigrations, type DatabaseLocation, locateDatabase, samplePath } from "./database.js";
import { keepPolling } from "./poll.js";
import { keepEventsFresh } from "./retention.js";
import { featuresOf, limitsOf } from "./server-options.js";

/** How long to wait before the database is tried again. */
const retryAfter = 2_000;
/** How long until the next look at whether an ingest left something undone. */
const lookAgainAfter = 30_000;

/** `papergraph serve`: runs until SIGTERM or SIGINT, then closes everything in reverse. */
export async function serve(config: Config): Promise<void> {
  const log = pino({ level: config.LOG_LEVEL }, pino.destination({ dest: 2, sync: true }));
  const stopping = stopSignal();
  const location = await locateDatabase(config, (message) => log.warn(message));
  say(`Database: ${location.name}.`);
  const db = openDatabase({
    url: location.url,
    connections: config.DATABASE_CONNECTIONS,
    statementTimeoutMs: config.STATEMENT_TIMEOUT * 1_000,
    onConnectionLost: (error) => log.debug({ err: error }, "an idle connection broke"),
  });
  let prepared = false;
  let feed: EventFeed | undefined;
  const app = createApp({
    db,
    schema: createSchema(),
    log,
    readiness: createReadiness(db, () => prepared),
    corsOrigins: config.CORS_ORIGINS,
    ingestToken: config.INGEST_TOKEN,
    trustProxy: config.TRUST_PROXY === "on",
    limits: limitsOf(config),
    features: featuresOf(config),
    live: {
      position: () => feed?.position(),
      readTopic: (topic, after, limit) => readTopic(db, topic, after, limit),
      heartbeat: config.HEARTBEAT * 1_000,
    },
  });
  let retention: { stop(): void } | undefined;
  let polling: Promise<void> | undefined;
  let settling: Promise<void> | undefined;
  // What runs beside the server ends with it, also where it cannot begin.
  const ended = new AbortController();
  const follow = async () => {
    feed = openFeed({
      connect: () => openListener(location.url, wakeUpChannel),
      onEvents: app.tell,
      onDisconnected: (error) => log.warn({ err: error }, "lost the connection that listens for events"),
    });
    retention = keepEventsFresh(db, log);
    settling = keepSettled(db, location.url, AbortSignal.any([stopping, ended.signal]), log);
    if (config.POLL === "on")
      polling = keepPolling(db, location.url, config, undefined, AbortSignal.any([stopping, ended.signal]));
    if (!stopping.aborted) await Promise.race([feed.reached, once(stopping, "abort")]);
  };
  try {
    prepared = await tryToPrepare(config, location, db, log);
    if (prepared) await follow();
    await listen(app.server, config);
    const preparing = prepared
      ? undefined
      : keepPreparing(config, location, db, log, stopping).then(() => {
          prepared = !stopping.aborted;
          return prepared ? follow() : undefined;
        });
    await Promise.all([preparing, stopping.aborted ? undefined : once(stopping, "abort")]);
    await closeApp(app, config.SHUTDOWN_TIMEOUT * 1_000);
  } finally {
    ended.abort();
    app.closeSubscriptions();
    app.cutConnections();
    retention?.stop();
    await Promise.all([polling, settling]);
    await feed?.close();
    await db.close();
    await location.close();
  }
  say("Stopped.");
}

/** Migrates, and gives an empty database the sample. False when the database cannot be reached yet. */
async function tryToPrepare(
  config: Config,
  { url, name }: DatabaseLocation,
  db: Database,
  log: Logger,
): Promise<boolean> {
  try {
    const applied = await applyMigrations(url);
    if (applied.length > 0) say(`Applied the migrations ${applied.join(", ")}.`);
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    log.warn(`${name} cannot be reached (${messageOf(error)}); trying again every ${retryAfter / 1_000} s`);
    return false;
  }
  try {
    await fill(config, db);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    log.warn(`${name} is gone again (${messageOf(error)}); trying again every ${retryAfter / 1_000} s`);
    return false;
  }
  return true;
}

/** Gives an empty database the sample. */
async function fill(config: Config, db: Database): Promise<void> {
  const papers = await countAllPapers(db);
  if (papers > 0 || config.SAMPLE === "off") {
    say(`It holds ${papers} papers.`);
    return;
  }
  const { added } = await ingest(db, {
    files: [samplePath()],
    standardInput: process.stdin,
    source: "sample",
    reading: {},
    now: () => new Date(),
  });
  say(`It was empty: loaded the bundled sample of ${added} papers (SAMPLE=off leaves it empty).`);
}

/**
 * Finishes what an ingest that died left undone, while requests are answered: at once when the server finds it so, later
 * when it is so at two looks in a row, since an ingest may be started again. Given up when the server stops.
 */
async function keepSettled(main: Database, url: string, stopping: AbortSignal, log: Logger): Promise<void> {
  // Its statements take longer than those of requests may.
  const name = `papergraph settling ${process.pid}`;
  const db = openDatabase({ url, name, connections: 2 });
  let left = true;
  while (!stopping.aborted) {
    const leftBefore = left;
    left = await isLeftUnsettled(db).catch(() => false);
    if (left && leftBefore) await settleWhatWasLeft(main, db, name, stopping, log);
    await delay(lookAgainAfter, undefined, { signal: stopping }).catch(() => undefined);
  }
  await db.close();
}

async function settleWhatWasLeft(
  main: Database,
  db: Database,
  name: string,
  stopping: AbortSignal,
  log: Logger,
): Promise<void> {
  // Between two statements there is nothing to cancel, so it is said more than once.
  const watching = setInterval(() => {
    if (stopping.aborted) cancelWork(main, name).catch(() => undefined);
  }, 500);
  try {
    await settle(db, () => {
      stopping.throwIfAborted();
      say("An archive was not read to its end. Counting authors and keywords, and making indexes …");
    });
    say("All is counted, and has its indexes.");
  } catch (error) {
    if (!stopping.aborted) log.warn({ err: error }, "what an ingest left undone is left for later");
  } finally {
    clearInterval(watching);
  }
}

async function keepPreparing(
  config: Config,
  location: DatabaseLocation,
  db: Database,
  log: Logger,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    await delay(retryAfter, undefined, { signal: stopping }).catch(() => undefined);
    if (stopping.aborted || (await tryToPrepare(config, location, db, log))) return;
  }
}

async function listen(server: Server, { PORT, HOST }: Config): Promise<void> {
  server.listen(HOST === undefined ? { port: PORT } : { port: PORT, host: HOST });
  await once(server, "listening").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE")
      throw new Error(`Port ${PORT} is taken by another program. Choose another with PORT, PORT=4001 say.`);
    throw new Error(`Cannot listen on ${HOST ?? "any address"}, port ${PORT}: ${error.message}`);
  });
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : PORT;
  const host = HOST === undefined || HOST === "0.0.0.0" || HOST === "::" ? "localhost" : HOST;
  say(
    `papergraph is ready: http://${host.includes(":") ? `[${host}]` : host}:${port}/graphql (open it in a browser for GraphiQL)`,
  );
}

/** Takes no more requests, sends subscribers away, lets running requests finish, and cuts those that take too long. */
async function closeApp(
  { server, closeSubscriptions, cutConnections }: App,
  patience: number,
): Promise<void> {
  say("Stopping: finishing running requests.");
  const closed = once(server, "close");
  server.close();
  closeSubscriptions(1_000);
  // Connections kept alive for a next request count as open until they are cut.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(cutConnections, patience);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}

/** Aborts at the first SIGTERM or SIGINT; a second one ends the process at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(1);
    controller.abort();
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
  return controller.signal;
}

function isUnreachable(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^(E[A-Z]+|08...|57P0.|53300|3D000)$/.test(code) || /timeout|terminated/i.test(messageOf(error));
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(", ");
  return error instanceof Error ? error.message : String(error);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
