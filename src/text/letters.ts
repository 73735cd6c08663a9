import { normalize } from "./normalize.js";

/**
 * Folds case and accents, so that `Łukasz` equals `lukasz`, `Müller` equals `MULLER`, and `Γιώργος` equals `γιωργοσ`. Keeps
 * punctuation and spaces.
 *
 * Drops marks on Latin and Greek letters, stress marks on Cyrillic vowels, and the optional vowel points of Hebrew and Arabic. In
 * other scripts, marks distinguish letters (`й`, `が`, `रा`) and are kept. Replaces special Latin letters by those that are typed
 * instead (`ø` o, `ı` i, `æ` ae, `ß` ss). Drops invisible format characters.
 *
 * Text in NFC and NFD folds to the same result, in NFC. Folding is idempotent.
 */
export function foldLetters(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  return foldDecomposed(normalize(text, "NFKD").toLowerCase());
}

/** The same without folding case: `Łukasz` becomes `Lukasz`. */
export function foldMarks(text: string): string {
  return isAscii(text) ? text : foldDecomposed(normalize(text, "NFKD"));
}

function foldDecomposed(text: string): string {
  const letters = text
    .replace(invisible, "")
    .replace(unlikeLetters, (letter) => likeLetters.get(letter) ?? letter);
  // Fast path for Latin and Greek, like nearly all names.
  if (!/[^\0-\u03ff]/.test(letters)) return letters.replace(/[\u0300-\u036f]+/g, "");
  return normalize(letters.replace(/(\P{M}?)(\p{M}+)/gu, foldStacked), "NFC");
}

/** Replaces each run of other characters than letters, marks and digits. @param letters folded text */
export function replaceSigns(letters: string, by: string): string {
  return letters.replace(isAscii(letters) ? /[^a-z0-9]+/g : /[^\p{L}\p{M}\p{N}]+/gu, by);
}

/** For fast paths: Unicode character classes are slow. */
export function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}

/** @param letter the base of the marks; empty at the beginning of a text */
function foldStacked(_whole: string, letter: string, marks: string): string {
  if (!/\p{L}/u.test(letter) || /[\p{Script=Latin}\p{Script=Greek}]/u.test(letter)) return letter;
  if (/[аеиоуыэюяєіѣ]/i.test(letter)) return letter + marks.replace(/[\u0300\u0301]+/g, "");
  if (/[\p{Script=Hebrew}\p{Script=Arabic}]/u.test(letter)) return letter + marks.replace(points, "");
  return letter + marks;
}

/**
 * Points, cantillation and Quranic marks, except the Arabic madda and hamza above and below (U+0653 to U+0655), which
 * distinguish letters.
 */
const points =
  /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08ff\ufb1e]+/g;

/** Removes symbols that NFKC would turn into letters: `K-means™` is not `K-meansTM`. */
export function withoutTrademarks(text: string): string {
  return text.replace(/[™℠]/g, " ");
}

/** Removes invisible characters, which copied text may contain. */
export function withoutInvisible(text: string): string {
  return text.replace(invisible, "");
}

/** Soft hyphens, joiners, zero-width spaces, direction marks, variation selectors, and the Arabic tatweel, which only widens words. */
const invisible =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each of them is looked for by itself
  /[\u00ad\u034f\u0640\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u{e0100}-\u{e01ef}]+/gu;

/** Replacements of letters that Unicode does not decompose. */
const likeLetters: ReadonlyMap<string, string> = withCapitals(
  Object.entries({
    a: "ɑəⱥ",
    ae: "æ",
    b: "ƀƃɓ",
    c: "ƈȼɕ",
    d: "đðɖɗƌȡ",
    e: "ɇɛǝ",
    f: "ƒ",
    g: "ǥɠɡ",
    h: "ħɦⱨ",
    i: "ıɨɩ",
    j: "ȷɉʝ",
    k: "ƙⱪĸ",
    l: "łƚɫɬɭⱡ",
    m: "ɱ",
    n: "ŋɲƞɳ",
    o: "øɵɔ",
    oe: "œ",
    p: "ƥᵽ",
    q: "ɋ",
    r: "ɍɽ",
    s: "ʂȿ",
    ss: "ßẞ",
    t: "ŧƫƭʈⱦ",
    th: "þ",
    u: "ʉ",
    v: "ʋ",
    w: "ⱳ",
    y: "ƴɏ",
    z: "ƶȥʐⱬ",
    // Form at the end of a word.
    σ: "ς",
    // Letters in Unicode, but used as apostrophes.
    "'": "ʹʺʻʼʽʾʿˈ",
  }).flatMap(([plain, letters]) => [...letters].map((letter): [string, string] => [letter, plain])),
);

function withCapitals(letters: readonly [letter: string, plain: string][]): Map<string, string> {
  const capitals = letters
    .map(([letter, plain]): [string, string] => [letter.toUpperCase(), plain.toUpperCase()])
    // The uppercase of `ß` is SS, that of `ı` a plain I.
    .filter(([letter, plain]) => letter.length === 1 && letter !== plain);
  return new Map([...capitals, ...letters]);
}

const unlikeLetters = new RegExp(`[${[...likeLetters.keys()].join("")}]`, "g");
