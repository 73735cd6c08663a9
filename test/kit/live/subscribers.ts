import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { createClient as createStreamClient, NetworkError } from "graphql-sse";
import { createClient as createSocketClient } from "graphql-ws";
import { type ClientOptions, WebSocket } from "ws";
import { until } from "../faults/until.js";
import { Inbox } from "./inbox.js";

// Subscription clients: common libraries, and plain ones that expose the protocol. All of them
// queue what they receive, so that tests wait for messages and never for a time.

/** A GraphQL request. */
export interface Request {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

/** One result, as received by a client. */
export interface Received<Data = Record<string, unknown>> {
  data?: Data | null;
  errors?: readonly { message: string; extensions?: { code?: string } }[];
}

/** How a subscription ended: the status of a rejected request or a close code, with its message. */
export interface Ended {
  code?: number;
  reason: string;
}

export interface Subscriber<Data = Record<string, unknown>> {
  next(): Promise<Received<Data>>;
  take(count: number): Promise<Received<Data>[]>;
  /** Received but not taken yet. */
  readonly waiting: readonly Received<Data>[];
  readonly ended: Promise<Ended>;
  close(): void;
}

export const transports = ["server-sent events", "WebSocket"] as const;
export type Transport = (typeof transports)[number];

/**
 * Subscribes with the common client of this transport. Errors that reject or end a subscription are the last result
 * on either transport.
 */
export function subscribe<Data = Record<string, unknown>>(
  transport: Transport,
  url: string,
  request: Request,
): Subscriber<Data> {
  return transport === "WebSocket" ? overSocket(url, request) : overStream(url, request);
}

function overStream<Data>(url: string, request: Request): Subscriber<Data> {
  const inbox = new Inbox<Received<Data>, Ended>();
  const client = createStreamClient({ url, retryAttempts: 0 });
  client.subscribe<Data>(request, {
    next: (received) => inbox.put(received as Received<Data>),
    error: async (error) => {
      // The client library does not read the body of an error response.
      if (error instanceof NetworkError && error.response instanceof Response)
        inbox.put(refusalIn(await error.response.text()));
      inbox.end(endedBy(error));
    },
    complete: () => inbox.end({ reason: "complete" }),
  });
  return subscriber(inbox, () => client.dispose());
}

/** Body of a rejected request, as JSON or as the only event of a stream. */
function refusalIn<Data>(body: string): Received<Data> {
  const [, data] = /^data: (.*)$/m.exec(body) ?? [];
  return JSON.parse(data ?? body) as Received<Data>;
}

function overSocket<Data>(url: string, request: Request): Subscriber<Data> {
  const inbox = new Inbox<Received<Data>, Ended>();
  const client = createSocketClient({ url: socketAddress(url), webSocketImpl: WebSocket, retryAttempts: 0 });
  client.subscribe<Data>(request, {
    next: (received) => inbox.put(received as Received<Data>),
    error: (error) => {
      if (Array.isArray(error)) inbox.put({ errors: error });
      inbox.end(endedBy(error));
    },
    complete: () => inbox.end({ reason: "complete" }),
  });
  return subscriber(inbox, () => void client.dispose());
}

function subscriber<Data>(inbox: Inbox<Received<Data>, Ended>, close: () => void): Subscriber<Data> {
  return {
    next: () => inbox.next(),
    take: (count) => inbox.take(count),
    get waiting() {
      return inbox.waiting;
    },
    ended: inbox.ended,
    close,
  };
}

function endedBy(error: unknown): Ended {
  if (Array.isArray(error)) return { reason: "refused" };
  if (error instanceof NetworkError && error.response)
    return { code: error.response.status, reason: error.message };
  if (typeof error === "object" && error !== null && "code" in error && "reason" in error)
    return { code: Number(error.code), reason: String(error.reason) };
  return { reason: error instanceof Error ? error.message : String(error) };
}

function socketAddress(url: string): string {
  return url.replace(/^http/, "ws");
}

/** A raw block of a stream of server-sent events, up to an empty line. */
export interface Block {
  id?: string;
  event?: string;
  data?: string;
  /** Whether it is only a comment: a heartbeat. */
  comment?: true;
}

export interface EventStream {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  /** The next block, including heartbeats. */
  next(): Promise<Block>;
  take(count: number): Promise<Block[]>;
  /** The next event; blocks before it are skipped. */
  nextEvent<Data = Record<string, unknown>>(): Promise<Block & { received: Received<Data> }>;
  readonly ended: Promise<Ended>;
  /** Stops reading without closing the connection. */
  pause(): void;
  resume(): void;
  close(): void;
}

export interface EventStreamOptions {
  headers?: Record<string, string>;
  /** Sends a GET with all parameters in the URL, like a browser's `EventSource`. */
  get?: boolean;
}

/** Subscribes by server-sent events over plain HTTP. Resolves once the response has started. */
export async function openEventStream(
  url: string,
  request: Request | { documentId: string },
  { headers = {}, get = false }: EventStreamOptions = {},
): Promise<EventStream> {
  const inbox = new Inbox<Block, Ended>();
  const body = get ? undefined : JSON.stringify(request);
  const outgoing = httpRequest(get ? addressOf(url, request) : url, {
    method: get ? "GET" : "POST",
    agent: false,
    headers: {
      accept: "text/event-stream",
      ...(body === undefined
        ? {}
        : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }),
      ...headers,
    },
  });
  outgoing.on("error", (error) => inbox.end({ reason: error.message }));
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  response.setEncoding("utf8");
  let rest = "";
  response.on("data", (text: string) => {
    const blocks = `${rest}${text}`.split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) inbox.put(parseBlock(block));
  });
  response.on("error", (error) => inbox.end({ reason: error.message }));
  response.on("end", () => inbox.end({ reason: rest }));
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    next: () => inbox.next(),
    take: (count) => inbox.take(count),
    async nextEvent<Data>() {
      for (;;) {
        const block = await inbox.next();
        if (block.event !== undefined)
          return { ...block, received: JSON.parse(block.data || "{}") as Received<Data> };
      }
    },
    ended: inbox.ended,
    pause: () => response.pause(),
    resume: () => response.resume(),
    close: () => outgoing.destroy(),
  };
}

function addressOf(url: string, request: object): string {
  const address = new URL(url);
  for (const [name, value] of Object.entries(request))
    address.searchParams.set(name, typeof value === "string" ? value : JSON.stringify(value));
  return address.href;
}

function parseBlock(text: string): Block {
  const block: Block = {};
  for (const line of text.split("\n")) {
    const [, field, value] = /^(id|event|data): ?(.*)$/.exec(line) ?? [];
    if (field === "id" || field === "event" || field === "data") block[field] = value ?? "";
    else if (line.startsWith(":")) block.comment = true;
    else throw new Error(`This is no line of an event: ${line}`);
  }
  return block;
}

export interface Socket {
  /** The next message, parsed. */
  next(): Promise<SocketMessage>;
  readonly waiting: readonly SocketMessage[];
  readonly ended: Promise<Ended>;
  send(message: string | object): void;
  /** Sends the start of a message. */
  sendPart(text: string): void;
  /** Sends connection_init, and waits for connection_ack. */
  greet(parameters?: object): Promise<void>;
  /** Stops reading without closing the connection. */
  pause(): void;
  resume(): void;
  /** Stops reading after the first bytes of a response. */
  pauseAtResponse(): Promise<void>;
  /** Sends an unsolicited pong. */
  pong(): void;
  /** Whether the connection is no longer writable. A paused one does not notice a close otherwise. */
  broken(): boolean;
  close(): void;
}

export interface SocketMessage {
  type: string;
  id?: string;
  payload?: Received | Received["errors"];
}

/** A raw WebSocket client. */
export async function openSocket(
  url: string,
  {
    protocol = "graphql-transport-ws",
    ...options
  }: Omit<ClientOptions, "protocol"> & { protocol?: string | null } = {},
): Promise<Socket> {
  const inbox = new Inbox<SocketMessage, Ended>();
  const socket = new WebSocket(socketAddress(url), protocol === null ? [] : [protocol], options);
  socket.on("message", (data) => inbox.put(JSON.parse(String(data))));
  socket.on("close", (code, reason) => inbox.end({ code, reason: String(reason) }));
  const [[{ socket: stream }]] = (await Promise.all([once(socket, "upgrade"), once(socket, "open")])) as [
    [IncomingMessage],
    unknown,
  ];
  socket.on("error", () => undefined);
  const send = (message: string | object) =>
    socket.send(typeof message === "string" ? message : JSON.stringify(message));
  return {
    next: () => inbox.next(),
    get waiting() {
      return inbox.waiting;
    },
    ended: inbox.ended,
    send,
    sendPart: (text) => socket.send(text, { fin: false }),
    async greet(payload) {
      send({ type: "connection_init", payload });
      const { type } = await inbox.next();
      if (type !== "connection_ack") throw new Error(`The server did not welcome us but said ${type}.`);
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    async pauseAtResponse() {
      await once(stream, "data");
      socket.pause();
    },
    pong: () => socket.pong(),
    broken: () => socket.readyState !== socket.OPEN,
    close: () => socket.terminate(),
  };
}

/** Number of subscriptions of a server. */
export async function subscriptionsOf({ origin }: { origin: string }): Promise<number> {
  const response = await fetch(`${origin}/health`);
  const { subscriptions } = (await response.json()) as { subscriptions: number };
  return subscriptions;
}

/**
 * Waits until a server has `count` subscriptions, since WebSocket has no message for their start. It shares the processor with the
 * server, which may need half a minute for hundreds on a busy machine.
 */
export async function subscribed(app: { origin: string }, count: number): Promise<void> {
  let found = 0;
  const isReached = async () => {
    found = await subscriptionsOf(app);
    return found === count;
  };
  const failure = () => `There are ${found} subscriptions; ${count} were expected.`;
  await until(isReached, { seconds: 120, failure });
}
