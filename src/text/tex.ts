import { foldSpace } from "./spaces.js";

// Accents and letters as TeX spells them, of the languages that authors' names come from. Anything else of TeX stays
// as it was typed: what it means is not for a table of letters to say.

/** Commands that put a mark on the next letter, with the combining character of that mark. */
const marks: Readonly<Record<string, string>> = {
  "`": "\u0300",
  "'": "\u0301",
  "^": "\u0302",
  "~": "\u0303",
  "=": "\u0304",
  u: "\u0306",
  ".": "\u0307",
  '"': "\u0308",
  r: "\u030a",
  H: "\u030b",
  v: "\u030c",
  h: "\u0309",
  horn: "\u031b",
  d: "\u0323",
  c: "\u0327",
  k: "\u0328",
  b: "\u0331",
  textcommabelow: "\u0326",
  cb: "\u0326",
};

/** Commands that stand for a letter, or for an apostrophe. */
const letters: Readonly<Record<string, string>> = {
  o: "ø",
  O: "Ø",
  l: "ł",
  L: "Ł",
  aa: "å",
  AA: "Å",
  ae: "æ",
  AE: "Æ",
  oe: "œ",
  OE: "Œ",
  ss: "ß",
  i: "ı",
  j: "ȷ",
  dh: "ð",
  DH: "Ð",
  th: "þ",
  TH: "Þ",
  dj: "đ",
  DJ: "Đ",
  ng: "ŋ",
  NG: "Ŋ",
  ohorn: "ơ",
  OHORN: "Ơ",
  uhorn: "ư",
  UHORN: "Ư",
  abreve: "ă",
  ABREVE: "Ă",
  acircumflex: "â",
  ACIRCUMFLEX: "Â",
  ecircumflex: "ê",
  ECIRCUMFLEX: "Ê",
  ocircumflex: "ô",
  OCIRCUMFLEX: "Ô",
  textquotesingle: "'",
  textquoteright: "’",
};

// TeX ends a command of letters with anything else, and swallows the spaces behind it: `\o sterud` is one word.
const end = String.raw`(?:\{\}|\s+|(?![A-Za-z]))`;
const inBraces = String.raw`\{\s*(?<braced>\p{L})\s*\}`;
const longMarks = "[uvHckrdbh]|textcommabelow|horn|cb";
const accent = String.raw`\\(?:(?<sign>[\x60'^~=."])\s*(?:${inBraces}|(?<bare>\p{L}))|(?<letter>${longMarks})(?:\s*${inBraces.replace("<braced>", "<held>")}|(?:\s+|(?![A-Za-z]))(?<after>\p{L})))`;
const name = Object.keys(letters).join("|");

// The braces of `\d{\^e}` are those of the outer accent, which is not done with.
const accentInBraces = new RegExp(
  String.raw`(?<!\\(?:[\x60'^~=."]|${longMarks}) ?)\{\s*${accent}\s*\}`,
  "gu",
);
const accentAnywhere = new RegExp(accent, "gu");
const letterInBraces = new RegExp(String.raw`\{\\(${name})\s*\}`, "gu");
const letterAnywhere = new RegExp(String.raw`\\(${name})${end}`, "gu");

// What names have beside letters, of which nothing is left: the number of an affiliation above the line, and fonts.
const notes = /\$\s*\^[^$]*\$|\\(?:textsuperscript|thanks|inst|footnotemark)\s*(?:\{[^{}]*\}|\[[^[\]]*\])/g;
const fonts =
  /\\(?:text(?:bf|it|rm|sc|sf|sl|tt|up|md|normal)?|emph|em|mbox|bf|it|rm|sc|sf|sl|tt|(?:bf|md)series|(?:it|sc|sl|up)shape|(?:rm|sf|tt)family)(?![A-Za-z])\s*/g;

/** A name without its TeX, white space folded: `Bal\'azs` is `Balázs`, `{\O}deg{\aa}rd` `Ødegård`, `J.~Doe` `J. Doe`. */
export function nameFromTex(text: string): string {
  const folded = foldSpace(text);
  if (!/[\\{}~$]/.test(folded)) return folded;
  // An accent on nothing is an apostrophe: `O\'{}Brien`.
  const apostrophes = folded.replace(/\\'\{ ?\}|\{\\'\}/g, "'");
  return foldSpace(
    convert(apostrophes.replace(notes, " ").replace(fonts, ""))
      .replace(/~|\\[ ,;:]/g, " ")
      .replace(/\\([&_#%$])|\\[-/!]|[{}]/g, "$1"),
  );
}

/** A title or an abstract with TeX's letters in plain: `Schr{\"o}dinger` is `Schrödinger`. Maths stays as it is. */
export function textFromTex(text: string): string {
  if (!text.includes("\\")) return text;
  return foldSpace(text)
    .split(/((?<!\\)\$(?:\\.|[^$\\])*(?:\$|$))/su)
    .map((part, index) => (index % 2 === 0 ? convert(part) : part))
    .join("");
}

/** One accent on another takes a turn each; no letter has more than two. */
const maxAccents = 2;

/** White space must be folded, or a long run of it would take long. */
function convert(text: string): string {
  // Letters first: `\'{\ae}` has an accent on one.
  let accented = text
    .replace(letterInBraces, (_whole, command: string) => letters[command] ?? "")
    .replace(letterAnywhere, (_whole, command: string) => letters[command] ?? "");
  for (let turn = 0; turn < maxAccents; turn += 1) {
    const before = accented;
    accented = before.replace(accentInBraces, composed).replace(accentAnywhere, composed);
    if (accented === before) break;
  }
  return accented;
}

/** An accent takes the place of the dot, however that was left out. */
const dotted: Readonly<Record<string, string>> = { ı: "i", ȷ: "j" };

/** The letter with its mark where Unicode has that letter; what was typed otherwise (`\"Q`). */
function composed(whole: string, ...details: unknown[]): string {
  const found = details.at(-1) as Readonly<Record<string, string | undefined>>;
  const mark = marks[found["sign"] ?? found["letter"] ?? ""] ?? "";
  const typed = found["braced"] ?? found["bare"] ?? found["held"] ?? found["after"] ?? "";
  const letter = dotted[typed] ?? typed;
  const together = (letter + mark).normalize("NFC");
  return together.length === 1 ? together : whole;
}
