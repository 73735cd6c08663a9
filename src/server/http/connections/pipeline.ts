import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

interface Turns {
  current: ServerResponse | undefined;
  readonly waiting: [IncomingMessage, ServerResponse][];
}

export interface Pipelines {
  readonly handle: Handler;
  /** Whether a part of a response has been sent on a connection. */
  isResponding(stream: Duplex): boolean;
}

/** Requests of a connection that wait before no more of it is read, and before it is closed. */
const maxWaiting = 8;
const maxParsed = 64;

/**
 * Handles the requests of each connection one after another: HTTP/1.1 answers pipelined requests in their order anyway. Node parses
 * at once whatever it has read, up to a thousand small requests, so a connection with too many of them is closed.
 */
export function createPipelines(handle: Handler): Pipelines {
  const connections = new WeakMap<Duplex, Turns>();
  const run = (turns: Turns, request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    turns.current = response;
    response.once("close", () => {
      if (socket.destroyed) return;
      const next = turns.waiting.shift();
      // With a next one the connection stays taken, and no request that arrives meanwhile overtakes it.
      turns.current = next?.[1];
      if (turns.waiting.length < maxWaiting && socket.isPaused()) socket.resume();
      // Other connections come first: with all requests read and small, one could keep the process busy otherwise.
      if (next) setImmediate(() => !socket.destroyed && run(turns, ...next));
    });
    handle(request, response);
  };
  return {
    handle(request, response) {
      const { socket } = request;
      if (socket.destroyed) return;
      const turns = connections.get(socket) ?? { current: undefined, waiting: [] };
      connections.set(socket, turns);
      if (turns.current === undefined) return run(turns, request, response);
      turns.waiting.push([request, response]);
      if (turns.waiting.length > maxParsed) socket.destroy();
      else if (turns.waiting.length >= maxWaiting) socket.pause();
    },
    isResponding: (stream) => connections.get(stream)?.current?.headersSent ?? false,
  };
}
