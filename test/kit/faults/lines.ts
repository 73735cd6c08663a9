import { type IncomingMessage, request } from "node:http";
import { WebSocket } from "ws";

// One connection of a client, without a client library, so that nothing reconnects or resumes on its own: server-sent
// events, or WebSocket with the graphql-transport-ws protocol.

export interface GraphQLErrors {
  errors: { message: string; extensions?: { code?: string } }[];
}

export interface Answered extends Partial<GraphQLErrors> {
  data?: Record<string, Record<string, unknown>> | null;
}

/** Callbacks of a connection. */
export interface Listener {
  /** The server has accepted the subscription, as far as the transport shows. */
  accepted(): void;
  /** @param id cursor next to the message, if the transport has one */
  heard(answered: Answered, id?: string): void;
  /** A cursor without an event, at which the stream starts. */
  began(cursor: string): void;
  refused(errors: GraphQLErrors["errors"]): void;
  /** Called once. @param code of a WebSocket */
  closed(code?: number): void;
}

export interface Line {
  /** Closes it without a close message. */
  cut(): void;
  stopReading(): void;
  readOn(): void;
}

export interface Ask {
  origin: string;
  query: string;
  variables: Readonly<Record<string, unknown>>;
  /** The last cursor. */
  after: string | undefined;
}

export type Transport = (ask: Ask, listener: Listener) => Line;

/** Like a browser's EventSource: a GET that resumes with Last-Event-ID instead of `after`. */
export const eventSource: Transport = ({ origin, query, variables, after }, listener) => {
  const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  return openStream(listener, `${origin}/graphql?${parameters}`, {
    method: "GET",
    headers: after === undefined ? {} : { "last-event-id": after },
  });
};

/** Like graphql-sse: a POST with `after`. */
export const postedStream: Transport = ({ origin, query, variables, after }, listener) => {
  const body = JSON.stringify({
    query,
    variables: { ...variables, ...(after === undefined ? {} : { after }) },
  });
  return openStream(listener, `${origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) },
    body,
  });
};

interface StreamRequest {
  method: string;
  headers: Record<string, string>;
  body?: string;
}

function openStream(listener: Listener, url: string, { method, headers, body }: StreamRequest): Line {
  let response: IncomingMessage | undefined;
  const close = once(() => listener.closed());
  const asking = request(url, { method, headers: { accept: "text/event-stream", ...headers }, agent: false });
  asking.on("error", close).on("close", close);
  asking.once("response", (answer) => {
    response = answer;
    answer.setEncoding("utf8").on("error", close).on("close", close);
    if (answer.headers["content-type"]?.startsWith("text/event-stream") !== true) {
      let text = "";
      answer.on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("end", () => listener.refused((JSON.parse(text) as GraphQLErrors).errors));
      return;
    }
    let [rest, accepted] = ["", false];
    answer.on("data", (chunk: string) => {
      const blocks = (rest + chunk).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const { event, id, data } = fieldsOf(block);
        const answered = event === "next" ? (JSON.parse(data ?? "") as Answered) : undefined;
        // An accepted stream starts with a cursor; any other is an error in the form of a stream.
        if (id !== undefined && !accepted) {
          accepted = true;
          listener.accepted();
        }
        if (answered && accepted) listener.heard(answered, id);
        else if (answered) listener.refused(answered.errors ?? []);
        else if (id !== undefined) listener.began(id);
      }
    });
  });
  asking.end(body);
  return {
    cut: () => asking.destroy(),
    stopReading: () => response?.pause(),
    readOn: () => response?.resume(),
  };
}

function fieldsOf(block: string): Partial<Record<"event" | "id" | "data", string>> {
  return Object.fromEntries(
    block.split("\n").map((line) => {
      const [name = "", ...value] = line.split(": ");
      return [name, value.join(": ")];
    }),
  );
}

export const webSocket: Transport = ({ origin, query, variables, after }, listener) => {
  const socket = new WebSocket(`${origin.replace(/^http/, "ws")}/graphql`, "graphql-transport-ws");
  const close = once((code?: number) => listener.closed(code));
  const send = (message: Record<string, unknown>) => socket.send(JSON.stringify(message));
  socket.on("error", () => close());
  socket.on("close", (code) => close(code));
  socket.on("open", () => send({ type: "connection_init" }));
  socket.on("message", (data) => {
    const message = JSON.parse(String(data)) as { type: string; payload: unknown };
    if (message.type === "connection_ack") {
      const resumed = { ...variables, ...(after === undefined ? {} : { after }) };
      send({ id: "1", type: "subscribe", payload: { query, variables: resumed } });
      listener.accepted();
    } else if (message.type === "next") {
      const answered = message.payload as Answered;
      // A rejected subscription gets errors without data, and is complete.
      if ("data" in answered) listener.heard(answered);
      else listener.refused(answered.errors ?? []);
    } else if (message.type === "error") listener.refused(message.payload as GraphQLErrors["errors"]);
    else if (message.type === "complete") socket.close();
    else if (message.type === "ping") send({ type: "pong" });
    else throw new Error(`A message of an unexpected type came: ${String(data)}`);
  });
  return {
    cut: () => socket.terminate(),
    stopReading: () => socket.pause(),
    readOn: () => socket.resume(),
  };
};

function once<Arguments extends unknown[]>(
  action: (...parameters: Arguments) => void,
): (...parameters: Arguments) => void {
  let done = false;
  return (...parameters) => {
    if (done) return;
    done = true;
    action(...parameters);
  };
}
