import type { Line } from "./page-lines.js";

/** A paper on a page as plain text. */
export interface PageRecord {
  title: Line;
  abstract: Line[];
  /** Missing if the page lacks it. */
  footer: Footer | undefined;
  /** All lines that belong to it. */
  lines: Line[];
}

/** The lines below an abstract: organization or number of authors, date, and a number. */
export interface Footer {
  organization?: { slug: string; name: string };
  authorsCount?: number;
  /** 1 for January; missing like `day` without a date. */
  month?: number;
  day?: number;
  year?: number;
  /** The number after the date. */
  count?: number;
}

type Paragraph = Line[];

/** Paragraphs up to a footer or the end of the page. */
interface Block {
  paragraphs: Paragraph[];
  footer: Footer | undefined;
  footerLines: Line[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const dateLine =
  /^(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? (\d{1,2})(?:, (\d{4}))?(?: (\d[\d,]*(?:\.\d+)?[km]?))?$/i;
const authorsLine = /^•? ?([\d,]+) authors?$/i;
const organizationLine = /^(?:• )?([A-Za-z0-9][\w.-]*)(?: (.+))?$/;
/** A footer, or its end, on one line. */
const inlineFooter = /^(?:(.*?) ?)·(?: ?(.*))?$/;

/** Of 8,000 real papers, titles have up to 206 characters, and abstracts 165 or more. */
const maxTitleLength = 300;
/** Maximum number of lines between the dot of a footer and its date. */
const maxGap = 10;
export const minAbstractLength = 140;

/** Finds the papers of a page. Ignores the page header before the first title. */
export function cutRecords(lines: readonly Line[]): PageRecord[] {
  return cutBlocks(lines).flatMap((block, index) => cutBlock(block, index === 0));
}

/**
 * Whether these are records of a Daily Papers page. Any text has short paragraphs before long ones, and news articles have a name
 * and a date, but only Daily Papers have a number of authors below. At least one record in four must have a footer; pages may
 * lack some.
 */
export function isPage(records: readonly { footer: Footer | undefined; arxivId?: string }[]): boolean {
  const closed = records.filter(isClosed);
  return (
    closed.length * 4 >= records.length && closed.some(({ footer }) => footer?.authorsCount !== undefined)
  );
}

/** Requires authors or organization, and a date; a record with an ID only needs one of them. */
function isClosed({ footer, arxivId }: { footer: Footer | undefined; arxivId?: string }): boolean {
  const who = footer?.authorsCount ?? footer?.organization;
  return footer !== undefined && (arxivId !== undefined || (who !== undefined && footer.month !== undefined));
}

/** The year in the record's date; -Infinity without one. */
export function printedYear({ footer }: { footer: Footer | undefined }): number {
  return footer?.year ?? Number.NEGATIVE_INFINITY;
}

function cutBlocks(lines: readonly Line[]): Block[] {
  const blocks: Block[] = [];
  let paragraphs: Paragraph[] = [];
  let paragraph: Paragraph = [];
  const closeParagraph = () => {
    if (paragraph.length > 0) paragraphs.push(paragraph);
    paragraph = [];
  };
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    if (line === undefined) break;
    if (line.text === "") {
      closeParagraph();
      continue;
    }
    const found = footerAt(lines, index);
    if (found === undefined) {
      paragraph.push(line);
      continue;
    }
    closeParagraph();
    // Organization or number of authors precede the dot, on the same line or on a separate one.
    const before = found.who === undefined ? takeWho(paragraphs) : { line, text: found.who };
    blocks.push({
      paragraphs,
      footer: { ...(before && readWho(before.text)), ...found.date },
      footerLines: [...(before ? [before.line] : []), ...lines.slice(index, found.end)],
    });
    paragraphs = [];
    index = found.end - 1;
  }
  closeParagraph();
  if (paragraphs.length > 0) blocks.push({ paragraphs, footer: undefined, footerLines: [] });
  return blocks;
}

/** Parses the dot and the date at this line; `end` is the line after them. */
function footerAt(
  lines: readonly Line[],
  index: number,
): { who: string | undefined; date: Omit<Footer, "organization" | "authorsCount">; end: number } | undefined {
  const [, who, rest] = inlineFooter.exec(lines[index]?.text ?? "") ?? [undefined, undefined, undefined];
  if (who === undefined || (who !== "" && readWho(who) === undefined)) return undefined;
  let dateAt = index;
  if (!rest) for (dateAt = index + 1; lines[dateAt]?.text === "" && dateAt - index < maxGap; ) dateAt += 1;
  const date = readDate(rest || (lines[dateAt]?.text ?? ""));
  return date && { who: who === "" ? undefined : who, date, end: dateAt + 1 };
}

/** `May 1, 2025 7`: a date with optional year and number. */
export function readDate(text: string): Omit<Footer, "organization" | "authorsCount"> | undefined {
  const [, month, day, year, count] = dateLine.exec(text) ?? [];
  if (month === undefined || day === undefined) return undefined;
  return {
    month: months.indexOf(month.toLowerCase()) + 1,
    day: Number(day),
    ...(year === undefined ? {} : { year: Number(year) }),
    ...(count === undefined ? {} : { count: readCount(count) }),
  };
}

/** Parses `1,234` and `1.2k`. */
export function readCount(text: string): number {
  const scale = /k$/i.test(text) ? 1_000 : /m$/i.test(text) ? 1_000_000 : 1;
  return Math.round(Number(text.replace(/[,km]/gi, "")) * scale);
}

/** Removes the line with organization or number of authors from the end of the block, if any. */
function takeWho(paragraphs: Paragraph[]): { line: Line; text: string } | undefined {
  const last = paragraphs.at(-1);
  const line = last?.at(-1);
  if (last === undefined || line?.text === undefined || readWho(line.text) === undefined) return undefined;
  // An organization is a separate paragraph; otherwise the last line of the abstract could be mistaken for one.
  if (!authorsLine.test(line.text) && (last.length > 1 || paragraphs.length < 2)) return undefined;
  last.pop();
  if (last.length === 0) paragraphs.pop();
  return { line, text: line.text };
}

function readWho(text: string): Pick<Footer, "organization" | "authorsCount"> | undefined {
  const [, authors] = authorsLine.exec(text) ?? [];
  if (authors !== undefined) return { authorsCount: Number(authors.replaceAll(",", "")) };
  const [, slug, name] = organizationLine.exec(text) ?? [];
  if (slug === undefined || text.length >= minAbstractLength) return undefined;
  return { organization: { slug, name: name ?? slug } };
}

/** Splits the paragraphs before a footer into records; only the last one has the footer. */
function cutBlock({ paragraphs, footer, footerLines }: Block, first: boolean): PageRecord[] {
  // Computed once, because a text without footers is one large block.
  const abstract = first
    ? paragraphs.findIndex((paragraph, at) => at > 0 && textOf(paragraph).length >= minAbstractLength)
    : -1;
  const starts = paragraphs.flatMap((_, index) =>
    (first ? startsPage(paragraphs, index, abstract, footer) : startsRecord(paragraphs, index, footer))
      ? [index]
      : [],
  );
  return starts.map((start, index) => {
    const own = paragraphs.slice(start, starts[index + 1] ?? paragraphs.length);
    const last = index === starts.length - 1;
    // A title may be wrapped; the other paragraphs are the abstract.
    const [title = [], ...abstract] = own;
    return {
      title: joined(title),
      abstract: abstract.flat(),
      footer: last ? footer : undefined,
      lines: [...own.flat(), ...(last ? footerLines : [])],
    };
  });
}

/**
 * Whether a paragraph is a title, after the first block. A footer is always followed by one. Without a footer, its form
 * distinguishes a title from a paragraph of the abstract.
 */
function startsRecord(paragraphs: readonly Paragraph[], index: number, footer: Footer | undefined): boolean {
  return (index === 0 && footer !== undefined) || looksLikeTitle(paragraphs, index);
}

/**
 * The same in the first block, which begins with the page header: the first title is followed by the first long paragraph
 * (`abstract`, -1 for none), or by the footer.
 */
function startsPage(
  paragraphs: readonly Paragraph[],
  index: number,
  abstract: number,
  footer: Footer | undefined,
): boolean {
  if (abstract > 0) return index === abstract - 1 || (index > abstract && looksLikeTitle(paragraphs, index));
  return footer !== undefined && index === paragraphs.length - 1;
}

function looksLikeTitle(paragraphs: readonly Paragraph[], index: number): boolean {
  const text = textOf(paragraphs[index]);
  const next = textOf(paragraphs[index + 1]);
  return (
    text.length <= maxTitleLength &&
    next.length >= minAbstractLength &&
    next.length > text.length &&
    !/[.:;,]$/.test(text) &&
    !/https?:\/\//.test(text) &&
    !/^[•*\-–(]/.test(text) &&
    /^[^a-z]/.test(text)
  );
}

function textOf(paragraph: Paragraph | undefined): string {
  return paragraph ? (joined(paragraph).text ?? "") : "";
}

/** A paragraph as one line; `text` is undefined if that of any line is. */
function joined(paragraph: Paragraph): Line {
  const unreadable = paragraph.some(({ text }) => text === undefined);
  return {
    number: paragraph[0]?.number ?? 1,
    text: unreadable ? undefined : paragraph.map(({ text }) => text).join(" "),
  };
}
