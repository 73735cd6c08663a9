import { z } from "zod";
import { shapeOf } from "../limits/text-shape.js";
import { maxValues } from "../limits/values.js";

/** Maximum nesting of brackets in a message; deeper messages would overflow the stack. */
const maxNesting = 100;
/** Maximum length of messages other than `subscribe`; `connection_init` is retained as long as the connection. */
const maxOtherLength = 8_192;
/** Maximum length of the ID of an operation, which is retained as long as a subscription and written before each of its events. */
const maxIdLength = 256;

/** Types that make graphql-ws fail with an internal error if a client sends them. */
const serverTypes: ReadonlySet<string> = new Set(["connection_ack", "next", "error"]);

const envelope = z.object({ type: z.string(), id: z.string().optional() });

type Envelope = Partial<z.output<typeof envelope>>;

/** Parts of a message that are checked before it is handled. */
export interface Head {
  /** Undefined for an invalid message, which graphql-ws rejects. */
  readonly type?: string | undefined;
  readonly id?: string | undefined;
  /** Why the connection is closed. */
  readonly breach?: string;
  /** Whether the operation has too many values to be handled. */
  readonly hasTooManyValues: boolean;
}

/** @param isWriter whether the client has the write token, and may send any number of values */
export function headOf(text: string, isWriter: boolean): Head {
  const limits = { depth: maxNesting, values: isWriter ? Number.POSITIVE_INFINITY : maxValues };
  const { depth, values } = shapeOf(text, "json", limits);
  const hasTooManyValues = values > limits.values;
  if (depth > maxNesting)
    return { breach: `Message nests deeper than ${maxNesting} brackets`, hasTooManyValues };
  const head = { ...(hasTooManyValues ? startOf(text) : envelopeOf(text)), hasTooManyValues };
  if (head.type !== undefined && serverTypes.has(head.type))
    return { ...head, breach: `Only servers send messages of type ${head.type}` };
  if (head.id !== undefined && head.id.length > maxIdLength)
    return { ...head, breach: `The ID of an operation may have at most ${maxIdLength} characters` };
  if (head.type !== "subscribe" && text.length > maxOtherLength)
    return { ...head, breach: `Only subscribe messages may have more than ${maxOtherLength} characters` };
  return head;
}

const withoutQuery = z.looseObject({
  type: z.literal("subscribe"),
  payload: z.looseObject({ documentId: z.string(), query: z.null().optional() }),
});

/** A message with an empty query if it has the ID of a document instead: graphql-ws requires one. */
export function withQuery(text: string): string {
  if (!text.includes('"documentId"')) return text;
  try {
    const { data } = withoutQuery.safeParse(JSON.parse(text));
    return data ? JSON.stringify({ ...data, payload: { ...data.payload, query: "" } }) : text;
  } catch {
    return text;
  }
}

/** Parts of a message up to its payload, in either order. */
const starts = [
  /^\s*\{\s*"id"\s*:\s*"(?<id>[^"\\]*)"\s*,\s*"type"\s*:\s*"(?<type>subscribe)"/,
  /^\s*\{\s*"type"\s*:\s*"(?<type>subscribe)"\s*,\s*"id"\s*:\s*"(?<id>[^"\\]*)"/,
];
const maxStart = 500;

/** The envelope of a `subscribe` message that is too large to be parsed, as written by client libraries. */
function startOf(text: string): Envelope {
  const start = text.slice(0, maxStart);
  return starts.map((pattern) => pattern.exec(start)?.groups).find(Boolean) ?? {};
}

function envelopeOf(text: string): Envelope {
  try {
    return envelope.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}
