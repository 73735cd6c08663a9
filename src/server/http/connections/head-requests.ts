import type { Duplex } from "node:stream";

const connections = new WeakSet<Duplex>();
const letterH = 72;

/** Records whether input begins a HEAD request: Node does not report the method of a request that it cannot parse. */
export function noteMethod(connection: Duplex, input: Buffer): void {
  if (input[0] !== letterH && !connections.has(connection)) return;
  const [, method] = /^([A-Z]{3,7}) /.exec(input.toString("latin1", 0, 8)) ?? [];
  if (method === "HEAD") connections.add(connection);
  else if (method !== undefined) connections.delete(connection);
}

/** Whether the last request on a connection is a HEAD request, whose response has no body. */
export function isHeadRequest(connection: Duplex): boolean {
  return connections.has(connection);
}
