import { createRandom } from "../../../seed/random.js";
import type { PaperDraft } from "../../../src/domain/interchange/paper-draft.js";

/** A text to search with, and the positions of the papers that answer it. */
export interface Question {
  readonly text: string;
  readonly right: ReadonlySet<number>;
  /** Papers that are taken out of what is found. */
  readonly ignored?: ReadonlySet<number>;
}

/** Queries come from papers of this day and later. */
const firstDay = "2025-07-01";
/** A keyword that fewer or more papers carry tells nothing of ranking. */
const carriers = { fewest: 2, most: 20 };
const keywordsOfPaper = 3;

/** Whether a label is neither that of one paper nor of many. */
export function labels(carrying: readonly unknown[]): boolean {
  return carrying.length >= carriers.fewest && carrying.length <= carriers.most;
}

/** The part of a title after the colon, for the paper. */
export function titleQuestions(papers: readonly PaperDraft[]): Question[] {
  return papers.flatMap((paper, index) => {
    const [, text] = /^[^:]+:\s*(.+)$/.exec(paper.title) ?? [];
    return text !== undefined && isLate(paper) ? [{ text, right: new Set([index]) }] : [];
  });
}

/** Three of a paper's keywords, for the paper. */
export function keywordsQuestions(papers: readonly PaperDraft[], seed: number): Question[] {
  const random = createRandom();
  return papers.flatMap((paper, index) => {
    const left = [...(paper.keywords ?? [])];
    if (left.length < keywordsOfPaper || !isLate(paper)) return [];
    random.restart(seed, index);
    const chosen = Array.from(
      { length: keywordsOfPaper },
      () => left.splice(random.below(left.length), 1)[0],
    );
    return [{ text: chosen.join(" "), right: new Set([index]) }];
  });
}

/**
 * A keyword, for the papers that carry it.
 *
 * @param unprinted only of papers that do not print it in title or abstract, as if those that do were not there
 */
export function keywordQuestions(papers: readonly PaperDraft[], unprinted: boolean): Question[] {
  const all = new Map<string, number[]>();
  for (const [index, paper] of papers.entries())
    for (const keyword of new Set(keywordsOf(paper))) all.set(keyword, [...(all.get(keyword) ?? []), index]);
  const texts = papers.map(({ title, abstract }) => `${title}\n${abstract ?? ""}`.toLowerCase());
  const late = new Set(papers.filter(isLate).flatMap(keywordsOf));
  return [...all].flatMap(([text, carrying]) => {
    if (!late.has(text) || !labels(carrying)) return [];
    if (!unprinted) return [{ text, right: new Set(carrying) }];
    const ignored = new Set(texts.flatMap((printed, index) => (printed.includes(text) ? [index] : [])));
    const right = carrying.filter((index) => !ignored.has(index));
    return right.length === 0 ? [] : [{ text, right: new Set(right), ignored }];
  });
}

export function keywordsOf({ keywords }: PaperDraft): string[] {
  return (keywords ?? []).map((each) => each.toLowerCase());
}

export function isLate({ publishedOn, publishedAt }: PaperDraft): boolean {
  return (publishedAt?.toISOString() ?? publishedOn ?? "") >= firstDay;
}
