// How texts are compared, written once more and otherwise than the API does it: over capitals, of which `ß` has two and
// both sigmas have the same.

/** Without regard to case. */
export function foldCase(text: string): string {
  return [...text.toUpperCase()].map((letter) => letter.toLowerCase()).join("");
}

/** Without regard to accents, case and punctuation: the words of a name. */
export function foldName(name: string): string {
  return wordsOf(name, "NFKD").join(" ");
}

/** The letters and digits of a title. */
export function foldTitle(title: string): string {
  return wordsOf(title, "NFKC").join("");
}

function wordsOf(text: string, form: "NFKC" | "NFKD"): string[] {
  const letters = text.normalize(form).replace(form === "NFKD" ? /\p{M}/gu : "", "");
  return foldCase(letters).match(/[\p{L}\p{N}]+/gu) ?? [];
}
