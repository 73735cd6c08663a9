import type { ServerResponse } from "node:http";

/** Responses that clients have not read yet, and their memory. */
export interface UnsentResponses {
  /**
   * Sends the body; closes the connection if the client reads none of it for the timeout.
   *
   * @param isShared whether other responses share the memory of the body
   */
  send(response: ServerResponse, client: string, body: Buffer, isShared?: boolean): void;
  /** Unsent bytes. */
  readonly bytes: number;
}

export interface UnsentOptions {
  /** Milliseconds without progress. */
  readonly sendTimeoutMs: number;
  /** Maximum total size of unsent responses. Beyond it, the client with the most loses its oldest one. */
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
      // Without a timeout listener, Node destroys the socket on timeout; progress within a write resets the timer.
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
 * The kernel copies megabytes per write, which blocks the event loop. So the body is written in slices of the same memory; the
 * next one follows once the kernel has accepted the previous one and other connections had a turn.
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
