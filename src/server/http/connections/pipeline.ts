import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { hasUnreadBody } from "../requests/body.js";
import type { PendingBody } from "../requests/pending-bodies.js";

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

interface Waiting {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Its memory. */
  readonly share: PendingBody;
}

interface Turns {
  current: ServerResponse | undefined;
  readonly waiting: Waiting[];
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

/** Waiting requests of a connection at which reading pauses. */
const maxWaiting = 8;
/** Maximum size of a body that is buffered while its request waits. */
const maxBufferedBody = 65_536;
/** Measured memory of a request and its response, besides the text of the headers. */
const requestBytes = 2_000;

const crowded = new WeakSet<Duplex>();

/** Whether as many requests of a connection wait as may. Node undoes a pause that begins within a request. */
export function isCrowded(connection: Duplex): boolean {
  return crowded.has(connection);
}

/**
 * Handles the requests of each connection one after another: HTTP/1.1 responds to pipelined requests in order anyway.
 *
 * @param onClosed called with the connection of each handled request when its response is closed
 * @param openShare counts the memory of a waiting request, which may wait for the end of a subscription
 */
export function createPipelines(
  handle: Handler,
  onClosed: (socket: Socket) => void,
  openShare: (request: IncomingMessage) => PendingBody,
): Pipelines {
  const connections = new WeakMap<Duplex, Turns>();
  const drop = ({ waiting }: Turns) => {
    for (const { share } of waiting.splice(0)) share.close();
  };
  const run = (turns: Turns, request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    turns.current = response;
    // That for sending the response before it; Node removes it only between requests that are not pipelined.
    if (socket.timeout) socket.setTimeout(0);
    // Subscriptions keep their listeners: few, and not added with `once`, which takes 150 bytes more for each.
    response.on("close", () => {
      onClosed(socket);
      if (socket.destroyed) return drop(turns);
      const next = turns.waiting.shift();
      next?.share.close();
      // The next request keeps the connection busy, so that no new arrival overtakes it.
      turns.current = next?.response;
      if (turns.waiting.length < maxWaiting && crowded.delete(socket)) socket.resume();
      // Yields to other connections: a burst of small requests could keep the process busy otherwise.
      if (next)
        setImmediate(() => (socket.destroyed ? drop(turns) : run(turns, next.request, next.response)));
      else for (const callback of turns.whenIdle.splice(0)) callback();
    });
    void handle(request, response);
  };
  return {
    handle(request, response) {
      const { socket } = request;
      if (socket.destroyed) return;
      const turns = connections.get(socket) ?? { current: undefined, waiting: [], whenIdle: [] };
      connections.set(socket, turns);
      if (turns.current === undefined) return run(turns, request, response);
      const share = openShare(request);
      turns.waiting.push({ request, response, share });
      if (!fits(request, share)) socket.destroy();
      else if (turns.waiting.length >= maxWaiting) crowded.add(socket);
    },
    dropIncomplete(stream) {
      const { waiting } = connections.get(stream) ?? { waiting: [] };
      if (waiting.at(-1)?.request.complete === false) waiting.pop()?.share.close();
    },
    isReceived: (stream) => connections.get(stream)?.current?.req.complete ?? true,
    isIdle: (stream) => connections.get(stream)?.current === undefined,
    whenIdle(stream, callback) {
      connections.get(stream)?.whenIdle.push(callback);
    },
    isResponding: (stream) => connections.get(stream)?.current?.headersSent ?? false,
  };
}

function fits(request: IncomingMessage, share: PendingBody): boolean {
  const { url = "", headers, rawHeaders } = request;
  const body = hasUnreadBody(request) ? Number(headers["content-length"] ?? maxBufferedBody) : 0;
  const bytes = requestBytes + url.length + Math.min(body, maxBufferedBody);
  try {
    share.resize(rawHeaders.reduce((sum, text) => sum + text.length, bytes));
    return true;
  } catch {
    return false;
  }
}
