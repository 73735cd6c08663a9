import { type DocumentNode, type GraphQLError, getOperationAST } from "graphql";
import { CanceledError } from "../clients/canceled-error.js";
import type { OperationQueue } from "../clients/operation-queue.js";
import type { Documents } from "../documents/documents.js";
import type { DocumentParameters, Found, PersistedDocuments } from "../documents/persisted-documents.js";
import { unknownOperation } from "../documents/unknown-operation.js";
import type { Turn } from "../limits/turns.js";
import type { Billing } from "./billing.js";
import type { RequestContext } from "./request-context.js";
import { timed } from "./timing.js";
import { declaredVariables } from "./variables.js";

export interface OperationRequest extends DocumentParameters {
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface Prepared {
  /** Whether to keep the text under its hash. */
  readonly keepsDocument: boolean;
  readonly document: DocumentNode;
  readonly params: {
    readonly query: string;
    readonly operationName?: string;
    readonly variables: Record<string, unknown>;
  };
}

export interface PreparingOptions {
  readonly billing: Billing;
  /** Masks unexpected errors. */
  readonly maskError: (error: unknown) => GraphQLError;
  readonly documents: Documents;
  readonly persisted: PersistedDocuments;
  /** Turns for parsing and validating large documents. */
  readonly parsing: OperationQueue;
  /** Turns of the event loop. */
  readonly turn: Turn;
}

/** Documents with fewer characters take milliseconds to parse and validate, and need no place in a queue. */
const shortDocument = 1_000;

/** Finds, parses and validates the documents of operations. */
export class Preparing {
  readonly #options: PreparingOptions;

  constructor(options: PreparingOptions) {
    this.#options = options;
  }

  /**
   * Finds the document, parses and validates it, and drops variables that are not declared.
   *
   * @returns the operation, or errors for the client
   */
  async prepare(
    context: RequestContext,
    request: OperationRequest,
  ): Promise<Prepared | readonly GraphQLError[]> {
    const { persisted, documents, billing, maskError } = this.#options;
    const started = performance.now();
    let found: Found | undefined;
    try {
      found = persisted.find(request, context.access === "granted");
      const document = documents.cached(found.text) ?? (await this.#document(context, found.text));
      if (!("kind" in document)) return document;
      persisted.keep(found, context.client);
      const { operationName } = request;
      if (!getOperationAST(document, operationName)) return [unknownOperation(document, operationName)];
      const variables = declaredVariables(document, operationName, request.variables ?? {});
      return {
        keepsDocument: found.hash !== undefined,
        document,
        params: { query: found.text, variables, ...(operationName != null && { operationName }) },
      };
    } catch (error) {
      // It has computed a hash.
      if (found === undefined) await billing.chargeSince(context, started);
      return [maskError(error)];
    }
  }

  /** Parses and validates a new document. @throws BusyError, CanceledError */
  async #document(context: RequestContext, text: string): Promise<DocumentNode | readonly GraphQLError[]> {
    const { documents, parsing, turn, billing } = this.#options;
    const refused = async () => {
      const refusal = await billing.exhausted(context);
      return refusal && [refusal];
    };
    const refusal = await refused();
    if (refusal !== undefined) return refusal;
    const { client, signal, timing } = context;
    let charged: Promise<void> | undefined;
    const prepare = async () => {
      await turn(client);
      if (signal.aborted) throw new CanceledError();
      // Clients often send a new document several times at once, or many that together use up the budget.
      const known = documents.cached(text) ?? (await refused());
      if (known !== undefined) return known;
      const started = performance.now();
      const prepared = timed(timing, "plan", () => documents.prepare(text));
      // Afterwards, because the time varies: parsing and validation stop early at limits and errors.
      charged = billing.chargeSince(context, started);
      return prepared;
    };
    const prepared = await (text.length < shortDocument
      ? prepare()
      : parsing.run(client, text.length, signal, prepare));
    await charged;
    return prepared;
  }
}
