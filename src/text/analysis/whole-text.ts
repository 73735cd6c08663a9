import { foldLetters, replaceSigns } from "../letters.js";
import { withoutTex } from "./analyze.js";

/**
 * The term that stands for a text as a whole, whatever its case, accents, spaces and punctuation: a search for a name or a
 * title finds it at the cost of one term, where a phrase would have to be checked in every paper with these words. No text
 * contains it as a word.
 *
 * @returns undefined for a text without letters and digits
 */
export function wholeTerm(text: string): string | undefined {
  const key = replaceSigns(foldLetters(withoutTex(text)), "");
  return key === "" ? undefined : `^=${digestOf(key)}`;
}

/** 53 bits: titles are long, and each would be kept twice more. Source: cyrb53 by bryc, public domain. */
function digestOf(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return ((low >>> 0) * 0x200000 + ((high >>> 0) & 0x1fffff)).toString(36);
}
