import { stem as porter2 } from "porter2";

/** Bounds terms: a lexeme of PostgreSQL holds 2,046 bytes, and nobody types a longer word. */
const maxTermLength = 60;

/** A lower-case word as a term: stemmed by Porter2 if it is English letters, and cut if it is very long. */
export function stem(word: string): string {
  const cut = word.length > maxTermLength ? cutAt(word, maxTermLength) : word;
  if (!isEnglish(cut)) return cut;
  return porter2(singularAcronym(cut) ?? cut);
}

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
