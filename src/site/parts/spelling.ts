import { nameWords } from "../../domain/values/folded-keys.js";

/** Texts to search for names by that begin like a misspelled one: with the first letters of all words, and of the longest. */
export function beginningsOf(text: string): readonly [all: string, longest: string] {
  const words = nameWords(text).slice(0, maxWords);
  const longest = words.reduce((found, word) => (word.length > found.length ? word : found), "");
  return [words.map((word) => word.slice(0, 3)).join(" "), longest.slice(0, 5)];
}

/**
 * How many letters of a text are wrong, missing, too many or swapped, compared with as many words of a name.
 *
 * @returns undefined if it is more than a fourth
 */
export function misspelling(text: string, name: string): number | undefined {
  const typed = nameWords(text).slice(0, maxWords);
  if (typed.length === 0) return undefined;
  const words = nameWords(name);
  const all = typed.join(" ");
  const starts = Array.from({ length: Math.max(1, words.length - typed.length + 1) }, (_, start) => start);
  const least = Math.min(
    ...starts.map((start) => editDistance(all, words.slice(start, start + typed.length).join(" "))),
  );
  return least <= Math.max(1, Math.floor(all.length / 4)) ? least : undefined;
}

const maxWords = 8;
const maxLength = 100;

/** Insertions, deletions, replacements and swaps of neighbors: optimal string alignment. */
function editDistance(one: string, other: string): number {
  const [a, b] = [[...one].slice(0, maxLength), [...other].slice(0, maxLength)];
  let [before, last]: [number[], number[]] = [[], b.map((_, j) => j)];
  last.push(b.length);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + cost,
        isSwap ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, last] = [last, row];
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
