import { GraphQLError, OperationTypeNode } from "graphql";
import type { Operation } from "../../plan/operation.js";
import { SearchLengths } from "../../schema/papers/search-lengths.js";
import { countedWords } from "../../text/analysis/query.js";
import { explain, type FieldShare } from "./explanation.js";
import { Pricing } from "./pricing.js";

/** Cost of an operation and its limit, in units of 10 microseconds. */
export interface OperationCost {
  readonly requested: number;
  readonly limit: number;
}

/** Maximum cost of a subscription payload, which is computed repeatedly. */
export function maxPayloadCost(maxCost: number): number {
  return Math.ceil(maxCost / 10);
}

/** `extensions.cost` of the error. */
interface CostExcess extends OperationCost {
  /** The most expensive fields, with their shares of the cost. */
  readonly fields: readonly { readonly path: string; readonly share: number }[];
  /** Number of words of the longest search text, if that is what costs too much. */
  readonly searchWords?: number;
}

/** Number of fields listed in the error. */
const namedFields = 3;

/**
 * Computes the cost of an operation before it is executed; for a subscription, the cost of one payload.
 *
 * @throws GraphQLError QUERY_TOO_COSTLY, or BAD_USER_INPUT for a null where none is allowed
 */
export function costOf(operation: Operation, maxCost: number): OperationCost {
  const pricing = new Pricing(operation);
  const isSubscription = operation.definition.operation === OperationTypeNode.SUBSCRIPTION;
  const cost = {
    requested: Math.ceil(pricing.total()),
    limit: isSubscription ? maxPayloadCost(maxCost) : maxCost,
  };
  // An enormous cost may overflow to NaN.
  if (!(cost.requested <= cost.limit)) throw tooCostly(cost, pricing, operation);
  return cost;
}

function tooCostly(cost: OperationCost, pricing: Pricing, operation: Operation): GraphQLError {
  const dearest = explain(pricing, operation, namedFields);
  const fields = dearest.map(({ path, cost: part }) => ({
    path,
    share: Math.round((100 * part) / cost.requested) / 100,
  }));
  const named = fields.map(({ path, share }) => `${path} (${Math.round(100 * share)}%)`).join(", ");
  const words = wordsThatCost(operation, cost.limit);
  const subject =
    operation.definition.operation === OperationTypeNode.SUBSCRIPTION ? "Each payload" : "The operation";
  const excess: CostExcess = { ...cost, fields, ...(words !== undefined && { searchWords: words }) };
  return new GraphQLError(
    `${subject} costs ${cost.requested.toLocaleString("en-US")} units, and the limit is ${cost.limit.toLocaleString("en-US")}. Most expensive: ${named}. ${adviceFor(words, dearest[0])}`,
    { extensions: { code: "QUERY_TOO_COSTLY", cost: excess, http: { status: 400 } } },
  );
}

function adviceFor(words: number | undefined, dearest: FieldShare | undefined): string {
  if (words === undefined)
    return dearest !== undefined && isOfStats(dearest)
      ? "Request fewer groups, group by fewer dimensions, limit `publishedOn` (with `dateField: FEATURED_ON`, `featuredOn`) to some weeks, leave out shares, medians and percentiles of groups, or split the operation."
      : "Request smaller pages, fewer nested lists or a narrower filter, or split the operation.";
  return `The search text counts as ${countedWords(words)} words, each of which is looked up. Shorten it, or pass it as \`about\` instead of \`search\`: that ranks papers by the whole text.`;
}

/** Rather than of what is below groups, such as the papers of an organization. */
function isOfStats({ type = "", name = "" }: FieldShare): boolean {
  return name === "paperStats" || statTypes.has(type);
}

const statTypes: ReadonlySet<string> = new Set(["PaperStats", "PaperStatGroup", "PaperTotals"]);

/** Number of words of the longest search text, if the operation were cheap enough with short ones. */
function wordsThatCost(operation: Operation, limit: number): number | undefined {
  const lengths = new SearchLengths();
  const shortened = new Pricing(operation, (args) => lengths.shortened(args)).total();
  return lengths.longest > 0 && shortened <= limit ? lengths.longest : undefined;
}
