import type { Socket } from "node:net";
import {
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
} from "graphql";
import type { YogaServerInstance } from "graphql-yoga";
import type { Context } from "../../schema/builder/context.js";
import type { Admission } from "../admission/admission.js";
import type { HttpRequest, RequestContext } from "../admission/request-context.js";
import type { Limits } from "../limits/options.js";
import { maxShortText, type Turn } from "../limits/turns.js";
import { maxValues } from "../limits/values.js";
import type { Exchange } from "./exchange.js";
import { varyBy } from "./exchange.js";
import { Refusal } from "./refusals.js";
import { BodyAborted, receiveBody } from "./requests/body.js";
import { abortedByClose } from "./requests/cancellation.js";
import { checkGet } from "./requests/operations-by-get.js";
import {
  checkContentType,
  type Parameters,
  parametersOfBody,
  parametersOfUrl,
} from "./requests/parameters.js";
import type { PendingBodies, PendingBody } from "./requests/pending-bodies.js";
import { reply } from "./responses/reply.js";
import { replyOf, resultType } from "./responses/result.js";
import type { UnsentResponses } from "./responses/unsent-responses.js";

export interface GraphQLOptions {
  readonly schema: GraphQLSchema;
  /** The context of resolvers. */
  readonly createContext: (request: RequestContext) => Context;
  readonly yoga: YogaServerInstance<RequestContext, object>;
  readonly admission: Admission;
  /** Masks unexpected errors. */
  readonly maskError: (error: unknown) => GraphQLError;
  readonly limits: Limits;
  /** Whether queries are accepted by GET. */
  readonly getQueries: boolean;
  readonly pending: PendingBodies;
  readonly unsent: UnsentResponses;
  /** Turns of the event loop. */
  readonly turn: Turn;
  readonly contextOf: (exchange: Exchange, http: HttpRequest, signal: AbortSignal) => RequestContext;
  /** Takes over the response if the operation is a subscription. */
  readonly stream: (exchange: Exchange, context: RequestContext) => Promise<void> | void;
}

/**
 * Yoga's hooks expect a Fetch API request. All get the same one: the details are in `RequestContext.http`, and creating one
 * per request takes longer than executing a small query.
 */
const standIn = new Request("http://localhost/graphql", { method: "POST" });

/** GraphQL by POST and GET. Yoga parses, validates and executes; request and response bodies are handled here. */
export function createGraphQL(options: GraphQLOptions) {
  const { limits, pending, unsent, turn, contextOf, stream } = options;

  const parametersOf = async (
    { request, response, client }: Exchange,
    access: RequestContext["access"],
    share: PendingBody,
  ): Promise<Parameters> => {
    const inTurn = async (length: number) => {
      // Connections are accepted between turns: a client with a new one for each request must not delay others'.
      if (length > maxShortText || isFirstOf(request.socket)) await turn(client);
      if (response.destroyed) throw new BodyAborted();
    };
    if (request.method === "GET") {
      const { url = "" } = request;
      await inTurn(url.length);
      return parametersOfUrl(url);
    }
    checkContentType(request);
    const isWriter = access === "granted";
    const maxBytes = isWriter ? limits.maxWriteBodyBytes : limits.maxBodyBytes;
    const body = await receiveBody(request, response, { maxBytes, limitsChunks: !isWriter, share });
    await inTurn(body.length);
    return parametersOfBody(body, isWriter ? Number.POSITIVE_INFINITY : maxValues);
  };

  const known = new WeakSet<Socket>();
  const isFirstOf = (socket: Socket): boolean => {
    const isFirst = !known.has(socket);
    known.add(socket);
    return isFirst;
  };

  return async (exchange: Exchange): Promise<void> => {
    const { request, response } = exchange;
    if (request.method !== "GET" && request.method !== "POST")
      throw new Refusal("METHOD_NOT_ALLOWED", `${request.method} is not supported. Use POST or GET.`, {
        allow: "GET, POST, OPTIONS",
      });
    const responseHeaders = {};
    const watch = abortedByClose(response);
    const context = contextOf(
      exchange,
      { method: request.method, headers: request.headers, responseHeaders },
      watch.signal,
    );
    const { replied, done } = replying();
    // What was parsed from a body stays in memory while the operation waits for its turn.
    const share = pending.open(exchange.client);
    try {
      const params = await parametersOf(exchange, context.access, share);
      if (watch.signal.aborted) return;
      const result = await resultOf(options, params, { ...context, replied });
      share.close();
      await respond(exchange, result, context, responseHeaders, watch.release);
    } finally {
      share.close();
      done();
    }
  };

  async function respond(
    exchange: Exchange,
    result: ExecutionResult,
    context: RequestContext,
    responseHeaders: Record<string, string>,
    keepOpen: () => void,
  ): Promise<void> {
    const { request, response } = exchange;
    if (context.live.taken !== undefined) {
      keepOpen();
      await stream(exchange, context);
      return;
    }
    if (response.destroyed) return;
    const { headers, ...answer } = replyOf(
      result,
      resultType(request.headers.accept),
      limits.maxResponseBytes,
    );
    await reply(exchange, unsent, {
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

function replying(): { replied: Promise<void>; done: () => void } {
  let done = () => {};
  const replied = new Promise<void>((resolve) => {
    done = resolve;
  });
  return { replied, done };
}

/** A plugin that throws refuses the operation. */
async function resultOf(
  { schema, yoga, admission, maskError, createContext, getQueries }: GraphQLOptions,
  params: Parameters,
  context: RequestContext,
): Promise<ExecutionResult> {
  try {
    const prepared = await admission.prepare(context, params);
    if (!("document" in prepared)) return { errors: prepared };
    const { document, params: operation } = prepared;
    // For a subscription, this returns the source of events, which `stream` consumes.
    const byYoga = async (admitted?: true) =>
      (await yoga.getResultForParams(
        { params: operation, request: standIn },
        { ...context, document, admitted },
      )) as ExecutionResult;
    const kind = getOperationAST(document, operation.operationName)?.operation;
    if (context.http?.method === "GET") checkGet(kind, getQueries);
    if (kind !== OperationTypeNode.QUERY) return await byYoga();
    const args = {
      schema,
      document,
      operationName: operation.operationName,
      variableValues: operation.variables,
      contextValue: createContext(context),
    };
    return await admission.execute(args, context, () => byYoga(true));
  } catch (error) {
    context.live.taken?.release();
    delete context.live.taken;
    return { errors: context.signal?.aborted ? [] : [maskError(error)] };
  }
}
