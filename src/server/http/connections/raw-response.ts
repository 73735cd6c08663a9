import { type OutgoingHttpHeaders, STATUS_CODES } from "node:http";

/**
 * A complete response, for a connection without a Node response object. The caller closes the connection.
 *
 * @param isHead leaves the body out: the response to HEAD has only its length
 */
export function rawResponse(
  status: number,
  headers: OutgoingHttpHeaders,
  body: string,
  isHead = false,
): string {
  const lines = Object.entries({
    ...headers,
    "content-length": Buffer.byteLength(body),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${isHead ? "" : body}`;
}
