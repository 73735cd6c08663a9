import { impactOf, repetitionOf, weightOf } from "../../search/bm25.js";
import type { TermStatistics } from "../../search/statistics.js";
import { hashTerm } from "../../search/term-hash.js";
import type { ComparedText } from "./compared-text.js";

/** A term of the text that papers are compared with. */
export interface ProfileTerm {
  readonly term: string;
  /** Factor of its impact in another paper: its rarity, and how often the text has it. */
  readonly weight: number;
  /** What it contributes to the score of the text itself. */
  readonly own: number;
}

/** A text as papers are compared with it: BM25 of its terms, as a share of the score of the text itself. */
export interface Profile {
  /** Highest contribution first. */
  readonly terms: readonly ProfileTerm[];
  /** The same by hash. */
  readonly byHash: ReadonlyMap<number, ProfileTerm>;
  readonly self: number;
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
  return {
    terms,
    byHash: new Map(terms.map((each) => [hashTerm(each.term), each])),
    self: terms.reduce((sum, { own }) => sum + own, 0),
  };
}

/** Similarity from 0 to about 1 of a paper, by its stored terms (`int[]` in binary form) and their impacts. */
export function similarityOf({ byHash, self }: Profile, terms: Buffer, impacts: Buffer): number {
  let sum = 0;
  eachTerm(terms, (hash, index) => {
    const known = byHash.get(hash);
    if (known !== undefined) sum += known.weight * (impacts[index] ?? 0);
  });
  return self === 0 ? 0 : sum / self;
}

/** The terms that contribute to the similarity of a paper, strongest first. */
export function sharedByStrength({ byHash }: Profile, terms: Buffer, impacts: Buffer): string[] {
  const shared: { term: string; value: number }[] = [];
  eachTerm(terms, (hash, index) => {
    const known = byHash.get(hash);
    if (known !== undefined) shared.push({ term: known.term, value: known.weight * (impacts[index] ?? 0) });
  });
  shared.sort((one, other) => other.value - one.value || (one.term < other.term ? -1 : 1));
  return shared.map(({ term }) => term);
}

/** Whether a paper has a term with any of the hashes. */
export function containsAny(terms: Buffer, hashes: ReadonlySet<number>): boolean {
  let found = false;
  eachTerm(terms, (hash) => (found ||= hashes.has(hash)));
  return found;
}

/** Bytes of `array_send` before the elements, and of each element: its length, then its value. */
const [headerSize, elementSize] = [20, 8];

function eachTerm(terms: Buffer, use: (hash: number, index: number) => void): void {
  const count = Math.floor((terms.length - headerSize) / elementSize);
  for (let index = 0; index < count; index += 1)
    use(terms.readInt32BE(headerSize + elementSize * index + 4), index);
}
