import type { DocumentNode, ExecutionResult, GraphQLSchema } from "graphql";
import type { RequestContext } from "../admission/request-context.js";
import { timed } from "../admission/timing.js";
import type { DataVersion } from "../cache/data-version.js";
import { Flights } from "../cache/flights.js";
import { maxAgeOf } from "../cache/max-age.js";
import { ResponseCache } from "../cache/response-cache.js";
import type { Limits } from "../limits/options.js";
import type { Exchange } from "./exchange.js";
import { hasUnreadBody } from "./requests/body.js";
import { isHeadOrGet } from "./requests/methods.js";
import { Answer, type AnswerHead, listsTag } from "./responses/answer.js";
import { tagOf } from "./responses/entity-tag.js";
import { type JsonType, jsonTypeFor } from "./responses/result.js";
import { resultText } from "./responses/shown-result.js";

/** A request whose response may be shared with equal requests of others. */
export interface Question {
  /** Everything that the response depends on besides the data. */
  readonly key: string;
  readonly type: JsonType;
  /** Whether the method is one whose responses HTTP caches. */
  readonly isCacheable: boolean;
}

/** An answer to keep, and for how long at most. */
interface Made {
  readonly answer: Answer;
  readonly maxAgeMs: number;
}

/** No bytes for cached responses means that every request is executed. */
type AnswerLimits = Pick<Limits, "responseCacheBytes" | "maxResponseBytes">;

/** Maximum length of a request that is compared with others. */
const maxKeyLength = 16_384;

/**
 * Answers equal questions once: at the same time, and as long as the data do not change. Requests are compared before they
 * are parsed, by their bytes. Mutations, errors, writers and requests that ask for their cost are not kept.
 */
export class Answers {
  readonly #schema: GraphQLSchema;
  readonly #limits: AnswerLimits;
  readonly #cache: ResponseCache<Answer>;
  readonly #flights = new Flights<object>();
  readonly #cacheControl: string;
  readonly #agingCacheControl: string;

  /** @param cacheControl `Cache-Control` of successful queries by a method whose responses HTTP caches */
  constructor(schema: GraphQLSchema, limits: AnswerLimits, cacheControl: string) {
    this.#schema = schema;
    this.#limits = limits;
    this.#cache = new ResponseCache(limits.responseCacheBytes);
    this.#cacheControl = cacheControl;
    this.#agingCacheControl = withoutAge(cacheControl);
  }

  get version(): DataVersion {
    return this.#cache.version;
  }

  /** @param input the body, or the URL of a request by GET */
  questionOf(
    { request }: Exchange,
    { access, showCost }: Pick<RequestContext, "access" | "showCost">,
    input: Buffer | string,
  ): Question | undefined {
    if (this.#limits.responseCacheBytes === 0 || access === "granted" || showCost) return undefined;
    if (input.length > maxKeyLength || hasUnreadBody(request)) return undefined;
    const type = jsonTypeFor(request.headers.accept);
    if (type === undefined) return undefined;
    const text = typeof input === "string" ? input.slice(input.indexOf("?") + 1) : input.toString("latin1");
    const method = isHeadOrGet(request.method) ? "GET" : request.method;
    const isCacheable = method !== "POST";
    return { key: `${method} ${access} ${type} ${text}`, type, isCacheable };
  }

  /** An answer that has been made before. */
  kept({ key }: Pick<Question, "key">): Answer | undefined {
    return this.#cache.get(key);
  }

  /** The answer, if it is known without executing the operation; only its head if the client has it. */
  recall(question: Question, { request }: Exchange): Answer | AnswerHead | undefined {
    const answer = this.#cache.get(question.key);
    const header = request.headers["if-none-match"];
    if (answer !== undefined || header === undefined) return answer;
    const head = this.#headOf(question, Number.POSITIVE_INFINITY);
    return listsTag(header, head.etag) ? head : undefined;
  }

  /** Executes an operation, or waits for an equal one that is running; see `share`. */
  async ask(
    question: Question,
    document: DocumentNode,
    caller: Pick<RequestContext, "client" | "signal" | "timing">,
    execute: (signal: AbortSignal) => Promise<ExecutionResult>,
  ): Promise<Answer | ExecutionResult> {
    const maxAgeMs = maxAgeOf(this.#schema, document);
    const { maxResponseBytes } = this.#limits;
    return this.share<ExecutionResult>(question, caller, maxAgeMs, execute, async (signal, version) => {
      const result = await execute(signal);
      const head = this.#headOf(question, maxAgeMs, version);
      const answer = timed(caller.timing, "serialize", () =>
        answerOf(result, question, head, maxResponseBytes),
      );
      return answer === undefined ? result : { answer, maxAgeMs };
    });
  }

  /**
   * Makes an answer, or waits for an equal one that is being made. If that one fails, makes its own: limits of one client must
   * not become errors of another.
   *
   * @param maxAgeMs how long ago the making of an equal answer may have started to be waited for
   * @param alone makes an answer that is not kept
   * @param make stops when its signal aborts: when no client waits any more
   */
  async share<Failure extends object>(
    { key }: Pick<Question, "key">,
    { client, signal, timing }: Pick<RequestContext, "client" | "signal" | "timing">,
    maxAgeMs: number,
    alone: (signal: AbortSignal) => Promise<Answer | Failure>,
    make: (signal: AbortSignal, version: string) => Promise<Made | Failure>,
  ): Promise<Answer | Failure> {
    const version = this.version.current;
    if (version === undefined) return alone(signal);
    const work = async (shared: AbortSignal) => {
      const startedAt = performance.now();
      const made = await make(shared, version);
      if (!isMade(made)) return made;
      this.#cache.add(key, made.answer, { version, startedAt, maxAgeMs: made.maxAgeMs });
      return made.answer;
    };
    // A later version may not be answered by what was read in an earlier one.
    const flight = this.#flights.join(`${version} ${key}`, { client, signal, maxAgeMs }, work);
    const { result, isOwn } = (await flight) as { result: Answer | Failure; isOwn: boolean };
    const isShared = !isOwn && result instanceof Answer;
    if (timing !== undefined) timing.cache = isShared ? "shared" : "miss";
    return isOwn || isShared ? result : alone(signal);
  }

  /** @param maxAgeMs milliseconds for which the answer stays true while the data do not change */
  cacheControlFor(maxAgeMs: number): string {
    return maxAgeMs < Number.POSITIVE_INFINITY ? this.#agingCacheControl : this.#cacheControl;
  }

  /** @param version in which the answer began; only if it is still current, the answer is the one of that version */
  #headOf({ key, isCacheable }: Question, maxAgeMs: number, version?: string): AnswerHead {
    if (!isCacheable) return { etag: undefined, cacheControl: "no-store" };
    const cacheControl = this.cacheControlFor(maxAgeMs);
    if (maxAgeMs < Number.POSITIVE_INFINITY) return { etag: undefined, cacheControl };
    const { current } = this.version;
    if (current === undefined || current !== (version ?? current)) return { etag: undefined, cacheControl };
    return { etag: `W/"${current}.${tagOf(key)}"`, cacheControl };
  }
}

function isMade(made: object): made is Made {
  return "answer" in made;
}

/** Undefined for a result with errors, and for one that is too large. */
function answerOf(
  result: ExecutionResult,
  { type }: Question,
  head: AnswerHead,
  maxBytes: number,
): Answer | undefined {
  if (result.errors !== undefined) return undefined;
  const text = resultText(result, maxBytes);
  return text === undefined ? undefined : new Answer(text, `${type}; charset=utf-8`, head);
}

/** For responses that depend on the clock, which this cache keeps as long as they may be: no other one adds to their age. */
function withoutAge(cacheControl: string): string {
  return cacheControl.replace(/(max-age|s-maxage|stale-[a-z-]+)=\d+/gi, "$1=0");
}
