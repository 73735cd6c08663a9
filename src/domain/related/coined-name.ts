import { analyzeChunk } from "../../text/analysis/analyzed-chunk.js";

/** A name that a title gives to its subject: "R-Zero" in "R-Zero: Self-Evolving Reasoning LLM from Zero Data". */
export interface CoinedName {
  readonly name: string;
  /** By which a search document contains it. */
  readonly term: string;
}

const named = /^\s*([^\s:]{2,40}):\s/u;

export function coinedNameOf(title: string): CoinedName | undefined {
  const [, name] = named.exec(title) ?? [];
  if (name === undefined) return undefined;
  const { terms } = analyzeChunk(name);
  const joined = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  const term = terms.includes(joined) ? joined : terms.length === 1 ? terms[0] : undefined;
  return term === undefined ? undefined : { name, term };
}
