import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { createClient as createStreamClient, NetworkError } from "graphql-sse";
import { createClient as createSocketClient } from "graphql-ws";
import { type ClientOptions, WebSocket } from "ws";
import { Inbox } from "./inbox.js";

// Clients of subscriptions, as others have written them, and plain ones that see what goes over the wire. All of them
// queue what they get, so that a test asks for what it expects and waits for it, and never for a time.

/** What is asked. */
export interface Request {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

/** One answer, as a client gets it. */
export interface Received<Data = Record<string, unknown>> {
  data?: Data | null;
  errors?: readonly { message: string; extensions?: { code?: string } }[];
}

/** How a subscription ended: the status of a refused request, or the code of a close, with the words that came with it. */
export interface Ended {
  code?: number;
  reason: string;
}

export interface Subscriber<Data = Record<string, unknown>> {
  next(): Promise<Received<Data>>;
  take(count: number): Promise<Received<Data>[]>;
  /** What has come and was not taken yet. */
  readonly waiting: readonly Received<Data>[];
  readonly ended: Promise<Ended>;
  close(): void;
}

export const transports = ["server-sent events", "WebSocket"] as const;
export type Transport = (typeof transports)[number];

/**
 * Subscribes with the client that others use on this transport. Errors that refuse or end a subscription are the last that
 * is told, on either transport.
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
      // The client does not look into the body of a refusal; whoever meets one does.
      if (error instanceof NetworkError && error.response instanceof Response)
        inbox.put(refusalIn(await error.response.text()));
      inbox.end(endedBy(error));
    },
    complete: () => inbox.end({ reason: "complete" }),
  });
  return subscriber(inbox, () => client.dispose());
}

/** What a refused request is told, as JSON or as the one event of a stream. */
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

/** A block of a stream of server-sent events, as it was written: up to an empty line. */
export interface Block {
  id?: string;
  event?: string;
  data?: string;
  /** Whether there was nothing but a comment: a sign of life. */
  comment?: true;
}

export interface EventStream {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  /** The next block, signs of life included. */
  next(): Promise<Block>;
  take(count: number): Promise<Block[]>;
  /** The next block that is an event; what lies before it is dropped. */
  nextEvent<Data = Record<string, unknown>>(): Promise<Block & { received: Received<Data> }>;
  readonly ended: Promise<Ended>;
  /** Reads no more, though the connection stays. */
  pause(): void;
  resume(): void;
  close(): void;
}

export interface EventStreamOptions {
  headers?: Record<string, string>;
  /** Asks by GET with everything in the address, as a browser's `EventSource` does. */
  get?: boolean;
}

/** Asks for server-sent events over plain HTTP. Resolves when the answer has begun: then the subscription stands. */
export async function openEventStream(
  url: string,
  request: Request,
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

function addressOf(url: string, { query, variables, operationName }: Request): string {
  const address = new URL(url);
  address.searchParams.set("query", query);
  if (variables) address.searchParams.set("variables", JSON.stringify(variables));
  if (operationName) address.searchParams.set("operationName", operationName);
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
  /** Says who one is, and waits until that is accepted. */
  greet(parameters?: object): Promise<void>;
  /** Reads no more, though the connection stays. */
  pause(): void;
  resume(): void;
  /** Reads no more once the first bytes of a response have come. */
  pauseAtResponse(): Promise<void>;
  /** Sends a pong that nothing asked for. */
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

/** A WebSocket without a client's manners. */
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

/** How many subscriptions a server has. */
export async function subscriptionsOf({ origin }: { origin: string }): Promise<number> {
  const response = await fetch(`${origin}/health`);
  const { subscriptions } = (await response.json()) as { subscriptions: number };
  return subscriptions;
}

/** Waits until a server has so many subscriptions: a WebSocket says to nobody when one begins. */
export async function subscribed(app: { origin: string }, count: number): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const found = await subscriptionsOf(app);
    if (found === count) return;
    if (performance.now() > deadline)
      throw new Error(`There are ${found} subscriptions; ${count} were expected.`);
  }
}
