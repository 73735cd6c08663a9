import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
} from "graphql";
import type { Context } from "../../schema/context.js";
import { stringifyWithin } from "../json-size.js";

/** A subscription as GraphQL has checked it: what to answer whenever there is something to tell. */
export interface Operation {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown> | undefined;
}

export interface Answering {
  readonly schema: GraphQLSchema;
  /** Masks unexpected errors. */
  readonly maskError: (error: unknown) => GraphQLError;
  /** What resolvers see; shared by answers about the same moment, which then load the same rows once. */
  readonly contextFor: (number: number) => Context;
  /** Loads anew from now on: what could not be loaded is remembered like what could. */
  readonly forgetContext: () => void;
  /** Maximum size of a payload as JSON. */
  readonly maxPayloadBytes: number;
}

/** A payload exceeds the size limit, and would again on retry. */
export class PayloadTooLarge extends Error {}

interface Result {
  data: ExecutionResult["data"];
  errors?: readonly GraphQLError[];
}

/** A result that is serialized when it is about to be sent: until then, it shares its strings with other results. */
export class Answer {
  readonly #maxBytes: number;
  #result: Result | undefined;
  #json = "";

  constructor(result: Result, maxBytes: number) {
    this.#result = result;
    this.#maxBytes = maxBytes;
  }

  /** Length of the JSON; 0 before serialization. */
  get length(): number {
    return this.#json.length;
  }

  /** The result as JSON in one line. @throws PayloadTooLarge */
  json(): string {
    if (this.#result !== undefined) {
      const json = stringifyWithin(this.#result, this.#maxBytes);
      if (json === undefined)
        throw new PayloadTooLarge(
          `A payload of this subscription exceeds the limit of ${this.#maxBytes} bytes. Select fewer fields.`,
        );
      this.#json = json;
      this.#result = undefined;
    }
    return this.#json;
  }
}

/** A database that is away or busy for a moment is no answer: to be tried again. */
export class TryAgain extends Error {}

/** Nor is one that takes too long; but what always does is not asked for ever. */
export class TookTooLong extends TryAgain {}

/** Codes of errors that pass. */
const passing: ReadonlySet<unknown> = new Set(["DATABASE_UNAVAILABLE", "BUSY"]);

/**
 * Executes an operation with what there is to tell as its root.
 *
 * @throws TryAgain
 */
export async function answer(
  { schema, maskError, contextFor, forgetContext, maxPayloadBytes }: Answering,
  { document, operationName, variables }: Operation,
  root: { number: number },
): Promise<Answer> {
  const { data, errors } = await execute({
    schema,
    document,
    operationName: operationName ?? null,
    variableValues: variables ?? {},
    rootValue: root,
    contextValue: contextFor(root.number),
  });
  if (errors === undefined) return new Answer({ data }, maxPayloadBytes);
  const masked = errors.map(maskError);
  const codes = masked.map(({ extensions }) => extensions["code"]);
  const failure = codes.some((code) => passing.has(code))
    ? new TryAgain()
    : codes.includes("QUERY_TIMEOUT")
      ? new TookTooLong("The answer to a subscription takes the database too long.")
      : undefined;
  if (failure) {
    forgetContext();
    throw failure;
  }
  return new Answer({ data, errors: masked }, maxPayloadBytes);
}

/** Milliseconds until a database that is away is asked again: at first, and at most. */
const [firstPause, longestPause] = [50, 1_000];

/** How often something is asked that takes too long. */
const mostTimeouts = 5;

/**
 * Does the work until it succeeds, or until nobody wants it any more: then undefined.
 *
 * @throws TookTooLong when it did so time and again, and what is no TryAgain
 */
export async function persistently<T>(wanted: () => boolean, work: () => Promise<T>): Promise<T | undefined> {
  let timeouts = 0;
  for (let pause = firstPause; wanted(); pause = Math.min(2 * pause, longestPause)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      if (error instanceof TookTooLong) timeouts += 1;
      if (timeouts >= mostTimeouts) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return undefined;
}
