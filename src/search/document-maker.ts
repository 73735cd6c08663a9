import { setImmediate } from "node:timers/promises";
import { type DocumentTexts, makeDocument, type SearchDocument } from "./document.js";

/** Builds search documents. */
export interface DocumentMaker {
  make(texts: readonly DocumentTexts[]): Promise<SearchDocument[]>;
}

/** Documents built before yielding to the event loop. */
const batchSize = 100;

/** Builds documents in the calling thread. */
export const localDocumentMaker: DocumentMaker = {
  async make(texts) {
    const documents: SearchDocument[] = [];
    for (const [index, each] of texts.entries()) {
      if (index > 0 && index % batchSize === 0) await setImmediate();
      documents.push(makeDocument(each));
    }
    return documents;
  },
};
