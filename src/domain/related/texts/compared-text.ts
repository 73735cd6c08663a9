import { Analyzer } from "../../../text/analysis/analyze.js";

/** A text that papers are compared with. */
export interface ComparedText {
  /** How often it has each term. */
  readonly frequencies: ReadonlyMap<string, number>;
  /** Its number of words, without function words, as in search documents. */
  readonly length: number;
}

/** The terms of a compound say the same several times: `pre`, `training` and `pretraining`. */
const shareOfCompound = 0.5;
const maxRemembered = 1 << 14;

const analyzer = new Analyzer((term, isFunctionWord) => (isFunctionWord ? "" : term), maxRemembered);

/** @param parts texts, and how often their words count */
export function comparedText(...parts: readonly (readonly [text: string, times: number])[]): ComparedText {
  const frequencies = new Map<string, number>();
  let length = 0;
  for (const [text, times] of parts) {
    let last = 0;
    analyzer.analyze(text, (term, position, role) => {
      if (term === "") return;
      if (position !== last) length += times;
      last = position;
      if (role === "again") return;
      const counted = role === "compound" ? times * shareOfCompound : times;
      frequencies.set(term, (frequencies.get(term) ?? 0) + counted);
    });
  }
  return { frequencies, length };
}
