import { setImmediate } from "node:timers/promises";
import { type DocumentTexts, makeDocument, type SearchDocument } from "./document.js";

/** Makes the search documents of many papers. */
export interface DocumentMaker {
  make(texts: readonly DocumentTexts[]): Promise<SearchDocument[]>;
}

/** Documents made before other work gets a turn. */
const sliceSize = 100;

/** Makes documents in the thread that calls it. */
export const localDocumentMaker: DocumentMaker = {
  async make(texts) {
    const documents: SearchDocument[] = [];
    for (const [index, each] of texts.entries()) {
      if (index > 0 && index % sliceSize === 0) await setImmediate();
      documents.push(makeDocument(each));
    }
    return documents;
  },
};
