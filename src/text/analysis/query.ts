import { parseArxivId } from "../arxiv-ids.js";
import { withoutTrademarks } from "../letters.js";
import { normalize } from "../normalize.js";
import { withoutTex } from "./analyze.js";
import { withoutShouting } from "./common-words.js";
import { conditionOfPhrase, conditionsOfWord, maxPhraseTerms } from "./conditions.js";
import type { Demand } from "./demand.js";
import { type Condition, quoteTerm, tsqueryOf } from "./tsquery.js";
import { wholeTerm } from "./whole-text.js";
import { atoms, humps } from "./words.js";

/** A parsed search text. */
export interface SearchQuery {
  /** Input for a cast to `tsquery`, without a text search configuration: `'gpt4' | ('gpt' <-> '4')`. */
  readonly tsquery: string;
  /** Condition on the words, without the alternative of the whole text. */
  readonly condition: Condition;
  /** Distinct terms for ranking, in order, without negated ones. */
  readonly terms: readonly string[];
  /** Weight of each term, from 0 to 1; low for joined forms, because their parts count too. */
  readonly weights: readonly number[];
  /** If the text is an arXiv ID, in any form; its paper comes first. */
  readonly arxivId?: string;
  /** Term of the whole text; papers with this title or name come first. */
  readonly whole?: string;
  /** `tsquery` without the whole text. */
  readonly words: string;
}

/** Limits on characters and words, to bound the cost of a query. */
const maxLength = 10_000;
const maxDemands = 500;

/**
 * Parses a search text: all words and `"phrases"` must match; `or` between two words matches either, `-` before a word excludes
 * it, and `*` after a word matches any ending. There are no syntax errors; anything else is text.
 *
 * @returns undefined for a text without words
 */
export function parseSearch(text: string): SearchQuery | undefined {
  const arxivId = parseArxivId(text);
  const alternatives = withoutCommonWords(alternativesOf(arxivId ?? withoutTex(text.slice(0, maxLength))));
  if (alternatives.length === 0) return undefined;
  const weights = new Map<string, number>();
  for (const { terms } of alternatives.flat())
    for (const { term, weight } of terms) weights.set(term, Math.max(weight, weights.get(term) ?? 0));
  const condition = anyOf(alternatives.map((demands) => allOf(demands.map((demand) => demand.condition))));
  const excludes = alternatives.some((demands) => demands.some((demand) => "not" in demand.condition));
  const whole = excludes || arxivId !== undefined ? undefined : wholeTerm(text.slice(0, maxLength));
  const words = tsqueryOf(condition);
  return {
    tsquery: whole === undefined ? words : `${quoteTerm(whole)} | (${words})`,
    words,
    condition,
    terms: [...weights.keys()],
    weights: [...weights.values()],
    ...(arxivId !== undefined && { arxivId }),
    ...(whole !== undefined && { whole }),
  };
}

/**
 * Upper bound of the number of words in a search text, much faster than parsing. Words of scripts without spaces are counted by
 * letters, because each pair is a term. Stops at 1,000; see `countedWords`.
 */
export function countWords(text: string): { words: number; letters: number } {
  let [words, letters] = [0, 0];
  for (const { 0: atom, groups } of typedIn(text.slice(0, maxLength)).matchAll(atoms)) {
    const run = groups?.["run"] ?? "";
    // A single letter is searched as the beginning of a term; the v of a version is a word.
    if ([...run.slice(0, 3)].length <= 1) words += atom.split(humps).length + (/..v$/i.test(atom) ? 1 : 0);
    else letters += Math.min(run.length, maxPhraseTerms);
    if (words + letters >= maxCounted) break;
  }
  return { words, letters };
}

const maxCounted = 1_000;

/** A number of words that `countWords` has counted, for a message. */
export function countedWords(count: number): string {
  return `${count >= maxCounted ? "at least " : ""}${count.toLocaleString("en-US")}`;
}

/** Truncates again, because NFKC may expand a letter: the ligature U+FDFA to eighteen. */
function typedIn(text: string): string {
  return normalize(withoutTrademarks(text), "NFKC").slice(0, maxLength);
}

const token = /(?<sign>-?)"(?<phrase>[^"]*)"|"|[^\s\p{Cc}"]+/gu;

/** Splits a search text at `or`. */
function alternativesOf(text: string): Demand[][] {
  const typed = withoutShouting(withoutArxivName(typedIn(text)))
    .replace(/[\u201c-\u201f\u00ab\u00bb]/g, '"')
    .trimEnd();
  const alternatives: Demand[][] = [[]];
  let count = 0;
  for (const match of typed.matchAll(token)) {
    const whole = match[0];
    const last = alternatives.at(-1) as Demand[];
    const isFirst = alternatives.length === 1 && last.length === 0;
    if (whole.toLowerCase() === "or" && !isFirst) {
      if (last.length > 0) alternatives.push([]);
      continue;
    }
    const isLast = match.index + whole.length === typed.length;
    // An operator in other search engines, without meaning here; before the first word, a logic gate.
    const isOperator = last.length > 0 && (whole === "AND" || whole === "NOT");
    const demands = demandsOf(isOperator ? whole.toLowerCase() : whole, match.groups ?? {}, isLast);
    last.push(...demands.slice(0, maxDemands - count));
    count += demands.length;
    if (count >= maxDemands) break;
  }
  return alternatives.filter((demands) => demands.length > 0);
}

/** `arXiv: 2509.04664 hallucination` refers to that paper, not to texts that contain "arXiv". */
function withoutArxivName(text: string): string {
  return text.includes('"')
    ? text
    : text.replace(/\barxiv(?:\s+preprint\s+arxiv)?[:\s]\s*(?=\d{4}\.\d{4,5}(?!\d))/gi, "");
}

function demandsOf(whole: string, groups: Record<string, string | undefined>, isLast: boolean): Demand[] {
  const { phrase, sign } = groups;
  if (phrase !== undefined) {
    const demand = conditionOfPhrase(phrase);
    if (demand === undefined) return [];
    return [sign === "-" ? negated([demand]) : demand];
  }
  const isNegated = /^-[^-]/.test(whole);
  const demands = conditionsOfWord(isNegated ? whole.slice(1) : whole, isLast);
  if (!isNegated || demands.length === 0) return demands;
  return [negated(demands)];
}

function negated(demands: readonly Demand[]): Demand {
  return {
    condition: { not: allOf(demands.map(({ condition }) => condition)) },
    terms: [],
    common: demands.every(({ common }) => common),
  };
}

/** Drops words that nearly every paper has, unless there are no others. */
function withoutCommonWords(alternatives: readonly Demand[][]): Demand[][] {
  const isTelling = ({ condition, common }: Demand) => !common && !("not" in condition);
  if (!alternatives.some((demands) => demands.some(isTelling))) return [...alternatives];
  return alternatives
    .map((demands) => demands.filter(({ common }) => !common))
    .filter((demands) => demands.length > 0);
}

function allOf(conditions: readonly Condition[]): Condition {
  return conditions.length === 1 ? (conditions[0] as Condition) : { all: conditions };
}

function anyOf(conditions: readonly Condition[]): Condition {
  return conditions.length === 1 ? (conditions[0] as Condition) : { any: conditions };
}
