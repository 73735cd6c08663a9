import type { PaperDraft } from "../../../src/domain/interchange/paper-draft.js";
import { coinedNameOf } from "../../../src/domain/related/texts/coined-name.js";
import { isLate, keywordsOf, labels } from "./questions.js";

/** A paper to which others are related, by position. */
export interface RelatedQuestion {
  readonly paper: number;
  readonly right: ReadonlySet<number>;
  /** A text in place of the stored paper. */
  readonly text?: string;
}

/**
 * Papers that share a keyword that few carry.
 *
 * @param cut whether the query is the text of the paper without these phrases
 */
export function sharedKeywords(papers: readonly PaperDraft[], cut: boolean): RelatedQuestion[] {
  const carrying = positionsOf(papers, keywordsOf);
  return lateOnes(papers).flatMap(([paper, draft]) => {
    const keywords = [...new Set(keywordsOf(draft))].filter((keyword) => labels(carrying.get(keyword) ?? []));
    const right = new Set(keywords.flatMap((keyword) => carrying.get(keyword) ?? []));
    right.delete(paper);
    if (right.size === 0) return [];
    if (!cut) return [{ paper, right }];
    const title = without(draft.title, keywords);
    return [{ paper, right, text: `${title}\n${title}\n${without(draft.abstract ?? "", keywords)}` }];
  });
}

/** Papers that share two authors. */
export function sharedAuthors(papers: readonly PaperDraft[]): RelatedQuestion[] {
  const namesOf = ({ authors }: PaperDraft) => [
    ...new Set((authors ?? []).map(({ name }) => name.toLowerCase())),
  ];
  const written = positionsOf(papers, namesOf);
  return lateOnes(papers).flatMap(([paper, draft]) => {
    const counts = new Map<number, number>();
    for (const name of namesOf(draft))
      for (const other of written.get(name) ?? []) counts.set(other, (counts.get(other) ?? 0) + 1);
    counts.delete(paper);
    const right = new Set([...counts].flatMap(([other, shared]) => (shared >= 2 ? [other] : [])));
    return right.size === 0 ? [] : [{ paper, right }];
  });
}

/** A name that more papers mention is that of a benchmark or a model that everyone uses. */
const maxMentions = 5;

/**
 * The earlier papers whose coined names a paper mentions, and the papers without these names. Papers of all months are asked
 * about: so few of the late ones mention such a name that the standard error of their mean is a fifth of it.
 */
export function mentionedNames(papers: readonly PaperDraft[]): {
  questions: RelatedQuestion[];
  masked: PaperDraft[];
} {
  const texts = papers.map(({ title, abstract }) => `${title}\n${abstract ?? ""}`);
  const coined = papers.map(({ title }) => coinedNameOf(title)?.name);
  const coining = new Map<string, number[]>();
  for (const [paper, name] of coined.entries())
    if (name !== undefined && /[\p{Lu}\d]/u.test(name.slice(1)))
      coining.set(name, [...(coining.get(name) ?? []), paper]);
  const names = papers.map((): string[] => []);
  const right = papers.map(() => new Set<number>());
  for (const [name, by] of coining) {
    const mentions = texts.flatMap((text, paper) =>
      text.includes(name) && without(text, [name], "u") !== text ? [paper] : [],
    );
    for (const paper of mentions) names[paper]?.push(name);
    if (mentions.length > maxMentions) continue;
    for (const paper of mentions)
      for (const other of by) if (dayOf(papers[other]) < dayOf(papers[paper])) right[paper]?.add(other);
  }
  return {
    questions: right.flatMap((answers, paper) => (answers.size === 0 ? [] : [{ paper, right: answers }])),
    masked: papers.map((draft, paper) => ({
      ...draft,
      title: without(draft.title, names[paper] ?? [], "u"),
      ...(draft.abstract && { abstract: without(draft.abstract, names[paper] ?? [], "u") }),
    })),
  };
}

function lateOnes(papers: readonly PaperDraft[]): [number, PaperDraft][] {
  return [...papers.entries()].filter(([, draft]) => isLate(draft));
}

function dayOf(draft: PaperDraft | undefined): string {
  return draft?.publishedAt?.toISOString() ?? draft?.publishedOn ?? "";
}

function positionsOf(
  papers: readonly PaperDraft[],
  labelsOf: (paper: PaperDraft) => readonly string[],
): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  for (const [index, paper] of papers.entries())
    for (const label of new Set(labelsOf(paper))) {
      const known = positions.get(label);
      if (known === undefined) positions.set(label, [index]);
      else known.push(index);
    }
  return positions;
}

/** A text without whole phrases. */
function without(text: string, phrases: readonly string[], flags = "iu"): string {
  return phrases.reduce(
    (left, phrase) =>
      left.replace(
        new RegExp(
          `(?<![\\p{L}\\p{N}])${phrase.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}(?![\\p{L}\\p{N}])`,
          `g${flags}`,
        ),
        " ",
      ),
    text,
  );
}
