import type { PaperDraft } from "../src/domain/interchange/paper-draft.js";
import { titleKey } from "../src/domain/values/folded-keys.js";

/** Number of papers from Daily Papers, in addition to those of pages. */
const dailyPapers = 392;
const pagePapers = 8;

/** Papers with rare properties. */
const remarkable = new Set([
  "2404.03648", // featured on two days
  "2507.06261", // 3,303 authors
]);

/**
 * Chooses some 400 papers so that every kind of query has results: all months, organizations with several papers, a whole week
 * (7 to 13 July 2025), people who wrote several papers together, long and short author lists. Sorted by publication.
 */
export function chooseSample(daily: readonly PaperDraft[], page: readonly PaperDraft[]): PaperDraft[] {
  const papers = mergeFeatureDays(daily).sort(byUpvotes);
  const chosen = new Set<PaperDraft>();
  const take = (most: number, wanted: (paper: PaperDraft) => boolean) => {
    for (const paper of papers.filter(wanted).slice(0, most)) chosen.add(paper);
  };

  take(10, (paper) => remarkable.has(paper.arxivId ?? "") || paper.withdrawnAt !== undefined);
  const organizations = mostFrequent(
    papers.flatMap((paper) => paper.organization?.slug ?? []),
    20,
  );
  take(200, (paper) => organizations.includes(paper.organization?.slug ?? ""));
  for (const day of ["07", "08", "09", "10", "11", "12", "13"].map((date) => `2025-07-${date}`)) {
    take(12, (paper) => dayOf(paper) === day);
    take(8, (paper) => paper.featuredOn?.includes(day) === true);
  }
  for (const month of new Set(papers.map(monthOf))) take(4, (paper) => monthOf(paper) === month);
  take(15, () => true);
  const recent = papers.filter((paper) => dayOf(paper) >= "2025-07-01");
  for (const account of mostFrequent(recent.flatMap(accountsOf), 10))
    take(5, (paper) => recent.includes(paper) && accountsOf(paper).includes(account));
  take(6, (paper) => paper.authors?.length === 1);
  take(4, (paper) => (paper.authors?.length ?? 0) > 40 && (paper.authors?.length ?? 0) <= 60);
  take(3, (paper) => paper.authors?.some((author) => author.hidden) === true);
  for (const paper of recent) if (chosen.size < dailyPapers) chosen.add(paper);

  return [...[...chosen].sort(byPublication), ...chooseFromPage(papers, page)];
}

/** Records that are only on a page: with an organization, with a number of authors, and with neither. */
function chooseFromPage(known: readonly PaperDraft[], page: readonly PaperDraft[]): PaperDraft[] {
  const titles = new Set(known.map((paper) => titleKey(paper.title)));
  const fresh = page.filter((paper) => !titles.has(titleKey(paper.title)));
  const bare = fresh.filter((paper) => paper.publishedOn === undefined).slice(0, 1);
  const withOrganization = fresh.filter((paper) => paper.organization !== undefined).slice(0, 4);
  const withCount = fresh.filter((paper) => paper.authorsCount !== undefined);
  return [...bare, ...withOrganization, ...withCount].slice(0, pagePapers).sort(byPublication);
}

/** Merges the rows of a paper, one per feature day. The row with the most upvotes is the newest. */
function mergeFeatureDays(rows: readonly PaperDraft[]): PaperDraft[] {
  const papers = new Map<string, PaperDraft>();
  for (const row of rows) {
    const key = row.arxivId ?? row.title;
    const other = papers.get(key);
    if (other === undefined) {
      papers.set(key, row);
      continue;
    }
    const featuredOn = [...new Set([...(other.featuredOn ?? []), ...(row.featuredOn ?? [])])].sort();
    papers.set(key, { ...((row.upvotes ?? 0) > (other.upvotes ?? 0) ? row : other), featuredOn });
  }
  return [...papers.values()];
}

function mostFrequent(values: readonly string[], count: number): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([one, ones], [other, others]) => others - ones || compare(one, other))
    .slice(0, count)
    .map(([value]) => value);
}

function accountsOf(paper: PaperDraft): string[] {
  return (paper.authors ?? []).flatMap((author) => (author.hidden ? [] : (author.accountId ?? [])));
}

function dayOf(paper: PaperDraft): string {
  return paper.publishedAt?.toISOString().slice(0, 10) ?? paper.publishedOn ?? "";
}

function monthOf(paper: PaperDraft): string {
  return paper.featuredOn?.[0]?.slice(0, 7) ?? "";
}

function byUpvotes(one: PaperDraft, other: PaperDraft): number {
  return (other.upvotes ?? 0) - (one.upvotes ?? 0) || compare(keyOf(one), keyOf(other));
}

function byPublication(one: PaperDraft, other: PaperDraft): number {
  return (
    compare(one.publishedAt?.toISOString() ?? "", other.publishedAt?.toISOString() ?? "") ||
    compare(dayOf(one), dayOf(other)) ||
    compare(keyOf(one), keyOf(other))
  );
}

function keyOf(paper: PaperDraft): string {
  return paper.arxivId ?? paper.title;
}

/** By code units, independent of the locale. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
