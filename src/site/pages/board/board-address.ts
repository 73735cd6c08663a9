import { isCalendarDate, utcDate } from "../../../domain/values/dates.js";
import { anyOf } from "../../../text/any-of.js";
import { parseFilter, refuseUnknown, singleValue, writeFilter } from "../../address/filter-address.js";
import type { PaperFilterJson } from "../../address/filter-json.js";
import { invalidParameter } from "../../address/invalid-parameter.js";
import type { TrendingWindow } from "../../generated/documents.js";
import { addressOf } from "../../parts/links.js";

/** What the address of a board says. */
export interface BoardAddress {
  readonly window: TrendingWindow;
  /** The board at the end of this day (UTC); undefined for the current one. */
  readonly asOf: string | undefined;
  /** Number of ranks. */
  readonly top: number;
  readonly filter: PaperFilterJson;
}

export const windows = { DAY: "Day", WEEK: "Week", MONTH: "Month" } as const;
const names = ["window", "asOf", "top"];
const [defaultTop, maxTop] = [20, 100];

/** @throws InputError */
export function parseBoardAddress(query: URLSearchParams, now: Date): BoardAddress {
  const { filter, rest } = parseFilter(query);
  refuseUnknown(rest, names);
  const window = (singleValue(rest, "window") ?? "DAY").toUpperCase();
  if (!isWindow(window)) throw invalidParameter("window", window, anyOf(Object.keys(windows)));
  const asOf = singleValue(rest, "asOf");
  if (asOf !== undefined && !isCalendarDate(asOf))
    throw invalidParameter("asOf", asOf, "a date such as 2025-07-08");
  const today = utcDate(now);
  if (asOf !== undefined && asOf > today)
    throw invalidParameter("asOf", asOf, "a day that is not in the future");
  const top = Number(singleValue(rest, "top") ?? defaultTop);
  if (!Number.isInteger(top) || top < 1 || top > maxTop)
    throw invalidParameter("top", String(rest.get("top")), `a number from 1 to ${maxTop}`);
  return { window, asOf: asOf === today ? undefined : asOf, top, filter };
}

export function boardAddress({ filter, ...others }: BoardAddress): string {
  return addressOf("/", new URLSearchParams([...writeFilter(filter), ...boardParameters(others)]));
}

/** The parameters besides those of the filter. */
export function boardParameters({ window, asOf, top }: Omit<BoardAddress, "filter">): URLSearchParams {
  const query = new URLSearchParams();
  if (window !== "DAY") query.set("window", window);
  if (asOf !== undefined) query.set("asOf", asOf);
  if (top !== defaultTop) query.set("top", String(top));
  return query;
}

function isWindow(text: string): text is TrendingWindow {
  return Object.hasOwn(windows, text);
}
