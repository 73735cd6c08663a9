import { once } from "node:events";
import type { Socket } from "node:net";
import type { Target } from "./attack.js";
import { openSocket } from "./sockets.js";

// A WebSocket without a library, because a library reads and answers pings by itself.

/** The bytes of a WebSocket's handshake. */
export const handshake = ({ host, port }: Pick<Target, "host" | "port">) =>
  [
    "GET /graphql HTTP/1.1",
    `host: ${host}:${port}`,
    "connection: Upgrade",
    "upgrade: websocket",
    "sec-websocket-version: 13",
    `sec-websocket-key: ${Buffer.alloc(16, 1).toString("base64")}`,
    "sec-websocket-protocol: graphql-transport-ws",
    "\r\n",
  ].join("\r\n");

/** A masked frame of a client, RFC 6455 section 5.2, with a mask of zeros. */
export function frame(opcode: number, payload: Buffer, final = true): Buffer {
  const head = Buffer.alloc(payload.length < 126 ? 6 : payload.length < 65_536 ? 8 : 14);
  head[0] = (final ? 0x80 : 0) | opcode;
  if (payload.length < 126) head[1] = 0x80 | payload.length;
  else if (payload.length < 65_536) {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(payload.length, 2);
  } else {
    head[1] = 0x80 | 127;
    head.writeBigUInt64BE(BigInt(payload.length), 2);
  }
  return Buffer.concat([head, payload]);
}

export const text = (message: unknown) => frame(1, Buffer.from(JSON.stringify(message)));
const init = text({ type: "connection_init" });

/**
 * Opens a WebSocket, reads until it is acknowledged, and nothing afterwards.
 *
 * @returns undefined if refused, which is recorded
 */
export async function openUnreadWebSocket(
  target: Target,
  frames: readonly Buffer[],
): Promise<Socket | undefined> {
  const { signal, tally } = target;
  try {
    const socket = await openSocket(target);
    socket.write(Buffer.concat([Buffer.from(handshake(target)), init]));
    let seen = "";
    const closed = once(socket, "close");
    while (!seen.includes("connection_ack") && !socket.destroyed) {
      const [chunk] = (await Promise.race([once(socket, "data"), closed])) as unknown[];
      if (Buffer.isBuffer(chunk)) seen += chunk.toString("latin1");
    }
    if (socket.destroyed) {
      tally(`refused ${/^HTTP\/1\.1 (\d+)/.exec(seen)?.[1] ?? ""}`);
      return undefined;
    }
    socket.pause();
    socket.on("close", () => {
      if (!signal.aborted) tally("cut");
    });
    socket.write(Buffer.concat(frames));
    tally("unread");
    return socket;
  } catch {
    tally("connection refused");
    return undefined;
  }
}
