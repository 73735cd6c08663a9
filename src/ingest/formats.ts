import { type TrustLevel, trustLevels } from "../domain/interchange/trust-level.js";
import { detectJson } from "./json-format.js";
import { readDaily } from "./readers/daily.js";
import { readKaggle } from "./readers/kaggle.js";
import { readPage } from "./readers/page/page.js";
import { readPapergraph } from "./readers/papergraph.js";
import { readAtom } from "./readers/xml/atom.js";
import { readOai } from "./readers/xml/oai.js";
import { readRss } from "./readers/xml/rss.js";
import { XmlTags } from "./readers/xml/xml-tags.js";
import type { Reader } from "./records.js";

export interface Format {
  /** Name in messages. */
  title: string;
  /** Description of its files for `docs/ingest.md`, written by `npm run docs`. */
  files: string;
  reader: Reader;
  /** Default name of its source. */
  source: string;
  /** How much the source is trusted. */
  trustLevel: TrustLevel;
  /** Whether its content is independent of the time of reading; a feed contains current upvotes. */
  archive: boolean;
}

export type FormatName = (typeof formatNames)[number];

export const formatNames = ["page", "daily", "papergraph", "kaggle", "oai", "atom", "rss"] as const;

const arxiv = { source: "arxiv", trustLevel: trustLevels.archive, archive: true } as const;
const feed = { trustLevel: trustLevels.feed, archive: false } as const;

export const formats: Readonly<Record<FormatName, Format>> = {
  page: {
    title: "a Daily Papers page",
    files: "a page of Daily Papers as text, Markdown or HTML, saved or copied from a browser",
    reader: readPage,
    source: "daily-papers-page",
    trustLevel: trustLevels.page,
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
  const trusted = new Map<number, string>(Object.entries(trustLevels).map(([name, level]) => [level, name]));
  return formatNames.map((name) => {
    const { files, source, trustLevel } = formats[name];
    return { name, files, source, trust: `${trustLevel} (${trusted.get(trustLevel)})` };
  });
}

/** XML formats by root element. */
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
export function detectFormat(beginning: Uint8Array): FormatName | undefined {
  const text = new TextDecoder().decode(beginning).trimStart();
  // A page saved with its links may begin with a bracket too.
  if (/^(?:\{|\[[\s[]*(?:[{"\]\d-]|true|false|null|$))/.test(text)) return detectJson(beginning);
  if (text.startsWith("<")) return detectXml(firstElement(beginning) ?? "", text) ?? detectHtml(text);
  return detectText(text);
}

function detectText(text: string): FormatName | undefined {
  return text === "" || text.includes("\0") || /^(%PDF|PK\W)/.test(text) ? undefined : "page";
}

/** RDF is only RSS with the RSS namespace. Accepts feeds without items only from arXiv, whose feeds are empty on weekends. */
function detectXml(root: string, text: string): FormatName | undefined {
  if (root === "RDF" && !text.includes("purl.org/rss/1.0")) return undefined;
  const isFeed = root === "RDF" || root === "rss" || root === "feed";
  return isFeed && !/<(?:\w+:)?(?:item|entry)\b|arxiv/i.test(text) ? undefined : xmlFormats[root];
}

function detectHtml(text: string): FormatName | undefined {
  return /^<(!doctype html|html|head|body|main|div|section|article)\b/i.test(text) &&
    /\/papers\b|DailyPapers/.test(text)
    ? "page"
    : undefined;
}

function firstElement(beginning: Uint8Array): string | undefined {
  const bytes = Buffer.from(beginning.buffer, beginning.byteOffset, beginning.byteLength);
  for (const mark of new XmlTags().scan(bytes)) if ("name" in mark) return mark.name;
  return undefined;
}
