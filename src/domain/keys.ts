import { createHash } from "node:crypto";

/**
 * Folded forms under which different spellings of one thing are the same.
 */

/** Every run of white space (no-break spaces included, and NUL, which Postgres takes in no text) as one space. */
export function foldSpace(text: string): string {
  // A single space, which is nearly all of them, is found and left alone rather than replaced by itself.
  return text.replace(/ [\s\0]+|(?! )[\s\0]+/g, " ").trim();
}

/**
 * The key under which a source without ids finds a paper: NFKC, case folded, letters and digits only. A title of
 * nothing else (`???`) is its own key.
 */
export function titleKey(title: string): string {
  const key = foldCase(title.normalize("NFKC")).replace(/[^\p{L}\p{N}]+/gu, "");
  return bounded(key === "" ? foldSpace(title) : key);
}

/**
 * The key of a person's or organization's name: NFKD without combining marks, case folded, every run of other
 * characters than letters and digits one space. `Balázs, C.-P.` becomes `balazs c p`.
 */
export function nameKey(name: string): string {
  return bounded(foldName(name));
}

/** The words of a name that its key holds: of a long one, those of its beginning, the last of them perhaps cut short. */
export function nameWords(name: string): string[] {
  return foldName(name)
    .slice(0, keptOfLongKeys)
    .split(" ")
    .filter((word) => word !== "");
}

function foldName(name: string): string {
  const key = foldCase(name.normalize("NFKD").replace(/\p{M}+/gu, ""))
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return key === "" ? foldSpace(name) : key;
}

/** Keywords and slugs are compared without regard to case. */
export function caseKey(text: string): string {
  return bounded(foldCase(foldSpace(text)));
}

/**
 * Case folding: lower case alone leaves the same word in two forms where a letter has none of the other case (`Nießner`,
 * `NIESSNER`) or has two of one (`Γιώργος`, `ΓΙΏΡΓΟΣ`).
 */
function foldCase(text: string): string {
  return text.toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
}

const longestKey = 300;
const keptOfLongKeys = 250;

/** Postgres' indexes take about 2,700 bytes a row: a longer key keeps its beginning, for order, and a digest. */
function bounded(key: string): string {
  if (key.length <= longestKey) return key;
  return `${key.slice(0, keptOfLongKeys)} ${createHash("sha256").update(key).digest("hex").slice(0, 32)}`;
}
