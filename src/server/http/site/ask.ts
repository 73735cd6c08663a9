import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse } from "graphql";
import { JsonText } from "../../../plan/json-text.js";
import type { Ask } from "../../../site/routing/route.js";
import type { RequestContext } from "../../admission/request-context.js";
import { maxAgeOf } from "../../cache/max-age.js";
import type { Limits } from "../../limits/options.js";
import { type OperationOptions, replying, resultOf } from "../operations.js";
import { responseTooLarge } from "../responses/shown-result.js";

/** The operation of a page has errors: of its arguments, or of the client's limits. Its cause is that of the first. */
export class AskFailed extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors[0]?.message ?? "The client has left.", { cause: errors[0]?.cause });
    this.errors = errors;
  }
}

/** Executes the documents of one page, and tracks how long its data stay valid without changes. */
export interface Asking {
  readonly ask: Ask;
  maxAgeMs(): number;
  /** Whether it has asked, and so has been charged. */
  hasAsked(): boolean;
}

const parsed = new Map<string, DocumentNode>();

/** Executes documents of the site in the process, admitted and charged as requests of the client that asks for the page. */
export function asking(
  options: OperationOptions & { readonly limits: Pick<Limits, "maxResponseBytes"> },
  context: RequestContext,
): Asking {
  let [maxAgeMs, hasAsked] = [Number.POSITIVE_INFINITY, false];
  /** Ends the turn of the operation before. Pages that kept several turns while they wait for another would block each other. */
  let endTurn = () => {};
  return {
    async ask<Data, Variables>(document: { id: string; text: string }, variables: Variables) {
      hasAsked = true;
      const params = { documentId: document.id, variables: variables as Record<string, unknown> };
      endTurn();
      const { replied, done } = replying();
      endTurn = done;
      Promise.resolve(context.replied).then(done);
      const result = await resultOf(options, params, { ...context, replied });
      if (!("data" in result) && !("errors" in result)) throw new AskFailed([]);
      if (result.errors !== undefined) throw new AskFailed(result.errors);
      maxAgeMs = Math.min(maxAgeMs, ageOf(options.schema, document));
      const { data } = result as { data?: unknown };
      if (!(data instanceof JsonText)) return data as Data;
      if (data.text === null) throw new AskFailed([responseTooLarge(options.limits.maxResponseBytes)]);
      return JSON.parse(data.text) as Data;
    },
    maxAgeMs: () => maxAgeMs,
    hasAsked: () => hasAsked,
  };
}

function ageOf(schema: GraphQLSchema, { id, text }: { id: string; text: string }): number {
  const document = parsed.get(id) ?? parse(text, { noLocation: true });
  parsed.set(id, document);
  return maxAgeOf(schema, document);
}
