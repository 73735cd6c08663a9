import { setTimeout as delay } from "node:timers/promises";
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
} from "graphql";
import { backoffMs } from "../../async/retry.js";
import type { Context } from "../../schema/builder/context.js";
import { stringifyWithin } from "../limits/json-size.js";

/** A validated subscription operation, executed once per event. */
export interface Operation {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown> | undefined;
}

export interface Answering {
  readonly schema: GraphQLSchema;
  /** Masks unexpected errors. */
  readonly maskError: (error: unknown) => GraphQLError;
  /** The context of resolvers; shared by answers for the same position, which then load rows only once. */
  readonly contextFor: (number: number) => Context;
  /** Drops the shared context, because loaders also cache failures. */
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

/** The database is temporarily unavailable or busy: retry. */
export class TryAgain extends Error {}

/** The database timed out: retry a limited number of times. */
export class TookTooLong extends TryAgain {}

/** Codes of transient errors. */
const passing: ReadonlySet<unknown> = new Set(["DATABASE_UNAVAILABLE", "BUSY"]);

/**
 * Executes an operation with an event or a state as its root.
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
      ? new TookTooLong("The database took too long to compute a subscription payload.")
      : undefined;
  if (failure) {
    forgetContext();
    throw failure;
  }
  return new Answer({ data, errors: masked }, maxPayloadBytes);
}

/** Delays between retries. */
const retrying = { firstMs: 50, maxMs: 1_000 };

/** Maximum number of timeouts before giving up. */
const maxTimeouts = 5;

/**
 * Retries the work until it succeeds or is no longer wanted, which returns undefined.
 *
 * @throws TookTooLong after repeated timeouts; errors other than TryAgain
 */
export async function persistently<T>(wanted: () => boolean, work: () => Promise<T>): Promise<T | undefined> {
  let timeouts = 0;
  // Not `retry`, which ends with a signal: subscribers have none.
  for (let failures = 1; wanted(); failures += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      if (error instanceof TookTooLong) timeouts += 1;
      if (timeouts >= maxTimeouts) throw error;
      await delay(backoffMs(retrying, failures));
    }
  }
  return undefined;
}
