import type { ParsedDraft } from "../../../domain/interchange/parse-paper.js";
import { draftOfArxiv } from "../arxiv-paper.js";
import { splitAuthorNames } from "../author-names.js";
import { announcedOn, parseAnnouncement } from "./announcement.js";
import { isoFromInternetDate } from "./internet-dates.js";
import { childrenOf, textOf, type XmlElement } from "./xml-element.js";
import { xmlReader } from "./xml-records.js";

/** arXiv's daily RSS feeds, 2.0 (rss.arxiv.org) and 1.0 (`rdf:RDF`, until 2024). */
export const readRss = xmlReader(
  { title: "an RSS feed in UTF-8", roots: ["rss", "RDF"], record: "item" },
  parseItem,
);

/** Titles in RSS 1.0 have a suffix: `On Trees. (arXiv:2301.00001v1 [cs.CL])`. */
const titleTail = /\.?\s*\(arXiv:\S+ \[[^\]]*\](?: \w+)?\)$/;

function parseItem(item: XmlElement): ParsedDraft {
  const description = withoutMarkup(textOf(item, "description") ?? "");
  const authors = splitAuthorNames(withoutMarkup(textOf(item, "creator") ?? ""));
  if ("problem" in authors) return authors;
  const announcement = parseAnnouncement(description);
  const date = isoFromInternetDate(textOf(item, "pubDate") ?? "");
  return draftOfArxiv({
    id: textOf(item, "guid") ?? textOf(item, "link"),
    title: textOf(item, "title")?.replace(titleTail, ""),
    abstract: announcement?.abstract ?? description,
    publishedOn: announcement && announcedOn(announcement.type, date === "" ? undefined : date),
    authors: authors.names,
    categories: childrenOf(item, "category")
      .map(({ text }) => text.trim())
      .filter((category) => category !== ""),
  });
}

function withoutMarkup(text: string): string {
  return text.replace(/<\/?(?:a|p|br|i|b|em|strong)\b[^<>]{0,500}>/gi, "");
}
