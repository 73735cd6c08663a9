import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A parsed response. */
export interface RawResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** The code of the first error in the body. */
  code: string | undefined;
}

/** A connection for raw bytes, valid HTTP or not. */
export interface RawConnection {
  readonly socket: Socket;
  write(text: string): void;
  /** The next complete response. Rejects if the connection ends before it. */
  next(): Promise<RawResponse>;
  /** All unparsed bytes as UTF-8, once they contain a text. Rejects if the connection ends before that. */
  until(text: string): Promise<string>;
  readonly closed: Promise<void>;
}

/** Connects to the origin of a server. */
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
  /** Waits until `find` returns something for the bytes received. */
  const wait = async <T>(find: () => T | undefined): Promise<T> => {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (ended) throw new Error(`The connection ended after: ${JSON.stringify(received)}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    socket,
    closed,
    write: (text) => socket.write(text),
    async next() {
      const { response, length } = await wait(() => responseIn(received));
      received = received.slice(length);
      return response;
    },
    until: (text) =>
      wait(() => {
        const decoded = Buffer.from(received, "latin1").toString();
        return decoded.includes(text) ? decoded : undefined;
      }),
  };
}

/** Sends one raw request and returns its response. */
export async function sendRaw(origin: string, text: string): Promise<RawResponse> {
  const connection = await openConnection(origin);
  connection.write(text);
  const response = await connection.next();
  connection.socket.destroy();
  return response;
}

/** A POST of a GraphQL request, as text. */
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
