import { impactOf, repetitionOf, weightOf } from "../../search/bm25.js";
import type { TermStatistics } from "../../search/statistics.js";
import { termFinder } from "./term-finder.js";
import type { ComparedText } from "./texts/compared-text.js";

/** A term of the text that papers are compared with. */
export interface ProfileTerm {
  readonly term: string;
  /** Factor of its impact in another paper: its rarity, and how often the text has it. */
  readonly weight: number;
  /** What it contributes to the score of the text itself. */
  readonly own: number;
}

/** What a paper shares with a profile: positions of terms of the profile, and their impacts in the paper. */
export interface Shared {
  readonly positions: readonly number[];
  readonly impacts: readonly number[];
}

/** A text as papers are compared with it: BM25 of its terms, as a share of the score of the text itself. */
export interface Profile {
  /** Highest contribution first. */
  readonly terms: readonly ProfileTerm[];
  readonly self: number;
  /**
   * What a paper shares.
   *
   * @param termHashes `paper_texts.term_hashes`
   * @param impacts of each
   */
  sharedWith(termHashes: Buffer, impacts: Buffer): Shared;
}

export function profileOf(
  { frequencies, length }: ComparedText,
  { papers, countOf }: TermStatistics,
): Profile {
  const terms = [...frequencies].map(([term, frequency]): ProfileTerm => {
    const weight = weightOf(papers, countOf(term)) * repetitionOf(frequency);
    return { term, weight, own: weight * impactOf(frequency, length) };
  });
  terms.sort((one, other) => other.own - one.own || (one.term < other.term ? -1 : 1));
  const find = termFinder(terms.map(({ term }) => term));
  return {
    terms,
    self: terms.reduce((sum, { own }) => sum + own, 0),
    sharedWith(stored, impacts) {
      const { positions, places } = find(stored);
      return { positions, impacts: places.map((place) => impacts[place] ?? 0) };
    },
  };
}

/** Similarity from 0 to about 1 of a paper by what it shares. */
export function similarityOf({ terms, self }: Profile, { positions, impacts }: Shared): number {
  let sum = 0;
  for (const [index, position] of positions.entries())
    sum += (terms[position]?.weight ?? 0) * (impacts[index] ?? 0);
  return self === 0 ? 0 : sum / self;
}

/** The terms that contribute to the similarity, strongest first. */
export function byStrength({ terms }: Profile, { positions, impacts }: Shared): string[] {
  const shared = positions.map((position, index) => {
    const { term, weight } = terms[position] as ProfileTerm;
    return { term, value: weight * (impacts[index] ?? 0) };
  });
  shared.sort((one, other) => other.value - one.value || (one.term < other.term ? -1 : 1));
  return shared.map(({ term }) => term);
}
