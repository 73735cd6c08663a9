import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import { Refusal } from "../refusals.js";
import { clientAt } from "../requests/client-address.js";
import { rawRefusal } from "./bad-requests.js";
import { isWebSocketUpgrade } from "./other-upgrades.js";

export interface ConnectionLimits {
  readonly maxConnections: number;
  /** Undefined behind a proxy, which opens all connections. */
  readonly maxPerClient: number | undefined;
}

export interface Connections {
  /** Counts a request in progress, which keeps the connection from being closed as idle. @returns false if it was refused */
  use(socket: Socket): boolean;
  /** Call when the response to a request is closed. */
  release(socket: Socket): void;
}

interface Connection {
  readonly socket: Socket;
  readonly groups: readonly Group[];
  /** Requests in progress; a WebSocket counts as one. */
  inUse: number;
}

/** Connections of a client or of the process. */
interface Group {
  readonly open: Set<Connection>;
  /** Idle connections, longest idle first. */
  readonly idle: Set<Connection>;
}

/** Milliseconds for which a refused connection stays open so that the client can read the response; only for some at a time. */
const lingerMs = 1_000;
const maxLingering = 100;

/**
 * Limits the connections of a server. At the limit, the longest idle connection is closed for a new one; the new one is
 * refused only if all are in use.
 */
export function limitConnections(
  server: Server,
  { maxConnections, maxPerClient }: ConnectionLimits,
): Connections {
  const all: Group = { open: new Set(), idle: new Set() };
  const clients = new Map<string, Group>();
  const connections = new WeakMap<Socket, Connection>();
  let lingering = 0;

  const leave = (connection: Connection, client: string) => {
    for (const { open, idle } of connection.groups) {
      open.delete(connection);
      idle.delete(connection);
    }
    if (clients.get(client)?.open.size === 0) clients.delete(client);
  };
  const hasRoom = (group: Group, max: number): boolean => {
    if (group.open.size < max) return true;
    const [longest] = group.idle;
    if (longest === undefined) return false;
    for (const { open, idle } of longest.groups) {
      open.delete(longest);
      idle.delete(longest);
    }
    longest.socket.destroy();
    return true;
  };
  const refuse = (socket: Socket) => {
    if (lingering >= maxLingering) return socket.destroy();
    lingering += 1;
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    socket.once("close", () => {
      clearTimeout(timer);
      lingering -= 1;
    });
    return socket.end(rawRefusal(tooMany()));
  };

  server.on("connection", (socket: Socket) => {
    // A connection that declines an upgrade restarts.
    if (connections.has(socket)) return;
    const client = clientAt(socket.remoteAddress);
    const own = clients.get(client) ?? { open: new Set(), idle: new Set() };
    if (!hasRoom(own, maxPerClient ?? Number.POSITIVE_INFINITY) || !hasRoom(all, maxConnections)) {
      refuse(socket);
      return;
    }
    clients.set(client, own);
    const connection: Connection = { socket, groups: [all, own], inUse: 0 };
    connections.set(socket, connection);
    for (const { open, idle } of connection.groups) {
      open.add(connection);
      idle.add(connection);
    }
    socket.on("close", () => leave(connection, client));
  });
  const begin = (connection: Connection) => {
    connection.inUse += 1;
    for (const { idle } of connection.groups) idle.delete(connection);
  };
  server.on("upgrade", (request: IncomingMessage) => {
    const connection = connections.get(request.socket);
    if (connection && isWebSocketUpgrade(request)) begin(connection);
  });
  return {
    use(socket) {
      const connection = connections.get(socket);
      if (connection !== undefined) begin(connection);
      return connection !== undefined;
    },
    release(socket) {
      const connection = connections.get(socket);
      if (connection === undefined) return;
      connection.inUse -= 1;
      if (connection.inUse > 0) return;
      for (const { open, idle } of connection.groups) if (open.has(connection)) idle.add(connection);
    },
  };
}

function tooMany(): Refusal {
  return new Refusal("TOO_MANY_CONNECTIONS", "Too many connections are in use. Close or reuse some.", {
    "retry-after": "5",
  });
}
