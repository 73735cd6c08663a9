import { type ParsedDraft, readPaperInput } from "../../../domain/interchange/parse-paper.js";
import { foldSpace } from "../../../text/spaces.js";
import { type Reader, type ReadOptions, recordOf, type SourceRecord } from "../../records.js";
import { parseDailyRow } from "../daily.js";
import { observedOnce } from "../observation.js";
import { htmlItems } from "./html-items.js";
import { hydratedRows } from "./hydrated-rows.js";
import { cutLinkedRecords, type LinkedRecord } from "./linked-records.js";
import { hasLinks, markdownItems } from "./markdown-items.js";
import { type Capture, captureOf } from "./page-capture.js";
import { type Line, readLines } from "./page-lines.js";
import { cutRecords, type Footer, isPage, type PageRecord, printedYear } from "./page-records.js";

/** Pages copied from a browser have some 100 kB. */
const maxPageBytes = 64 * 1024 * 1024;

const noPage =
  "expected a Daily Papers page (text, Markdown, HTML) whose records end in `• 10 authors` or an organization, then `·`, then a date; or JSON or XML";

/** A Daily Papers page saved or copied from a browser, as plain text, Markdown or HTML. */
export const readPage: Reader = async function* (bytes, options) {
  const lines = await readLines(bytes, maxPageBytes);
  if (lines === undefined) {
    yield rejected(1, 1, "the page is larger than 64 MB; pages usually have some 100 kB");
    return;
  }
  const text = textOf(lines);
  if (/^\s*</.test(text)) yield* readHtml(text, options);
  else if (hasLinks(text))
    yield* recordsOf(cutLinkedRecords(markdownItems(text)), linkedPaper, text, options);
  else yield* recordsOf(cutRecords(lines), plainPaper, text, options);
};

function* readHtml(html: string, options: ReadOptions): Generator<SourceRecord> {
  const rows = hydratedRows(html);
  if (rows.length === 0) {
    yield* recordsOf(cutLinkedRecords(htmlItems(html)), linkedPaper, html, options);
    return;
  }
  const { observedAt } = captureOf(html, options);
  for (const [index, row] of rows.entries())
    yield recordOf({ record: index + 1, line: 1 }, dated(parseDailyRow(row), observedAt));
}

interface Context {
  /** Year of dates without one. */
  year: number;
  capture: Capture;
  trailingCount: ReadOptions["trailingCount"];
}

type Parse<Record> = (record: Record, context: Context) => { line: number; parsed: ParsedDraft };

function* recordsOf<Record extends { footer: Footer | undefined; arxivId?: string }>(
  records: readonly Record[],
  parse: Parse<Record>,
  text: string,
  options: ReadOptions,
): Generator<SourceRecord> {
  if (!isPage(records)) {
    yield rejected(1, 1, noPage);
    return;
  }
  const capture = captureOf(text, options);
  const context = {
    year: yearOf(records, capture, options),
    capture,
    trailingCount: options.trailingCount,
  };
  for (const [index, record] of records.entries()) {
    const { line, parsed } = parse(record, context);
    yield recordOf({ record: index + 1, line }, dated(parsed, capture.observedAt));
  }
}

function plainPaper(
  { title, abstract, footer, lines }: PageRecord,
  context: Context,
): { line: number; parsed: ParsedDraft } {
  const broken = lines.find(({ text }) => text === undefined);
  if (broken) return { line: title.number, parsed: { problem: `line ${broken.number} is not valid UTF-8` } };
  const counts = footer && (context.trailingCount === "upvotes" ? "upvotes" : "commentsCount");
  const parsed = readPaperInput({
    title: title.text,
    abstract: foldSpace(abstract.map(({ text }) => text).join(" ")) || undefined,
    ...footerFields(footer, context),
    // A missing number means no comments, but unknown upvotes.
    ...(counts && { [counts]: footer.count ?? (counts === "commentsCount" ? 0 : undefined) }),
  });
  return { line: title.number, parsed };
}

function linkedPaper(
  { arxivId, title, abstract, footer, upvotes, commentsCount, line }: LinkedRecord,
  context: Context,
): { line: number; parsed: ParsedDraft } {
  const parsed = readPaperInput({
    arxivId,
    title,
    abstract: foldSpace(abstract.join(" ")) || undefined,
    ...footerFields(footer, context),
    upvotes,
    // A missing number in the footer means no comments.
    commentsCount: commentsCount ?? (footer?.month === undefined ? undefined : 0),
  });
  return { line, parsed };
}

function footerFields(footer: Footer | undefined, { year }: Context): object {
  if (footer === undefined) return {};
  const { month, day, authorsCount, organization } = footer;
  const isDated = month !== undefined && day !== undefined;
  return {
    publishedOn: isDated ? dayOf(month, day, footer.year ?? year) : undefined,
    authorsCount,
    organization,
  };
}

/** Dates without a year are of the year in which the page was saved. */
function yearOf(
  records: readonly { footer: Footer | undefined }[],
  { day }: Capture,
  { today }: ReadOptions,
): number {
  if (day !== undefined) return Number(day.slice(0, 4));
  const newest = records.reduce(
    (year, record) => Math.max(year, printedYear(record)),
    Number.NEGATIVE_INFINITY,
  );
  // Dates of the year of saving have no year, so the newest printed year is the previous one.
  return Number.isFinite(newest) ? newest + 1 : Number(today.slice(0, 4));
}

function dayOf(month: number, day: number, year: number): string {
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join(
    "-",
  );
}

/** Lines that are not valid UTF-8 become empty. */
function textOf(lines: readonly Line[]): string {
  return lines.map(({ text }) => text ?? "").join("\n");
}

function dated(parsed: ParsedDraft, at: Date | undefined): ParsedDraft {
  return "problem" in parsed ? parsed : { ...parsed, draft: observedOnce(parsed.draft, at) };
}

function rejected(record: number, line: number, problem: string): SourceRecord {
  return recordOf({ record, line }, { problem });
}
