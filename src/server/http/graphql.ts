import type { Socket } from "node:net";
import type { ExecutionResult } from "graphql";
import type { Billing } from "../admission/billing.js";
import type { HttpRequest, RequestContext } from "../admission/request-context.js";
import { timed } from "../admission/timing.js";
import type { Limits } from "../limits/options.js";
import { maxShortText, type Turn } from "../limits/turns.js";
import { maxValues } from "../limits/values.js";
import type { Question } from "./answers.js";
import type { Exchange } from "./exchange.js";
import { varyBy } from "./exchange.js";
import { type OperationOptions, replying, resultOf } from "./operations.js";
import { Refusal } from "./refusals.js";
import { BodyAborted, receiveBody } from "./requests/body.js";
import { abortedByClose } from "./requests/cancellation.js";
import { isGraphQLMethod, isHeadOrGet, methods } from "./requests/methods.js";
import {
  checkContentType,
  type Parameters,
  parametersOfBody,
  parametersOfUrl,
} from "./requests/parameters.js";
import type { PendingBodies, PendingBody } from "./requests/pending-bodies.js";
import { Answer, type AnswerHead, isCurrent, sendAnswer } from "./responses/answer.js";
import { reply } from "./responses/reply.js";
import { replyOf, resultType } from "./responses/result.js";
import type { UnsentResponses } from "./responses/unsent-responses.js";

/** What is known of a request before its operation. */
export type Caller = Omit<RequestContext, "signal" | "live" | "http"> & { readonly http: HttpRequest };

export interface GraphQLOptions extends OperationOptions {
  readonly billing: Billing;
  readonly limits: Limits;
  readonly pending: PendingBodies;
  readonly unsent: UnsentResponses;
  /** Turns of the event loop. */
  readonly turn: Turn;
  readonly callerOf: (exchange: Exchange, http: HttpRequest) => Caller;
  /** Takes over the response if the operation is a subscription. */
  readonly stream: (exchange: Exchange, context: RequestContext) => Promise<void> | void;
}

/** GraphQL by POST, GET, HEAD and QUERY. Yoga parses, validates and executes; request and response bodies are handled here. */
export function createGraphQL(options: GraphQLOptions) {
  const { billing, answers, limits, pending, unsent, turn, callerOf, stream } = options;

  /** The body, or the URL of a request by GET. */
  const inputOf = async (
    { request, response, client }: Exchange,
    isWriter: boolean,
    share: PendingBody,
  ): Promise<Buffer | string> => {
    let input: Buffer | string = request.url ?? "";
    if (!isHeadOrGet(request.method)) {
      checkContentType(request);
      const maxBytes = isWriter ? limits.maxWriteBodyBytes : limits.maxBodyBytes;
      input = await receiveBody(request, response, { maxBytes, limitsChunks: !isWriter, share });
    }
    // Connections are accepted between turns: a client with a new one for each request must not delay others'.
    if (isFirstOf(request.socket)) await turn(client);
    if (response.destroyed) throw new BodyAborted();
    return input;
  };

  const known = new WeakSet<Socket>();
  const isFirstOf = (socket: Socket): boolean => {
    if (known.has(socket)) return false;
    known.add(socket);
    return true;
  };

  return async (exchange: Exchange): Promise<void> => {
    const { request } = exchange;
    const { method, headers } = request;
    if (!isGraphQLMethod(method))
      throw new Refusal("METHOD_NOT_ALLOWED", `${method} is not supported. Use one of ${methods}.`, {
        allow: `${methods}, OPTIONS`,
      });
    const caller = callerOf(exchange, { method, headers, responseHeaders: {} });
    // What was parsed from a body stays in memory while the operation waits for its turn.
    const share = pending.open(exchange.client);
    try {
      const input = await inputOf(exchange, caller.access === "granted", share);
      const question = answers.questionOf(exchange, caller, input);
      const known = question && answers.recall(question, exchange);
      if (known === undefined) return await execute(exchange, caller, input, question, share);
      if (caller.timing !== undefined) caller.timing.cache = "hit";
      const isSent = known instanceof Answer && !isCurrent(headers, known);
      const bytes = isSent ? known.length : 0;
      const refusal = await billing.chargeKept(caller, bytes);
      share.close();
      await respond(exchange, caller, refusal === undefined ? known : { errors: [refusal] });
    } finally {
      share.close();
    }
  };

  async function execute(
    exchange: Exchange,
    caller: Caller,
    input: Buffer | string,
    question: Question | undefined,
    share: PendingBody,
  ): Promise<void> {
    const watch = abortedByClose(exchange.response);
    const { replied, done } = replying();
    const context: RequestContext = { ...caller, signal: watch.signal, replied, live: {} };
    try {
      if (input.length > maxShortText) await turn(exchange.client);
      if (exchange.response.destroyed) return;
      const params = parametersOf(input, caller.access === "granted");
      const result = await resultOf(options, params, context, question);
      share.close();
      if (context.live.taken === undefined) return await respond(exchange, caller, result);
      watch.release();
      await stream(exchange, context);
    } finally {
      done();
    }
  }

  function respond(
    exchange: Exchange,
    { timing, http: { responseHeaders } }: Caller,
    result: Result,
  ): void | Promise<void> {
    const { request, response } = exchange;
    if (response.destroyed) return;
    const made =
      "cacheControl" in result
        ? result
        : timed(timing, "serialize", () =>
            replyOf(result, resultType(request.headers.accept), limits.maxResponseBytes),
          );
    if (timing !== undefined) responseHeaders["server-timing"] = timing.header();
    if ("cacheControl" in made) return sendAnswer(exchange, unsent, made, responseHeaders);
    const { headers, ...answer } = made;
    return reply(exchange, unsent, {
      ...answer,
      headers: {
        "cache-control": "no-store",
        ...responseHeaders,
        ...headers,
        ...varyBy("Accept", headers?.["vary"]),
      },
    });
  }
}

/** @throws Refusal */
function parametersOf(input: Buffer | string, isWriter: boolean): Parameters {
  if (typeof input === "string") return parametersOfUrl(input);
  return parametersOfBody(input, isWriter ? Number.POSITIVE_INFINITY : maxValues);
}

type Result = ExecutionResult | Answer | AnswerHead;
