import type { Watch, WatchSubject } from "../../domain/watches/watch.js";
import { writeFilter } from "../address/filter-address.js";
import type { PaperFilterJson } from "../address/filter-json.js";
import { feedTitle, pagePath, parseFeedAddress, watchedBy } from "../feeds/feed-address.js";
import { addressOf } from "../parts/links.js";

/** What a mail is about: the same that a feed of the same parameters has. */
export interface Watched extends WatchSubject {
  readonly title: string;
  /** The parameters in their permanent form. */
  readonly query: URLSearchParams;
}

/** @throws InputError that names the parameter */
export function parseWatched(query: URLSearchParams): Watched {
  const address = parseFeedAddress(query);
  return {
    ...watchedBy(address),
    title: feedTitle(address),
    query: address.query,
  };
}

/** The parameters of what a watch waits for. */
export function watchedQuery({
  filter: stored,
  event,
  board,
  top,
  minUpvotes,
}: WatchSubject): URLSearchParams {
  const filter = stored as PaperFilterJson;
  if (event === "TRENDING")
    return new URLSearchParams([
      ...writeFilter(filter),
      ["window", board ?? "DAY"],
      ["top", String(top ?? 1)],
    ]);
  const upvotes = { ...filter.upvotes, ...(minUpvotes !== null && { min: minUpvotes }) };
  return writeFilter(event === "UPVOTES" ? { ...filter, upvotes } : filter);
}

/** The address of a page with what a watch waits for. */
export function viewOf(watch: Watch): string {
  const query = watchedQuery(watch);
  return addressOf(pagePath(parseFeedAddress(query)), query);
}
