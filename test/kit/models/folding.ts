// How texts are compared, written once more and otherwise than the API does it: over capitals, of which `ß` has two and
// both sigmas have the same, one letter with its marks at a time.

/** Without regard to case. */
export function foldCase(text: string): string {
  return [...text.toUpperCase()].map((letter) => letter.toLowerCase()).join("");
}

/** Without regard to accents, case and punctuation: the words of a name. */
export function foldName(name: string): string {
  const letters = name.normalize("NFKD").match(/\P{M}\p{M}*/gu) ?? [];
  const words = foldCase(letters.map(plainLetter).join("")).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.join(" ");
}

const plainLetters: Readonly<Record<string, string>> = { Ø: "O", ø: "o", ł: "l", Ł: "L", æ: "ae", ı: "i" };

function plainLetter(marked: string): string {
  const [letter = ""] = marked;
  if (/[\p{Script=Latin}\p{Script=Greek}\P{L}]/u.test(letter)) return plainLetters[letter] ?? letter;
  return marked.normalize("NFC");
}

/** The key of a title of letters and digits. */
export function foldTitle(title: string): string {
  return foldName(title).replaceAll(" ", "");
}
