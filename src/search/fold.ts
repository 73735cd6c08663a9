// Accents are optional in some scripts and letters of their own in others. On Latin and Greek letters they are left out
// by many who type; so are the vowel points of Hebrew and Arabic. In all other scripts a mark makes another letter: й is
// not и, が is not か, and Indic vowels are marks.

/** Latin letters that Unicode does not decompose, with their usual plain spelling. */
const plainLetters: Readonly<Record<string, string>> = {
  æ: "ae",
  Æ: "AE",
  œ: "oe",
  Œ: "OE",
  ø: "o",
  Ø: "O",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ð: "d",
  Ð: "D",
  þ: "th",
  Þ: "Th",
  ħ: "h",
  Ħ: "H",
  ŧ: "t",
  Ŧ: "T",
  ŋ: "n",
  Ŋ: "N",
  ı: "i",
  ȷ: "j",
  ĸ: "q",
  ɨ: "i",
  ƶ: "z",
  Ƶ: "Z",
  ß: "ss",
  ẞ: "SS",
};

const plainLetter = new RegExp(`[${Object.keys(plainLetters).join("")}]`, "gu");
const accents = /(?<=[\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu;
/** Vowel points and cantillation of Hebrew; harakat, Koranic signs and the stretching stroke of Arabic. */
const points =
  /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]+/gu;
/** Characters without a shape of their own: soft hyphens, joiners, direction marks, variation selectors. */
const invisible = /\p{Default_Ignorable_Code_Point}+/gu;

/** A text in NFKC without optional marks, in the case it was typed in: `Łukasz` is `Lukasz`, `naïve` is `naive`. */
export function foldMarks(text: string): string {
  return text
    .normalize("NFKD")
    .replace(invisible, "")
    .replace(accents, "")
    .replace(points, "")
    .normalize("NFKC")
    .replace(plainLetter, (letter) => plainLetters[letter] ?? letter);
}
