import { analyze } from "../text/analysis/analyze.js";
import { wholeTerm } from "../text/analysis/whole-text.js";
import { impactOf, steps } from "./bm25.js";
import { forgetTermsIfFull, KnownTerm, knownTerm } from "./known-terms.js";
import { levelsOf } from "./levels.js";
import { encodeTsvector, placeOf, positionOf, weights } from "./tsvector.js";

/** The searchable texts of a paper. */
export interface DocumentTexts {
  readonly title: string;
  /** Of the organization and the authors. */
  readonly names: readonly string[];
  readonly keywords: readonly string[];
  readonly abstract: string;
  readonly arxivId?: string | undefined;
}

/** The stored search data of a paper. */
export interface SearchDocument {
  /** The terms with their positions, and the strong ones once more: a tsvector in binary form. */
  readonly search: Uint8Array;
  /** Hashes of the terms, those of the highest impact first. */
  readonly terms: Int32Array;
  /** The impacts of these terms; see `bm25.ts`. */
  readonly impacts: Uint8Array;
}

/** Positions between two texts, so that no phrase spans them. */
const gap = 8;
/** A word in the title counts as much as two in the abstract. */
const timesOfTitle = 2;
/** Maximum number of terms in a signature. Only documents with very long author lists have more. */
const maxTerms = 1_000;

/** A term that no text contains, for the paper with an id. */
export function arxivTerm(arxivId: string): string {
  return `^arxiv:${arxivId}`;
}

export function makeDocument({ title, names, keywords, abstract, arxivId }: DocumentTexts): SearchDocument {
  begin(timesOfTitle, weights.title);
  advance(analyze(title, add));
  [times, weight] = [1, weights.names];
  for (const name of names) advance(analyze(name, add));
  for (const keyword of keywords) advance(analyze(keyword, add));
  weight = weights.abstract;
  analyze(abstract, add);
  return encode(wholeTerms(title, names), arxivId === undefined ? [] : [new KnownTerm(arxivTerm(arxivId))]);
}

/** Maximum number of whole texts of a paper: of longer author lists the beginning. */
const maxWholeTexts = 500;

function wholeTerms(title: string, names: readonly string[]): KnownTerm[] {
  const terms = new Set<string>();
  for (const text of [title, ...names.slice(0, maxWholeTexts - 1)]) {
    const term = wholeTerm(text);
    if (term !== undefined) terms.add(term);
  }
  return Array.from(terms, (term) => new KnownTerm(term));
}

// State of the document in progress. Documents are built one at a time, to avoid an allocation per word.
let document = 0;
let found: KnownTerm[] = [];
let length = 0;
let offset = 0;
let times = 1;
let weight = 0;

function begin(timesOfText: number, weightOfText: number): void {
  forgetTermsIfFull();
  document += 1;
  found = [];
  length = 0;
  offset = 0;
  times = timesOfText;
  weight = weightOfText;
}

function advance(positions: number): void {
  if (positions > 0) offset += positions + gap;
}

function add(text: string, position: number): void {
  const term = knownTerm(text);
  if (term.document !== document) {
    term.document = document;
    term.frequency = 0;
    term.placesCount = 0;
    found.push(term);
  }
  length += times;
  term.frequency += times;
  const place = placeOf(offset + position, weight);
  const { placesCount, places } = term;
  // Postgres rejects duplicate positions: two forms of a word, or positions past the tsvector limit.
  if (placesCount > 0 && positionOf(places[placesCount - 1] as number) >= positionOf(place)) return;
  places[placesCount] = place;
  term.placesCount += 1;
}

/** Higher frequencies are treated alike; few terms have them. */
const maxFrequency = 32;

/**
 * @param wholes terms of whole texts, of the highest impact
 * @param more terms without an impact
 */
function encode(wholes: readonly KnownTerm[], more: readonly KnownTerm[]): SearchDocument {
  const byFrequency: KnownTerm[][] = Array.from({ length: maxFrequency + 1 }, () => []);
  for (const term of found) byFrequency[Math.min(term.frequency, maxFrequency)]?.push(term);
  const count = Math.min(wholes.length + found.length, maxTerms);
  const terms = new Int32Array(count);
  const impacts = new Uint8Array(count);
  const lexemes = found;
  let index = 0;
  for (const { hash } of wholes) {
    terms[index] = hash;
    impacts[index] = steps;
    index += 1;
  }
  for (let frequency = maxFrequency; frequency > 0; frequency -= 1)
    for (const term of byFrequency[frequency] ?? []) {
      if (index === count) break;
      const impact = impactOf(term.frequency, length);
      terms[index] = term.hash;
      impacts[index] = impact;
      index += 1;
      for (let level = levelsOf(impact); level > 0; level -= 1) lexemes.push(term.strong(level));
    }
  lexemes.push(...wholes, ...more);
  return { search: encodeTsvector(lexemes), terms, impacts };
}
