import { InputError } from "../../../domain/values/input-error.js";
import { anyOf } from "../../../text/any-of.js";
import { parseFilter, refuseUnknown, singleValue, writeFilter } from "../../address/filter-address.js";
import type { PaperFilterJson } from "../../address/filter-json.js";
import { invalidParameter } from "../../address/invalid-parameter.js";
import type { OrderDirection, PaperOrderField } from "../../generated/documents.js";
import { addressOf } from "../../parts/links.js";

/** What the address of a list of papers says. */
export interface PapersAddress {
  readonly filter: PaperFilterJson;
  /** Undefined for the order that the API chooses: by relevance with words to search for, newest first otherwise. */
  readonly order: PaperOrderField | undefined;
  readonly direction: OrderDirection;
  /** Cursors: the page starts after, or ends before, this paper. */
  readonly after: string | undefined;
  readonly before: string | undefined;
}

export const orders: Readonly<Partial<Record<PaperOrderField, string>>> = {
  RELEVANCE: "Relevance",
  PUBLISHED_ON: "Publication date",
  UPVOTES: "Upvotes",
  COMMENTS: "Comments",
  FEATURED_ON: "Date featured",
  ADDED_AT: "Date added",
  UPDATED_AT: "Last change",
  TITLE: "Title",
};

const names = ["order", "direction", "after", "before"];

/** @throws InputError */
export function parsePapersAddress(query: URLSearchParams): PapersAddress {
  const { filter, rest } = parseFilter(query);
  refuseUnknown(rest, names);
  const order = singleValue(rest, "order")?.toUpperCase();
  if (order !== undefined && !isOrder(order))
    throw invalidParameter("order", order, anyOf(Object.keys(orders)));
  const direction = (singleValue(rest, "direction") ?? "DESC").toUpperCase();
  if (direction !== "ASC" && direction !== "DESC")
    throw invalidParameter("direction", direction, "DESC or ASC");
  const [after, before] = [singleValue(rest, "after"), singleValue(rest, "before")];
  if (after !== undefined && before !== undefined)
    throw new InputError("after, before: the address has both. Keep one of them.");
  return { filter, order, direction, after, before };
}

export function papersAddress(address: PapersAddress): string {
  return addressOf(
    "/papers",
    new URLSearchParams([...writeFilter(address.filter), ...papersParameters(address)]),
  );
}

/** The parameters besides those of the filter. */
export function papersParameters({ order, direction, after, before }: PapersAddress): URLSearchParams {
  const query = new URLSearchParams();
  if (order !== undefined) query.set("order", order);
  if (direction !== "DESC") query.set("direction", direction);
  if (after !== undefined) query.set("after", after);
  if (before !== undefined) query.set("before", before);
  return query;
}

/** Whether the filter ranks papers. */
export function isRanked({ search, about, similarTo }: PaperFilterJson): boolean {
  return (search ?? about ?? similarTo) !== undefined;
}

function isOrder(text: string): text is PaperOrderField {
  return Object.hasOwn(orders, text);
}
