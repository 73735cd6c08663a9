import { type PageItem, paperIdOf, slugOf, votedIdOf } from "./page-items.js";
import { type Footer, minAbstractLength, readCount, readDate } from "./page-records.js";

/** A paper on a page that was saved with its links. */
export interface LinkedRecord {
  arxivId?: string;
  title: string;
  abstract: string[];
  footer: Footer | undefined;
  upvotes?: number;
  commentsCount?: number;
  line: number;
}

const authorsText = /^(?:[-*•·+\d]\s+)*•?\s*([\d,]+) authors?$/i;
/** `6`, `1.2k`, also after the upvote button: `[-] 6`, `Upvote 6`. */
const numberText = /^(?:\[[-x ]?\] |- \[[x ]\] |upvote )*(\d[\d,]*(?:\.\d+)?[km]?)$/i;
const maxTitleLength = 500;

/**
 * Finds the papers in the items of a page. A paper begins with the first text that links to it or, if the page has no paper
 * URLs, with a heading that is a link. Items before the first paper are ignored.
 */
export function cutLinkedRecords(items: readonly PageItem[]): LinkedRecord[] {
  const hasIds = items.some(({ href }) => paperIdOf(href) !== undefined);
  const votes = votesById(items);
  const records: LinkedRecord[] = [];
  /** The last number: upvotes, if a title follows. */
  let number: number | undefined;
  let record: LinkedRecord | undefined;
  for (const item of items) {
    const id = paperIdOf(item.href);
    if (startsRecord(item, id, record, hasIds)) {
      const upvotes = id === undefined ? number : (votes.get(id) ?? number);
      record = {
        ...(id === undefined ? {} : { arxivId: id }),
        title: item.text,
        abstract: [],
        footer: undefined,
        ...(upvotes === undefined ? {} : { upvotes }),
        line: item.line,
      };
      records.push(record);
      number = undefined;
      continue;
    }
    const count = numberIn(item.text);
    if (record && (count === undefined || isComments(item, record))) addTo(record, item, id, hasIds, count);
    else if (count !== undefined && votedIdOf(item.href) === undefined) number = count;
  }
  return records;
}

function startsRecord(
  { text, href, isHeading }: PageItem,
  id: string | undefined,
  record: LinkedRecord | undefined,
  hasIds: boolean,
): boolean {
  if (text === "" || text.length > maxTitleLength || authorsText.test(text) || numberIn(text) !== undefined)
    return false;
  if (!hasIds) return isHeading && href !== undefined;
  return id !== undefined && id !== record?.arxivId && !href?.includes("#community");
}

function isComments({ href, isSameLine }: PageItem, { footer }: LinkedRecord): boolean {
  return (
    href?.endsWith("#community") === true || (isSameLine && footer?.month !== undefined && href !== undefined)
  );
}

function addTo(
  record: LinkedRecord,
  { text, href }: PageItem,
  id: string | undefined,
  hasIds: boolean,
  count: number | undefined,
): void {
  if (count !== undefined) {
    record.commentsCount ??= count;
    return;
  }
  const authorsCount = authorsText.exec(text)?.[1];
  if (authorsCount !== undefined) {
    record.footer = { ...record.footer, authorsCount: Number(authorsCount.replaceAll(",", "")) };
    return;
  }
  const date = readDate(text.replace(/^· ?/, "").replace(/^Published on /, ""));
  if (date !== undefined) {
    if (record.footer?.month === undefined) {
      const { count: comments, ...day } = date;
      record.footer = { ...record.footer, ...day };
      if (comments !== undefined) record.commentsCount ??= comments;
    }
    return;
  }
  if (record.footer !== undefined) return;
  const slug = slugOf(href);
  if (slug !== undefined) {
    if (record.abstract.length > 0 && text !== "") record.footer = { organization: { slug, name: text } };
  } else if (text !== "" && (hasIds ? id === record.arxivId && id !== undefined : href !== undefined))
    record.abstract.push(text);
  // The abstract may be outside its link; long text before the footer is part of it.
  else if (href === undefined && text.length >= minAbstractLength) record.abstract.push(text);
}

function votesById(items: readonly PageItem[]): Map<string, number> {
  const votes = new Map<string, number>();
  for (const { text, href } of items) {
    const [id, count] = [votedIdOf(href), numberIn(text)];
    if (id !== undefined && count !== undefined) votes.set(id, count);
  }
  return votes;
}

function numberIn(text: string): number | undefined {
  const [, digits] = numberText.exec(text) ?? [];
  return digits === undefined ? undefined : readCount(digits);
}
