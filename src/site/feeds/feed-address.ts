import { windowNames } from "../../domain/trending/windows.js";
import { InputError } from "../../domain/values/input-error.js";
import type { WatchSubject } from "../../domain/watches/watch.js";
import { aboutWatch } from "../../domain/watches/watch-words.js";
import { anyOf } from "../../text/any-of.js";
import { capitalized } from "../../text/capitalized.js";
import { parseFilter, refuseUnknown, singleValue, writeFilter } from "../address/filter-address.js";
import type { PaperFilterJson } from "../address/filter-json.js";
import type { PaperEventInput, TrendingWindow } from "../generated/documents.js";
import { countOf } from "../parts/numbers.js";

/** Which papers a feed has, and from what event on. */
export interface FeedAddress {
  readonly event: FeedEvent;
  /** Without the number of upvotes that the event is about. */
  readonly filter: PaperFilterJson;
  /** The query string in its permanent form. */
  readonly query: URLSearchParams;
}

export type FeedEvent =
  | { readonly kind: "ADDED" }
  | { readonly kind: "UPVOTES"; readonly min: number }
  | { readonly kind: "TRENDING"; readonly window: TrendingWindow; readonly top: number };

const defaultTop = 10;
const maxTop = 100;

/** @throws InputError */
export function parseFeedAddress(query: URLSearchParams): FeedAddress {
  const { filter, rest } = parseFilter(query);
  refuseUnknown(rest, ["window", "top"]);
  const window = windowOf(singleValue(rest, "window"));
  const top = topOf(singleValue(rest, "top"), window);
  if (window !== undefined) {
    const others = { window, ...(top !== undefined && { top: String(top) }) };
    const written = new URLSearchParams([...writeFilter(filter), ...Object.entries(others)]);
    return { event: { kind: "TRENDING", window, top: top ?? defaultTop }, filter, query: written };
  }
  const { upvotes: { min, ...bounds } = {}, ...conditions } = filter;
  if (min === undefined || min < 1) return { event: { kind: "ADDED" }, filter, query: writeFilter(filter) };
  return {
    event: { kind: "UPVOTES", min },
    filter: bounds.max === undefined ? conditions : { ...conditions, upvotes: bounds },
    query: writeFilter(filter),
  };
}

function windowOf(value: string | undefined): TrendingWindow | undefined {
  const window = value?.trim().toUpperCase();
  if (window === undefined || isWindow(window)) return window;
  throw new InputError(
    `window: ${JSON.stringify(value?.slice(0, 60))} is not a board. Use ${anyOf(Object.keys(windowNames))}.`,
  );
}

function isWindow(text: string): text is TrendingWindow {
  return Object.hasOwn(windowNames, text);
}

function topOf(value: string | undefined, window: TrendingWindow | undefined): number | undefined {
  if (value === undefined) return undefined;
  const top = Number(value);
  if (!/^\d{1,3}$/.test(value.trim()) || top < 1 || top > maxTop)
    throw new InputError(
      `top: ${JSON.stringify(value.slice(0, 60))} is not a number of ranks from 1 to ${maxTop}.`,
    );
  if (window === undefined)
    throw new InputError(`\`top\` needs a board. Add window=${anyOf(Object.keys(windowNames))}.`);
  return top;
}

/** The event in a query. */
export function eventInput(event: FeedEvent): PaperEventInput {
  if (event.kind === "ADDED") return { added: true };
  if (event.kind === "UPVOTES") return { upvotes: event.min };
  return { trending: { window: event.window, top: event.top } };
}

/** `Papers of facebook that reach 20 upvotes`. */
export function feedTitle(address: Pick<FeedAddress, "event" | "filter">): string {
  return capitalized(aboutWatch(watchedBy(address)));
}

/** What a watch waits for that has what a feed has. */
export function watchedBy({ event, filter }: Pick<FeedAddress, "event" | "filter">): WatchSubject {
  return {
    filter: { ...filter },
    event: event.kind,
    board: event.kind === "TRENDING" ? event.window : null,
    top: event.kind === "TRENDING" ? event.top : null,
    minUpvotes: event.kind === "UPVOTES" ? event.min : null,
  };
}

/** How a paper got into the feed, with what it had reached then. */
export function crossingText(event: FeedEvent, rank: number | null, upvotes: number | null): string {
  if (event.kind === "TRENDING")
    return `Rank ${rank} of the ${windowNames[event.window]} when it entered the top ${event.top}`;
  return event.kind === "UPVOTES" ? `Reached ${event.min} with ${countOf(upvotes ?? 0, "upvote")}` : "Added";
}

/** What the event is about, in the ID of an entry: an entry of other conditions is the same one. */
export function eventPath(event: FeedEvent): string {
  if (event.kind === "ADDED") return "added";
  return event.kind === "UPVOTES" ? `upvotes/${event.min}` : `${event.window.toLowerCase()}/${event.top}`;
}

/** The page with the papers of a feed. */
export function pagePath({ event }: Pick<FeedAddress, "event">): "/" | "/papers" {
  return event.kind === "TRENDING" ? "/" : "/papers";
}
