import type { ExecutionResult, GraphQLError } from "graphql";
import type { YogaServerInstance } from "graphql-yoga";
import type { Admission } from "../admission/admission.js";
import type { RequestContext } from "../live/live-plugin.js";
import type { Limits } from "../options.js";
import { receiveBody } from "./body.js";
import { abortedByClose } from "./cancellation.js";
import type { Exchange } from "./exchange.js";
import { varyBy } from "./exchange.js";
import { checkContentType, type Parameters, parametersOfBody, parametersOfUrl } from "./parameters.js";
import { createPendingBodies, type PendingBody } from "./pending-bodies.js";
import { Refusal } from "./refusals.js";
import { reply } from "./reply.js";
import { replyOf, resultType } from "./result.js";
import type { UnsentResponses } from "./unsent-responses.js";

export interface GraphQLOptions {
  readonly yoga: YogaServerInstance<RequestContext, object>;
  readonly admission: Admission;
  /** What a client may know of an error. */
  readonly maskError: (error: unknown) => GraphQLError;
  readonly limits: Limits;
  readonly unsent: UnsentResponses;
  readonly contextOf: (exchange: Exchange, http: HttpRequest, signal: AbortSignal) => RequestContext;
  /** Takes over the response when the operation is a subscription. */
  readonly stream: (exchange: Exchange, context: RequestContext) => Promise<void> | void;
}

/** What plugins may know of a request over HTTP, and add to its response. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly headers: Exchange["request"]["headers"];
  readonly responseHeaders: Record<string, string>;
}

/**
 * Yoga's hooks expect a request of the Fetch API. All get the same: what it would say is in `RequestContext.http`, and making one
 * for each request, body and all, takes longer than answering a small query.
 */
const standIn = new Request("http://localhost/graphql", { method: "POST" });

/** GraphQL by POST and GET. Yoga parses, validates and executes; the bodies of requests and responses are handled here. */
export function createGraphQL(options: GraphQLOptions) {
  const { limits, unsent, contextOf, stream } = options;
  const pending = createPendingBodies(limits.maxPendingBodyBytes);

  const parametersOf = async (
    { request, response }: Exchange,
    access: RequestContext["access"],
    share: PendingBody,
  ): Promise<Parameters> => {
    if (request.method === "GET") return parametersOfUrl(request.url ?? "");
    checkContentType(request);
    const maxBytes = access === "granted" ? limits.maxWriteBodyBytes : limits.maxBodyBytes;
    return parametersOfBody(await receiveBody(request, response, { maxBytes, share }));
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
    // What was parsed from a body stays in memory while the operation waits for its turn.
    const share = pending.open(exchange.client);
    let result: ExecutionResult;
    try {
      const params = await parametersOf(exchange, context.access, share);
      if (watch.signal.aborted) return;
      result = await resultOf(options, params, context);
    } finally {
      share.close();
    }
    if (context.live.taken !== undefined) {
      watch.release();
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
  };
}

/** A plugin that throws refuses the operation. */
async function resultOf(
  { yoga, admission, maskError }: GraphQLOptions,
  params: Parameters,
  context: RequestContext,
): Promise<ExecutionResult> {
  try {
    const document = await admission.prepare(context, params.query);
    if (!("kind" in document)) return { errors: document.map(maskError) };
    // Of a subscription it gives the source of events, which is for `stream` and not looked at here.
    return (await yoga.getResultForParams(
      { params, request: standIn },
      { ...context, document },
    )) as ExecutionResult;
  } catch (error) {
    context.live.taken?.release();
    delete context.live.taken;
    return { errors: context.signal?.aborted ? [] : [maskError(error)] };
  }
}
