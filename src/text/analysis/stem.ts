import { stem as porter2 } from "porter2";

/** Longer words are truncated; a lexeme of PostgreSQL has up to 2,046 bytes. */
const maxTermLength = 60;

/** Converts a lower-case word to a term: stems English letters with Porter2, and truncates. */
export function stem(word: string): string {
  const cut = word.length > maxTermLength ? cutAt(word, maxTermLength) : word;
  if (!isEnglish(cut)) return cut;
  return knownStems.get(cut) ?? porter2(singularAcronym(cut) ?? cut);
}

const knownStems: ReadonlyMap<string, string> = new Map([
  // Snowball 3.0 keeps both consonants of these, so that `adding` does not become `ad`; the package does not yet.
  ...["add", "egg", "off"].flatMap((word) =>
    ["ed", "ing"].map((ending): [string, string] => [word + ending, word]),
  ),
  // TeX's variants of Greek letters, the backslash lost.
  ..."epsilon theta kappa pi rho sigma phi".split(" ").map((name): [string, string] => [`var${name}`, name]),
]);

/** Whether a word as typed is a plural acronym: `LLMs`, `MoEs`, `GPUs`. */
export function isPluralAcronym(word: string): boolean {
  return /^[A-Za-z]*[A-Z][A-Za-z]*[A-Z]s$/.test(word) || /^[A-Z]{2,}s$/.test(word);
}

/**
 * The singular of an acronym in lower case. Porter2 keeps the `s` of words without a vowel before it (`llms`) and of those
 * in `us` (`gpus`). Words of three letters are kept: `gps`, `sms` and `css` are not plurals.
 */
function singularAcronym(word: string): string | undefined {
  if (!word.endsWith("s") || word.length < 4 || word.endsWith("ss")) return undefined;
  return /^[^aeiouy]+s$|^[^aeiouy]pus$|^[mei]cus$|^(?:re|ge|se)lus$|^[^aeiouy]{1,2}des$/.test(word)
    ? word.slice(0, -1)
    : undefined;
}

/**
 * An alternative term of a lower-case word in a query: `lms` means LMs more often than LMS. Documents distinguish the two,
 * because they print acronyms in capitals.
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

/** Never splits a surrogate pair. */
function cutAt(word: string, length: number): string {
  const code = word.charCodeAt(length - 1);
  return word.slice(0, code >= 0xd800 && code < 0xdc00 ? length - 1 : length);
}
