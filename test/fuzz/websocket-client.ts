import { once } from "node:events";
import { WebSocket } from "ws";
import { answerTimeoutMs } from "./http-client.js";
import type { FuzzAnswer } from "./judge.js";
import type { BreachRequest, WebSocketRequest } from "./requests.js";

/** Milliseconds after which an idle subscription is closed. */
const subscriptionMs = 15;
/** Operations after which a connection is replaced. */
const operationsPerConnection = 300;
/** Milliseconds after which the client closes a connection that violated the protocol. */
const breachMs = 60;

export interface WebSocketClient {
  send(request: WebSocketRequest): Promise<FuzzAnswer>;
  close(): void;
}

interface Message {
  readonly id?: string;
  readonly type: string;
}

interface Link {
  readonly socket: WebSocket;
  operations: number;
  /** Receives each message, and undefined when the connection has closed. */
  listener: ((message: Message | undefined, text: string) => void) | undefined;
  closeCode: number | undefined;
}

/** Runs operations one after another over a connection that is replaced periodically. Never rejects. */
export function createWebSocketClient(origin: string): WebSocketClient {
  let link: Link | undefined;

  async function connected(): Promise<Link> {
    if (link && link.closeCode === undefined && link.operations < operationsPerConnection) return link;
    link?.socket.close();
    link = await openLink(origin);
    return link;
  }

  return {
    async send({ payload, kind }) {
      try {
        const used = await connected();
        return await runOperation(used, payload, kind === "subscription");
      } catch (error) {
        return failed(error);
      }
    },
    close: () => link?.socket.terminate(),
  };
}

async function openLink(origin: string): Promise<Link> {
  const socket = new WebSocket(`${origin.replace(/^http/, "ws")}/graphql`, "graphql-transport-ws");
  const link: Link = { socket, operations: 0, listener: undefined, closeCode: undefined };
  socket.on("message", (data) => {
    const text = String(data);
    const message = JSON.parse(text) as Message;
    if (message.type === "ping") socket.send('{"type":"pong"}');
    else link.listener?.(message, text);
  });
  socket.on("close", (code) => {
    link.closeCode = code;
    link.listener?.(undefined, "");
  });
  await once(socket, "open");
  socket.on("error", () => undefined);
  const acknowledged = new Promise<void>((resolve, reject) => {
    link.listener = (message) => (message ? resolve() : reject(new Error(`closed ${link.closeCode}`)));
  });
  socket.send('{"type":"connection_init"}');
  await acknowledged;
  return link;
}

function runOperation(link: Link, payload: string, subscribes: boolean): Promise<FuzzAnswer> {
  link.operations += 1;
  const id = String(link.operations);
  const { socket } = link;
  return new Promise((resolve) => {
    let answer = "";
    let timer: NodeJS.Timeout | undefined;
    const settle = (settled: Partial<FuzzAnswer>) => {
      clearTimeout(timer);
      clearTimeout(lost);
      link.listener = undefined;
      resolve({ status: undefined, contentType: "", body: answer, ...settled });
    };
    const lost = setTimeout(
      () => settle({ failure: `lost: no answer in ${answerTimeoutMs / 1_000} s` }),
      answerTimeoutMs,
    );
    const leave = () => {
      clearTimeout(timer);
      socket.send(JSON.stringify({ id, type: "complete" }));
      // The pong shows that the connection still works.
      socket.send('{"type":"ping"}');
    };
    link.listener = (message, text) => {
      if (!message) return settle({ status: link.closeCode });
      if (message.type === "pong") return settle({});
      if (message.id !== id) return;
      if (message.type === "next" && answer === "") {
        answer = text;
        if (subscribes) leave();
      } else if (message.type === "error") {
        answer = text;
        settle({});
      } else if (message.type === "complete" && !subscribes) settle({});
      else if (message.type === "complete") leave();
    };
    socket.send(`{"id":"${id}","type":"subscribe","payload":${payload}}`);
    if (subscribes) timer = setTimeout(leave, subscriptionMs);
  });
}

/** Sends messages that violate the protocol on their own connection. Never rejects. */
export async function sendBreach(
  origin: string,
  { protocol, path, messages }: BreachRequest,
): Promise<FuzzAnswer> {
  const url = `${origin.replace(/^http/, "ws")}${path}`;
  const socket = protocol === "" ? new WebSocket(url) : new WebSocket(url, protocol);
  let text = "";
  socket.on("message", (data) => {
    text += String(data).slice(0, 10_000);
  });
  const refused = new Promise<FuzzAnswer>((resolve) => {
    socket.on("unexpected-response", (request, response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on("end", () => {
        resolve({ status: response.statusCode, contentType: response.headers["content-type"] ?? "", body });
        request.destroy();
      });
    });
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(failed(error)));
  });
  const closed = new Promise<FuzzAnswer>((resolve) => {
    socket.on("close", (status) => resolve({ status, contentType: "websocket", body: text }));
  });
  const opened = new Promise<FuzzAnswer>((resolve) => {
    socket.on("open", () => {
      for (const message of messages) socket.send(message);
      setTimeout(() => resolve({ status: 1000, contentType: "websocket", body: text }), breachMs);
    });
  });
  const answer = await Promise.race([refused, closed, opened]);
  socket.terminate();
  return answer;
}

function failed(error: unknown): FuzzAnswer {
  const { code, message } = error as NodeJS.ErrnoException;
  // The library's error if the server accepted none of the protocols, which the client caused.
  if (message === "Server sent no subprotocol") return { status: 1002, contentType: "websocket", body: "" };
  return { status: undefined, contentType: "", body: "", failure: `disconnected: ${code ?? message}` };
}
