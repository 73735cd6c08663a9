import { type Authority, authorities } from "../domain/authority.js";
import { readAtom } from "./readers/atom.js";
import { readDaily } from "./readers/daily.js";
import { readKaggle } from "./readers/kaggle.js";
import { readOai } from "./readers/oai.js";
import { readPage } from "./readers/page.js";
import { readPapergraph } from "./readers/papergraph.js";
import { XmlTags } from "./readers/xml-tags.js";
import type { Reader } from "./records.js";

/** A format that can be read: how, under which source its papers are noted, and how far it is trusted. */
export interface Format {
  reader: Reader;
  source: string;
  authority: Authority;
  /** Whether it says the same whenever it is read; upvotes are as of the day on which they are told. */
  archive: boolean;
}

export type FormatName = (typeof formatNames)[number];

export const formatNames = ["page", "daily", "papergraph", "kaggle", "oai", "atom"] as const;

export const formats: Readonly<Record<FormatName, Format>> = {
  page: { reader: readPage, source: "daily-papers-page", authority: authorities.page, archive: false },
  daily: { reader: readDaily, source: "daily-papers", authority: authorities.feed, archive: false },
  papergraph: { reader: readPapergraph, source: "papergraph", authority: authorities.feed, archive: false },
  kaggle: { reader: readKaggle, source: "arxiv", authority: authorities.archive, archive: true },
  oai: { reader: readOai, source: "arxiv", authority: authorities.archive, archive: true },
  atom: { reader: readAtom, source: "arxiv", authority: authorities.archive, archive: true },
};

/** Fields that only records of one kind have. */
const kaggleFields = /"(authors_parsed|update_date|versions|categories|submitter|journal-ref|report-no)"\s*:/;
const dailyFields =
  /"(paper|summary|numComments|submittedOnDailyAt|ai_keywords|discussionId|githubRepo)"\s*:/;
const ownFields =
  /"(arxivId|publishedOn|featuredOn|authorsCount|commentsCount|keywords|abstract|projectUrl|codeUrl|thumbnailUrl|upvoteHistory)"\s*:/;

/** With what a document of a format begins, where it is XML. */
const xmlFormats: Readonly<Record<string, FormatName>> = {
  "OAI-PMH": "oai",
  ListRecords: "oai",
  GetRecord: "oai",
  record: "oai",
  feed: "atom",
  entry: "atom",
};

/** The format of a file, by how it begins; undefined for what is none of them (a picture, a web page). */
export function recognizeFormat(beginning: Uint8Array): FormatName | undefined {
  const text = new TextDecoder().decode(beginning).trimStart();
  if (text.startsWith("{") || text.startsWith("[")) return recognizeJson(text);
  if (text.startsWith("<")) return xmlFormats[firstElement(beginning) ?? ""];
  if (text === "" || text.includes("\0") || /^(%PDF|PK\W)/.test(text)) return undefined;
  return "page";
}

function recognizeJson(text: string): FormatName {
  const place = (fields: RegExp) => fields.exec(text)?.index ?? Number.POSITIVE_INFINITY;
  const [kaggle, daily, own] = [place(kaggleFields), place(dailyFields), place(ownFields)];
  // The snapshot shares `abstract` with papergraph's own lines, which in turn have no field of the snapshot's own.
  if (kaggle < daily) return "kaggle";
  return own < daily ? "papergraph" : "daily";
}

function firstElement(beginning: Uint8Array): string | undefined {
  const bytes = Buffer.from(beginning.buffer, beginning.byteOffset, beginning.byteLength);
  for (const mark of new XmlTags().scan(bytes)) if ("name" in mark) return mark.name;
  return undefined;
}
