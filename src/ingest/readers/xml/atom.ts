import type { ParsedDraft } from "../../../domain/interchange/parse-paper.js";
import { draftOfArxiv } from "../arxiv-paper.js";
import { joinAuthorName, splitAuthorNames } from "../author-names.js";
import { announcedOn, parseAnnouncement } from "./announcement.js";
import { childrenOf, textOf, type XmlElement } from "./xml-element.js";
import { xmlReader } from "./xml-records.js";

/** Atom feeds of arXiv's `/api/query` and of rss.arxiv.org, one or more per file, or single entries. */
export const readAtom = xmlReader(
  { title: "an Atom feed in UTF-8", roots: ["feed"], record: "entry" },
  parseEntry,
);

function parseEntry(entry: XmlElement): ParsedDraft {
  const id = textOf(entry, "id") ?? "";
  // Errors are returned as an entry with the title `Error`.
  if (id.includes("/api/errors"))
    return {
      problem: `arXiv returned an error: ${textOf(entry, "summary")?.slice(0, 200)}`,
    };
  const authors = authorsOf(entry);
  if ("problem" in authors) return authors;
  const categories = [...childrenOf(entry, "primary_category"), ...childrenOf(entry, "category")];
  const published = textOf(entry, "published");
  const announcement = parseAnnouncement(textOf(entry, "summary") ?? "");
  return draftOfArxiv({
    id,
    title: textOf(entry, "title"),
    ...(announcement
      ? { abstract: announcement.abstract, publishedOn: announcedOn(announcement.type, published) }
      : { abstract: textOf(entry, "summary"), publishedAt: published }),
    authors: authors.names,
    categories: categories
      .map(({ attributes }) => attributes["term"]?.trim() ?? "")
      .filter((category) => category !== ""),
  });
}

/** The daily feeds have all names in one string. */
function authorsOf(entry: XmlElement): { names: string[] } | { problem: string } {
  const creator = textOf(entry, "creator");
  if (creator !== undefined) return splitAuthorNames(creator);
  return {
    names: childrenOf(entry, "author")
      .map((author) => joinAuthorName(textOf(author, "name") ?? "", "", ""))
      .filter((name) => name !== undefined),
  };
}
