import { isAscii } from "../letters.js";
import { commonWords } from "./common-words.js";
import { spelledOut } from "./greek.js";
import { plainText } from "./plain-text.js";
import { isPluralAcronym, stem } from "./stem.js";

export interface Word {
  /** Folded, except for case. */
  readonly typed: string;
  /** In lower case, acronyms in the singular. */
  readonly text: string;
  readonly term: string;
  /** With a meaningful sign: `c++`. Indexed at the same position. */
  readonly signed?: string;
  /** Further terms of documents at the same position: the letters of initials, `3` of `3.1`. */
  readonly others?: readonly string[];
}

/** All or some words of a compound, joined: `GPT-4` is `gpt4`, `YOLOv8` also `yolov`. */
export interface Joined {
  /** Indexes of the first and the last word. */
  readonly first: number;
  readonly last: number;
  readonly text: string;
  readonly term: string;
  /** Whether the joined form splits into the same words, as `gpt4` does and `pretraining` does not. */
  readonly splits: boolean;
}

export interface Compound {
  readonly words: readonly Word[];
  readonly joined: readonly Joined[];
}

/** Letters of a script without spaces between words. Each takes a position. */
export interface Run {
  readonly letters: readonly string[];
}

export type Part = Compound | Run;

/** Whether a text is of scripts without spaces between words, without any marks. */
export function isUnspaced(text: string): boolean {
  return text.charCodeAt(0) > 0x7f && unspacedOnly.test(text);
}

export function isRun(part: Part): part is Run {
  return "letters" in part;
}

/** Words with more parts are hashes or formulas and are not split. */
const maxPieces = 6;
const maxJoinedSegments = 4;
const maxJoinedLength = 40;

const unspaced =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\u30fc";
const unspacedOnly = new RegExp(`^[${unspaced}]+$`, "u");
const spacedLetter = `(?![${unspaced}])`;
const initials = "(?<![\\p{L}\\p{N}])[A-Za-z](?:\\.[A-Za-z])+(?![\\p{L}\\p{M}\\p{N}])";
/** Words, initials, numbers, and runs of letters of scripts without spaces. */
export const atoms = new RegExp(
  `(?<run>(?:(?=[\\p{L}\\p{M}\\p{N}])[${unspaced}])+)|(?<number>\\p{N}+(?:\\.\\p{N}+)*)|${initials}|${spacedLetter}\\p{L}(?:${spacedLetter}[\\p{L}\\p{M}])*`,
  "gu",
);
/** The same for ASCII, but much faster. */
const asciiAtoms =
  /(?<run>(?!))|(?<number>\d+(?:\.\d+)*)|(?<![A-Za-z0-9])[A-Za-z](?:\.[A-Za-z])+(?![A-Za-z0-9])|[A-Za-z]+/g;

/** Between two words that may also be joined. The opening bracket before the first word may be missing. */
const joiner = /^[$\\]*(?:[-/._'&^]|-?\))[$\\]*$/;
const sign = /(?:\+\+|#|\*(?![\p{L}\p{N}]))/uy;

/** Splits a text without white space into parts. */
export function partsOf(chunk: string): Part[] {
  const text = plainText(chunk);
  const isAddress = text.includes("://");
  const parts: Part[] = [];
  let segments: Segment[] = [];
  const close = () => {
    if (segments.length > 0) parts.push(compoundOf(segments));
    segments = [];
  };
  let end = 0;
  for (const match of text.matchAll(isAscii(text) ? asciiAtoms : atoms)) {
    const [found] = match;
    if (match.groups?.["run"] !== undefined) {
      close();
      parts.push({ letters: [...found] });
      end = match.index + found.length;
      continue;
    }
    const piece = { text: found, isNumber: match.groups?.["number"] !== undefined };
    let current = segments.at(-1);
    if (current !== undefined && match.index === end) current.pieces.push(piece);
    else {
      const isJoined = current?.sign === undefined && !isAddress && joiner.test(text.slice(end, match.index));
      if (!isJoined) close();
      current = { pieces: [piece], sign: undefined };
      segments.push(current);
    }
    end = match.index + found.length;
    if (found.length === 1 && current.pieces.length === 1 && /[A-Za-z]/.test(found)) {
      sign.lastIndex = end;
      current.sign = sign.exec(text)?.[0];
    }
  }
  close();
  return parts;
}

/** Text between two separators: a word, a number or both (`7B`). */
interface Segment {
  readonly pieces: Piece[];
  sign: string | undefined;
}

interface Piece {
  readonly text: string;
  readonly isNumber: boolean;
}

function compoundOf(segments: readonly Segment[]): Compound {
  const words: Word[] = [];
  const joined: Joined[] = [];
  let whole = "";
  for (const { pieces, sign } of segments) {
    const first = words.length;
    if (pieces.length > maxPieces) words.push(wordOf(pieces.map(({ text }) => text).join(""), sign));
    else
      for (const [index, piece] of pieces.entries()) {
        const start = words.length;
        const version = isVersioned(piece, pieces[index + 1]) ? piece.text.slice(-1) : "";
        const name = piece.text.slice(0, piece.text.length - version.length);
        const parts = index > 0 && /^[A-Z]s$/.test(name) ? [name.slice(0, 1)] : name.split(humps);
        for (const part of parts) words.push(wordOf(part, sign));
        if (parts.length > 1) joined.push(joinedOf(start, words.length - 1, textOf(words.slice(start))));
        if (version === "") continue;
        words.push(wordOf(version, sign));
        joined.push(joinedOf(start, words.length - 1, textOf(words.slice(start))));
      }
    const text = textOf(words.slice(first));
    if (pieces.length > 1 && words.length - first > 1)
      joined.push({ ...joinedOf(first, words.length - 1, text), splits: true });
    if (whole.length <= maxJoinedLength) whole += text;
  }
  if (isWritable(whole, segments)) {
    const splits = segments.every(
      (_, index) => index === 0 || startsNumber(segments, index) !== endsNumber(segments, index - 1),
    );
    joined.push({ ...joinedOf(0, words.length - 1, whole), splits });
  }
  return { words, joined };
}

function joinedOf(first: number, last: number, text: string): Joined {
  return { first, last, text, term: stem(text), splits: false };
}

/** Whether the last letter may begin a version, as in YOLOv8, but not in HIV1; so the letters are also indexed unsplit. */
function isVersioned(piece: Piece, next: Piece | undefined): boolean {
  return next?.isNumber === true && /^[A-Za-z]{2,}[vV]$/.test(piece.text);
}

function textOf(words: readonly Word[]): string {
  return words.map(({ text }) => text).join("");
}

/** Between the words of a name: `Tiny|Llama`, `BERT|Score`. Parts of one or two letters are not words: `LoRA`, `arXiv`. */
export const humps = /(?<=[A-Za-z][a-z]{2})(?=[A-Z][A-Za-z])|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})/;

/** Whether a text of letters is a name of several words: `TinyLlama`. */
export function isCamelCase(letters: string): boolean {
  return humps.test(letters);
}

function wordOf(piece: string, sign: string | undefined): Word {
  if (/^[A-Za-z]\./.test(piece)) return wordOfInitials(piece);
  const text = spelledOut((isPluralAcronym(piece) ? piece.slice(0, -1) : piece).toLowerCase());
  const version = /^(\d)\.\d$/.exec(piece)?.[1];
  return {
    typed: piece,
    text,
    term: stem(text),
    ...(sign !== undefined && { signed: text + sign }),
    ...(version !== undefined && { others: [version] }),
  };
}

/** One word: `iid` of `i.i.d.`, but `u.s` of `U.S.`. */
function wordOfInitials(typed: string): Word {
  const dotted = typed.toLowerCase();
  const letters = dotted.replaceAll(".", "");
  const text = isOtherWord(letters) ? dotted : letters;
  return { typed, text, term: stem(text), others: [...new Set(letters)] };
}

/** Whether letters are a word that their initials are not: `us` and `it` are not U.S. and I.T. */
export function isOtherWord(letters: string): boolean {
  return letters === "us" || commonWords.has(letters);
}

/** False if the joined form is not used, or is another word: `3-4` is not 34, `U-S` is not `us`. */
function isWritable(whole: string, segments: readonly Segment[]): boolean {
  if (segments.length < 2 || segments.length > maxJoinedSegments || whole.length > maxJoinedLength)
    return false;
  if (isOtherWord(whole)) return false;
  return segments.every(
    (_, index) => index === 0 || !startsNumber(segments, index) || !endsNumber(segments, index - 1),
  );
}

function startsNumber(segments: readonly Segment[], index: number): boolean {
  return segments[index]?.pieces[0]?.isNumber === true;
}

function endsNumber(segments: readonly Segment[], index: number): boolean {
  return segments[index]?.pieces.at(-1)?.isNumber === true;
}
