import { commonWords } from "./common-words.js";
import { foldMarks } from "./fold.js";
import { isPluralAcronym, stem } from "./stem.js";

/** A word of a compound, or the only one. */
export interface Word {
  /** Lower-case and folded, as typed otherwise. */
  readonly text: string;
  readonly term: string;
  /** The word with its sign, where the sign carries meaning: `c++`. Stands at the same position. */
  readonly signed?: string;
}

/** Words written as one: `GPT-4` is `gpt4`. */
export interface Joined {
  /** Indexes of the first and the last word. */
  readonly first: number;
  readonly last: number;
  readonly term: string;
  /** Whether the joined form splits into the same words, as `gpt4` does and `pretraining` does not. */
  readonly splits: boolean;
}

export interface Compound {
  readonly words: readonly Word[];
  readonly joined: readonly Joined[];
}

/** Letters of a script without spaces between words, each of which takes a position. */
export interface Run {
  readonly letters: readonly string[];
}

export type Part = Compound | Run;

export function isRun(part: Part): part is Run {
  return "letters" in part;
}

/** A hash or a formula rather than a name of parts: left in one. */
const maxPieces = 6;
const maxJoinedSegments = 4;
const maxJoinedLength = 40;

const unspaced =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\u30fc";
const spacedLetter = `(?![${unspaced}])`;
const atom = new RegExp(
  `(?<run>(?:(?=[\\p{L}\\p{M}\\p{N}])[${unspaced}])+)|(?<number>\\p{N}+(?:\\.\\p{N}+)*)|${spacedLetter}\\p{L}(?:${spacedLetter}[\\p{L}\\p{M}])*`,
  "gu",
);

/** Between two words that may also be written as one. */
const joiner = /^(?:--?|[/._'&])$/;
const sign = /(?:\+\+|#|\*(?![\p{L}\p{N}]))/uy;

/** The parts of a text without white space, in order. */
export function partsOf(chunk: string): Part[] {
  const text = plainText(chunk);
  const parts: Part[] = [];
  let segments: Segment[] = [];
  const close = () => {
    if (segments.length > 0) parts.push(compoundOf(segments));
    segments = [];
  };
  let end = 0;
  for (const match of text.matchAll(atom)) {
    const found = match[0];
    const between = text.slice(end, match.index);
    const last = segments.at(-1);
    if (match.groups?.["run"] !== undefined) {
      close();
      parts.push({ letters: [...found] });
    } else if (last !== undefined && between === "") last.pieces.push(found);
    else {
      if (last?.signed !== undefined || !joiner.test(between.replace(/[$\\]/g, ""))) close();
      segments.push({ pieces: [found], signed: undefined });
    }
    end = match.index + found.length;
    const current = segments.at(-1);
    if (current !== undefined && /^[A-Za-z]$/.test(current.pieces.join(""))) {
      sign.lastIndex = end;
      current.signed = sign.exec(text)?.[0];
    }
  }
  close();
  return parts;
}

/** What stands between two separators: words, numbers or both (`7B`). */
interface Segment {
  pieces: string[];
  signed: string | undefined;
}

function compoundOf(segments: readonly Segment[]): Compound {
  const words: Word[] = [];
  const joined: Joined[] = [];
  const texts: string[] = [];
  for (const { pieces, signed } of segments) {
    const first = words.length;
    if (pieces.length > maxPieces) words.push(wordOf(pieces.join(""), undefined));
    else for (const piece of pieces) words.push(wordOf(piece, signed));
    const last = words.length - 1;
    const text = words
      .slice(first)
      .map((word) => word.text)
      .join("");
    if (last > first) joined.push({ first, last, term: stem(text), splits: true });
    texts.push(text);
  }
  const whole = joinedText(texts);
  if (whole !== undefined)
    joined.push({
      first: 0,
      last: words.length - 1,
      term: stem(whole),
      splits: bordersOf(texts).every(isMixed),
    });
  return { words, joined };
}

function wordOf(piece: string, sign: string | undefined): Word {
  const text = (isPluralAcronym(piece) ? piece.slice(0, -1) : piece).toLowerCase();
  return { text, term: stem(text), ...(sign !== undefined && { signed: text + sign }) };
}

/** Undefined where the joined form is nothing anybody writes, or another word: `3-4` is not 34, `U.S.` is not `us`. */
function joinedText(texts: readonly string[]): string | undefined {
  if (texts.length < 2 || texts.length > maxJoinedSegments) return undefined;
  const whole = texts.join("");
  if (whole.length > maxJoinedLength || whole === "us" || commonWords.has(whole)) return undefined;
  return bordersOf(texts).some((border) => /^\p{N}{2}$/u.test(border)) ? undefined : whole;
}

/** The two characters on either side of each separator. */
function bordersOf(texts: readonly string[]): string[] {
  return texts.slice(1).map((text, index) => `${[...(texts[index] ?? "")].at(-1)}${[...text][0]}`);
}

function isMixed(border: string): boolean {
  return /\p{N}/u.test(border);
}

const typographicMarks: ReadonlyArray<readonly [RegExp, string]> = [
  [/[\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4`]/g, "'"],
  [/[\u2010-\u2013\u2212]/g, "-"],
];

/** Commands of TeX that change how a text looks and say nothing. */
const formatting =
  /\\(?:text(?:bf|it|rm|sc|sf|sl|tt|subscript|superscript)?|emph|math(?:bb|bf|cal|frak|it|rm|scr|sf|tt)|operatorname|boldsymbol|bm|em|it|bf|tt|rm|sc|cal|left|right|big|Big|frac|sqrt|url|href|cite|ref|label)(?![A-Za-z])/g;

function plainText(chunk: string): string {
  let text = foldMarks(chunk);
  for (const [marks, plain] of typographicMarks) text = text.replace(marks, plain);
  if (text.includes("&"))
    text = text.replace(/&(?:(amp)|lt|gt|quot|nbsp|apos|#\d+)(?:;|$)/g, (_whole, and) => (and ? "&" : " "));
  if (/[\\{}]/.test(text))
    text = text
      .replace(formatting, ",")
      .replace(/(\\[A-Za-z]+)\{/g, "$1,")
      .replaceAll("}{", ",")
      .replace(/[{}]/g, "");
  if (text.includes("'"))
    text = text
      .replace(/(?<=[\p{L}\p{N}])'s(?![\p{L}\p{N}])/giu, "")
      .replace(/(?<=\p{L})'(?=(?:t|re|ll|ve|d|m)(?![\p{L}\p{N}]))/giu, "");
  if (text.includes(",")) text = text.replace(/(?<=\d),(?=\d{3}(?!\d))/g, "");
  return text;
}
