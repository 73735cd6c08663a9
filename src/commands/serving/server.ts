import { once } from "node:events";
import type { Server } from "node:http";
import type { Logger } from "pino";
import { orAborted, settledOrAborted, whenAborted } from "../../async/abort.js";
import { createBell } from "../../async/bell.js";
import type { Config } from "../../config.js";
import { openDatabase } from "../../db/client.js";
import type { Database } from "../../db/database.js";
import { filterReader } from "../../schema/papers/stored-filters.js";
import type { App } from "../../server/app-options.js";
import type { Manifest } from "../../server/documents/persisted-documents.js";
import { createDrain, type Drain } from "../../server/drain.js";
import type { Features } from "../../server/limits/options.js";
import { createReadiness } from "../../server/readiness.js";
import { createApi } from "../api.js";
import type { DatabaseLocation } from "../location.js";
import { keepPolling } from "../poll.js";
import { say } from "../say.js";
import { featuresOf } from "../server-options.js";
import type { Shutdown } from "../shutdown.js";
import { keepNotifyingAlone } from "./notifying.js";
import { keepPreparing, tryToPrepare } from "./preparing.js";
import { expireEventsHourly } from "./retention.js";
import { keepUp } from "./upkeep.js";

/** Milliseconds over which disconnects are spread, so that subscribers do not all reconnect at once. */
const spreadMs = 1_000;

/** What a server works with. */
export interface Serving {
  config: Config;
  location: DatabaseLocation;
  log: Logger;
  shutdown: Shutdown;
  persistedDocuments: Manifest;
}

/** Serves a database until stopped, then closes everything in reverse order. */
export async function serveDatabase({
  config,
  location,
  log,
  shutdown,
  persistedDocuments,
}: Serving): Promise<void> {
  const { requested } = shutdown;
  const db = openDatabase({
    url: location.url,
    connections: config.DATABASE_CONNECTIONS,
    statementTimeoutMs: config.STATEMENT_TIMEOUT * 1_000,
    onConnectionLost: (error) => log.debug({ err: error }, "lost an idle connection"),
  });
  let prepared = false;
  const drain = createDrain(createReadiness(db, () => prepared));
  const { readiness } = drain;
  const app = createApi({ config, url: location.url, db, log, readiness, persistedDocuments });
  for (const event of ["request", "checkContinue", "checkExpectation"])
    app.server.prependListener(event, drain.onRequest);
  let retention: { stop(): void } | undefined;
  let polling: Promise<void> | undefined;
  let upkeep: Promise<void> | undefined;
  let notifying: Promise<void> | undefined;
  // Background work ends with the server, even if the server fails to start.
  const ended = new AbortController();
  const stopping = AbortSignal.any([requested, ended.signal]);
  const follow = async () => {
    const events = createBell();
    const following = app.follow(events.ring);
    retention = expireEventsHourly(db, log);
    upkeep = keepUp(db, location.url, stopping, log);
    const reader = (pool: Database) => filterReader(app.schema, pool);
    notifying = keepNotifyingAlone(location.url, config, log, events, reader, stopping);
    if (config.POLL === "on") polling = keepPolling(db, location.url, config, undefined, stopping);
    await orAborted(following, requested);
  };
  const preparation = { config, location, db, log, signal: requested };
  const features = featuresOf(config);
  const prepareLater = async (url: string) => {
    await keepPreparing(preparation);
    prepared = true;
    await follow();
    sayReady(url, features);
  };
  const closeDatabase = async () => {
    await Promise.all([polling, upkeep, notifying]);
    await app.unfollow();
    await db.close({ cancelAfterMs: 0 });
  };
  try {
    prepared = await tryToPrepare(preparation);
    if (prepared) await follow();
    app.prepare().catch((error: unknown) => log.warn({ err: error }, "could not render the GraphiQL page"));
    const url = await listen(app.server, config);
    if (prepared) sayReady(url, features);
    else {
      say(`papergraph is waiting for the database: ${url}`);
      await settledUnlessFailed(prepareLater(url), requested);
    }
    await whenAborted(requested);
    await closeApp(app, drain, config, shutdown);
  } finally {
    ended.abort();
    app.closeSubscriptions();
    app.cutConnections();
    retention?.stop();
    const { abandoned, overdue } = requested.aborted ? shutdown : stagesAfterFailure(config, shutdown);
    await settledOrAborted(closeDatabase(), abandoned);
    await location.close(overdue);
  }
}

/** A server that fails, for example because its port is in use, has as much time to close the database as one that is stopped. */
function stagesAfterFailure(
  { SHUTDOWN_TIMEOUT }: Config,
  { abandoned, overdue }: Shutdown,
): Pick<Shutdown, "abandoned" | "overdue"> {
  const within = (signal: AbortSignal, share: number) =>
    AbortSignal.any([signal, AbortSignal.timeout(Math.round(SHUTDOWN_TIMEOUT * share * 1_000))]);
  return { abandoned: within(abandoned, 0.8), overdue: within(overdue, 0.9) };
}

/** Waits for a promise until the signal aborts. @throws if the promise rejects first */
async function settledUnlessFailed(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  await orAborted(promise, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** Resolves with the URL of the API. */
async function listen(server: Server, { PORT, HOST }: Config): Promise<string> {
  server.listen(HOST === undefined ? { port: PORT } : { port: PORT, host: HOST });
  await once(server, "listening").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE")
      throw new Error(`Port ${PORT} is already in use. Set PORT to another port, for example PORT=4001.`);
    const where = HOST === undefined ? `port ${PORT}` : `${HOST}, port ${PORT}`;
    const reason = error.message.replace(/^listen [A-Z]+: (.+) \S+$/, "$1");
    throw new Error(`Cannot listen on ${where}: ${reason}. Set another PORT or HOST.`);
  });
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : PORT;
  const host = HOST === undefined || HOST === "0.0.0.0" || HOST === "::" ? "localhost" : HOST;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}/graphql`;
}

function sayReady(url: string, { site, graphiql }: Features): void {
  const page = site ? new URL(url).origin : url;
  say(`papergraph is ready: ${url}${site || graphiql ? ` (open ${page} in a browser)` : ""}`);
}

/**
 * Lets running requests finish and disconnects subscribers. The port stays open until load balancers have noticed.
 * The caller cuts connections that take too long.
 */
async function closeApp(
  { server, closeSubscriptions }: App,
  drain: Drain,
  config: Config,
  shutdown: Shutdown,
): Promise<void> {
  const delayMs = Math.min(config.DRAIN_DELAY, config.SHUTDOWN_TIMEOUT / 2) * 1_000;
  if (drain.isWatched() && delayMs > 0)
    say(`Stopping: /ready answers 503; closing the port in ${delayMs / 1_000} s.`);
  await drain.begin(delayMs, shutdown.cut);
  say("Stopping: finishing running requests.");
  const closed = once(server, "close");
  server.close();
  closeSubscriptions(spreadMs);
  // Idle keep-alive connections count as open until closed.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await settledOrAborted(closed, shutdown.cut);
  clearInterval(sweep);
}
