import { withoutTex } from "../../../text/analysis/analyze.js";
import { foldLetters } from "../../../text/letters.js";
import { remembering } from "../../../text/remembering.js";

/** A text in which names are looked for: without the difference of case and accents. */
export function foldedText(text: string): string {
  return foldLetters(withoutTex(text));
}

/**
 * Whether a text prints a name as such: `R-Zero` also as `RZero`, but not `Zero` in `Zeroes`, which have one stem, not `SAM` in
 * `SAM2`, not `LoRA` in `LoRA+`, and not `IE` in `i.e.`.
 *
 * @param folded from `foldedText`
 */
export function printsName(folded: string, name: string): boolean {
  return patternFor(name)?.test(folded) === true;
}

/** Building a pattern takes longer than looking for it. */
const patternFor = remembering(1 << 10, (name) => patternOf(foldedText(name)));

/** Signs at the end of a name that make another one: `LoRA+`. A star may also be markup. */
const endSigns = /[+#*]+$/;
const between = "[^\\p{L}\\p{N}\\s]{0,2}";
const before = "(?<![\\p{L}\\p{M}\\p{N}]|\\p{N}\\.)";
const after = "(?![\\p{L}\\p{M}\\p{N}+#]|\\.\\p{N})";

/** @returns undefined for a name without letters and digits */
function patternOf(name: string): RegExp | undefined {
  // Without its dot, 1.5 is another number.
  const spelled = name.match(/\p{N}\.(?=\p{N})|[\p{L}\p{N}]\p{M}*/gu);
  if (spelled === null) return undefined;
  const signs = endSigns.exec(name)?.[0] ?? "";
  const escaped = (text: string) => text.replace(/[.+#*]/g, "\\$&");
  const parts = spelled.map((each, index) => {
    const next = spelled[index + 1];
    const isInNumber = next !== undefined && /^\p{N}/u.test(each) && /^\p{N}/u.test(next);
    return escaped(each) + (next === undefined || isInNumber ? "" : between);
  });
  const apart = lettersApart(spelled.length);
  const notApart = new RegExp(`^${apart}`, "u").test(name) ? "" : `(?!${apart})`;
  return new RegExp(before + notApart + parts.join("") + escaped(signs) + after, "u");
}

/** That many single letters with marks between them: `i.e`, `A/B`. */
function lettersApart(count: number): string {
  return `\\p{L}(?:[^\\p{L}\\p{N}\\s]{1,2}\\p{L}){${Math.max(1, count - 1)}}`;
}
