import { foldSpace } from "../../domain/keys.js";
import { readPaperInput } from "../../domain/paper-input.js";
import type { Reader, ReadOptions, SourceRecord } from "../records.js";
import { readLines } from "./page-lines.js";
import { cutRecords, isPage, type PageRecord, printedYear } from "./page-records.js";

/** A page copied from a browser is some 100 kB; what is larger is none. */
const largestPage = 64 * 1024 * 1024;

const noPage =
  "read as a Daily Papers page saved as text: expected records that end in `• 10 authors` or an organization, then `·`, then a date, and found too few; this is neither such a page nor JSON nor XML that papergraph reads";

/** A Daily Papers page as text, saved or copied from a browser. */
export const readPage: Reader = async function* (bytes, options) {
  const lines = await readLines(bytes, largestPage);
  if (lines === undefined) {
    yield rejected(1, 1, "the page is larger than 64 MB; a page as text is some 100 kB");
    return;
  }
  const records = cutRecords(lines);
  if (!isPage(records)) {
    yield rejected(1, 1, noPage);
    return;
  }
  const year = yearOf(records, options);
  for (const [index, record] of records.entries()) yield toRecord(record, index + 1, year, options);
};

function toRecord(record: PageRecord, number: number, year: number, options: ReadOptions): SourceRecord {
  const line = record.title.number;
  const broken = record.lines.find(({ text }) => text === undefined);
  if (broken) return rejected(number, line, `line ${broken.number} is not valid UTF-8`);
  const { footer } = record;
  const date = footer && publishedOn(footer.month, footer.day, footer.year ?? year);
  const counts = footer && (options.trailingCount === "upvotes" ? "upvotes" : "commentsCount");
  const parsed = readPaperInput({
    title: record.title.text,
    abstract: foldSpace(record.abstract.map(({ text }) => text).join(" ")) || undefined,
    publishedOn: date,
    authorsCount: footer?.authorsCount,
    organization: footer?.organization,
    // No number after a date means no comments; of upvotes it means that the page does not say.
    ...(counts && { [counts]: footer.count ?? (counts === "commentsCount" ? 0 : undefined) }),
  });
  return "problem" in parsed
    ? rejected(number, line, parsed.problem)
    : { kind: "paper", position: { record: number, line }, ...parsed };
}

/** The year of the dates that are printed without one: that in which the page was saved. */
function yearOf(records: readonly PageRecord[], { asOf, today }: ReadOptions): number {
  if (asOf !== undefined) return Number(asOf.slice(0, 4));
  const newest = records.reduce(
    (year, record) => Math.max(year, printedYear(record)),
    Number.NEGATIVE_INFINITY,
  );
  // Dates of the year of saving have none, so the newest year printed is an earlier one.
  return Number.isFinite(newest) ? newest + 1 : Number(today.slice(0, 4));
}

function publishedOn(month: number, day: number, year: number): string {
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join(
    "-",
  );
}

function rejected(record: number, line: number, reason: string): SourceRecord {
  return { kind: "rejected", position: { record, line }, reason };
}
