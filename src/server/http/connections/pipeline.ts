import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

interface Turns {
  current: ServerResponse | undefined;
  readonly waiting: [IncomingMessage, ServerResponse][];
  /** Called once no request is left. */
  whenIdle: (() => void)[];
}

export interface Pipelines {
  readonly handle: Handler;
  /** Whether a response is partially sent on a connection. */
  isResponding(stream: Duplex): boolean;
  /** Drops the last request of a connection if it is incomplete and waiting: it has failed and must not be handled. */
  dropIncomplete(stream: Duplex): void;
  /** Whether the current request of a connection, if any, has been received completely. */
  isReceived(stream: Duplex): boolean;
  /** Whether a connection has no request in progress or waiting. */
  isIdle(stream: Duplex): boolean;
  /** Calls back once a connection that is not idle is; never if it closes before. */
  whenIdle(stream: Duplex, callback: () => void): void;
}

/** Waiting requests of a connection at which reading pauses, and at which it is closed. */
const maxWaiting = 8;
const maxParsed = 64;

/**
 * Handles the requests of each connection one after another: HTTP/1.1 responds to pipelined requests in order anyway. Node
 * parses everything it has read, up to a thousand small requests, so a connection with too many of them is closed.
 *
 * @param onClosed called with the connection of each handled request when its response is closed
 */
export function createPipelines(handle: Handler, onClosed: (socket: Socket) => void): Pipelines {
  const connections = new WeakMap<Duplex, Turns>();
  const run = (turns: Turns, request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    turns.current = response;
    // Subscriptions keep their listeners: few, and not added with `once`, which takes 150 bytes more for each.
    response.on("close", () => {
      onClosed(socket);
      if (socket.destroyed) return;
      const next = turns.waiting.shift();
      // The next request keeps the connection busy, so that no new arrival overtakes it.
      turns.current = next?.[1];
      if (turns.waiting.length < maxWaiting && socket.isPaused()) socket.resume();
      // Yields to other connections: a burst of small requests could keep the process busy otherwise.
      if (next) setImmediate(() => !socket.destroyed && run(turns, ...next));
      else for (const callback of turns.whenIdle.splice(0)) callback();
    });
    handle(request, response);
  };
  return {
    handle(request, response) {
      const { socket } = request;
      if (socket.destroyed) return;
      const turns = connections.get(socket) ?? { current: undefined, waiting: [], whenIdle: [] };
      connections.set(socket, turns);
      if (turns.current === undefined) return run(turns, request, response);
      turns.waiting.push([request, response]);
      if (turns.waiting.length > maxParsed) socket.destroy();
      else if (turns.waiting.length >= maxWaiting) socket.pause();
    },
    dropIncomplete(stream) {
      const { waiting } = connections.get(stream) ?? { waiting: [] };
      if (waiting.at(-1)?.[0].complete === false) waiting.pop();
    },
    isReceived: (stream) => connections.get(stream)?.current?.req.complete ?? true,
    isIdle: (stream) => connections.get(stream)?.current === undefined,
    whenIdle(stream, callback) {
      connections.get(stream)?.whenIdle.push(callback);
    },
    isResponding: (stream) => connections.get(stream)?.current?.headersSent ?? false,
  };
}
