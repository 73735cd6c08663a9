import { type Ask, SearchWords, type WeightedWords } from "./search-words.js";

/** What a paper is found by, the more weighty texts first. */
export interface DocumentTexts {
  title: string;
  /** Of the organization, the authors, the keywords. */
  names: string;
  abstract: string;
}

/** Makes search documents of many papers at once; see `search-words.ts`. */
export interface DocumentMaker {
  /** @returns for each the bytes that Postgres receives; undefined where the document has to be made by Postgres */
  make(ask: Ask, texts: readonly DocumentTexts[]): Promise<(Uint8Array | undefined)[]>;
}

/** How many are made at a time, before others have their turn. */
const slice = 500;

/** Makes documents in the thread that asks. */
export class LocalDocumentMaker implements DocumentMaker {
  /** Undefined until they are needed: most who record do so a few papers at a time, and ask for none. */
  #words: SearchWords | undefined;

  async make(ask: Ask, texts: readonly DocumentTexts[]): Promise<(Uint8Array | undefined)[]> {
    const documents: (Uint8Array | undefined)[] = [];
    for (let start = 0; start < texts.length; start += slice) {
      // Another call may put new words in the place of these meanwhile.
      const words = this.#words === undefined || this.#words.isFull ? new SearchWords() : this.#words;
      this.#words = words;
      const split: WeightedWords[][] = [];
      for (const { title, names, abstract } of texts.slice(start, start + slice))
        split.push([
          { words: words.split(title), weight: "A" },
          { words: words.split(names), weight: "B" },
          { words: words.split(abstract), weight: "D" },
        ]);
      await words.learn(ask);
      for (const weighted of split) documents.push(words.documentOf(weighted));
    }
    return documents;
  }
}
