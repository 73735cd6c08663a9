import { createHash } from "node:crypto";
import { foldLetters, isAscii, replaceSigns } from "../../text/letters.js";
import { normalize } from "../../text/normalize.js";
import { foldSpace } from "../../text/spaces.js";

/**
 * Folded forms under which different spellings of one thing are the same.
 */

/**
 * The key under which a source without ids finds a paper: letters folded, digits, and the signs that carry meaning
 * (`C++`, `A*`, `x < y`, `R²`, `3.5`), without spaces and other punctuation. Typographic and TeX spellings of the same
 * sign are one: `R²`, `R^2`, `$R^{2}$`. A title of nothing else (`???`) is its own key.
 */
export function titleKey(title: string): string {
  const key =
    isAscii(title) && !meaningfulSigns.test(title)
      ? title.toLowerCase().replace(/[^a-z0-9]+/g, "")
      : foldTitle(title);
  return bounded(key === "" ? foldSpace(normalize(title, "NFC")) : key);
}

/** In ASCII, where they are rare, and TeX markup. `.` and `/` carry meaning between digits. */
const meaningfulSigns = /[+#*<>=@%&^$\\{}]|\d[./]\d/;

function foldTitle(title: string): string {
  const spelled = title
    .replace(/[²³¹⁰⁴-⁻]+/g, "^$&")
    .replace(/\\[a-z]+(?![a-z])|[≠×∗⋆♯→⇒←⇐≤≥&]/gi, (sign) => plainSigns.get(sign) ?? sign);
  return (
    foldLetters(spelled)
      .replace(/[$\\{}]+/g, "")
      .replace(/[⁄∕]/g, "/")
      .replace(/\^[-−]+(?=\d)/g, "^")
      // A degree sign is printed as often as not, and so are superscript letters: `5^{th}`.
      .replace(/\^\s*circ(?![a-z])/g, "")
      .replace(/(?<!\d)[./]|[./](?!\d)|\^(?!\d)|[|~¬⋅∙∘∼−]|[^\p{L}\p{M}\p{N}\p{Sm}\p{Sc}#*@%^./]/gu, "")
  );
}

/** Typographic signs and TeX commands, and what is printed in their place in plain text. */
const plainSigns: ReadonlyMap<string, string> = new Map(
  Object.entries({
    and: "&",
    x: "× \\times",
    "*": "∗ ⋆ \\ast \\star",
    "#": "♯",
    ">": "→ ⇒ \\to \\rightarrow \\gt",
    "<": "← ⇐ \\leftarrow \\lt",
    "<=": "≤ \\le \\leq",
    ">=": "≥ \\ge \\geq",
    "<>": "≠ \\ne \\neq",
    "±": "\\pm",
    "∞": "\\infty",
    // Commands that only choose a font.
    "": "\\text \\textbf \\textit \\textrm \\textsc \\textsf \\texttt \\emph \\mathbb \\mathbf \\mathcal \\mathit \\mathrm \\mathsf",
  }).flatMap(([plain, signs]) => signs.split(" ").map((sign): [string, string] => [sign, plain])),
);

/**
 * The key of a person's or organization's name: letters folded, every run of other characters than letters and digits
 * one space. `Balázs, C.-P.` becomes `balazs c p`.
 */
export function nameKey(name: string): string {
  return bounded(foldName(name));
}

/**
 * The beginnings of words that a search for a name demands, from what its key holds: of a long one, those of its beginning,
 * the last of them perhaps cut short. Beginnings of others are left out, since those demand more; so are all but the 10
 * longest, which select most: every word is looked up in the index by itself.
 */
export function nameBeginnings(name: string): string[] {
  const words = foldName(name).slice(0, keptOfLongKeys).split(" ").sort();
  // In order, a word is followed by what begins with it.
  const longest = words
    .filter((word, index) => word !== "" && !words[index + 1]?.startsWith(word))
    .sort((one, other) => other.length - one.length);
  return longest.slice(0, maxNameBeginnings);
}

/** Few names have as many words. */
const maxNameBeginnings = 10;

function foldName(name: string): string {
  const key = replaceSigns(foldLetters(name), " ").trim();
  return key === "" ? foldSpace(normalize(name, "NFC")) : key;
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
