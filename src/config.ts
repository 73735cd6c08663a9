import { z } from "zod";
import {
  cacheControl,
  costPerMinuteOrOff,
  count,
  countOrNone,
  directory,
  files,
  httpUrl,
  logLevel,
  onOff,
  origins,
  postgresUrl,
  publicUrl,
  seconds,
  setting,
  token,
  wholeNumber,
} from "./setting-types.js";
import { maskUrl } from "./url-secrets.js";
import { watchSettings } from "./watch-settings.js";

/** The validated settings. */
export type Config = z.output<typeof schema>;

const schema = z.object({
  PORT: setting(wholeNumber(0, 65_535, 4000).default(4000), "port of the API; 0 for a free one"),
  HOST: setting(z.string().min(1).optional(), "address to listen on", "all addresses"),
  DATABASE_URL: setting(
    postgresUrl.optional(),
    "URL of an external PostgreSQL, 15 or later",
    "embedded PostgreSQL",
  ),
  DATA_DIR: setting(directory.prefault(".data"), "data directory of the embedded PostgreSQL", "`.data`"),
  DATABASE_CONNECTIONS: setting(
    wholeNumber(1, 200, 10).default(10),
    "maximum number of connections to the database; up to 80 with the embedded PostgreSQL",
  ),
  SAMPLE: setting(onOff.default("on"), "`off` does not load the bundled sample into an empty database"),
  CORS_ORIGINS: setting(
    origins.default(["*"]),
    "origins allowed to send requests from a browser: `*`, `off`, or a comma-separated list",
    "`*`",
  ),
  INGEST_TOKEN: setting(
    token.optional(),
    "the write token, 16 characters or more; without one, writes are disabled",
    "none",
  ),
  TRUST_PROXY: setting(
    onOff.default("off"),
    "`on` takes client addresses from the last entry of `X-Forwarded-For`, as set by a reverse proxy",
  ),
  INTROSPECTION: setting(onOff.default("on"), "`off` disables introspection, and name suggestions in errors"),
  GRAPHIQL: setting(onOff.default("on"), "`off` disables the GraphiQL page"),
  SITE: setting(onOff.default("on"), "`off` disables the pages; `/` then redirects to GraphiQL"),
  PUBLIC_URL: setting(
    publicUrl.optional(),
    "URL under which clients reach the server, without a path; for permanent URLs in pages, feeds and emails",
    "the host of each request",
  ),
  GET_QUERIES: setting(
    onOff.default("on"),
    "`off` disables queries by GET; subscriptions by GET remain, because `EventSource` cannot POST",
  ),
  QUERY_COST_LIMIT: setting(count(100_000), "maximum cost of an operation"),
  QUERY_TOKENS: setting(count(5_000), "maximum number of tokens (names, values, punctuation) of a document"),
  DOCUMENT_CACHE_BYTES: setting(count(16_000_000), "maximum size of the cache of parsed documents"),
  PERSISTED_DOCUMENTS: setting(
    files.optional(),
    "manifests of documents that clients may send by ID: JSON files, separated by commas",
    "none",
  ),
  PERSISTED_DOCUMENTS_ONLY: setting(
    onOff.default("off"),
    "`on` accepts only the documents of the manifests, except with the write token; disables GraphiQL",
  ),
  PERSISTED_QUERY_BYTES: setting(
    countOrNone(4_000_000),
    "maximum size of the store of automatic persisted queries; 0 disables them",
  ),
  RESPONSE_CACHE_BYTES: setting(
    countOrNone(50_000_000),
    "maximum size of the cache of responses; 0 for none",
  ),
  CACHE_CONTROL: setting(
    cacheControl.default("private, no-cache"),
    "`Cache-Control` of queries by GET and QUERY without errors",
  ),
  RESPONSE_BYTES: setting(count(8_000_000), "maximum size of a response or event"),
  BODY_BYTES: setting(count(200_000), "maximum size of a request body without the write token"),
  WRITE_BODY_BYTES: setting(count(32_000_000), "the same with the write token"),
  PENDING_BODY_BYTES: setting(
    count(64_000_000),
    "maximum total size of request bodies and WebSocket messages of unfinished operations, and of pipelined requests that wait, of which one client may use half; also of input that waits to be parsed",
  ),
  REQUEST_TIMEOUT: setting(seconds(30), "timeout for receiving a request, in seconds"),
  SEND_TIMEOUT: setting(
    seconds(30),
    "seconds after which a client that does not read its response is disconnected",
  ),
  RATE_LIMIT: setting(
    costPerMinuteOrOff.default(3_000_000),
    "cost units that a client may spend per minute; `off` for no limit",
  ),
  RATE_LIMIT_STORE: setting(
    z.enum(["memory", "postgres"], { error: "expected memory or postgres" }).default("memory"),
    "where spent units are stored; with `postgres`, all processes on one database share them",
  ),
  STATEMENTS_PER_CLIENT: setting(
    wholeNumber(1, 200, 5).optional(),
    "maximum number of concurrent statements per client, up to `DATABASE_CONNECTIONS`; others wait",
    "half of `DATABASE_CONNECTIONS`",
  ),
  STATEMENT_TIMEOUT: setting(
    seconds(15),
    "seconds after which a statement is canceled; also limits all statements of a request in total",
  ),
  CONNECTIONS: setting(
    count(25_000),
    "maximum number of open connections; at the limit, the longest idle one is closed for a new one",
  ),
  CONNECTIONS_PER_CLIENT: setting(count(1_200), "the same per client; not with `TRUST_PROXY`"),
  WEBSOCKETS_PER_CLIENT: setting(count(250), "maximum number of WebSockets per client"),
  OPERATIONS_PER_WEBSOCKET: setting(
    count(10),
    "maximum number of concurrent queries per WebSocket; reading pauses at the limit",
  ),
  WEBSOCKET_MESSAGE_BYTES: setting(count(200_000), "maximum size of a WebSocket message"),
  SUBSCRIPTIONS: setting(count(20_000), "maximum number of subscriptions, and of WebSockets, of all clients"),
  SUBSCRIPTIONS_PER_CLIENT: setting(
    count(1_000),
    "maximum number of subscriptions per client, with an average cost of up to 100 units per payload",
  ),
  SUBSCRIPTION_BYTES: setting(
    count(64_000_000),
    "maximum memory of all subscriptions: their operations and variables, and 12,000 bytes for each; equal ones count once",
  ),
  SUBSCRIPTION_BYTES_PER_CLIENT: setting(count(16_000_000), "the same per client"),
  SUBSCRIBER_BYTES: setting(
    count(1_000_000),
    "maximum size of an event, and of all pending events of a subscriber",
  ),
  PENDING_EVENT_BYTES: setting(count(64_000_000), "maximum size of pending events of all subscribers"),
  HEARTBEAT: setting(seconds(15), "heartbeat interval of subscriptions, in seconds"),
  POLL: setting(onOff.default("on"), "`off` disables polling of Daily Papers"),
  HF_BASE_URL: setting(
    httpUrl.default(new URL("https://huggingface.co")),
    "base URL of Daily Papers, without user and password",
    "`https://huggingface.co`",
  ),
  POLL_INTERVAL: setting(seconds(300), "seconds between requests for today's papers"),
  ...watchSettings,
  SHUTDOWN_TIMEOUT: setting(
    seconds(10),
    "seconds from SIGTERM to the end of the process; running requests are cut after 70% of it",
  ),
  DRAIN_DELAY: setting(
    seconds(5, 0),
    "seconds between `/ready` returning 503 and closing the port on shutdown; skipped if `/ready` was not polled in the last minute; at most half of `SHUTDOWN_TIMEOUT`",
  ),
  SERVER_TIMING: setting(
    onOff.default("off"),
    "`on` adds `Server-Timing` to responses over HTTP: the time of planning, the database and serialization",
  ),
  LOG_LEVEL: setting(
    logLevel.default("info"),
    "`fatal` … `trace`, or `silent`; JSON lines on standard error",
  ),
});

/** Of the 100 connections of the embedded PostgreSQL, those besides the pool serve events, locks and commands. */
const maxEmbeddedConnections = 80;

const checkedSchema = schema
  .refine(
    ({ DATABASE_URL, DATABASE_CONNECTIONS }) =>
      DATABASE_URL !== undefined || DATABASE_CONNECTIONS <= maxEmbeddedConnections,
    {
      path: ["DATABASE_CONNECTIONS"],
      error: `expected at most ${maxEmbeddedConnections} with the embedded PostgreSQL. Set DATABASE_URL to use more`,
    },
  )
  .refine(
    ({ PERSISTED_DOCUMENTS_ONLY, PERSISTED_DOCUMENTS }) =>
      PERSISTED_DOCUMENTS_ONLY === "off" || PERSISTED_DOCUMENTS !== undefined,
    {
      path: ["PERSISTED_DOCUMENTS_ONLY"],
      error: "expected PERSISTED_DOCUMENTS, manifests of the documents to accept",
    },
  )
  .refine(
    ({ STATEMENTS_PER_CLIENT = 1, DATABASE_CONNECTIONS }) => STATEMENTS_PER_CLIENT <= DATABASE_CONNECTIONS,
    {
      path: ["STATEMENTS_PER_CLIENT"],
      error:
        "expected at most DATABASE_CONNECTIONS (10 by default), because each statement uses a connection",
    },
  )
  .refine(
    ({ SMTP_URL, PUBLIC_URL, SITE }) => SMTP_URL === undefined || (PUBLIC_URL !== undefined && SITE === "on"),
    {
      path: ["SMTP_URL"],
      error: "expected PUBLIC_URL, and not SITE=off, because emails have links to pages",
    },
  );

/** Rows of the table in `docs/operating.md`. */
export function describeSettings(): { name: string; meaning: string; shownDefault: string }[] {
  const defaults: Record<string, unknown> = readConfig({});
  return Object.entries(schema.shape).map(([name, type]) => {
    const { meaning, shownDefault = `\`${defaults[name]}\`` } = type.meta() ?? {};
    return { name, meaning: String(meaning), shownDefault: String(shownDefault) };
  });
}

/**
 * Reads the settings. Empty variables count as unset.
 *
 * @throws Error that lists all invalid settings
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const blank = Object.keys(schema.shape).filter((name) => given[name]?.trim() === "");
  if (blank.length > 0)
    throw invalidConfig(blank.map((name) => `${name}: it has only white space. Unset it, or set a value`));
  const parsed = checkedSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join(".")}=${shown(String(path[0]), given)}: ${message}`,
  );
  throw invalidConfig(problems);
}

/** @param problems as in `PORT=x: expected a port number` */
export function invalidConfig(problems: readonly string[]): Error {
  return new Error(["Invalid configuration:", ...problems].join("\n  "));
}

/** Masks secrets, even invalid ones. */
function shown(name: string, given: Readonly<Record<string, string | undefined>>): string {
  const value = given[name] ?? "";
  if (name === "INGEST_TOKEN") return "…";
  return ["DATABASE_URL", "HF_BASE_URL", "SMTP_URL"].includes(name) ? maskUrl(value) : value;
}
