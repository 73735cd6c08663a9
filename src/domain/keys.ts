import { createHash } from "node:crypto";

/**
 * Folded forms under which different spellings of one thing are the same.
 */

/** Every run of white space (no-break spaces included, and NUL, which Postgres takes in no text) as one space. */
export function foldSpace(text: string): string {
  return text.replace(/[\s\0]+/gu, " ").trim();
}

/**
 * The key under which a source without ids finds a paper: NFKC, without case, letters and digits only. A title of
 * nothing else (`???`) is its own key.
 */
export function titleKey(title: string): string {
  const key = title
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
  return bounded(key === "" ? foldSpace(title) : key);
}

/**
 * The key of a person's or organization's name: NFKD without combining marks, without case, every run of other
 * characters than letters and digits one space. `Balázs, C.-P.` becomes `balazs c p`.
 */
export function nameKey(name: string): string {
  const key = name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return bounded(key === "" ? foldSpace(name) : key);
}

/** Keywords and slugs are compared without regard to case. */
export function caseKey(text: string): string {
  return bounded(foldSpace(text).toLowerCase());
}

/** Postgres' indexes take about 2,700 bytes a row: a longer key keeps its beginning, for order, and a digest. */
function bounded(key: string): string {
  if (key.length <= 300) return key;
  return `${key.slice(0, 250)} ${createHash("sha256").update(key).digest("hex").slice(0, 32)}`;
}
