import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { ExecutionArgs, ExecutionResult, GraphQLError } from "graphql";
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, makeServer, type SubscribePayload } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import { isWebSocketUpgrade } from "../http/connections/other-upgrades.js";
import type { OnUpgrade } from "../http/connections/upgrades.js";
import { Refusal } from "../http/refusals.js";
import type { PendingBodies } from "../http/requests/pending-bodies.js";
import { shownError } from "../http/responses/shown-result.js";
import type { Turn } from "../limits/turns.js";
import { closeReasons } from "../live/close-reasons.js";
import type { Delivery } from "../live/delivery.js";
import { repeatAfterReading, repeatInSlots } from "../live/heartbeat.js";
import { spreadOut } from "../live/spread-out.js";
import type { Caller, Checked } from "./checked.js";
import { closeCodes } from "./close-codes.js";
import { WebSocketConnection } from "./connection.js";
import { authorizationOf } from "./operations.js";
import { type OpenSubscription, WebSocketReader } from "./reader.js";
import { isResult, nextPrefix, textOf } from "./results.js";
import { SocketSubscription } from "./subscription.js";
import { ConnectionCounts, checkUpgrade, refuseUpgrade, stopping, type UpgradeOptions } from "./upgrade.js";
import { WebSocketWriter } from "./writer.js";

// GraphQL over WebSocket. graphql-ws implements the protocol, except for payloads: they are serialized once for all subscribers
// and written to the socket directly, prefixed with the operation's id.

export interface WebSocketOptions extends UpgradeOptions {
  /** The client that connections and subscriptions are counted for. */
  clientOf: (request: IncomingMessage) => string;
  /** Parses and validates. @returns errors for what cannot be run */
  check: (caller: Caller, payload: SubscribePayload) => Promise<Checked | readonly GraphQLError[]>;
  delivery: Delivery;
  /** Counts the memory of long messages. */
  pending: PendingBodies;
  /** Whether an `Authorization` has the write token. */
  isWriter: (authorization: string | undefined) => boolean;
  /** Turns of the event loop. */
  turn: Turn;
  /** Heartbeat interval in milliseconds. */
  heartbeat: number;
  /** Maximum number of concurrent operations per connection. */
  maxOperations: number;
  maxMessageBytes: number;
  maxResponseBytes: number;
  /** Milliseconds within which a client must send `connection_init`. */
  initTimeoutMs: number;
  /** Milliseconds for a client to read the close reason and to answer. */
  sendTimeoutMs: number;
  onError: (error: unknown) => void;
}

interface CheckedArgs extends ExecutionArgs {
  checked?: Checked | undefined;
}

/** All WebSocket connections of a server. */
export interface WebSockets {
  /** Refuses new connections and closes the open ones, spread over `overMs` milliseconds, with a code to reconnect. */
  close(overMs: number): void;
  /** Terminates connections whose clients have not completed the close. */
  cut(): void;
}

/** Maximum number of fragments of a message; each takes memory of its own, even an empty one. */
const maxFragments = 1_000;
/** Milliseconds between checks for incomplete messages and a missing `connection_init`. */
const checkIntervalMs = 1_000;

/** Accepts WebSocket connections. */
export function acceptWebSockets(onUpgrade: OnUpgrade, options: WebSocketOptions): WebSockets {
  const { delivery } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (protocols) =>
      protocols.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) && GRAPHQL_TRANSPORT_WS_PROTOCOL,
    maxPayload: options.maxMessageBytes,
    perMessageDeflate: false,
    // Not in the types of ws yet.
    ...{ maxFragments, closeTimeout: options.sendTimeoutMs },
  });
  const protocol = serveProtocol(options);
  const connections = new Set<WebSocketConnection>();
  const counts = new ConnectionCounts();
  let closed = false;
  delivery.watch({
    weigh(tally) {
      for (const connection of connections)
        connection.weigh(
          tally,
          () => {
            connection.socket.close(closeCodes.SLOW_SUBSCRIBER, closeReasons.slow.message);
            connection.writer.release();
            delivery.ended(connection);
          },
          () => delivery.ended(connection),
        );
    },
    dropCache: () => undefined,
  });
  const timers = [
    repeatInSlots((slot) => {
      for (const connection of connections) if (connection.slot === slot) connection.heartbeat();
    }, options.heartbeat),
    repeatAfterReading(() => {
      let bytes = 0;
      for (const connection of connections) {
        connection.checkInit(options.initTimeoutMs);
        bytes += connection.unfinishedBytes();
      }
      if (bytes > 0) delivery.queued(bytes);
    }, checkIntervalMs),
  ];

  const reading = {
    maxOperations: options.maxOperations,
    onError: options.onError,
  };
  // Must not capture the request: these closures live as long as the connection, and a request takes kilobytes.
  const accept = (socket: WebSocket, stream: Socket, caller: Pick<Caller, "client" | "authorization">) => {
    // Each subscription adds a drain listener.
    stream.setMaxListeners(0);
    const writer = new WebSocketWriter(socket, stream, delivery.queued);
    const subscriptions = new Map<string, OpenSubscription>();
    const reader = new WebSocketReader(socket, writer, subscriptions, {
      ...reading,
      turn: () => options.turn(caller.client),
      openShare: () => options.pending.open(caller.client),
    });
    const connection = new WebSocketConnection(socket, stream, caller, reader, writer, subscriptions);
    connections.add(connection);
    counts.add(caller.client);
    socket.on("error", ignoreError);
    socket.on("message", (data) => {
      connection.received();
      connection.reader.receive(String(data));
    });
    const left = protocol.opened(connection, connection);
    socket.on("close", (code, reason) => {
      connections.delete(connection);
      counts.remove(connection.client);
      connection.closeSubscriptions();
      connection.reader.close();
      connection.writer.release();
      void left(code, String(reason));
    });
  };

  sockets.on("wsClientError", ({ message }, stream) =>
    refuseUpgrade(stream, new Refusal("BAD_HANDSHAKE", `Invalid WebSocket handshake: ${message}`)),
  );
  onUpgrade((request, stream, head) => {
    if (!isWebSocketUpgrade(request)) return;
    const client = options.clientOf(request);
    try {
      if (closed) throw stopping();
      checkUpgrade(request, client, counts, options);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refuseUpgrade(stream, error);
    }
    const tcp = request.socket;
    const caller = { client, authorization: request.headers.authorization };
    sockets.handleUpgrade(request, stream, head, (socket) => accept(socket, tcp, caller));
  });

  return {
    close(overMs) {
      closed = true;
      for (const timer of timers) clearInterval(timer);
      spreadOut(
        [...sockets.clients].map((socket) => () => {
          socket.resume();
          socket.close(closeCodes.SERVER_STOPPING, closeReasons.stopping.message);
        }),
        overMs,
      );
    },
    cut() {
      for (const socket of sockets.clients) socket.terminate();
    },
  };
}

function serveProtocol({ check, delivery, isWriter, maxResponseBytes }: WebSocketOptions) {
  return makeServer<Record<string, unknown>, WebSocketConnection>({
    // `checkInit` has the timeout: this one runs before the server has read what has arrived.
    connectionInitWaitTimeout: 0,
    onConnect(context) {
      const { extra, connectionParams } = context;
      extra.isInitialized = true;
      extra.authorization = authorizationOf(extra.authorization, connectionParams);
      extra.reader.isWriter = isWriter(extra.authorization);
      // They may take 100 kB, for as long as the connection.
      Object.assign(context, { connectionParams: undefined });
    },
    async onSubscribe({ extra: { client, authorization, reader } }, id, payload) {
      const checked = await check({ client, authorization, signal: reader.signalOf(id) }, payload);
      if (!("args" in checked)) return checked;
      return { ...checked.args, checked } satisfies CheckedArgs;
    },
    execute: (args: CheckedArgs) => args.checked?.execute(args) as Promise<ExecutionResult>,
    async subscribe(args: CheckedArgs) {
      return (await args.checked?.subscribe(args)) as
        | ExecutionResult
        | AsyncIterableIterator<ExecutionResult>;
    },
    onError(_context, _id, _payload, errors) {
      return errors.map(shownError);
    },
    async onOperation({ extra, subscriptions }, id, _payload, args: CheckedArgs, result) {
      const { live, signal } = args.checked?.context ?? { live: {} };
      if (live.taken !== undefined) {
        if (id in subscriptions) new SocketSubscription(delivery, extra, id, live.taken);
        else live.taken.release();
        // For graphql-ws, the operation ends here, without a message: a running one would retain kilobytes.
        delete subscriptions[id];
      } else if (signal?.aborted !== true && isResult(result)) {
        // graphql-ws retains the arguments until the result is sent, and a context takes kilobytes.
        args.contextValue = undefined;
        args.checked = undefined;
        const message = Buffer.from(`${nextPrefix(id)}${textOf(result, maxResponseBytes)}}`);
        await extra.writer.sendResult(message, () => signal?.aborted !== true);
      }
      return nothing();
    },
  });
}

/** A close event follows. Destroying the socket now would discard a close frame that the client has not read yet. */
function ignoreError(): void {}

async function* nothing(): AsyncGenerator<never> {}
