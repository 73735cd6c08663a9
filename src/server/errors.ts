import { randomUUID } from "node:crypto";
import { GraphQLError } from "graphql";
import type { Logger } from "pino";
import { InputError } from "../domain/values/input-error.js";
import type { ErrorCode } from "./http/error-codes.js";

/** Codes of transient errors of Postgres and its driver. */
const unavailableCodes = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH"],
  // PostgreSQL: connection lost (08), too many connections, shutting down, crashed, starting up, no such database.
  ...["08000", "08001", "08003", "08004", "08006", "53300", "57P01", "57P02", "57P03", "3D000"],
  // PostgreSQL: no such table or function, as before the migrations.
  ...["42P01", "42883"],
  // Prisma: cannot reach, timed out, connection closed, no connection free in time, no such table.
  ...["P1001", "P1002", "P1008", "P1017", "P2024", "P2021"],
]);

const unavailableMessages =
  /Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error/;

/** Codes of errors for exhausted connections (`db/pool.ts`) and an exhausted client share. */
const busyCodes = new Set(["CONNECTIONS_BUSY", "BUSY"]);
/** PostgreSQL codes: disk full, and read-only, which the embedded one is while its disk is full. */
const diskFullCodes = new Set(["53100", "25006"]);

/** PostgreSQL's code for a statement timeout, and the code for the total timeout of a request's statements. */
const timeoutCodes = new Set(["57014", "STATEMENT_TIME_EXCEEDED"]);

/** Code of `clients/canceled-error.ts`. */
const canceled = "CANCELED";

/** `Retry-After` when the server is busy, in seconds. */
const retryAfterSeconds = 2;

/**
 * Converts an error for clients. Client errors and database outages are reported as such; any other error is masked, and
 * logged with the `errorId` that the client receives.
 */
export function createErrorMask(log: Logger): (error: unknown) => GraphQLError {
  return (error) => {
    const outer = error instanceof GraphQLError ? error : undefined;
    const cause = outer?.originalError ?? (outer ? undefined : error);
    if (outer && (cause === undefined || cause instanceof GraphQLError)) return outer;
    if (cause instanceof InputError) {
      // Pages of the site tell errors apart by their class. The response does not have it.
      return Object.assign(shown(cause.message, { code: cause.code }, outer), { cause });
    }
    // No one reads this response.
    if (isCanceled(cause)) return shown("The client canceled the request.", { code: canceled }, outer);
    if (isTimeout(cause))
      return shown(
        "The database timed out. Use a narrower filter or smaller pages, and leave out counts and totals that you do not need.",
        { code: "QUERY_TIMEOUT" },
        outer,
      );
    if (isBusy(cause)) {
      log.warn({ err: cause }, "the server is busy");
      return shown(
        "The server is busy with other requests. Retry in a few seconds.",
        { code: "BUSY", http: { status: 503, headers: { "retry-after": String(retryAfterSeconds) } } },
        outer,
      );
    }
    if (isUnknownTimeZone(cause))
      return shown(
        "timeZone: PostgreSQL does not know this time zone. Use the name of another place with the same time, or UTC.",
        { code: "BAD_USER_INPUT" },
        outer,
      );
    if (codesOf(cause).some((code) => diskFullCodes.has(code))) {
      log.warn({ err: cause }, "the database cannot write");
      return shown(
        "The database cannot write because its disk is full; reads still work. Free some space and retry.",
        { code: "DATABASE_FULL" },
        outer,
      );
    }
    if (isUnavailable(cause)) {
      log.warn({ err: cause }, "the database is unreachable");
      return shown(
        "The database is unreachable. Retry in a few seconds.",
        { code: "DATABASE_UNAVAILABLE" },
        outer,
      );
    }
    const errorId = randomUUID();
    log.error({ err: cause, errorId, path: outer?.path }, "unexpected error");
    return shown("Unexpected error.", { code: "INTERNAL_SERVER_ERROR", errorId }, outer);
  };
}

/** Whether the database is temporarily unreachable or out of connections. */
export function isUnavailable(error: unknown): boolean {
  return (
    isBusy(error) ||
    codesOf(error).some((code) => unavailableCodes.has(code)) ||
    unavailableMessages.test(messagesOf(error))
  );
}

/** Whether all connections are in use, as opposed to none being possible. */
export function isBusy(error: unknown): boolean {
  return codesOf(error).some((code) => busyCodes.has(code));
}

export function isTimeout(error: unknown): boolean {
  return codesOf(error).some((code) => timeoutCodes.has(code));
}

/** Whether PostgreSQL lacks a time zone that JavaScript has. */
function isUnknownTimeZone(error: unknown): boolean {
  return codesOf(error).includes("22023") && /time zone ".*" not recognized/.test(messagesOf(error));
}

function isCanceled(error: unknown): boolean {
  return codesOf(error).includes(canceled);
}

function shown(
  message: string,
  extensions: {
    code: ErrorCode | typeof canceled;
    errorId?: string;
    http?: { status: number; headers: Record<string, string> };
  },
  outer?: GraphQLError,
): GraphQLError {
  const place = outer && { nodes: outer.nodes ?? null, path: outer.path ?? null };
  return new GraphQLError(message, { extensions, ...place });
}

/** The codes along the chain of causes; Prisma wraps the driver's errors. */
function codesOf(error: unknown): string[] {
  return chainOf(error).flatMap((link) =>
    [link["code"], link["originalCode"]].filter((code) => typeof code === "string"),
  );
}

function messagesOf(error: unknown): string {
  return chainOf(error)
    .map(({ message }) => (typeof message === "string" ? message : ""))
    .join("\n");
}

function chainOf(error: unknown): Record<string, unknown>[] {
  const chain: Record<string, unknown>[] = [];
  for (let link = error; typeof link === "object" && link !== null && chain.length < 8; ) {
    const fields = link as Record<string, unknown>;
    chain.push(fields);
    link = fields["cause"];
  }
  return chain;
}
