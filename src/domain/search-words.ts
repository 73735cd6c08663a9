import sql from "sql-template-tag";
import type { Queryable } from "../db/client.js";
import { hashed, InternedBytes, noBytes, widened } from "./interned-bytes.js";
import { rowsAs } from "./rows.js";
import { SearchDocument } from "./search-document.js";
import { createSemaphore } from "./semaphore.js";

// Search documents for many papers at once. Postgres takes longer to make the document of an abstract than to do
// everything else with a paper; but abstracts are written in the same words over and over. So Postgres is asked once what
// it makes of a word, and documents are put together here, as its `to_tsvector` and `||` would.
//
// A word is what stands between spaces. None of Postgres' tokens has a space in it but a tag (`<b >`), and folding looks at
// no letters beyond one, so a text without `<` is the sum of its words. A word may be several tokens (`well-known`: three),
// one that no document holds (`the`), or none (`-`). The first and the last word of a text are others than the same between
// spaces: `~a` is a path at the beginning, and a tilde and a letter after a space. Not so a plain word, ASCII letters but for
// a mark or two around them: it is one token wherever it stands, so many of them are asked about as one text.

/** The words of a text by their numbers; null where the text is left to Postgres. */
export type Words = Int32Array | null;

/** A text of a document, and how much a match in it counts. */
export interface WeightedWords {
  words: Words;
  weight: "A" | "B" | "D";
}

/** A word or several, and what they stand between: spaces, the mark or nothing. */
export interface AskedText {
  before: string;
  word: string;
  behind: string;
}

/** What Postgres makes of each text, as it prints documents. */
export type Ask = (texts: readonly AskedText[]) => Promise<string[]>;

export function askPostgres(db: Queryable): Ask {
  return async (texts) => {
    if (texts.length === 0) return [];
    const rows = await db.query<{ document: string }>(
      sql`
        select to_tsvector('english', before || search_fold(word) || behind)::text as document
        from ${rowsAs("text", texts, { before: "text", word: "text", behind: "text" })}
      `,
      "search_words",
    );
    return rows.map(({ document }) => document);
  };
}

/** As many words as take some 30 MB; arXiv's abstracts have millions, most of which come up once. */
const mostWords = 300_000;
/** Bytes; a longer word is one of a text that has no spaces. */
const longestWord = 500;

/** The last position that a tsvector can hold. */
const lastPosition = 16_383;

const weights = { A: 3 << 14, B: 2 << 14, D: 0 } as const;
/** Stands behind a word when Postgres is asked about it, and so tells how many positions the word takes. */
const mark = "zzqx";

/** Bytes that are in no text in UTF-8. They stand before its first word, its last, and one that is both. */
const firstWord = 0xfd;
const lastWord = 0xfe;
const onlyWord = 0xff;
const space = 0x20;
const lessThan = 0x3c;

/** Search documents of texts in common words, byte for byte what Postgres would make of them. */
export class SearchWords {
  readonly #words = new InternedBytes();
  readonly #lexemes = new InternedBytes();
  /** How many of the words Postgres was asked about. */
  #learned = 0;
  /** How many positions each word takes, and where its tokens end; those of the next word follow. */
  #lengths = new Int32Array(1 << 12);
  #tokenEnds = new Int32Array(1 << 12);
  /** A token's lexeme, and its position within the word, counted from 1. */
  #tokenLexemes = new Int32Array(1 << 12);
  #tokenPositions = new Int32Array(1 << 12);
  #tokens = 0;
  readonly #inTurn = createSemaphore(1);
  readonly #document = new SearchDocument();
  #text = Buffer.allocUnsafe(1 << 16);
  #split = new Int32Array(1 << 12);

  /** Whether it should be given up for a new one: there is no end of words. */
  get isFull(): boolean {
    return this.#words.count > mostWords;
  }

  /** The words of a text. `documentOf` knows what they mean once `learn` has been called. */
  split(text: string): Words {
    if (3 * text.length >= this.#text.length) this.#text = Buffer.allocUnsafe(6 * text.length);
    const bytes = this.#text;
    const end = 1 + bytes.write(text, 1);
    if (end / 2 >= this.#split.length) this.#split = new Int32Array(end);
    const split = this.#split;
    const words = this.#words;
    let count = 0;
    let start = 1;
    let hash = noBytes;
    for (let index = 1; index <= end; index += 1) {
      const byte = index < end ? (bytes[index] as number) : space;
      if (byte !== space) {
        hash = hashed(hash, byte);
        if (byte === lessThan) return null;
        continue;
      }
      if (index - start > longestWord) return null;
      if (index > start) {
        const place =
          (start === 1 || index === end) && !isPlain(bytes, start, index)
            ? placeOf(start === 1, index === end)
            : undefined;
        // Before the word there is a space, or the byte that is kept free.
        if (place !== undefined) bytes[start - 1] = place;
        split[count++] =
          place === undefined
            ? words.numberOfHashed(hash, bytes, start, index)
            : words.number(bytes, start - 1, index);
      }
      start = index + 1;
      hash = noBytes;
    }
    return split.slice(0, count);
  }

  /** Asks for all words that came up since it last did; who calls at the same time waits for their turn. */
  async learn(ask: Ask): Promise<void> {
    await this.#inTurn(() => this.#ask(ask));
  }

  async #ask(ask: Ask): Promise<void> {
    const [unknown, plain, others]: [Buffer[], Buffer[], Buffer[]] = [[], [], []];
    for (let number = this.#learned; number < this.#words.count; number += 1) {
      const bytes = this.#words.bytesOf(number);
      unknown.push(bytes);
      (isPlain(bytes, 0, bytes.length) ? plain : others).push(bytes);
    }
    if (unknown.length === 0) return;
    const texts = textsOfPlain(plain);
    const documents = await ask([...texts, ...others.map(textOfOther)]);
    const meanings = new Map([
      ...meaningsOfPlain(plain, documents.slice(0, texts.length)),
      ...meaningsOfOthers(others, documents.slice(texts.length)),
    ]);
    for (const bytes of unknown) this.#understand(meanings.get(bytes) as Meaning);
  }

  #understand({ tokens, length }: Meaning): void {
    for (const { lexeme, position } of tokens) {
      const bytes = Buffer.from(lexeme);
      if (this.#tokens >= this.#tokenLexemes.length) {
        this.#tokenLexemes = widened(this.#tokenLexemes, Int32Array);
        this.#tokenPositions = widened(this.#tokenPositions, Int32Array);
      }
      this.#tokenLexemes[this.#tokens] = this.#lexemes.number(bytes, 0, bytes.length);
      this.#tokenPositions[this.#tokens] = position;
      this.#tokens += 1;
    }
    if (this.#learned >= this.#lengths.length) {
      this.#lengths = widened(this.#lengths, Int32Array);
      this.#tokenEnds = widened(this.#tokenEnds, Int32Array);
    }
    this.#lengths[this.#learned] = length;
    this.#tokenEnds[this.#learned] = this.#tokens;
    this.#learned += 1;
  }

  /**
   * The document of texts one after another, as the bytes that Postgres receives. Undefined where it is left to Postgres:
   * a text that is, or one so long that places would have to be left out.
   */
  documentOf(texts: readonly WeightedWords[]): Buffer | undefined {
    const document = this.#document;
    document.begin(this.#lexemes.count);
    let last = 0;
    for (const { words, weight } of texts) {
      if (words === null) return undefined;
      // `||` goes on after the last position in use, which is not always that of the last word.
      let start = last;
      for (let index = 0; index < words.length; index += 1) {
        const word = words[index] as number;
        const end = this.#tokenEnds[word] as number;
        for (let token = word === 0 ? 0 : (this.#tokenEnds[word - 1] as number); token < end; token += 1) {
          const position = start + (this.#tokenPositions[token] as number);
          if (position > last) last = position;
          document.add(this.#tokenLexemes[token] as number, weights[weight] + position);
        }
        start += this.#lengths[word] as number;
      }
      // The last word's length is not in `start`, but its tokens may be several.
      if (Math.max(start, last) >= lastPosition) return undefined;
    }
    return document.encode(this.#lexemes);
  }
}

/** What Postgres makes of a word, and how many positions it takes. */
interface Meaning {
  tokens: Token[];
  length: number;
}

interface Token {
  lexeme: string;
  /** Within the word, counted from 1. */
  position: number;
}

/** How many plain words are asked about at once: they are told apart by their positions in one document. */
const plainAtOnce = 200;

function textsOfPlain(words: readonly Buffer[]): AskedText[] {
  const texts: AskedText[] = [];
  for (let start = 0; start < words.length; start += plainAtOnce)
    texts.push({ before: "", word: words.slice(start, start + plainAtOnce).join(" "), behind: "" });
  return texts;
}

/** What plain words mean, each of which takes one position. */
function meaningsOfPlain(words: readonly Buffer[], documents: readonly string[]): Map<Buffer, Meaning> {
  const meanings = new Map<Buffer, Meaning>();
  for (const word of words) meanings.set(word, { tokens: [], length: 1 });
  for (const [index, document] of documents.entries())
    for (const { lexeme, position } of tokensOf(document)) {
      const word = words[index * plainAtOnce + position - 1] as Buffer;
      meanings.get(word)?.tokens.push({ lexeme, position: 1 });
    }
  return meanings;
}

function textOfOther(word: Buffer): AskedText {
  const place = placeBefore(word);
  return {
    before: place === firstWord || place === onlyWord ? "" : " ",
    word: word.toString("utf8", place === undefined ? 0 : 1),
    behind: isAtTheEnd(word) ? "" : ` ${mark}`,
  };
}

/** What words mean that may be any number of tokens. */
function meaningsOfOthers(words: readonly Buffer[], documents: readonly string[]): Map<Buffer, Meaning> {
  const meanings = new Map<Buffer, Meaning>();
  for (const [index, word] of words.entries()) {
    const tokens = tokensOf(documents[index] ?? "");
    // How long a last word is does not matter: nothing follows.
    meanings.set(word, isAtTheEnd(word) ? { tokens, length: 0 } : withoutMark(tokens));
  }
  return meanings;
}

function isAtTheEnd(word: Buffer): boolean {
  const place = placeBefore(word);
  return place === lastWord || place === onlyWord;
}

function withoutMark(tokens: readonly Token[]): Meaning {
  let end = 0;
  for (const { position } of tokens) if (position > end) end = position;
  return { tokens: tokens.filter(({ position }) => position !== end), length: end - 1 };
}

/** Whether a word is letters of ASCII, perhaps in brackets or before a comma or the like. */
function isPlain(bytes: Buffer, start: number, end: number): boolean {
  const from = bytes[start] === openingBracket ? start + 1 : start;
  const to = closing.has(bytes[end - 1] as number) ? end - 1 : end;
  for (let index = from; index < to; index += 1) {
    const letter = (bytes[index] as number) | 0x20;
    if (letter < smallA || letter > smallZ) return false;
  }
  return from < to;
}

const openingBracket = "(".charCodeAt(0);
const closing: ReadonlySet<number> = new Set([...").,;:"].map((mark) => mark.charCodeAt(0)));
const [smallA, smallZ] = ["a".charCodeAt(0), "z".charCodeAt(0)];

function placeOf(isFirst: boolean, isLast: boolean): number | undefined {
  if (isFirst) return isLast ? onlyWord : firstWord;
  return isLast ? lastWord : undefined;
}

function placeBefore(bytes: Buffer): number | undefined {
  const byte = bytes[0] ?? 0;
  return byte >= firstWord ? byte : undefined;
}

/** The lexemes of a document as Postgres prints it: `'known':3 'well':2 'well-known':1`. */
function tokensOf(document: string): Token[] {
  const tokens: Token[] = [];
  for (const [, quoted = "", positions = ""] of document.matchAll(/'((?:[^'\\]|''|\\\\)*)':([\d,]+)/g)) {
    const lexeme = quoted.replace(/''|\\\\/g, firstOf);
    for (const position of positions.split(",")) tokens.push({ lexeme, position: Number(position) });
  }
  return tokens;
}

function firstOf(pair: string): string {
  return pair.charAt(0);
}
