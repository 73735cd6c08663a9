import { isOtherWord, type Word } from "./words.js";

/** A word, or a joined form, which has no case. */
export type Spelled = Pick<Word, "text" | "term"> & Partial<Word>;

/** Other spellings of a compound in documents: the singular, and other numbers or initials. */
export function respellings(words: readonly Word[]): Spelled[][] {
  const letter = lastOfSingular(words);
  const found: Spelled[][] = [];
  if (letter !== undefined)
    found.push([...words.slice(0, -1), ...(letter === "" ? [] : [{ text: letter, term: letter }])]);
  const others = words.map((word, index) => respelled(word, index, words));
  if (others.some((other) => other !== undefined))
    found.push(words.map((word, index) => others[index] ?? word));
  return found;
}

/**
 * The letter without its `s` that ends a name of letters and a number in the plural: none of `H100s`, `i` of `t2is`. In
 * lower case, a single digit and an `s` are a name as they are: `h2s`.
 */
function lastOfSingular(words: readonly Word[]): string | undefined {
  const [number, last] = words.slice(-2);
  if (words.length < 3 || !/^[a-z]?s$/.test(last?.typed ?? "") || !/^\d+$/.test(number?.text ?? ""))
    return undefined;
  const isName =
    last?.typed === "s" && number?.text.length === 1 && words.every(({ typed, text }) => typed === text);
  return isName ? undefined : last?.typed.slice(0, -1);
}

/** `to` and `for` of `text2sql` and `LLM4Code`. */
const spokenNumbers: ReadonlyMap<string, string> = new Map([
  ["2", "to"],
  ["4", "for"],
]);

function respelled({ typed, text }: Word, index: number, words: readonly Word[]): Spelled | undefined {
  const plain = (other: string): Spelled => ({ text: other, term: other });
  const spoken = spokenNumbers.get(text);
  if (
    spoken !== undefined &&
    [index - 1, index + 1].every((next) => /^\p{L}{2}/u.test(words[next]?.text ?? ""))
  )
    return { ...plain(spoken), typed: spoken };
  if (/^\d+\.0$/.test(text)) return plain(text.slice(0, -2));
  if (words.slice(0, index).some((before) => /\p{L}/u.test(before.text))) {
    if (/^\d\.\d$/.test(text)) return plain(text.replace(".", ""));
    if (/^[1-9][1-9]$/.test(text)) return plain(`${text[0]}.${text[1]}`);
  }
  if (/^[A-Z]{2,}$/.test(typed) && isOtherWord(text)) return plain([...text].join("."));
  return /^[a-z]\./.test(text) ? plain(text.replaceAll(".", "")) : undefined;
}
