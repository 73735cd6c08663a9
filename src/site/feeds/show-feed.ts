import { FeedDocument } from "../generated/documents.js";
import { addressOf } from "../parts/links.js";
import type { Route } from "../routing/route.js";
import { feedOf } from "./feed.js";
import { eventInput, parseFeedAddress } from "./feed-address.js";
import { type Format, formats } from "./formats.js";

const entriesOfFeed = 50;

function feedRoute({ path, contentType, write }: Format): Route {
  return {
    path,
    answers: "text",
    show: async ({ query, origin }, ask) => {
      const address = parseFeedAddress(query);
      const data = await ask(FeedDocument, {
        event: eventInput(address.event),
        filter: address.filter,
        first: entriesOfFeed,
      });
      const feed = feedOf(address, data, origin);
      return {
        contentType: `${contentType}; charset=utf-8`,
        text: write(feed, `${origin}${addressOf(path, address.query)}`),
        lastModified: feed.lastModified,
      };
    },
  };
}

/** `/feed.atom`, `/feed.rss` and `/feed.json`, of any filter. */
export const feedRoutes: readonly Route[] = formats.map(feedRoute);
