import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  OperationTypeNode,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import type { Planner } from "../../plan/planner.js";
import { CanceledError } from "../clients/canceled-error.js";
import type { OperationQueue } from "../clients/operation-queue.js";
import { type RateLimiter, rateLimitHeaders } from "../clients/rate-limit.js";
import type { Documents } from "../documents/documents.js";
import type { Turn } from "../limits/turns.js";
import { maxLightCost, type Paid, paidFor } from "./paid.js";
import type { RequestContext } from "./request-context.js";
import { declaredVariables } from "./variables.js";

// Admits operations of every transport: parses the document, computes the cost, charges the client, and waits for a turn.

export interface OperationRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface Prepared<Request> {
  readonly document: DocumentNode;
  readonly params: Request & { variables: Record<string, unknown> };
}

type Payer = Pick<RequestContext, "client" | "access" | "http">;

export interface AdmissionOptions {
  /** Masks unexpected errors. */
  readonly maskError: (error: unknown) => GraphQLError;
  readonly maxCost: number;
  readonly documents: Documents;
  readonly planner: Planner;
  readonly rateLimiter: RateLimiter;
  /** Turns for executing operations. */
  readonly operations: OperationQueue;
  /** Turns for parsing and validating large documents. */
  readonly parsing: OperationQueue;
  /** Turns of the event loop. */
  readonly turn: Turn;
  /** Called after each mutation, before its result is sent: a client that reads next sees what it wrote. */
  readonly onMutation: () => void;
}

/** Documents with fewer characters take milliseconds to parse and validate, and need no place in a queue. */
const shortDocument = 1_000;
/** Documents with fewer tokens take less than a millisecond to price. */
const fewTokens = 250;
/** Cost units per millisecond. */
const unitsPerMs = 100;
/** Minimum cost of a refused operation. */
const refusalPrice = 10;

export class Admission {
  readonly #options: AdmissionOptions;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /**
   * Parses and validates, and drops variables that are not declared.
   *
   * @returns the operation, or errors for the client
   */
  async prepare<Request extends OperationRequest>(
    context: RequestContext,
    request: Request,
  ): Promise<Prepared<Request> | readonly GraphQLError[]> {
    try {
      const document = await this.#document(context, request.query);
      if (!("kind" in document)) return document;
      const { operationName, variables } = request;
      const declared = declaredVariables(document, operationName, variables ?? {});
      return { document, params: { ...request, variables: declared } };
    } catch (error) {
      return [this.#options.maskError(error)];
    }
  }

  /** @throws BusyError, CanceledError */
  async #document(context: RequestContext, text: string): Promise<DocumentNode | readonly GraphQLError[]> {
    const { documents, parsing, turn } = this.#options;
    const cached = documents.cached(text);
    if (cached !== undefined) return cached;
    const { client, signal } = context;
    let cost = 0;
    const prepare = async () => {
      await turn(client);
      if (signal.aborted) throw new CanceledError();
      // Clients often send a new document several times at once.
      const known = documents.cached(text);
      if (known !== undefined) return known;
      const started = performance.now();
      const prepared = documents.prepare(text);
      cost = refusalPrice + (performance.now() - started) * unitsPerMs;
      return prepared;
    };
    const prepared = await (text.length < shortDocument
      ? prepare()
      : parsing.run(client, text.length, signal, prepare));
    if (cost === 0) return prepared;
    // Charged afterwards, because the time varies: parsing and validation stop early at limits and errors.
    const refusal = await this.charge(context, cost);
    return refusal === undefined ? prepared : [refusal];
  }

  /** Yoga plugin that admits operations before they run. */
  plugin(): Plugin<object, RequestContext> {
    return {
      onParse: ({ context, setParsedDocument }) => {
        const { document } = context as unknown as RequestContext;
        if (document !== undefined) setParsedDocument(document);
      },
      // The document has already been validated.
      onValidate: ({ setResult }) => setResult([]),
      onExecute: ({ args, executeFn, setExecuteFn }) => {
        if (requestOf(args).admitted) return;
        setExecuteFn((given: ExecutionArgs) =>
          this.execute(given, requestOf(args), async () => executeFn(given) as Promise<ExecutionResult>),
        );
      },
      onSubscribe: ({ args, subscribeFn, setSubscribeFn }) => {
        setSubscribeFn(async (given) => {
          const refusal = await this.#admitSubscription(given, requestOf(args));
          return refusal === undefined ? subscribeFn(given) : { errors: [refusal] };
        });
      },
    };
  }

  /**
   * Charges an operation, waits for its turn and executes it.
   *
   * @param resolve executes it with resolvers, if it cannot be planned
   */
  async execute(
    args: ExecutionArgs,
    context: RequestContext,
    resolve: () => Promise<ExecutionResult>,
  ): Promise<ExecutionResult> {
    const paid = await this.pay(args, context);
    if (paid instanceof GraphQLError) return { errors: [paid] };
    const result = await this.run(args, context, paid, resolve);
    const kind = getOperationAST(args.document, args.operationName)?.operation;
    if (kind === OperationTypeNode.MUTATION) this.#options.onMutation();
    return result;
  }

  /** Waits for the turn of an operation that has been paid for, and executes it. See `execute`. */
  async run(
    args: ExecutionArgs,
    context: RequestContext,
    { cost, weight }: Paid,
    resolve: () => Promise<ExecutionResult>,
  ): Promise<ExecutionResult> {
    const { client, signal, showCost } = context;
    const { operations, planner, turn } = this.#options;
    const requested = cost?.requested ?? 0;
    const inHeavyTurn = () =>
      operations.run(client, requested, signal, async () => {
        await turn(client);
        return resolve();
      });
    const work = async () => {
      if (weight > maxLightCost) await turn(client);
      // The arguments decide in the end whether SQL can express them.
      return planner.execute(args, weight === requested ? resolve : inHeavyTurn);
    };
    try {
      const result = await new Promise<ExecutionResult>((fulfill, reject) => {
        const inTurn = async () => {
          fulfill(await work());
          await context.replied;
        };
        operations.run(client, weight, signal, inTurn).catch(reject);
      });
      return showCost && cost !== undefined
        ? { ...result, extensions: { ...result.extensions, cost } }
        : result;
    } catch (error) {
      // Other operations on the same WebSocket continue.
      return { errors: signal.aborted ? [] : [this.#options.maskError(error)] };
    }
  }

  async #admitSubscription(args: ExecutionArgs, context: RequestContext): Promise<GraphQLError | undefined> {
    await this.#options.turn(context.client);
    const paid = await this.pay(args, context);
    if (paid instanceof GraphQLError) return paid;
    const { cost } = paid;
    if (cost === undefined) return undefined;
    context.live.cost = cost.requested;
    return cost.requested === 0 ? nothingSelected() : undefined;
  }

  /** Charges the cost of an operation. @returns an error if it exceeds the limit or the client's budget */
  async pay(args: ExecutionArgs, context: RequestContext): Promise<Paid | GraphQLError> {
    if ((args.document.tokenCount ?? 0) >= fewTokens) await this.#options.turn(context.client);
    const started = performance.now();
    try {
      const paid = paidFor(this.#options.planner, args, this.#options.maxCost);
      return (await this.charge(context, paid.cost?.requested ?? refusalPrice)) ?? paid;
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const spent = (performance.now() - started) * unitsPerMs;
      return (await this.charge(context, refusalPrice + spent)) ?? error;
    }
  }

  /** Charges units to the budget of a client. Writers with the token are not rate limited. @returns an error over the limit */
  async charge({ client, access, http }: Payer, cost: number): Promise<GraphQLError | undefined> {
    if (access === "granted") return undefined;
    const charge = await this.#options.rateLimiter.charge(client, cost);
    if (charge === undefined) return undefined;
    if (http !== undefined) Object.assign(http.responseHeaders, rateLimitHeaders(charge));
    return charge.refusal;
  }
}

/** Rejects an operation that graphql-js would fail on: it assumes that a subscription has a field. */
function nothingSelected(): GraphQLError {
  return new GraphQLError(
    "The subscription selects no field: @skip and @include exclude all of them. Subscribe to one field.",
    { extensions: { code: "BAD_USER_INPUT" } },
  );
}

function requestOf({ contextValue }: { contextValue?: unknown }): RequestContext {
  return contextValue as RequestContext;
}
