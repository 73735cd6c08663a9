import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Turn } from "../../limits/turns.js";
import { noteMethod } from "./head-requests.js";
import { isCrowded } from "./pipeline.js";
import { type HoldInput, ownerOf } from "./waiting-input.js";

export interface InputOptions {
  readonly turn: Turn;
  /** Memory of input that waits. */
  readonly hold: HoldInput;
  /** Whether connections come from a proxy; each then has its own share. */
  readonly trustProxy: boolean;
  /** The time in milliseconds. */
  readonly now?: () => number;
}

/** Maximum number of bytes parsed at once: up to 350 of the smallest chunks or frames, about a millisecond. */
const sliceBytes = 2_048;
/**
 * Milliseconds per iteration of the event loop for parsing and handling the input of one client: about twenty small requests,
 * so that a busy client does not wait for turns.
 */
const maxParsingMs = 8;

/** A client, or one connection of a proxy. */
interface Client {
  readonly name: string;
  /** Connections with waiting input, in turn order. */
  readonly waiting: Held[];
  isServed: boolean;
  /** Milliseconds spent in this iteration of the event loop. */
  spentMs: number;
}

/** Input of a connection that has been read but not parsed. */
interface Held {
  readonly socket: Socket;
  /** Passes a chunk, or null for the end of the input, to the parser. */
  readonly push: (chunk: Buffer | null) => boolean;
  readonly chunks: Chunk[];
  /** Whether the client has sent everything. */
  ended: boolean;
}

interface Chunk {
  rest: Buffer;
  /** Releases its memory. */
  readonly release: () => void;
}

const nothing = Buffer.alloc(0);
const inputs = new WeakMap<Socket, Held>();

/** Whether a connection has input that has been read but not parsed. */
export function hasWaitingInput(socket: Socket): boolean {
  return (inputs.get(socket)?.chunks.length ?? 0) > 0;
}

/**
 * Shares the time for parsing input fairly between clients.
 *
 * Node and ws parse everything a socket has read, up to 64 kB, as soon as it is readable: ten thousand chunks, frames or
 * pipelined requests, on hundreds of connections in one iteration of the event loop. Here, a parser gets a slice at a time. A
 * client that has used up its time waits for a turn, and its connections are not read in the meantime.
 */
export function paceInput(
  server: Server,
  { turn, hold, trustProxy, now = () => performance.now() }: InputOptions,
): void {
  const clients = new Map<string, Client>();
  let willReset = false;

  const reset = () => {
    willReset = false;
    for (const client of clients.values()) {
      client.spentMs = 0;
      if (!client.isServed) clients.delete(client.name);
    }
  };
  const clientOf = (socket: Socket): Client => {
    const name = ownerOf(socket, trustProxy);
    const client = clients.get(name) ?? { name, waiting: [], isServed: false, spentMs: 0 };
    clients.set(name, client);
    if (!willReset) setImmediate(reset);
    willReset = true;
    return client;
  };
  /** Parses one slice, and more while the client has time. @returns the rest of the chunk */
  const parse = (client: Client, { socket, push }: Held, chunk: Buffer): Buffer => {
    const started = now();
    const spentMs = client.spentMs;
    let at = 0;
    do {
      push(chunk.length <= sliceBytes ? chunk : chunk.subarray(at, at + sliceBytes));
      if (isCrowded(socket)) socket.pause();
      at += sliceBytes;
      client.spentMs = spentMs + now() - started;
    } while (at < chunk.length && client.spentMs < maxParsingMs && isRead(socket));
    return at < chunk.length ? chunk.subarray(at) : nothing;
  };
  const enqueue = (client: Client, held: Held) => {
    client.waiting.push(held);
    if (client.isServed) return;
    client.isServed = true;
    void serve(client);
  };
  const serve = async (client: Client) => {
    while (client.waiting.length > 0) {
      await turn(client.name);
      for (let left = client.waiting.length; left > 0; left -= 1) {
        const next = client.waiting.shift();
        if (next) proceed(client, next);
        if (client.spentMs >= maxParsingMs) break;
      }
    }
    client.isServed = false;
  };
  const proceed = (client: Client, held: Held) => {
    const { socket, push, chunks } = held;
    if (!socket.destroyed && !socket.isPaused()) {
      const [chunk] = chunks;
      if (chunk) chunk.rest = parse(client, held, chunk.rest);
      if (chunk?.rest.length === 0) chunks.shift()?.release();
    }
    if (socket.destroyed) return;
    if (chunks.length === 0) {
      if (held.ended) push(null);
    } else if (socket.isPaused()) socket.once("resume", () => enqueue(clientOf(socket), held));
    else enqueue(client, held);
  };

  server.on("connection", (socket: Socket) => {
    // A data listener makes Node read in JavaScript; otherwise its parser reads the socket directly.
    socket.on("data", ignore).off("data", ignore);
    // A connection that declines an upgrade restarts.
    if (inputs.has(socket)) return;
    const push = socket.push.bind(socket);
    const read = socket._read.bind(socket);
    const held: Held = { socket, push, chunks: [], ended: false };
    inputs.set(socket, held);
    socket.once("close", () => {
      for (const { release } of held.chunks.splice(0)) release();
    });
    socket.push = (chunk: Buffer | null) => {
      if (chunk === null) {
        held.ended = true;
        return held.chunks.length === 0 ? push(null) : false;
      }
      noteMethod(socket, chunk);
      const client = clientOf(socket);
      const mayParse = held.chunks.length === 0 && !client.isServed && client.spentMs < maxParsingMs;
      const rest = mayParse ? parse(client, held, chunk) : chunk;
      if (rest.length === 0) return socket.readableLength < socket.readableHighWaterMark;
      // The rest shares the memory of the whole chunk.
      const release = hold(socket, chunk.length);
      if (held.chunks.push({ rest, release }) === 1) enqueue(client, held);
      return false;
    };
    // Reading pauses while input waits.
    socket._read = (size) => {
      if (held.chunks.length === 0) read(size);
    };
  });
}

/** Whether the parser consumes input instead of leaving it in the socket's buffer. */
function isRead(socket: Socket): boolean {
  return !socket.destroyed && !socket.isPaused() && socket.readableLength === 0;
}

function ignore(): void {}
