import type { ParsedDraft } from "../../domain/paper-input.js";
import { draftOfArxiv } from "./arxiv-paper.js";
import { joinAuthorName } from "./author-names.js";
import { childrenOf, textOf, type XmlElement } from "./xml-element.js";
import { xmlReader } from "./xml-records.js";

/** Answers of arXiv's `/api/query`, Atom feeds, one or many in a file; single entries as well. */
export const readAtom = xmlReader(
  { title: "an Atom feed in UTF-8", roots: ["feed"], record: "entry" },
  parseEntry,
);

function parseEntry(entry: XmlElement): ParsedDraft {
  const address = textOf(entry, "id") ?? "";
  // Mistakes in the question are answered by an entry with the title `Error`.
  if (address.includes("/api/errors"))
    return {
      problem: `the archive answered with an error instead of papers: ${textOf(entry, "summary")?.slice(0, 200)}`,
    };
  const categories = [...childrenOf(entry, "primary_category"), ...childrenOf(entry, "category")];
  return draftOfArxiv({
    id: address.replace(/^https?:\/\/(?:[a-z]+\.)?arxiv\.org\/abs\//i, ""),
    title: textOf(entry, "title"),
    abstract: textOf(entry, "summary"),
    publishedAt: textOf(entry, "published"),
    authors: childrenOf(entry, "author")
      .map((author) => joinAuthorName(textOf(author, "name") ?? "", "", ""))
      .filter((name) => name !== undefined),
    categories: categories
      .map(({ attributes }) => attributes["term"]?.trim() ?? "")
      .filter((category) => category !== ""),
  });
}
