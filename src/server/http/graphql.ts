import type { Socket } from "node:net";
import {
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
} from "graphql";
import type { YogaServerInstance } from "graphql-yoga";
import type { Context } from "../../schema/builder/context.js";
import type { Admission } from "../admission/admission.js";
import type { Billing } from "../admission/billing.js";
import type { HttpRequest, RequestContext } from "../admission/request-context.js";
import { timed } from "../admission/timing.js";
import type { Limits } from "../limits/options.js";
import { maxShortText, type Turn } from "../limits/turns.js";
import { maxValues } from "../limits/values.js";
import type { Answers, Question } from "./answers.js";
import type { Exchange } from "./exchange.js";
import { varyBy } from "./exchange.js";
import { Refusal } from "./refusals.js";
import { BodyAborted, receiveBody } from "./requests/body.js";
import { abortedByClose } from "./requests/cancellation.js";
import { checkSafe, methods } from "./requests/methods.js";
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

export interface GraphQLOptions {
  readonly schema: GraphQLSchema;
  /** The context of resolvers. */
  readonly createContext: (request: RequestContext) => Context;
  readonly yoga: YogaServerInstance<RequestContext, object>;
  readonly admission: Admission;
  readonly billing: Billing;
  readonly answers: Answers;
  /** Masks unexpected errors. */
  readonly maskError: (error: unknown) => GraphQLError;
  readonly limits: Limits;
  /** Whether queries are accepted by GET. */
  readonly getQueries: boolean;
  readonly pending: PendingBodies;
  readonly unsent: UnsentResponses;
  /** Turns of the event loop. */
  readonly turn: Turn;
  readonly callerOf: (exchange: Exchange, http: HttpRequest) => Caller;
  /** Takes over the response if the operation is a subscription. */
  readonly stream: (exchange: Exchange, context: RequestContext) => Promise<void> | void;
}

/** Cost units of an answer that is not executed, half of it for the request itself, and bytes that cost another one to send. */
const knownPrice = 8;
const bytesPerUnit = 10_000;

/**
 * Yoga's hooks expect a Fetch API request. All get the same one: the details are in `RequestContext.http`, and creating one
 * per request takes longer than executing a small query.
 */
const standIn = new Request("http://localhost/graphql", { method: "POST" });

/** GraphQL by POST, GET and QUERY. Yoga parses, validates and executes; request and response bodies are handled here. */
export function createGraphQL(options: GraphQLOptions) {
  const { billing, answers, limits, pending, unsent, turn, callerOf, stream } = options;

  /** The body, or the URL of a request by GET. */
  const inputOf = async (
    { request, response, client }: Exchange,
    isWriter: boolean,
    share: PendingBody,
  ): Promise<Buffer | string> => {
    let input: Buffer | string = request.url ?? "";
    if (request.method !== "GET") {
      checkContentType(request);
      const maxBytes = isWriter ? limits.maxWriteBodyBytes : limits.maxBodyBytes;
      input = await receiveBody(request, response, { maxBytes, limitsChunks: !isWriter, share });
    }
    // Connections are accepted between turns: a client with a new one for each request must not delay others'.
    if (isFirstOf(request.socket)) await turn(client);
    if (response.destroyed) throw new BodyAborted();
    return input;
  };

  const parametersOf = async (
    { response, client }: Exchange,
    input: Buffer | string,
    isWriter: boolean,
  ): Promise<Parameters> => {
    if (input.length > maxShortText) await turn(client);
    if (response.destroyed) throw new BodyAborted();
    if (typeof input === "string") return parametersOfUrl(input);
    return parametersOfBody(input, isWriter ? Number.POSITIVE_INFINITY : maxValues);
  };

  const known = new WeakSet<Socket>();
  const isFirstOf = (socket: Socket): boolean => {
    const isFirst = !known.has(socket);
    known.add(socket);
    return isFirst;
  };

  return async (exchange: Exchange): Promise<void> => {
    const { request } = exchange;
    const { method, headers } = request;
    if (method !== "GET" && method !== "POST" && method !== "QUERY")
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
      const isSent = known instanceof Answer && !isCurrent(headers["if-none-match"], known);
      const bytes = isSent ? known.length : 0;
      const refusal = await billing.charge(caller, knownPrice + Math.floor(bytes / bytesPerUnit));
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
      const params = await parametersOf(exchange, input, caller.access === "granted");
      if (watch.signal.aborted) return;
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

type Result = ExecutionResult | Answer | AnswerHead;

function replying(): { replied: Promise<void>; done: () => void } {
  let done = () => {};
  const replied = new Promise<void>((resolve) => {
    done = resolve;
  });
  return { replied, done };
}

/** A plugin that throws refuses the operation. */
async function resultOf(
  { schema, yoga, admission, answers, maskError, createContext, getQueries }: GraphQLOptions,
  params: Parameters,
  context: RequestContext,
  question: Question | undefined,
): Promise<Result> {
  try {
    const prepared = await admission.prepare(context, params);
    if (!("document" in prepared)) return { errors: prepared };
    const { document, params: operation } = prepared;
    // For a subscription, this returns the source of events, which `stream` consumes.
    const byYoga = async (changes: Partial<RequestContext> = {}) =>
      (await yoga.getResultForParams(
        { params: operation, request: standIn },
        { ...context, document, ...changes },
      )) as ExecutionResult;
    const kind = getOperationAST(document, operation.operationName)?.operation;
    const method = context.http?.method;
    if (method === "GET" || method === "QUERY") checkSafe(kind, getQueries || method === "QUERY");
    if (kind !== OperationTypeNode.QUERY) return await byYoga();
    const args = {
      schema,
      document,
      operationName: operation.operationName,
      variableValues: operation.variables,
    };
    const paid = await admission.pay(args, context);
    if (paid instanceof GraphQLError) return { errors: [paid] };
    const execute = (signal: AbortSignal) => {
      const own = { ...context, signal };
      return admission.run({ ...args, contextValue: createContext(own) }, own, paid, () =>
        byYoga({ signal, admitted: true }),
      );
    };
    // A response from the cache would not keep the document again once it was dropped.
    if (question === undefined || prepared.keepsDocument) return await execute(context.signal);
    return await answers.ask(question, document, context, execute);
  } catch (error) {
    context.live.taken?.release();
    delete context.live.taken;
    return { errors: context.signal?.aborted ? [] : [maskError(error)] };
  }
}
