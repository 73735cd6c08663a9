import { createHash } from "node:crypto";
import { withGreekNames } from "../../text/analysis/greek.js";
import { foldLetters, isAscii, replaceSigns } from "../../text/letters.js";
import { normalize } from "../../text/normalize.js";
import { foldSpace } from "../../text/spaces.js";

/** Normalized keys under which different spellings compare equal. */

/**
 * Key for matching titles: letters folded, digits, and the signs that carry meaning (`C++`, `A*`, `x < y`, `R²`,
 * `3.5`), without spaces and other punctuation. Typographic and TeX spellings of a sign are equal: `R²`, `R^2`,
 * `$R^{2}$`; Greek letters equal their names. A title without letters, digits and such signs (`???`) is its own key.
 */
export function titleKey(title: string): string {
  const key =
    isAscii(title) && !meaningfulSigns.test(title)
      ? title.toLowerCase().replace(/[^a-z0-9]+/g, "")
      : foldTitle(title);
  return bounded(key === "" ? foldSpace(normalize(title, "NFC")) : key);
}

/** Meaningful signs and TeX markup in ASCII titles, where they are rare. `.` and `/` carry meaning between digits. */
const meaningfulSigns = /[+#*<>=@%&^$\\{}]|\d[./]\d/;

function foldTitle(title: string): string {
  const spelled = normalize(title, "NFC")
    .replace(/[²³¹⁰⁴-⁻]+/g, "^$&")
    .replace(/\\not\s*\\in(?![a-z])/g, "∉")
    .replace(/\\[a-z]+(?![a-z])|[≠×∗⋆♯→⇒←⇐≤≥&]/gi, (sign) => plainSigns.get(sign) ?? sign)
    // Folding would drop the stroke of a negated relation.
    .replace(/\p{Sm}\u0338?/gu, (sign) => sign.normalize("NFD").replace("\u0338", "<>"));
  return (
    withGreekNames(foldLetters(spelled))
      .replace(/[$\\{}]+/g, "")
      .replace(/[⁄∕]/g, "/")
      .replace(/\^[-−]+(?=\d)/g, "^")
      // Degree signs are often omitted, and so are superscript letters: `5^{th}`.
      .replace(/\^\s*circ(?![a-z])/g, "")
      .replace(/(?<!\d)[./]|[./](?!\d)|\^(?!\d)|[|~¬⋅∙∘∼−]|[^\p{L}\p{M}\p{N}\p{Sm}\p{Sc}#*@%^./]/gu, "")
  );
}

/** Plain-text equivalents of typographic signs and TeX commands. */
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
    "∈": "\\in",
    "∉": "\\notin",
    ...Object.fromEntries(
      "epsilon theta kappa pi rho sigma phi".split(" ").map((name) => [name, `\\var${name}`]),
    ),
    // Font commands.
    "": "\\text \\textbf \\textit \\textrm \\textsc \\textsf \\texttt \\emph \\mathbb \\mathbf \\mathcal \\mathit \\mathrm \\mathsf",
  }).flatMap(([plain, signs]) => signs.split(" ").map((sign): [string, string] => [sign, plain])),
);

/**
 * Key for matching names of people and organizations: letters folded, every run of other characters replaced with a
 * space. `Balázs, C.-P.` becomes `balazs c p`.
 */
export function nameKey(name: string): string {
  return bounded(foldName(name));
}

/**
 * Word prefixes that a name search requires. Prefixes implied by longer ones are dropped, and only the 10 longest,
 * most selective ones are kept, because each costs an index lookup. Long names are truncated like their keys.
 */
export function namePrefixes(name: string): string[] {
  const words = nameWords(name).sort();
  // In sorted order, a word is directly followed by words that start with it.
  const longest = words
    .filter((word, index) => !words[index + 1]?.startsWith(word))
    .sort((one, other) => other.length - one.length);
  return longest.slice(0, maxNamePrefixes);
}

const maxNamePrefixes = 10;

/** The folded words of a name or a title, in order. Long texts are truncated like their keys. */
export function nameWords(name: string): string[] {
  return foldName(name).slice(0, truncatedKeyLength).split(" ").filter(Boolean);
}

function foldName(name: string): string {
  const key = replaceSigns(foldLetters(name), " ").trim();
  return key === "" ? foldSpace(normalize(name, "NFC")) : key;
}

/** Key for case-insensitive comparison of keywords and slugs. */
export function caseKey(text: string): string {
  return bounded(foldCase(foldSpace(text)));
}

/**
 * Lower case alone does not unify words with a letter that has no counterpart (`Nießner`, `NIESSNER`) or two of them
 * (`Γιώργος`, `ΓΙΏΡΓΟΣ`).
 */
function foldCase(text: string): string {
  const lower = text.toLowerCase();
  return isAscii(lower) ? lower : lower.replaceAll("ß", "ss").replaceAll("ς", "σ");
}

const maxKeyLength = 300;
const truncatedKeyLength = 250;

/**
 * Postgres limits index rows to about 2,700 bytes. A longer key is truncated, which preserves order, and gets a
 * digest.
 */
function bounded(key: string): string {
  if (key.length <= maxKeyLength) return key;
  return `${key.slice(0, truncatedKeyLength)} ${createHash("sha256").update(key).digest("hex").slice(0, 32)}`;
}
