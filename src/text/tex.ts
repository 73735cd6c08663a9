import { foldSpace } from "./spaces.js";

// Converts TeX accents and letters of the languages of authors' names. Other TeX stays unchanged.

/** Combining characters by accent command. */
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

/** Letters and apostrophes by command. */
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

// In TeX, a non-letter ends a command, and following spaces are dropped: `\o sterud` is one word.
const end = String.raw`(?:\{\}|\s+|(?![A-Za-z]))`;
const inBraces = String.raw`\{\s*(?<braced>\p{L})\s*\}`;
const longMarks = "[uvHckrdbh]|textcommabelow|horn|cb";
const accent = String.raw`\\(?:(?<sign>[\x60'^~=."])\s*(?:${inBraces}|(?<bare>\p{L}))|(?<letter>${longMarks})(?:\s*${inBraces.replace("<braced>", "<held>")}|(?:\s+|(?![A-Za-z]))(?<after>\p{L})))`;
const name = Object.keys(letters).join("|");

// The braces of `\d{\^e}` belong to the outer accent, which is converted later.
const accentInBraces = new RegExp(
  String.raw`(?<!\\(?:[\x60'^~=."]|${longMarks}) ?)\{\s*${accent}\s*\}`,
  "gu",
);
const accentAnywhere = new RegExp(accent, "gu");
const letterInBraces = new RegExp(String.raw`\{\\(${name})\s*\}`, "gu");
const letterAnywhere = new RegExp(String.raw`\\(${name})${end}`, "gu");

// Affiliation numbers and fonts in names, which are dropped.
const notes = /\$\s*\^[^$]*\$|\\(?:textsuperscript|thanks|inst|footnotemark)\s*(?:\{[^{}]*\}|\[[^[\]]*\])/g;
const fonts =
  /\\(?:text(?:bf|it|rm|sc|sf|sl|tt|up|md|normal)?|emph|em|mbox|bf|it|rm|sc|sf|sl|tt|(?:bf|md)series|(?:it|sc|sl|up)shape|(?:rm|sf|tt)family)(?![A-Za-z])\s*/g;

/** Converts a name from TeX, with white space folded: `Bal\'azs` is `Balázs`, `{\O}deg{\aa}rd` `Ødegård`, `J.~Doe` `J. Doe`. */
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

/** Converts the letters of a title or abstract from TeX: `Schr{\"o}dinger` is `Schrödinger`. Math stays unchanged. */
export function textFromTex(text: string): string {
  if (!text.includes("\\")) return text;
  return foldSpace(text)
    .split(/((?<!\\)\$(?:\\.|[^$\\])*(?:\$|$))/su)
    .map((part, index) => (index % 2 === 0 ? convert(part) : part))
    .join("");
}

/** Maximum number of accents on a letter. Each takes a pass. */
const maxAccents = 2;

/** Expects folded white space, because matching long runs takes quadratic time. */
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

/** An accent replaces the dot: `\'{\i}` is `í`. */
const dotted: Readonly<Record<string, string>> = { ı: "i", ȷ: "j" };

/** Composes letter and mark; returns the input if Unicode has no such letter (`\"Q`). */
function composed(whole: string, ...details: unknown[]): string {
  const found = details.at(-1) as Readonly<Record<string, string | undefined>>;
  const mark = marks[found["sign"] ?? found["letter"] ?? ""] ?? "";
  const typed = found["braced"] ?? found["bare"] ?? found["held"] ?? found["after"] ?? "";
  const letter = dotted[typed] ?? typed;
  const together = (letter + mark).normalize("NFC");
  return together.length === 1 ? together : whole;
}
