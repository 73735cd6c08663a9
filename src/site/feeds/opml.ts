import { generateOpml } from "feedsmith";
import { InputError } from "../../domain/values/input-error.js";
import { refuseUnknownNames } from "../address/filter-address.js";
import { addressOf } from "../parts/links.js";
import type { SiteRequest, TextFile } from "../routing/route.js";
import { clean } from "./clean.js";
import { feedTitle, pagePath, parseFeedAddress } from "./feed-address.js";

/** Feeds that any reader may want. */
const defaults = ["window=DAY", "window=WEEK", "window=MONTH", "minUpvotes=50"];
const maxFeeds = 100;

/**
 * A list of feeds for feed readers to import: those of the address, each as `feed` with the query string of a feed, or else
 * some of general interest.
 *
 * @throws InputError
 */
export async function showFeedList({ query, origin }: SiteRequest): Promise<TextFile> {
  refuseUnknownNames(query, ["feed"]);
  const given = query.getAll("feed").filter((feed) => feed.trim() !== "");
  if (given.length > maxFeeds)
    throw new InputError(`feed: ${given.length} feeds are too many. Use up to ${maxFeeds}.`);
  const feeds = (given.length === 0 ? defaults : given).map((feed) =>
    parseFeedAddress(new URLSearchParams(feed.replace(/^[^?]*\?/, ""))),
  );
  const outlines = feeds.map((feed) => ({
    type: "rss",
    text: clean(feedTitle(feed)),
    title: clean(feedTitle(feed)),
    xmlUrl: `${origin}${addressOf("/feed.atom", feed.query)}`,
    htmlUrl: `${origin}${addressOf(pagePath(feed), feed.query)}`,
  }));
  return {
    contentType: "text/x-opml; charset=utf-8",
    text: generateOpml({ head: { title: "papergraph" }, body: { outlines } }),
    fileName: "papergraph.opml",
  };
}
