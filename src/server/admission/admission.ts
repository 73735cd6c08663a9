import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  OperationTypeNode,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import type { Planner } from "../../plan/planner.js";
import type { Context } from "../../schema/builder/context.js";
import type { OperationQueue } from "../clients/operation-queue.js";
import { refusalPrice } from "./billing.js";
import { maxLightCost, type Paid, paidFor } from "./paid.js";
import { Preparing, type PreparingOptions } from "./preparing.js";
import type { RequestContext } from "./request-context.js";
import { timed } from "./timing.js";

// Admits operations of every transport: parses the document, computes the cost, charges the client, and waits for a turn.

export interface AdmissionOptions extends PreparingOptions {
  readonly maxCost: number;
  readonly planner: Planner;
  /** Turns for executing operations. */
  readonly operations: OperationQueue;
  /** Called after each mutation of a writer, before its result is sent: a client that reads next sees what it wrote. */
  readonly onMutation: () => void;
}

/** Documents with fewer tokens take less than a millisecond to price. */
const fewTokens = 250;

export class Admission {
  readonly #options: AdmissionOptions;
  readonly #preparing: Preparing;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#preparing = new Preparing(options);
  }

  readonly prepare: Preparing["prepare"] = (...given) => this.#preparing.prepare(...given);

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
    // Without the token, only watches by mail change, which no cached response contains.
    if (kind === OperationTypeNode.MUTATION && context.access === "granted") this.#options.onMutation();
    return result;
  }

  /** Waits for the turn of an operation that has been paid for, and executes it. See `execute`. */
  async run(
    args: ExecutionArgs,
    context: RequestContext,
    { operation, cost, weight }: Paid,
    resolve: () => Promise<ExecutionResult>,
  ): Promise<ExecutionResult> {
    const { client, signal, showCost, timing } = context;
    const { operations, planner, turn } = this.#options;
    const requested = cost?.requested ?? 0;
    const byResolvers = () => timed(timing, "resolve", resolve);
    const inHeavyTurn = () =>
      operations.run(client, requested, signal, async () => {
        await turn(client);
        return byResolvers();
      });
    // The arguments decide in the end whether SQL can express them.
    const fallback = weight === requested ? byResolvers : () => timed(timing, undefined, inHeavyTurn);
    const work = async () => {
      if (weight > maxLightCost) await turn(client);
      const given = args.contextValue as Context;
      return timed(timing, "plan", () => planner.execute(operation, given, fallback, requested));
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
    const { planner, maxCost, billing } = this.#options;
    const started = performance.now();
    try {
      const paid = timed(context.timing, "plan", () => paidFor(planner, args, maxCost));
      return (await billing.charge(context, paid.cost?.requested ?? refusalPrice)) ?? paid;
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      await billing.chargeSince(context, started);
      return error;
    }
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
