import type { ParsedDraft } from "../../../domain/interchange/parse-paper.js";
import { draftOfArxiv, firstSubmitted, type StatedVersion, splitCategories } from "../arxiv-paper.js";
import { joinAuthorName, splitAuthorNames } from "../author-names.js";
import { isoFromInternetDate } from "./internet-dates.js";
import { childrenOf, textOf, type XmlElement } from "./xml-element.js";
import { xmlReader } from "./xml-records.js";

/**
 * Responses of arXiv's OAI-PMH interface with `metadataPrefix=arXiv` or `arXivRaw`, one or more per file. Skips deleted
 * records and the error `noRecordsMatch`; reports other errors, because papers are missing then.
 */
export const readOai = xmlReader(
  {
    title: "an OAI-PMH document in UTF-8",
    roots: ["OAI-PMH", "ListRecords", "GetRecord"],
    record: "record",
    notice: "error",
    needed: {
      root: "OAI-PMH",
      names: ["ListRecords", "GetRecord", "error"],
      problem:
        "the document has no ListRecords, GetRecord or error element; request it with verb=ListRecords&metadataPrefix=arXiv",
    },
  },
  (element) => (element.name === "error" ? parseError(element) : parseRecord(element)),
);

function parseError({ attributes, text }: XmlElement): ParsedDraft | undefined {
  const code = attributes["code"];
  if (code === "noRecordsMatch") return undefined;
  return {
    problem: `arXiv returned an error: ${code} (${text.trim().slice(0, 200)})`,
  };
}

function parseRecord(record: XmlElement): ParsedDraft | undefined {
  const [header] = childrenOf(record, "header");
  if (header?.attributes["status"] === "deleted") return undefined;
  const paper = childrenOf(record, "metadata")[0]?.children[0];
  if (paper === undefined) return { problem: "metadata: missing" };
  const common = {
    id: textOf(paper, "id"),
    title: textOf(paper, "title"),
    abstract: textOf(paper, "abstract"),
    categories: splitCategories(textOf(paper, "categories") ?? ""),
  };
  switch (paper.name) {
    case "arXiv":
      return draftOfArxiv({ ...common, publishedOn: textOf(paper, "created"), authors: authorsOf(paper) });
    case "arXivRaw": {
      const authors = splitAuthorNames(textOf(paper, "authors") ?? "");
      if ("problem" in authors) return authors;
      const versions = versionsOf(paper);
      return draftOfArxiv({
        ...common,
        publishedAt: firstSubmitted(versions),
        authors: authors.names,
        versions,
      });
    }
    default:
      return { problem: `metadata: expected the format arXiv or arXivRaw, found ${paper.name}` };
  }
}

function authorsOf(paper: XmlElement): string[] {
  return childrenOf(childrenOf(paper, "authors")[0], "author")
    .map((author) =>
      joinAuthorName(
        textOf(author, "keyname") ?? "",
        textOf(author, "forenames") ?? "",
        textOf(author, "suffix") ?? "",
      ),
    )
    .filter((name) => name !== undefined);
}

function versionsOf(paper: XmlElement): StatedVersion[] {
  return childrenOf(paper, "version").map((version) => {
    const date = textOf(version, "date");
    return {
      name: version.attributes["version"],
      submittedAt: date === undefined ? undefined : isoFromInternetDate(date),
    };
  });
}
