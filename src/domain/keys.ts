import { createHash } from "node:crypto";

/**
 * Folded forms under which different spellings of one thing are the same.
 */

/** Every run of white space (no-break spaces included, and NUL, which Postgres takes in no text) as one space. */
export function foldSpace(text: string): string {
  const trimmed = text.trim();
  if (isPlain(trimmed)) return trimmed;
  // A single space, which is nearly all of them, is found and left alone rather than replaced by itself.
  return trimmed.replace(/ [\s\0]+|(?! )[\s\0]+/g, " ").trim();
}

/** Whether a text is printable ASCII without two spaces in a row, as most are: finding that out is cheaper than folding. */
export function isPlain(text: string): boolean {
  return !/ {2}|[^ -~]/.test(text);
}

/**
 * The key under which a source without ids finds a paper: NFKC, case folded, letters and digits only. A title of
 * nothing else (`???`) is its own key.
 */
export function titleKey(title: string): string {
  const key = isAscii(title)
    ? title.toLowerCase().replace(/[^a-z0-9]+/g, "")
    : foldCase(title.normalize("NFKC")).replace(/[^\p{L}\p{N}]+/gu, "");
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
  const words = isAscii(name)
    ? name.toLowerCase().replace(/[^a-z0-9]+/g, " ")
    : foldCase(name.normalize("NFKD").replace(/\p{M}+/gu, "")).replace(/[^\p{L}\p{N}]+/gu, " ");
  const key = words.trim();
  return key === "" ? foldSpace(name) : key;
}

/** ASCII has one form, two cases of each letter and no marks; the classes of all Unicode are dear. */
export function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
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
  const lower = text.toLowerCase();
  return isAscii(lower) ? lower : lower.replaceAll("ß", "ss").replaceAll("ς", "σ");
}

const longestKey = 300;
const keptOfLongKeys = 250;

/** Postgres' indexes take about 2,700 bytes a row: a longer key keeps its beginning, for order, and a digest. */
function bounded(key: string): string {
  if (key.length <= longestKey) return key;
  return `${key.slice(0, keptOfLongKeys)} ${createHash("sha256").update(key).digest("hex").slice(0, 32)}`;
}
