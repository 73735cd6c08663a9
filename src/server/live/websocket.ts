import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { ExecutionArgs, ExecutionResult, GraphQLError, GraphQLFormattedError } from "graphql";
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, makeServer, type SubscribePayload } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import type { Batch } from "./batch.js";
import type { Delivery } from "./delivery.js";
import type { RequestContext } from "./live-plugin.js";
import type { Ending, Outlet } from "./outlet.js";
import { textFrames } from "./websocket-frames.js";

// GraphQL over WebSocket: graphql-ws speaks the protocol. Events do not go through it: they are written to the socket as
// they were serialised for everybody, with this subscription's id before them.

/** Codes of closes. The protocol's own clients connect again by themselves after the first two. */
const closeCodes = {
  SLOW_SUBSCRIBER: 1013,
  SERVER_STOPPING: 1012,
  INTERNAL_SERVER_ERROR: 1011,
} as const satisfies Record<Ending["code"], number>;

/** A client's connection. */
export interface Connection {
  readonly client: string;
  /** The header that it came with. A page in a browser cannot set one. */
  readonly authorization: string | undefined;
  /** Aborts when the client completes the operation, or the connection closes. */
  readonly signal: AbortSignal;
  /** What the client said when it connected: its `Authorization`, perhaps. */
  readonly parameters: Readonly<Record<string, unknown>> | undefined;
}

/** An operation that has been checked, and how it is run. */
export interface Checked {
  args: ExecutionArgs;
  context: RequestContext;
  execute(args: ExecutionArgs): unknown;
  subscribe(args: ExecutionArgs): unknown;
}

export interface WebSocketOptions {
  path: string;
  /** Whose subscriptions are counted together. */
  clientOf: (request: IncomingMessage) => string;
  /** Whether a connection may be made from where it comes. */
  allows: (request: IncomingMessage) => boolean;
  /** Parses and validates. @returns errors for what cannot be run */
  check: (connection: Connection, payload: SubscribePayload) => Promise<Checked | readonly GraphQLError[]>;
  delivery: Delivery;
  /** Milliseconds between two signs of life. */
  heartbeat: number;
  /** How many connections there may be. */
  mostConnections: number;
  /** How many bytes a message may have. */
  largestMessage: number;
  onError: (error: unknown) => void;
}

interface Extra {
  readonly socket: WebSocket;
  readonly stream: Duplex;
  readonly client: string;
  readonly authorization: string | undefined;
  /** Of the operations that run, by their ids. */
  readonly running: Map<string, AbortController>;
}

interface CheckedArgs extends ExecutionArgs {
  checked?: Checked | undefined;
}

/** All WebSocket connections of a server. */
export interface WebSockets {
  /** Takes no more, and tells the clients to come back. */
  close(): void;
  /** Ends those whose client has not answered that yet: one that reads nothing never does. */
  cut(): void;
}

/** Takes WebSocket connections of an HTTP server. */
export function acceptWebSockets(server: Server, options: WebSocketOptions): WebSockets {
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (protocols) =>
      protocols.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) && GRAPHQL_TRANSPORT_WS_PROTOCOL,
    maxPayload: options.largestMessage,
    perMessageDeflate: false,
  });
  const protocol = makeServer<Record<string, unknown>, Extra>({
    async onSubscribe({ extra, connectionParams }, id, payload) {
      const { client, authorization, running } = extra;
      const controller = new AbortController();
      running.set(id, controller);
      const { signal } = controller;
      const checked = await options.check(
        { client, authorization, signal, parameters: connectionParams },
        payload,
      );
      if (!("args" in checked)) return checked;
      return { ...checked.args, checked } satisfies CheckedArgs;
    },
    execute: (args: CheckedArgs) => args.checked?.execute(args) as Promise<ExecutionResult>,
    async subscribe(args: CheckedArgs) {
      return (await args.checked?.subscribe(args)) as
        | ExecutionResult
        | AsyncIterableIterator<ExecutionResult>;
    },
    onNext(_context, _id, _payload, _args, { data, errors }) {
      return errors && { ...(data === undefined ? {} : { data }), errors: errors.map(shown) };
    },
    onError(_context, _id, _payload, errors) {
      return errors.map(shown);
    },
    onOperation({ extra }, id, _payload, args: CheckedArgs) {
      extra.running.delete(id);
      const taken = args.checked?.context.live.taken;
      if (taken === undefined) return undefined;
      const { subscription, release } = taken;
      // The protocol keeps what it executes by until the subscription ends, and a context is kilobytes.
      args.contextValue = undefined;
      args.checked = undefined;
      const leave = options.delivery.subscribe(subscription, socketOutlet(extra, id));
      return untilEnded(() => {
        leave();
        release();
      });
    },
  });

  const alive = new WeakSet<WebSocket>();
  const beats = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.has(socket)) socket.terminate();
      alive.delete(socket);
      socket.ping();
    }
  }, options.heartbeat);

  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on("error", () => stream.destroy());
    if (request.url?.split("?", 1)[0] !== options.path) return refuse(stream, "404 Not Found");
    if (!options.allows(request)) return refuse(stream, "403 Forbidden");
    if (sockets.clients.size >= options.mostConnections) return refuse(stream, "503 Service Unavailable");
    const caller = {
      client: options.clientOf(request),
      authorization: request.headers.authorization,
      running: new Map<string, AbortController>(),
    };
    sockets.handleUpgrade(request, stream, head, (socket) => {
      alive.add(socket);
      socket.on("pong", () => alive.add(socket));
      socket.on("error", () => socket.terminate());
      const closed = protocol.opened(
        {
          protocol: socket.protocol,
          send: (text) =>
            new Promise((resolve) => {
              socket.send(text, () => resolve());
            }),
          close: (code, reason) => socket.close(code, reason),
          onMessage: (handle) =>
            socket.on("message", (data) => {
              alive.add(socket);
              const completed = /^\{[^{}]*"type":\s*"complete"[^{}]*\}$/.test(String(data).slice(0, 1_000))
                ? (JSON.parse(String(data)) as { id?: unknown }).id
                : undefined;
              if (typeof completed === "string") caller.running.get(completed)?.abort();
              handle(String(data)).catch((error: unknown) => {
                options.onError(error);
                socket.close(closeCodes.INTERNAL_SERVER_ERROR, "Unexpected error.");
              });
            }),
        },
        { socket, stream, ...caller },
      );
      socket.once("close", () => {
        for (const controller of caller.running.values()) controller.abort();
      });
      socket.once("close", (code, reason) => void closed(code, String(reason)));
    });
  });

  return {
    close() {
      clearInterval(beats);
      for (const socket of sockets.clients) socket.close(closeCodes.SERVER_STOPPING, "The server stops.");
      sockets.close();
    },
    cut() {
      for (const socket of sockets.clients) socket.terminate();
    },
  };
}

/** An error without what is said to HTTP in it. */
function shown(error: GraphQLError): GraphQLFormattedError {
  const { extensions: { http: _http, ...extensions } = {}, ...others } = error.toJSON();
  return Object.keys(extensions).length === 0 ? others : { ...others, extensions };
}

function refuse(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

const suffix = Buffer.from("}");

function socketOutlet({ socket, stream }: Extra, id: string): Outlet {
  const prefix = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  return {
    send({ payloads }: Batch) {
      // Nothing may follow the frame that closes. The library leaves no frame half written: it compresses nothing.
      if (socket.readyState === socket.OPEN) stream.write(textFrames(prefix, payloads, suffix));
    },
    isFull: () => stream.writableNeedDrain && stream.writableLength > 0,
    whenDrained: (callback) => {
      stream.once("drain", callback);
    },
    // Connections say that they live, however many subscriptions they carry.
    beat: () => undefined,
    end: ({ code, message }) => socket.close(closeCodes[code], message),
  };
}

/** Yields nothing, and ends when the client has ended the subscription or its connection. */
function untilEnded(onEnd: () => void): AsyncIterableIterator<never> {
  let end: (() => void) | undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const done = { done: true, value: undefined } as const;
  return {
    next: () => ended.then(() => done),
    async return() {
      onEnd();
      end?.();
      return done;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
