import type { IncomingHttpHeaders } from "node:http";
import { remembering } from "../../../text/remembering.js";
import { type Exchange, varyBy } from "../exchange.js";
import { type Coding, preferredCoding } from "../requests/accept.js";
import { compressed, minCompressed } from "./reply.js";
import type { UnsentResponses } from "./unsent-responses.js";

/** What a client needs to know of a response that it already has. */
export interface AnswerHead {
  /** Undefined if the response cannot be revalidated. */
  readonly etag: string | undefined;
  readonly lastModified?: Date | undefined;
  readonly cacheControl: string;
}

/** A successful response to a query, for any number of clients. */
export class Answer implements AnswerHead {
  readonly etag: string | undefined;
  readonly lastModified: Date | undefined;
  readonly cacheControl: string;
  readonly contentType: string;
  /** Other headers of the response. */
  readonly headers: Readonly<Record<string, string>>;
  readonly #plain: Buffer;
  readonly #compressed = new Map<Coding, Buffer | Promise<Buffer>>();
  /** Codings whose forms find no room; they would be made for each request. */
  readonly #unkept = new Set<Coding>();
  /** Bytes left for compressed forms. */
  #room: number;

  constructor(
    text: string,
    contentType: string,
    { etag, lastModified, cacheControl }: AnswerHead,
    headers: Readonly<Record<string, string>> = {},
  ) {
    this.headers = headers;
    this.etag = etag;
    this.lastModified = lastModified;
    this.cacheControl = cacheControl;
    this.contentType = contentType;
    // Memory of its own: a small one of the pool would retain eight kilobytes.
    this.#plain = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
    this.#plain.write(text);
    this.#room = this.#plain.length;
  }

  /** Size of the body. */
  get length(): number {
    return this.#plain.length;
  }

  /** Size in memory, with room for compressed forms. */
  get bytes(): number {
    return 2 * this.#plain.length;
  }

  codingFor(acceptEncoding: string): Coding {
    const coding = this.#plain.length < minCompressed ? "identity" : preferredCoding(acceptEncoding);
    return this.#unkept.has(coding) ? "identity" : coding;
  }

  /** The body in a coding, compressed once. */
  in(coding: Coding): Buffer | Promise<Buffer> {
    if (coding === "identity") return this.#plain;
    const known = this.#compressed.get(coding);
    if (known !== undefined) return known;
    const made = compressed(this.#plain, coding).then((body) => this.#keep(coding, body));
    this.#compressed.set(coding, made);
    made.catch(() => this.#compressed.delete(coding));
    return made;
  }

  #keep(coding: Coding, body: Buffer): Buffer {
    if (body.length > this.#room) {
      this.#compressed.delete(coding);
      this.#unkept.add(coding);
      return body;
    }
    this.#room -= body.length;
    // The compressor's buffer is larger.
    const own = Buffer.allocUnsafeSlow(body.length);
    body.copy(own);
    this.#compressed.set(coding, own);
    return own;
  }
}

/**
 * Whether other clients may get a response from a cache between them and the server. RFC 9111, section 3: it stores any response
 * with status 200 that is not `private` or `no-store`; `no-cache` only makes it ask before each use.
 */
const isShared = remembering(100, (cacheControl) => !/\b(private|no-store)\b/i.test(cacheControl));

/** Sends an answer, or 304 if the client has it. @param others headers of this response */
export function sendAnswer(
  { request, response, client, headers }: Exchange,
  unsent: UnsentResponses,
  answer: Answer | AnswerHead,
  others: Readonly<Record<string, string>>,
): void | Promise<void> {
  const { etag, lastModified, cacheControl } = answer;
  // Names and values in turn, which takes less time than an object.
  const all: (string | number)[] = [
    "cache-control",
    cacheControl,
    "vary",
    String(varyBy("Accept-Encoding", headers["vary"], "Accept", "X-Papergraph-Cost")["vary"]),
  ];
  for (const name in headers) if (name !== "vary") all.push(name, String(headers[name]));
  // They are about the client.
  if (!isShared(cacheControl)) for (const name in others) all.push(name, others[name] ?? "");
  if (etag !== undefined) all.push("etag", etag);
  if (lastModified !== undefined) all.push("last-modified", lastModified.toUTCString());
  if (!(answer instanceof Answer) || isCurrent(request.headers, answer)) {
    response.writeHead(304, all);
    return unsent.send(response, client);
  }
  const coding = answer.codingFor(String(request.headers["accept-encoding"] ?? ""));
  const send = (body: Buffer) => {
    if (response.destroyed) return;
    if (coding !== "identity") all.push("content-encoding", coding);
    for (const name in answer.headers) all.push(name, answer.headers[name] ?? "");
    all.push("content-type", answer.contentType, "content-length", body.length);
    if (headers["x-content-type-options"] === undefined) all.push("x-content-type-options", "nosniff");
    response.writeHead(200, all);
    unsent.send(response, client, body);
  };
  const body = answer.in(coding);
  return body instanceof Promise ? body.then(send) : send(body);
}

/**
 * Whether a client has a response, by its If-None-Match header or else by If-Modified-Since, which is in seconds. RFC 9110, sections
 * 13.1.2 and 13.1.3: `*` matches any.
 */
export function isCurrent(headers: IncomingHttpHeaders, { etag, lastModified }: AnswerHead): boolean {
  const tags = headers["if-none-match"];
  if (tags !== undefined) return etag !== undefined && (tags.trim() === "*" || listsTag(tags, etag));
  const since = headers["if-modified-since"];
  return (
    since !== undefined &&
    lastModified !== undefined &&
    Date.parse(since) >= Date.parse(lastModified.toUTCString())
  );
}

/** Whether an If-None-Match header lists a tag; both are compared as weak ones. */
export function listsTag(header: string, etag: string | undefined): boolean {
  if (etag === undefined) return false;
  return header.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag.replace(/^W\//, ""));
}
