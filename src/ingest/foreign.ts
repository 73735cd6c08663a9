import { isTable } from "./tables.js";

// Formats that are detected but not supported: naming the format and a remedy helps more than listing the supported ones.

/** Magic numbers of binary formats. */
const magics: readonly [bytes: string, at: number, what: string][] = [
  ["28b52ffd", 0, "compressed with Zstandard; decompress it first: zstd -dc FILE | npm run ingest -- -"],
  ["fd377a585a00", 0, "compressed with xz; decompress it first: xz -dc FILE | npm run ingest -- -"],
  ["425a68", 0, "compressed with bzip2; decompress it first: bzip2 -dc FILE | npm run ingest -- -"],
  ["7573746172", 257, "a tar archive; unpack it and pass its files: tar -xf FILE"],
  ["377abcaf271c", 0, "a 7-Zip archive; unpack it and pass its files: 7z x FILE"],
  ["526172211a07", 0, "a RAR archive; unpack it and pass its files"],
  [
    "504b0304",
    0,
    "a zip archive in another file or on standard input; unzip it first: unzip -p FILE | npm run ingest -- -",
  ],
  ["255044462d", 0, "a PDF document; papergraph ingests metadata of papers, not the papers"],
  [
    "50415231",
    0,
    "a Parquet file; convert it to JSON Lines first, for example with DuckDB: copy (from 'FILE') to 'papers.jsonl'",
  ],
  ["53514c69746520666f726d6174", 0, "an SQLite database; export its rows as JSON Lines first"],
];

const arxivIds =
  "ingest the papers from arXiv's Kaggle snapshot, OAI-PMH or Atom instead, by their arXiv IDs";
const asJson =
  "convert it to JSON Lines with the fields of papergraph's own format (arxivId, title, abstract, …)";

/** Text formats, in the order in which they are tried. */
const texts: readonly [pattern: RegExp, what: string][] = [
  [
    /"id"\s*:\s*"https:\/\/openalex\.org\/|"abstract_inverted_index"\s*:/,
    `OpenAlex JSON, which is not supported; ${arxivIds}`,
  ],
  [
    /^\s*[[{][\s\S]{0,2000}"(?:externalIds|corpusId|paperId|influentialCitationCount)"\s*:|^\s*\{\s*"total"\s*:\s*\d+\s*,[^[\]]{0,200}"data"\s*:\s*\[/,
    `Semantic Scholar JSON, which is not supported; ${arxivIds}`,
  ],
  [
    /^\s*\{\s*"result"\s*:[\s\S]{0,500}"(?:hits|completions)"\s*:|^[\s\S]{0,300}<dblp\b|<!DOCTYPE dblp/,
    `DBLP, which is not supported; ${arxivIds}`,
  ],
  [/"message-type"\s*:\s*"work/, `Crossref JSON, which is not supported; ${arxivIds}`],
  [/^(?:\s*%[^\n]*\n)*\s*@[A-Za-z]+\s*[{(]/, `BibTeX, which is not supported; ${asJson}`],
  [/^\s*TY {2}- /, `RIS, which is not supported; ${asJson}`],
];

/** Describes a known binary format, such as an archive; undefined if the format is unknown. */
export function foreignBytes(beginning: Uint8Array): string | undefined {
  const bytes = Buffer.from(beginning.buffer, beginning.byteOffset, beginning.byteLength);
  for (const [magic, at, what] of magics)
    if (bytes.subarray(at, at + magic.length / 2).toString("hex") === magic) return `this is ${what}`;
  return undefined;
}

/** Describes a known text format that is not supported; undefined if the format is unknown. */
export function foreignText(beginning: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(beginning);
  for (const [pattern, what] of texts) if (pattern.test(text)) return `this is ${what}`;
  return isTable(text)
    ? `this is a table of delimited values (CSV), which is not supported; ${asJson}`
    : undefined;
}
