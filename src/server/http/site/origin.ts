import type { IncomingMessage } from "node:http";

/** Scheme and host of a request, as the client sees them. @param trustProxy whether a proxy states the scheme */
export function originOf({ headers }: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? String(headers["x-forwarded-proto"] ?? "") : "";
  return `${forwarded.trim().toLowerCase() === "https" ? "https" : "http"}://${(headers.host ?? "localhost").toLowerCase()}`;
}
