import { resolve } from "node:path";
import { z } from "zod";
import { isPostgresUrl, maskUrl } from "./url-secrets.js";

/** How papergraph is to run: everything that the environment says, checked. */
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

/** Every setting, its meaning, and what holds without it; `docs/operating.md` lists them. */
const schema = z.object({
  /** Where the API listens. */
  PORT: port.default(4000),
  /** The address it listens on; all of this machine's when missing. */
  HOST: z.string().min(1).optional(),
  /** A PostgreSQL 15 or later; the embedded one when missing. */
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
  /** Connections to the database at most. */
  DATABASE_CONNECTIONS: z.coerce.number({ error: "expected a number" }).int().min(1).max(200).default(10),
  /** Whether an empty database is given the bundled sample. */
  SAMPLE: onOff.default("on"),
  /** Which pages may ask from a browser: `*`, or origins separated by commas, or `off`. */
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
  /** The secret that whoever writes has to send; nobody may write without one. */
  INGEST_TOKEN: z
    .string()
    .regex(/^\S{16,}$/, "expected a secret of 16 characters or more, without spaces")
    .optional(),
  /** Whether introspection, the GraphiQL page, and queries by GET are served. */
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
  /** Where spent cost units are kept: in memory, or in Postgres for several processes. */
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
  /** Seconds between two signs of life on a subscription. */
  HEARTBEAT: seconds.default(15),
  /** Whether clients are told apart by what a proxy in front says in X-Forwarded-For. */
  TRUST_PROXY: onOff.default("off"),
  /** Whether the server follows the live feed. */
  POLL: onOff.default("on"),
  /** Where Daily Papers is. */
  HF_BASE_URL: z
    .string()
    .default("https://huggingface.co")
    .refine((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), {
      error: "expected an address like https://huggingface.co",
    })
    .refine((url) => !URL.canParse(url) || (new URL(url).username === "" && new URL(url).password === ""), {
      error: "expected a URL without user and password",
    })
    .transform((url) => new URL(url)),
  /** Seconds after which today's papers are asked for again. */
  POLL_INTERVAL: seconds.default(300),
  /** Seconds after which a question to the database is given up. */
  STATEMENT_TIMEOUT: seconds.default(15),
  /** Seconds that running requests get to finish after SIGTERM. */
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
 * @throws Error whose one message names everything that is wrong
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `  ${path.join(".")}=${shown(String(path[0]), given)}: ${message}`,
  );
  throw new Error(`The configuration has mistakes:\n${problems.join("\n")}`);
}

/** Masks secrets, even invalid ones. */
function shown(name: string, given: Readonly<Record<string, string | undefined>>): string {
  const value = given[name] ?? "";
  if (name === "INGEST_TOKEN") return "…";
  return name === "DATABASE_URL" || name === "HF_BASE_URL" ? maskUrl(value) : value;
}
