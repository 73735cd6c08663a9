import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { WebSocket } from "ws";
import type { Target } from "./attack.js";
import { labelOf } from "./http.js";

/** A TCP connection, destroyed at the end of the attack. Rejects if it cannot be established. */
export async function openSocket({ host, port, localAddress, signal }: Target): Promise<Socket> {
  const socket = connect({ host, port, localAddress, allowHalfOpen: false });
  signal.addEventListener("abort", () => socket.destroy());
  try {
    await once(socket, "connect");
  } finally {
    socket.on("error", () => undefined);
  }
  return socket;
}

/** Sends raw bytes. @returns the response within the time limit, as a label: `400 BAD_HOST`, `closed`, `no answer` */
export async function exchange(target: Target, bytes: string | Buffer, waitMs = 2_000): Promise<string> {
  let socket: Socket;
  try {
    socket = await openSocket(target);
  } catch {
    return "connection refused";
  }
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1").slice(0, 100_000);
  });
  socket.write(bytes);
  // `once` of node:events rejects if the server resets the connection.
  const closed = new Promise((resolve) => socket.once("close", resolve));
  // The connection may stay open after a complete response.
  const answered = (async () => {
    while (!text.includes("\r\n\r\n") && !socket.destroyed) await Promise.race([delay(20), closed]);
    await Promise.race([delay(50), closed]);
  })();
  await Promise.race([answered, delay(waitMs)]);
  socket.destroy();
  const status = /^HTTP\/1\.[01] (\d+)/.exec(text)?.[1];
  if (status === undefined) return text === "" ? "closed or no answer" : "no HTTP";
  return labelOf(Number(status), text.slice(text.indexOf("\r\n\r\n")));
}

export interface OpenWebSocket {
  readonly socket: WebSocket;
  send(message: unknown): void;
}

/** Opens a WebSocket and initializes it. @returns undefined if refused, which is recorded */
export async function openWebSocket(
  target: Target,
  { init = true, onMessage }: { init?: boolean; onMessage?: (text: string) => void } = {},
): Promise<OpenWebSocket | undefined> {
  const { host, port, localAddress, signal } = target;
  if (signal.aborted) return undefined;
  const socket = new WebSocket(`ws://${host}:${port}/graphql`, "graphql-transport-ws", { localAddress });
  signal.addEventListener("abort", () => socket.terminate());
  const refused = await new Promise<string | undefined>((resolve) => {
    socket.on("open", () => resolve(undefined));
    socket.on("unexpected-response", (request, response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on("end", () => {
        resolve(`upgrade ${labelOf(response.statusCode, body)}`);
        request.destroy();
      });
    });
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(`upgrade ${error.code ?? error.message}`));
  });
  if (refused !== undefined) {
    if (!signal.aborted) target.tally(refused);
    return undefined;
  }
  socket.on("close", (code) => {
    if (!signal.aborted) target.tally(`closed ${code}`);
  });
  const send = (message: unknown) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  if (init) {
    send({ type: "connection_init" });
    await Promise.race([once(socket, "message"), once(socket, "close"), delay(20_000)]);
  }
  socket.on("message", (data) => {
    const text = String(data);
    if (text.startsWith('{"type":"ping"')) send({ type: "pong" });
    else onMessage?.(text);
  });
  return { socket, send };
}

/** Records messages of operations: `next`, `next RATE_LIMITED`, `error QUERY_TOO_COSTLY`. */
export function tallyMessages(target: Target): (text: string) => void {
  return (text) => {
    const type = /"type":"(\w+)"/.exec(text.slice(0, 200))?.[1] ?? "message";
    const code = /"code":"([A-Z_]+)"/.exec(text.slice(0, 2_000))?.[1];
    target.tally(code === undefined ? type : `${type} ${code}`);
  };
}

/** Sends a request over a new connection that is never read. */
export async function sendUnread(target: Target, bytes: string | Buffer): Promise<Socket | undefined> {
  try {
    const socket = await openSocket(target);
    socket.pause();
    socket.on("close", () => {
      if (!target.signal.aborted) target.tally("cut");
    });
    socket.write(bytes);
    target.tally("unread");
    return socket;
  } catch {
    target.tally("connection refused");
    return undefined;
  }
}

/** A request as bytes. */
export function rawRequest(
  { host, port }: Target,
  {
    method = "POST",
    path = "/graphql",
    headers = {},
    body = "",
  }: { method?: string; path?: string; headers?: Record<string, string>; body?: string },
): string {
  const lines = Object.entries({
    host: `${host}:${port}`,
    ...(method === "POST"
      ? { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }
      : {}),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}
