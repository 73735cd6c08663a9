import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A response as it came over the wire. */
export interface RawResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** The code of the first error in the body. */
  code: string | undefined;
}

/** A connection on which a test writes bytes of its own, valid or not. */
export interface RawConnection {
  readonly socket: Socket;
  write(text: string): void;
  /** The next complete response. Rejects when the connection ends before it. */
  next(): Promise<RawResponse>;
  readonly closed: Promise<void>;
}

/** Opens a connection to the origin of a server. */
export async function openConnection(origin: string, localAddress = "127.0.0.1"): Promise<RawConnection> {
  const { hostname, port } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port), localAddress });
  let received = "";
  let ended = false;
  let wake: (() => void) | undefined;
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => {
      ended = true;
      wake?.();
      resolve();
    });
  });
  socket.on("error", () => undefined);
  socket.setEncoding("latin1").on("data", (text) => {
    received += text;
    wake?.();
  });
  await Promise.race([once(socket, "connect"), closed]);
  return {
    socket,
    closed,
    write: (text) => socket.write(text),
    async next() {
      for (;;) {
        const found = responseIn(received);
        if (found) {
          received = received.slice(found.length);
          return found.response;
        }
        if (ended) throw new Error(`The connection ended after: ${JSON.stringify(received)}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/** Sends one request as it is, and gives its response. */
export async function sendRaw(origin: string, text: string): Promise<RawResponse> {
  const connection = await openConnection(origin);
  connection.write(text);
  const response = await connection.next();
  connection.socket.destroy();
  return response;
}

/** A POST of GraphQL as text. */
export function rawPost(body: string, headers: readonly string[] = []): string {
  return `POST /graphql HTTP/1.1\r\n${[
    "Host: localhost",
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...headers,
  ].join("\r\n")}\r\n\r\n${body}`;
}

function responseIn(text: string): { response: RawResponse; length: number } | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const [statusLine = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => {
      const [name = "", value = ""] = line.split(/:\s*(.*)/);
      return [name.toLowerCase(), value];
    }),
  );
  const length = end + 4 + Number(headers["content-length"] ?? 0);
  if (text.length < length) return undefined;
  const body = text.slice(end + 4, length);
  const [, code] = /"code":"(\w+)"/.exec(body) ?? [];
  return { response: { status: Number(statusLine.split(" ")[1]), headers, body, code }, length };
}
