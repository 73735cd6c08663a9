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
import type { RequestContext } from "../admission/request-context.js";
import type { Answers, Question } from "./answers.js";
import { checkMethod } from "./requests/methods.js";
import type { Parameters } from "./requests/parameters.js";
import type { Answer } from "./responses/answer.js";

export interface OperationOptions {
  readonly schema: GraphQLSchema;
  /** The context of resolvers. */
  readonly createContext: (request: RequestContext) => Context;
  readonly yoga: YogaServerInstance<RequestContext, object>;
  readonly admission: Admission;
  readonly answers: Answers;
  /** Masks unexpected errors. */
  readonly maskError: (error: unknown) => GraphQLError;
  /** Whether queries are accepted by GET. */
  readonly getQueries: boolean;
}

/**
 * Yoga's hooks expect a Fetch API request. All get the same one: the details are in `RequestContext.http`, and creating one
 * per request takes longer than executing a small query.
 */
const standIn = new Request("http://localhost/graphql", { method: "POST" });

/**
 * Admits an operation and executes it. A plugin that throws refuses the operation.
 *
 * @param question keeps the response for equal requests
 */
export async function resultOf(
  { schema, yoga, admission, answers, maskError, createContext, getQueries }: OperationOptions,
  params: Parameters,
  context: RequestContext,
  question?: Question,
): Promise<ExecutionResult | Answer> {
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
    if (context.http !== undefined) checkMethod(context.http.method, kind, getQueries);
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

/** A promise for `RequestContext.replied`, and its fulfillment. */
export function replying(): { replied: Promise<void>; done: () => void } {
  let done = () => {};
  const replied = new Promise<void>((resolve) => {
    done = resolve;
  });
  return { replied, done };
}
