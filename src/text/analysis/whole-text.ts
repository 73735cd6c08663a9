import { foldLetters, isAscii, replaceSigns, withoutTrademarks } from "../letters.js";
import { withoutTex } from "./analyze.js";
import { withGreekNames } from "./greek.js";

/**
 * Term of a whole text, independent of case, accents, spaces and punctuation. It finds a title or name at the cost of one term,
 * while a phrase has to be checked in every paper with these words. No text contains it as a word.
 *
 * @returns undefined for a text without letters and digits
 */
export function wholeTerm(text: string): string | undefined {
  const isPlain = isAscii(text) && !text.includes("\\");
  const digest = digestOf(
    isPlain ? text : withGreekNames(replaceSigns(foldLetters(withoutTrademarks(withoutTex(text))), "")),
  );
  return digest === undefined ? undefined : `^=${digest}`;
}

/** Lower-case codes of ASCII letters and digits; 0 for other characters. */
const lowerCodes = Uint8Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code).toLowerCase();
  return /[a-z0-9]/.test(letter) ? letter.charCodeAt(0) : 0;
});

/**
 * 53-bit hash of letters and digits, because titles are long and would be stored twice. Folds the case of ASCII itself, which is
 * faster for millions of names. Source: cyrb53 by bryc, public domain.
 *
 * @param text must be folded unless it is ASCII
 */
function digestOf(text: string): string | undefined {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const typed = text.charCodeAt(index);
    const code = typed < 128 ? (lowerCodes[typed] as number) : typed;
    if (code === 0) continue;
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
    count += 1;
  }
  if (count === 0) return undefined;
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return ((low >>> 0) * 0x200000 + ((high >>> 0) & 0x1fffff)).toString(36);
}
