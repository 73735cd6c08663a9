import { generateAtomFeed, generateJsonFeed, generateRssFeed } from "feedsmith";
import type { Feed } from "./feed.js";
import { withoutCdata } from "./without-cdata.js";

export interface Format {
  readonly path: "/feed.atom" | "/feed.rss" | "/feed.json";
  readonly contentType: string;
  /** @param self address of the feed */
  readonly write: (feed: Feed, self: string) => string;
}

const generator = "papergraph";

const atom: Format = {
  path: "/feed.atom",
  contentType: "application/atom+xml",
  write: ({ id, title, description, page, updated, entries }, self) =>
    withoutCdata(
      generateAtomFeed({
        id,
        title: { value: title },
        subtitle: { value: description },
        updated,
        generator: { text: generator },
        // Required of a feed with an entry without authors.
        authors: [{ name: generator }],
        links: [
          { rel: "self", href: self, type: "application/atom+xml" },
          { rel: "alternate", href: page, type: "text/html" },
        ],
        entries: entries.map((entry) => ({
          id: entry.id,
          title: { value: entry.title },
          updated: entry.at,
          published: entry.at,
          authors: entry.authors.map((name) => ({ name })),
          categories: entry.keywords.map((term) => ({ term })),
          links: [
            { rel: "alternate", href: entry.page, type: "text/html" },
            ...(entry.source ? [{ rel: "related", href: entry.source, title: "arXiv" }] : []),
          ],
          ...(entry.abstract && { summary: { value: entry.abstract, type: "text" } }),
          content: { value: entry.html, type: "html" },
        })),
      }),
    ),
};

const rss: Format = {
  path: "/feed.rss",
  contentType: "application/rss+xml",
  write: ({ title, description, page, updated, entries }, self) =>
    withoutCdata(
      generateRssFeed({
        title,
        link: page,
        description,
        language: "en",
        lastBuildDate: updated,
        generator,
        atom: { links: [{ rel: "self", href: self, type: "application/rss+xml" }] },
        items: entries.map((entry) => ({
          guid: { value: entry.id, isPermaLink: false },
          title: entry.title,
          link: entry.page,
          pubDate: entry.at,
          description: entry.html,
          dc: { creators: [...entry.authors] },
          categories: entry.keywords.map((name) => ({ name })),
        })),
      }),
    ),
};

const json: Format = {
  path: "/feed.json",
  contentType: "application/feed+json",
  write: ({ title, description, page, entries }, self) =>
    JSON.stringify({
      // An empty list has to be there, too.
      items: [],
      ...(generateJsonFeed({
        title,
        description,
        home_page_url: page,
        feed_url: self,
        language: "en",
        items: entries.map((entry) => ({
          id: entry.id,
          url: entry.page,
          ...(entry.source && { external_url: entry.source }),
          title: entry.title,
          ...(entry.abstract && { summary: entry.abstract }),
          content_html: entry.html,
          date_published: entry.at,
          authors: entry.authors.map((name) => ({ name })),
          tags: [...entry.keywords],
        })),
      }) as object),
    }),
};

export const formats: readonly Format[] = [atom, rss, json];
