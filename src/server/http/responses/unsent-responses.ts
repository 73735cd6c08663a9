import type { ServerResponse } from "node:http";

/** Responses that clients have not read yet, and the memory they occupy. */
export interface UnsentResponses {
  /**
   * Sends the body, and closes the connection when the client reads none of it for the timeout.
   *
   * @param isShared whether other responses use the same memory
   */
  send(response: ServerResponse, client: string, body: Buffer, isShared?: boolean): void;
  /** Bytes that are waiting. */
  readonly bytes: number;
}

export interface UnsentOptions {
  /** Milliseconds without progress. */
  readonly sendTimeoutMs: number;
  /** Bytes of all waiting responses. Beyond it, the client with the most loses its oldest one. */
  readonly maxBytes: number;
}

const sliceBytes = 65_536;

interface Client {
  bytes: number;
  /** Oldest first. */
  readonly waiting: Map<ServerResponse, number>;
}

export function createUnsentResponses({ sendTimeoutMs, maxBytes }: UnsentOptions): UnsentResponses {
  const clients = new Map<string, Client>();
  let total = 0;
  const forget = (name: string, response: ServerResponse) => {
    const client = clients.get(name);
    const bytes = client?.waiting.get(response);
    if (client === undefined || bytes === undefined) return;
    client.waiting.delete(response);
    client.bytes -= bytes;
    total -= bytes;
    if (client.waiting.size === 0) clients.delete(name);
  };
  const makeRoom = () => {
    while (total > maxBytes) {
      const [name, greediest] = [...clients].reduce((most, next) =>
        next[1].bytes > most[1].bytes ? next : most,
      );
      const [oldest] = greediest.waiting.keys();
      if (oldest === undefined) return;
      forget(name, oldest);
      oldest.destroy();
    }
  };
  return {
    send(response, client, body, isShared = false) {
      // Without a listener, Node destroys a socket that times out; progress within a write postpones it.
      response.socket?.setTimeout(sendTimeoutMs);
      sendInSlices(response, body);
      const isSent = response.writableEnded && (response.socket?.writableLength ?? 0) === 0;
      if (isShared || isSent || response.destroyed) return;
      const entry = clients.get(client) ?? { bytes: 0, waiting: new Map() };
      clients.set(client, entry);
      entry.waiting.set(response, body.length);
      entry.bytes += body.length;
      total += body.length;
      const done = () => forget(client, response);
      response.once("finish", done).once("close", done);
      makeRoom();
    },
    get bytes() {
      return total;
    },
  };
}

/**
 * The kernel takes megabytes at once, and copies them while nobody else is served. Slices are parts of the same memory; the next
 * one follows when the kernel has the one before, and other connections had their turn.
 */
function sendInSlices(response: ServerResponse, body: Buffer): void {
  if (response.destroyed) return;
  if (body.length <= sliceBytes) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, sliceBytes), (error) => {
    if (!error) setImmediate(() => sendInSlices(response, body.subarray(sliceBytes)));
  });
}
