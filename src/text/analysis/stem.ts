import { stem as porter2 } from "porter2";

/** Bounds terms: a lexeme of PostgreSQL holds 2,046 bytes, and nobody types a longer word. */
const maxTermLength = 60;

/** A lower-case word as a term: stemmed by Porter2 if it is English letters, and cut if it is very long. */
export function stem(word: string): string {
  const cut = word.length > maxTermLength ? cutAt(word, maxTermLength) : word;
  if (!isEnglish(cut)) return cut;
  return knownStems.get(cut) ?? porter2(singularAcronym(cut) ?? cut);
}

const knownStems: ReadonlyMap<string, string> = new Map([
  // Snowball since 3.0 keeps both consonants of these, which the package does not yet: `adding` is no `ad`.
  ...["add", "egg", "off"].flatMap((word) =>
    ["ed", "ing"].map((ending): [string, string] => [word + ending, word]),
  ),
  // TeX's variants of Greek letters, the backslash lost.
  ..."epsilon theta kappa pi rho sigma phi".split(" ").map((name): [string, string] => [`var${name}`, name]),
]);

/** Whether a word as typed is a capitalized acronym in the plural: `LLMs`, `MoEs`, `GPUs`. */
export function isPluralAcronym(word: string): boolean {
  return /^[A-Za-z]*[A-Z][A-Za-z]*[A-Z]s$/.test(word) || /^[A-Z]{2,}s$/.test(word);
}

/**
 * The singular of an acronym in lower case. Porter2 keeps the `s` of words without a vowel before it (`llms`) and of those
 * in `us` (`gpus`). Words of three letters are left alone: `gps`, `sms` and `css` are no plurals.
 */
function singularAcronym(word: string): string | undefined {
  if (!word.endsWith("s") || word.length < 4 || word.endsWith("ss")) return undefined;
  return /^[^aeiouy]+s$|^[^aeiouy]pus$|^[mei]cus$|^(?:re|ge|se)lus$|^[^aeiouy]{1,2}des$/.test(word)
    ? word.slice(0, -1)
    : undefined;
}

/**
 * The term that a lower-case word of a query may have meant besides its own: `lms` are LMs more often than LMS. Documents
 * keep the two apart, since they print acronyms in capitals.
 */
export function meantAcronym(word: string): string | undefined {
  const isOne = /^[^aeiouy]{1,5}[aeiou]?s$/.test(word) && word.length >= 3 && isEnglish(word);
  if (!isOne || word.endsWith("ss") || noAcronyms.has(word)) return undefined;
  const term = stem(word.slice(0, -1));
  return term === stem(word) ? undefined : term;
}

const noAcronyms: ReadonlySet<string> = new Set(
  "gas bus plus thus this his has was yes pus gps sms tts css dns fps nms cms dbs lbs hrs yrs mrs mbps gbps".split(
    " ",
  ),
);

function isEnglish(word: string): boolean {
  for (let index = 0; index < word.length; index += 1) {
    const code = word.charCodeAt(index);
    if (code < 97 || code > 122) return false;
  }
  return true;
}

/** Never between the halves of a surrogate pair. */
function cutAt(word: string, length: number): string {
  const code = word.charCodeAt(length - 1);
  return word.slice(0, code >= 0xd800 && code < 0xdc00 ? length - 1 : length);
}
