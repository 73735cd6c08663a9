import { Analyzer } from "../text/analysis/analyze.js";
import type { Role } from "../text/analysis/analyzed-chunk.js";
import { wholeTerm } from "../text/analysis/whole-text.js";
import { arxivTerm } from "../text/arxiv-ids.js";
import { impactOf, steps, titleWeight } from "./bm25.js";
import { levelsOf, maxLevel } from "./levels.js";
import { Occurrences } from "./occurrences.js";
import { placeOf, weights } from "./places.js";
import { hashTerm } from "./term-hash.js";
import { TermTable } from "./term-table.js";
import { encodeTsvector } from "./tsvector.js";

/** The searchable texts of a paper. */
export interface DocumentTexts {
  readonly title: string;
  /** Names of the organization and the authors. */
  readonly names: readonly string[];
  readonly keywords: readonly string[];
  readonly abstract: string;
  readonly arxivId?: string | undefined;
}

/** The stored search data of a paper. */
export interface SearchDocument {
  /** The terms with positions, plus their strong forms, as a binary tsvector. */
  readonly search: Uint8Array;
  /** Highest impact first. */
  readonly termHashes: Int32Array;
  /** The impacts of these terms; see `bm25.ts`. */
  readonly impacts: Uint8Array;
}

/** Gap in positions between two texts, so that no phrase spans them. */
const gap = 8;
/** Maximum number of scored terms. Only documents with very long author lists have more. */
const maxTerms = 1_000;

const table = new TermTable();
const analyzer = new Analyzer((term, isFunctionWord) => (isFunctionWord ? -1 : 1) * table.numberOf(term));

// State of the current document. Documents are built one at a time.
const occurrences = new Occurrences();
let length = 0;
let offset = 0;
let lastPlace = 0;
let times = 1;
let weight: number = weights.title;

/**
 * Builds the search document of a paper. Function words of the abstract are not indexed. Its length is that of its text:
 * many authors or keywords do not make the words of title and abstract less important.
 */
export function makeDocument({ title, names, keywords, abstract, arxivId }: DocumentTexts): SearchDocument {
  // Only between documents: within one, term numbers must be stable.
  if (table.isFull) {
    table.clear();
    analyzer.forget();
  }
  occurrences.clear();
  [length, offset, lastPlace] = [0, 0, 0];
  [times, weight] = [titleWeight, weights.title];
  advance(analyzer.analyze(title, add));
  [times, weight] = [1, weights.names];
  for (const name of names) advance(analyzer.analyze(name, add));
  for (const keyword of keywords) advance(analyzer.analyze(keyword, add));
  weight = weights.abstract;
  analyzer.analyze(abstract, add);
  return encode(wholeTerms(title, names), arxivId === undefined ? [] : [arxivTerm(arxivId)]);
}

function advance(positions: number): void {
  if (positions > 0) offset += positions + gap;
}

/** @param term term number; negative for a function word */
function add(term: number, position: number, role: Role): void {
  const place = offset + position;
  if (term > 0) {
    if (place !== lastPlace && weight !== weights.names) length += times;
    lastPlace = place;
    occurrences.add(term, placeOf(place, weight), role === "again" ? 0 : times);
  } else if (weight !== weights.abstract) occurrences.add(-term, placeOf(place, weight), times);
}

/** Maximum number of whole-text terms per paper; longer author lists are truncated. */
const maxWholeTexts = 500;

function wholeTerms(title: string, names: readonly string[]): string[] {
  const terms = [title, ...names.slice(0, maxWholeTexts - 1)].map(wholeTerm);
  return [...new Set(terms.filter((term) => term !== undefined))];
}

/** Frequencies are capped here; few terms exceed it. */
const maxFrequency = 32;
/** Linked lists of slots by frequency: the head per frequency and the next slot per slot; -1 ends a list. */
const firstSlots = new Int32Array(maxFrequency + 1);
let nextSlots = new Int32Array(1 << 10);
let lexemes = new Int32Array(1 << 12);

/**
 * @param wholes whole-text terms; they have the highest impact
 * @param more unscored terms
 */
function encode(wholes: readonly string[], more: readonly string[]): SearchDocument {
  const found = occurrences.count;
  reserve(found, wholes.length + more.length);
  sortByFrequency(found);
  const count = Math.min(wholes.length + found, maxTerms);
  const termHashes = new Int32Array(count);
  const impacts = new Uint8Array(count);
  let index = 0;
  for (const whole of wholes) {
    termHashes[index] = hashTerm(whole);
    impacts[index] = steps;
    index += 1;
  }
  lexemes.set(occurrences.terms.subarray(0, found));
  let lexemesCount = found;
  for (let frequency = maxFrequency; frequency > 0; frequency -= 1) {
    const impact = impactOf(frequency, length);
    const levels = levelsOf(impact);
    for (
      let slot = firstSlots[frequency] as number;
      slot >= 0 && index < count;
      slot = nextSlots[slot] as number
    ) {
      const term = occurrences.terms[slot] as number;
      termHashes[index] = table.hashes[term] as number;
      impacts[index] = impact;
      index += 1;
      for (let level = levels; level > 0; level -= 1) lexemes[lexemesCount++] = table.strong(term, level);
    }
  }
  const search = table.withTerms([...wholes, ...more], (first) => {
    for (let added = 0; added < wholes.length + more.length; added += 1)
      lexemes[lexemesCount++] = first + added;
    return encodeTsvector(table, lexemes, lexemesCount, occurrences);
  });
  return { search, termHashes, impacts };
}

function reserve(found: number, others: number): void {
  if (nextSlots.length < found) nextSlots = new Int32Array(2 * found);
  const needed = found * (1 + maxLevel) + others;
  if (lexemes.length < needed) lexemes = new Int32Array(2 * needed);
}

/** Links slots of equal frequency, in slot order. */
function sortByFrequency(found: number): void {
  firstSlots.fill(-1);
  for (let slot = found - 1; slot >= 0; slot -= 1) {
    const frequency = Math.min(occurrences.frequencies[slot] as number, maxFrequency);
    nextSlots[slot] = firstSlots[frequency] as number;
    firstSlots[frequency] = slot;
  }
}
