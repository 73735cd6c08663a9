import { InputError } from "../../../domain/values/input-error.js";
import { parseFilter, refuseUnknown, singleValue, writeFilter } from "../../address/filter-address.js";
import type { PaperFilterJson } from "../../address/filter-json.js";
import { invalidParameter } from "../../address/invalid-parameter.js";

/** What is compared. */
export interface Comparison {
  readonly kind: "organizations" | "keywords";
  readonly names: readonly string[];
  readonly measure: "papers" | "upvotes";
  readonly filter: PaperFilterJson;
}

export const [minCompared, maxCompared] = [2, 5];

/** @returns undefined for an address without organizations and keywords. @throws InputError */
export function parseComparison(query: URLSearchParams): Comparison | undefined {
  const { filter, rest } = parseFilter(query);
  refuseUnknown(rest, ["measure"]);
  const measure = singleValue(rest, "measure") ?? "papers";
  if (measure !== "papers" && measure !== "upvotes")
    throw invalidParameter("measure", measure, "papers or upvotes");
  const { organizations, keywords } = filter;
  if (organizations === undefined && keywords === undefined) return undefined;
  if (organizations !== undefined && keywords !== undefined)
    throw new InputError("organizations, keywords: the address has both. Compare one kind of things.");
  const [kind, given] = organizations
    ? (["organizations", organizations] as const)
    : (["keywords", keywords ?? []] as const);
  const names = [...new Set(given)];
  if (names.length < minCompared || names.length > maxCompared)
    throw new InputError(
      `${kind}: expected ${minCompared} to ${maxCompared} ${kind}, separated by commas, got ${names.length}.`,
    );
  return { kind, names, measure, filter: { ...filter, [kind]: names } };
}

export function comparisonAddress({ filter, measure }: Pick<Comparison, "filter" | "measure">): string {
  const query = new URLSearchParams([
    ...writeFilter(filter),
    ...(measure === "papers" ? [] : [["measure", measure] as [string, string]]),
  ]);
  return query.size === 0 ? "/compare" : `/compare?${query}`;
}
