import { analyzeChunk } from "../../../text/analysis/analyzed-chunk.js";

/** A name that a title gives to its subject: "R-Zero" in "R-Zero: Self-Evolving Reasoning LLM from Zero Data". */
export interface CoinedName {
  readonly name: string;
  /** By which a search document contains it. */
  readonly term: string;
}

/** Letters that a name and its term begin with, if both are plain. */
const plainStart = /^[A-Za-z0-9]{3}/;

/** First letters of terms: most names are not among them, which saves their analysis. */
export function beginningsOf(terms: Iterable<string>): ReadonlySet<string> {
  return new Set(Array.from(terms, (term) => term.slice(0, 3)));
}

const named = /^\s*([^\s:]{2,40}):\s/u;

/** @param beginnings of the terms of interest; other names may be undefined */
export function coinedNameOf(title: string, beginnings?: ReadonlySet<string>): CoinedName | undefined {
  const [, name] = named.exec(title) ?? [];
  if (name === undefined) return undefined;
  const [start] = plainStart.exec(name) ?? [];
  if (start !== undefined && beginnings?.has(start.toLowerCase()) === false) return undefined;
  const { terms } = analyzeChunk(name);
  const joined = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  const term = terms.includes(joined) ? joined : terms.length === 1 ? terms[0] : undefined;
  return term === undefined ? undefined : { name, term };
}
