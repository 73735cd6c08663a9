import { type CloseReason, isFinal } from "./close-reasons.js";
import { type Encoded, encode, type Message } from "./message.js";

/** Format of a subscription in the body of an HTTP response. */
export interface StreamFormat {
  readonly contentType: string;
  /** @param cursor of the event after which the subscription starts; null for a state */
  start(cursor: string | null): string;
  next(message: Message): string;
  readonly keepAlive: Encoded;
  /** The end of the stream. */
  end(reason: CloseReason): string;
}

function errorsOf({ code, message }: CloseReason) {
  return [{ message, extensions: { code } }];
}

const comment = ":\n\n";

/** Server-sent events, in the "distinct connections" mode of the GraphQL over SSE protocol: one subscription per connection. */
export const serverSentEvents: StreamFormat = {
  contentType: "text/event-stream",
  // An id without an event lets a browser that reconnects before the first event resume from the start.
  start: (cursor) => (cursor === null ? comment : `id: ${cursor}\n\n`),
  next: ({ cursor, json }) => `${cursor === null ? "" : `id: ${cursor}\n`}event: next\ndata: ${json}\n\n`,
  keepAlive: encode(comment),
  end(reason) {
    // Without `complete`, the client reconnects by itself.
    if (reason.code === "SERVER_STOPPING") return "";
    const next = `event: next\ndata: ${JSON.stringify({ errors: errorsOf(reason) })}\n\n`;
    // `complete` keeps the client from resubscribing, which would fail the same way.
    return isFinal(reason.code) ? `${next}event: complete\ndata:\n\n` : next;
  },
};

const boundary = "graphql";
/** The boundary is sent with the part it ends, so that clients process the part without waiting for the next one. */
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
  end: (reason) => `${part(JSON.stringify({ payload: null, errors: errorsOf(reason) }))}--\r\n`,
  /** Body of a refused subscription. @param json result with errors only */
  refusal: (json: string) => `${part(`{"payload":${json}}`)}--\r\n`,
} satisfies StreamFormat & Record<string, unknown>;
