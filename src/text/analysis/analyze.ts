import { normalize } from "../normalize.js";
import { textFromTex } from "../tex.js";
import { type AnalyzedChunk, analyzeChunk } from "./analyzed-chunk.js";
import { ChunkCache, hashOf } from "./chunk-cache.js";

/** Version of the analysis, stored with documents; raise it whenever the terms of any text change. */
export const analyzerVersion = 2;

/**
 * Calls `found` for each term of a text in order: lower-case, folded, stemmed. Positions begin at 1 and advance by one
 * per word. A joined form (`gpt4` of `GPT-4`) shares the position of its first part, and where its parts cannot be seen
 * in it (`pretrain` of `pre-training`) that of its last part too, so that phrases meet it from both sides.
 *
 * @returns the number of positions used
 */
export function analyze(text: string, found: (term: string, position: number) => void): number {
  const source = withoutTex(text);
  const { length } = source;
  let position = 1;
  let start = 0;
  for (let index = 0; index <= length; index += 1) {
    if (index < length && source.charCodeAt(index) > space) continue;
    if (index > start) {
      const chunk = chunkOf(source, start, index);
      if (typeof chunk === "string") {
        found(chunk, position);
        position += 1;
      } else if (chunk !== undefined) {
        const { terms, offsets } = chunk;
        for (let at = 0; at < terms.length; at += 1)
          found(terms[at] as string, position + (offsets[at] as number));
        position += chunk.length;
      }
    }
    start = index + 1;
  }
  return position - 1;
}

/** A text with the letters that TeX spells with commands. */
export function withoutTex(text: string): string {
  return text.includes("\\") ? textFromTex(normalize(text, "NFKC")) : text;
}

const space = 0x20;

/** Papers repeat the same words: two generations of this many hold those in use in some 30 MB. */
const maxRemembered = 1 << 17;
const maxRememberedLength = 40;
let recent = new ChunkCache<AnalyzedChunk>(maxRemembered);
let older = recent;

function chunkOf(source: string, from: number, to: number): AnalyzedChunk | undefined {
  let start = from;
  let end = to;
  while (start < end && isTrimmed(source.charCodeAt(start))) start += 1;
  while (end > start && isTrimmed(source.charCodeAt(end - 1))) end -= 1;
  if (start === end) return undefined;
  if (end - start > maxRememberedLength) return analyzeChunk(source.slice(start, end));
  const hash = hashOf(source, start, end);
  const known = recent.get(source, start, end, hash);
  if (known !== undefined) return known;
  const typed = copyOf(source.slice(start, end));
  const chunk = older.get(source, start, end, hash) ?? analyzeChunk(typed);
  if (recent.isFull) {
    older = recent;
    recent = new ChunkCache(maxRemembered);
  }
  recent.set(typed, hash, chunk);
  return chunk;
}

/** Marks around a word that change nothing about it. Those that may, as in C++, A* and `\\alpha`, are not among them. */
const trimmed = new Uint8Array(128);
for (const mark of "!\"'(),-.:;?[]`{}$%~<>=|") trimmed[mark.charCodeAt(0)] = 1;

function isTrimmed(code: number): boolean {
  return code < 128 && trimmed[code] === 1;
}

/** A slice keeps the whole text in memory that it was taken from. */
function copyOf(slice: string): string {
  return Buffer.from(slice, "utf16le").toString("utf16le");
}
