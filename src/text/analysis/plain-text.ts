import { foldMarks, isAscii, withoutTrademarks } from "../letters.js";

const typographicMarks: ReadonlyArray<readonly [RegExp, string]> = [
  [/[\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4`]/g, "'"],
  [/[\u2010-\u2013\u2212]/g, "-"],
];

/** TeX commands for formatting. */
const formatting =
  /\\(?:text(?:bf|it|rm|sc|sf|sl|tt|subscript|superscript)?|emph|math(?:bb|bf|cal|frak|it|rm|scr|sf|tt)|operatorname|boldsymbol|bm|em|it|bf|tt|rm|sc|cal|left|right|big|Big|frac|sqrt|url|href|cite|ref|label)(?![A-Za-z])/g;

/** Commands that are not English words, for texts that lost the backslash. */
const lostFormatting =
  /(?<![A-Za-z])(?:text(?:bf|it|rm|sc|sf|sl|tt)|emph|math(?:bb|bf|cal|frak|it|rm|scr|sf|tt)|operatorname|boldsymbol)(?=\{)/g;

/**
 * Prepares a text without white space for splitting into words: marks folded, punctuation in ASCII, without markup, possessive
 * `'s`, and the commas within numbers.
 */
export function plainText(chunk: string): string {
  let text = chunk;
  if (!isAscii(text)) {
    text = foldMarks(withoutTrademarks(text)).replace(/(?<=\d)×(?!\p{L})/gu, "x");
    for (const [marks, plain] of typographicMarks) text = text.replace(marks, plain);
  }
  if (text.includes("&"))
    text = text.replace(/&(?:(amp)|lt|gt|quot|nbsp|apos|#\d+)(?:;|$)/g, (_whole, and) => (and ? "&" : " "));
  if (/[\\{}]/.test(text))
    text = text
      .replace(formatting, ",")
      .replace(lostFormatting, ",")
      .replace(/(\\[A-Za-z]+)\{/g, "$1,")
      .replaceAll("}{", ",")
      .replace(/[{}]/g, "")
      .replace(/(?<=\d)\$?\\times\$?(?=\d)/g, "x")
      .replace(/\\ell(?![A-Za-z])/g, "l")
      .replace(/\\var(?=(?:epsilon|theta|kappa|pi|rho|sigma|phi)(?![A-Za-z]))/g, "\\");
  if (/[\^\\$]/.test(text))
    text = text.replace(
      /(?<![\p{L}\p{N}\\])([A-Za-z])[$^\\]*(?:\*|(?<=\\)(?:ast|star)(?![A-Za-z]))\$*/gu,
      "$1*",
    );
  if (text.includes("'"))
    text = text
      .replace(/(?<=[\p{L}\p{N}])'s(?![\p{L}\p{N}])/giu, "")
      .replace(/(?<=\p{L})'(?=(?:t|re|ll|ve|d|m)(?![\p{L}\p{N}]))/giu, "");
  if (text.includes(",")) text = text.replace(/(?<=\d),(?=\d{3}(?!\d))/g, "");
  return text;
}
