import { type Authority, authorities } from "../domain/interchange/authority.js";
import { readDaily } from "./readers/daily.js";
import { readKaggle } from "./readers/kaggle.js";
import { readPage } from "./readers/page/page.js";
import { readPapergraph } from "./readers/papergraph.js";
import { readAtom } from "./readers/xml/atom.js";
import { readOai } from "./readers/xml/oai.js";
import { readRss } from "./readers/xml/rss.js";
import { XmlTags } from "./readers/xml/xml-tags.js";
import type { Reader } from "./records.js";

/** A format that can be read: how, under which source its papers are noted, and how far it is trusted. */
export interface Format {
  /** What a message calls it. */
  title: string;
  /** Its files, in the table of `docs/ingest.md`, which `npm run docs` writes. */
  files: string;
  reader: Reader;
  source: string;
  authority: Authority;
  /** Whether it says the same whenever it is read; upvotes are as of the day on which they are told. */
  archive: boolean;
}

export type FormatName = (typeof formatNames)[number];

export const formatNames = ["page", "daily", "papergraph", "kaggle", "oai", "atom", "rss"] as const;

const arxiv = { source: "arxiv", authority: authorities.archive, archive: true } as const;
const feed = { authority: authorities.feed, archive: false } as const;

export const formats: Readonly<Record<FormatName, Format>> = {
  page: {
    title: "a Daily Papers page",
    files: "a page of Daily Papers as text, Markdown or HTML, saved or copied from a browser",
    reader: readPage,
    source: "daily-papers-page",
    authority: authorities.page,
    archive: false,
  },
  daily: {
    title: "Daily Papers JSON",
    files:
      "responses of `https://huggingface.co/api/daily_papers?month=2025-07`, or their rows as JSON Lines",
    reader: readDaily,
    source: "daily-papers-file",
    ...feed,
  },
  papergraph: {
    title: "papergraph's JSON Lines",
    files: "papergraph's own JSON Lines, one paper per line",
    reader: readPapergraph,
    source: "papergraph",
    ...feed,
  },
  kaggle: {
    title: "arXiv's Kaggle snapshot",
    files:
      "arXiv's [snapshot on Kaggle](https://www.kaggle.com/datasets/Cornell-University/arxiv), JSON Lines",
    reader: readKaggle,
    ...arxiv,
  },
  oai: {
    title: "arXiv's OAI-PMH",
    files: "arXiv's OAI-PMH responses with `metadataPrefix=arXiv` or `arXivRaw`; deleted records are skipped",
    reader: readOai,
    ...arxiv,
  },
  atom: {
    title: "arXiv's Atom",
    files: "responses of arXiv's `/api/query`, Atom",
    reader: readAtom,
    ...arxiv,
  },
  rss: { title: "arXiv's RSS", files: "arXiv's RSS feeds", reader: readRss, ...arxiv },
};

/** Rows of the table in `docs/ingest.md`. */
export function describeFormats(): { name: FormatName; files: string; source: string; trust: string }[] {
  const trusted = new Map<number, string>(Object.entries(authorities).map(([name, level]) => [level, name]));
  return formatNames.map((name) => {
    const { files, source, authority } = formats[name];
    return { name, files, source, trust: `${authority} (${trusted.get(authority)})` };
  });
}

/** Fields that only records of one kind have. */
const kaggleFields = /"(authors_parsed|update_date|versions|categories|submitter|journal-ref|report-no)"\s*:/;
const dailyFields = /"(paper|numComments|submittedOnDailyAt|ai_keywords|discussionId|githubRepo|_id)"\s*:/;
/** Of Daily Papers as well as of data sets made from the snapshot, but not of papergraph's own lines. */
const summaryField = /"summary"\s*:/;
const ownFields =
  /"(arxivId|publishedOn|featuredOn|authorsCount|commentsCount|keywords|abstract|projectUrl|codeUrl|thumbnailUrl|upvoteHistory|slug|accountId|accountName)"\s*:/;
/** Every paper of Daily Papers has one; papergraph's own lines have none under that name. */
const idField = /"(id|arxiv_id)"\s*:/;

/** With what a document of a format begins, where it is XML. */
const xmlFormats: Readonly<Record<string, FormatName>> = {
  "OAI-PMH": "oai",
  ListRecords: "oai",
  GetRecord: "oai",
  record: "oai",
  feed: "atom",
  entry: "atom",
  rss: "rss",
  RDF: "rss",
  item: "rss",
};

/** Detects the format of a file from its first bytes; undefined if none matches. */
export function recognizeFormat(beginning: Uint8Array): FormatName | undefined {
  const text = new TextDecoder().decode(beginning).trimStart();
  // A page saved with its links may begin with a bracket; a list of JSON goes on with JSON.
  if (/^(?:\{|\[[\s[]*(?:[{"\]\d-]|true|false|null|$))/.test(text)) return recognizeJson(text);
  if (text.startsWith("<")) return recognizeXml(firstElement(beginning) ?? "", text) ?? recognizeHtml(text);
  return recognizeText(text);
}

function recognizeText(text: string): FormatName | undefined {
  return text === "" || text.includes("\0") || /^(%PDF|PK\W)/.test(text) ? undefined : "page";
}

/** RDF is RSS by its namespace only. An empty feed is arXiv's on a weekend; that of somebody else has no paper to come. */
function recognizeXml(root: string, text: string): FormatName | undefined {
  if (root === "RDF" && !text.includes("purl.org/rss/1.0")) return undefined;
  const isFeed = root === "RDF" || root === "rss" || root === "feed";
  return isFeed && !/<(?:\w+:)?(?:item|entry)\b|arxiv/i.test(text) ? undefined : xmlFormats[root];
}

/** What makes a saved web page one of Daily Papers is that it has anything of papers in it. */
function recognizeHtml(text: string): FormatName | undefined {
  return /^<(!doctype html|html|head|body|main|div|section|article)\b/i.test(text) &&
    /\/papers\b|DailyPapers/.test(text)
    ? "page"
    : undefined;
}

function recognizeJson(text: string): FormatName {
  const place = (fields: RegExp) => fields.exec(text)?.index ?? Number.POSITIVE_INFINITY;
  const [kaggle, daily, own] = [place(kaggleFields), place(dailyFields), place(ownFields)];
  // The snapshot shares `abstract` with papergraph's own lines, which in turn have no field of the snapshot's own.
  if (kaggle < daily) return "kaggle";
  const foreign = Math.min(daily, place(summaryField));
  if (own < foreign) return "papergraph";
  return foreign < own || idField.test(text) ? "daily" : "papergraph";
}

function firstElement(beginning: Uint8Array): string | undefined {
  const bytes = Buffer.from(beginning.buffer, beginning.byteOffset, beginning.byteLength);
  for (const mark of new XmlTags().scan(bytes)) if ("name" in mark) return mark.name;
  return undefined;
}
