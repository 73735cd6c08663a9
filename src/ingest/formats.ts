import { type Authority, authorities } from "../domain/authority.js";
import { readDaily } from "./readers/daily.js";
import { readPage } from "./readers/page.js";
import { readPapergraph } from "./readers/papergraph.js";
import type { Reader } from "./records.js";

/** A format that can be read: how, under which source its papers are noted, and how far it is trusted. */
export interface Format {
  reader: Reader;
  source: string;
  authority: Authority;
}

export type FormatName = "page" | "daily" | "papergraph";

export const formats: Readonly<Record<FormatName, Format>> = {
  page: { reader: readPage, source: "daily-papers-page", authority: authorities.page },
  daily: { reader: readDaily, source: "daily-papers", authority: authorities.feed },
  papergraph: { reader: readPapergraph, source: "papergraph", authority: authorities.feed },
};

/** Fields that only records of Daily Papers have, and fields that only papergraph's own have. */
const dailyFields =
  /"(paper|summary|numComments|submittedOnDailyAt|ai_keywords|discussionId|githubRepo)"\s*:/;
const ownFields =
  /"(arxivId|publishedOn|featuredOn|authorsCount|commentsCount|keywords|abstract|codeUrl)"\s*:/;

/** The format of a file, by how it begins; undefined for what is none of them (a picture, a web page). */
export function recognizeFormat(beginning: Uint8Array): FormatName | undefined {
  const text = new TextDecoder().decode(beginning).trimStart();
  if (text.startsWith("{") || text.startsWith("[")) {
    const [daily, own] = [dailyFields.exec(text)?.index, ownFields.exec(text)?.index];
    return own !== undefined && (daily === undefined || own < daily) ? "papergraph" : "daily";
  }
  if (text === "" || text.includes("\0") || /^(<|%PDF|PK\W)/.test(text)) return undefined;
  return "page";
}
