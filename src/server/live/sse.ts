import type { ServerResponse } from "node:http";
import type { Batch } from "./batch.js";
import type { Ending, Outlet } from "./outlet.js";

// Server-sent events as the "distinct connections" mode of the GraphQL over SSE protocol has them: one subscription a
// connection, `next` with each answer, `complete` at the end. A comment now and then says that the connection lives.

const signOfLife = Buffer.from(":\n\n");
/** Milliseconds that a client gets to read why it is sent away. */
const farewell = 10_000;

/** The head of a stream of events; `headers` are others that the response has anyway. */
export function openStream(
  response: ServerResponse,
  headers: Record<string, string>,
  lastCursor: string | null,
): void {
  response.on("error", () => response.destroy());
  // The end of the connection is the end of the stream, so that what is written once can be sent to all as it is.
  response.removeHeader("transfer-encoding");
  response.writeHead(200, {
    ...headers,
    "content-type": "text/event-stream",
    "cache-control": "no-cache",
    // Proxies that gather what they pass on would hold events back.
    "x-accel-buffering": "no",
    connection: "close",
  });
  // An id without an event: a browser that comes back before the first event says from where on it listened.
  response.write(lastCursor === null ? signOfLife : `id: ${lastCursor}\n\n`);
}

export function streamOutlet(response: ServerResponse): Outlet {
  // Nothing is put around what is written, so it can go to the socket itself, which takes half the work of the response.
  // There is no socket yet while the answer to an earlier request on the connection is still being written.
  const writable = response.socket ?? response;
  return {
    send: ({ stream }: Batch) => {
      writable.write(stream);
    },
    isFull: () => writable.writableNeedDrain && writable.writableLength > 0,
    whenDrained: (callback) => {
      writable.once("drain", callback);
    },
    beat: () => {
      writable.write(signOfLife);
    },
    end({ code, message }: Ending) {
      // A client that is told to come back by itself must not be told that it is complete.
      const result = JSON.stringify({ errors: [{ message, extensions: { code } }] });
      response.end(code === "SERVER_STOPPING" ? undefined : `event: next\ndata: ${result}\n\n`);
      const cut = setTimeout(() => response.destroy(), farewell);
      response.once("close", () => clearTimeout(cut));
    },
  };
}
