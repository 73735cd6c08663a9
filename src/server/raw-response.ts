import { type OutgoingHttpHeaders, STATUS_CODES } from "node:http";

/** A complete response, for a connection without a Node response object. The caller closes the connection. */
export function rawResponse(status: number, headers: OutgoingHttpHeaders, body: string): string {
  const lines = Object.entries({
    ...headers,
    "content-length": Buffer.byteLength(body),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`;
}
