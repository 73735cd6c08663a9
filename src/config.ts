import { resolve } from "node:path";
import { z } from "zod";
import { isPostgresUrl, maskUrl } from "./url-secrets.js";

/** The validated settings. */
export type Config = z.output<typeof schema>;

const port = z.coerce
  .number({ error: "expected a port number" })
  .int("expected a whole number")
  .min(0)
  .max(65_535);

const seconds = z.coerce.number({ error: "expected a number of seconds" }).positive("expected more than 0");

const count = z.coerce
  .number({ error: "expected a number" })
  .int("expected a whole number")
  .min(1, "expected 1 or more");

const onOff = z.enum(["on", "off"], { error: "expected on or off" });

/** `docs/operating.md` lists them too. */
const schema = z.object({
  /** Port of the API. */
  PORT: port.default(4000),
  /** Address of the API; defaults to all addresses of this machine. */
  HOST: z.string().min(1).optional(),
  /** PostgreSQL 15 or later; defaults to the embedded one. */
  DATABASE_URL: z
    .string()
    .refine(isPostgresUrl, {
      error:
        "expected a URL like postgresql://user:password@host:5432/database, with special characters percent-encoded",
    })
    .optional(),
  /** Where the embedded database keeps its data. */
  DATA_DIR: z
    .string()
    .min(1)
    .default(".data")
    .transform((directory) => resolve(directory)),
  /** Maximum number of connections to the database. */
  DATABASE_CONNECTIONS: z.coerce.number({ error: "expected a number" }).int().min(1).max(200).default(10),
  /** Whether to load the bundled sample into an empty database. */
  SAMPLE: onOff.default("on"),
  /** Origins whose pages may send requests: `*`, `off`, or a comma-separated list. */
  CORS_ORIGINS: z
    .string()
    .default("*")
    .transform((text) => text.split(",").map((origin) => origin.trim()))
    .refine(
      (origins) => origins.every((origin) => /^(\*|off|[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+\/?)$/i.test(origin)),
      {
        error: "expected *, off, or origins like https://example.org separated by commas",
      },
    ),
  /** The write token; without one, writes are disabled. */
  INGEST_TOKEN: z
    .string()
    .regex(/^\S{16,}$/, "expected 16 or more characters without spaces")
    .optional(),
  /** Whether to enable introspection, the GraphiQL page, and queries by GET. */
  INTROSPECTION: onOff.default("on"),
  GRAPHIQL: onOff.default("on"),
  GET_QUERIES: onOff.default("on"),
  /** Maximum cost of an operation, in units of 10 microseconds of database time and CPU. */
  QUERY_COST_LIMIT: count.default(100_000),
  /** Maximum number of tokens of a document. */
  QUERY_TOKENS: count.default(5_000),
  /** Maximum size of the cache of parsed documents, in bytes. */
  DOCUMENT_CACHE_BYTES: count.default(16_000_000),
  /** Maximum size of a response, in bytes. */
  RESPONSE_BYTES: count.default(8_000_000),
  /** Maximum size of a request body, in bytes: without the write token, and with it. */
  BODY_BYTES: count.default(200_000),
  WRITE_BODY_BYTES: count.default(32_000_000),
  /** Maximum size of all request bodies that are being received, or whose operation has not ended, in bytes. */
  PENDING_BODY_BYTES: count.default(64_000_000),
  /** Cost units that a client may spend per minute; `off` for no limit. */
  RATE_LIMIT: z
    .union([z.literal("off"), count.max(2_000_000_000)], {
      error: "expected off, or cost units per minute up to 2,000,000,000",
    })
    .default(3_000_000),
  /** Where spent cost units are stored: in memory, or in Postgres for several processes. */
  RATE_LIMIT_STORE: z
    .enum(["memory", "postgres"], { error: "expected memory or postgres" })
    .default("memory"),
  /** Maximum number of concurrent statements per client; defaults to half of DATABASE_CONNECTIONS. */
  STATEMENTS_PER_CLIENT: count.optional(),
  /** Maximum number of open connections, per process and per client. */
  CONNECTIONS: count.default(25_000),
  CONNECTIONS_PER_CLIENT: count.default(1_200),
  /** Maximum number of WebSockets per client, of concurrent queries per WebSocket, and of bytes per message. */
  WEBSOCKETS_PER_CLIENT: count.default(250),
  OPERATIONS_PER_WEBSOCKET: count.default(10),
  WEBSOCKET_MESSAGE_BYTES: count.default(200_000),
  /** Maximum number of subscriptions, of the process and of one client. */
  SUBSCRIPTIONS: count.default(20_000),
  SUBSCRIPTIONS_PER_CLIENT: count.default(1_000),
  /** Maximum total size of their different operations and variables in memory, of the process and of one client. */
  SUBSCRIPTION_BYTES: count.default(64_000_000),
  SUBSCRIPTION_BYTES_PER_CLIENT: count.default(16_000_000),
  /** Maximum number of pending bytes, per slow subscriber and in total. */
  SUBSCRIBER_BYTES: count.default(1_000_000),
  PENDING_EVENT_BYTES: count.default(64_000_000),
  /** Heartbeat interval of subscriptions, in seconds. */
  HEARTBEAT: seconds.default(15),
  /** Whether to identify clients by X-Forwarded-For, as set by a proxy. */
  TRUST_PROXY: onOff.default("off"),
  /** Whether the server polls Daily Papers. */
  POLL: onOff.default("on"),
  /** Base URL of Daily Papers. */
  HF_BASE_URL: z
    .string()
    .default("https://huggingface.co")
    .refine((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), {
      error: "expected a URL like https://huggingface.co",
    })
    .refine((url) => !URL.canParse(url) || (new URL(url).username === "" && new URL(url).password === ""), {
      error: "expected a URL without user and password",
    })
    .transform((url) => new URL(url)),
  /** Seconds between requests for today's papers. */
  POLL_INTERVAL: seconds.default(300),
  /** Statement timeout, in seconds. */
  STATEMENT_TIMEOUT: seconds.default(15),
  /** Seconds from SIGTERM to the end of the process. */
  SHUTDOWN_TIMEOUT: seconds.default(10),
  /** Seconds for which /ready answers 503 before a stopping server closes its port; only when /ready is in use. */
  DRAIN_DELAY: z.coerce
    .number({ error: "expected a number of seconds" })
    .min(0, "expected 0 or more")
    .default(5),
  /** Seconds within which the headers and body of a request must arrive. */
  REQUEST_TIMEOUT: seconds.default(30),
  /** Seconds after which a client that does not read its response is disconnected. */
  SEND_TIMEOUT: seconds.default(30),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      error: "expected fatal, error, warn, info, debug, trace or silent",
    })
    .default("info"),
});

/** The names of all settings. */
export const settingNames: readonly string[] = Object.keys(schema.shape);

/**
 * Reads the settings. An empty variable counts as missing.
 *
 * @throws Error that lists all invalid settings
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `  ${path.join(".")}=${shown(String(path[0]), given)}: ${message}`,
  );
  throw new Error(`Invalid configuration:\n${problems.join("\n")}`);
}

/** Masks secrets, even invalid ones. */
function shown(name: string, given: Readonly<Record<string, string | undefined>>): string {
  const value = given[name] ?? "";
  if (name === "INGEST_TOKEN") return "…";
  return name === "DATABASE_URL" || name === "HF_BASE_URL" ? maskUrl(value) : value;
}
