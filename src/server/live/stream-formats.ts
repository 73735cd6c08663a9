import { type Encoded, encode, type Message } from "./batch.js";
import type { Ending } from "./outlet.js";

/** How a subscription is written as the body of an HTTP response. */
export interface StreamFormat {
  readonly contentType: string;
  /** @param cursor of the event after which the subscription begins; null for a state */
  start(cursor: string | null): string;
  next(message: Message): string;
  readonly keepAlive: Encoded;
  /** What is written last. */
  end(ending: Ending): string;
}

function errorsOf({ code, message }: Ending) {
  return [{ message, extensions: { code } }];
}

const comment = ":\n\n";

/** Server-sent events, in the "distinct connections" mode of the GraphQL over SSE protocol: one subscription a connection. */
export const serverSentEvents: StreamFormat = {
  contentType: "text/event-stream",
  // An id without an event: a browser that comes back before the first event says from where on it listened.
  start: (cursor) => (cursor === null ? comment : `id: ${cursor}\n\n`),
  next: ({ cursor, json }) => `${cursor === null ? "" : `id: ${cursor}\n`}event: next\ndata: ${json}\n\n`,
  keepAlive: encode(comment),
  end(ending) {
    // A client that reconnects on its own must not read that the subscription is complete.
    if (ending.code === "SERVER_STOPPING") return "";
    const next = `event: next\ndata: ${JSON.stringify({ errors: errorsOf(ending) })}\n\n`;
    // Subscribing again would fail the same way.
    return ending.code === "RESPONSE_TOO_LARGE" ? `${next}event: complete\ndata:\n\n` : next;
  },
};

const boundary = "graphql";
/** A boundary follows each part at once: a client knows by it that the part is whole. */
const part = (json: string) => `\r\ncontent-type: application/json\r\n\r\n${json}\r\n--${boundary}`;

/**
 * Apollo's protocol for subscriptions over HTTP multipart.
 * https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol
 */
export const multipart = {
  contentType: `multipart/mixed;boundary="${boundary}";subscriptionSpec=1.0`,
  start: () => `\r\n--${boundary}${part("{}")}`,
  next: ({ json }) => part(`{"payload":${json}}`),
  keepAlive: encode(part("{}")),
  end: (ending) => `${part(JSON.stringify({ payload: null, errors: errorsOf(ending) }))}--\r\n`,
  /** Instead of events. @param json result that has errors alone */
  refusal: (json: string) => `${part(`{"payload":${json}}`)}--\r\n`,
} satisfies StreamFormat & Record<string, unknown>;

/** The format that an Accept header asks for; server-sent events unless it names multipart subscriptions first. */
export function formatOf(accept: string | null): StreamFormat {
  for (const type of (accept ?? "").toLowerCase().split(",")) {
    if (isMultipart(type)) return multipart;
    if (type.trim().startsWith("text/event-stream")) return serverSentEvents;
  }
  return serverSentEvents;
}

/** Multipart responses have other uses, so the parameter decides. */
function isMultipart(type: string): boolean {
  return /^\s*multipart\/mixed\s*;(.*;)?\s*subscriptionspec\s*=\s*"?1\.0"?\s*(;|$)/.test(type);
}
