import type { DocumentTexts } from "../domain/document-maker.js";
import type { AskedText } from "../domain/search-words.js";

// What is said between the thread that makes search documents and the one that wants them.

/** Texts of papers, three for each in the order of `DocumentTexts`: strings alone are handed over fastest. */
export interface Request {
  texts: readonly string[];
}

/** What Postgres makes of some texts, to be answered with its documents as text. */
export interface Question {
  kind: "question";
  asked: readonly AskedText[];
}

/** The documents one after another, and where each ends; one of no bytes is left to Postgres. */
export interface Reply {
  kind: "reply";
  bytes: Uint8Array<ArrayBuffer>;
  ends: Uint32Array<ArrayBuffer>;
}

export function requestOf(texts: readonly DocumentTexts[]): Request {
  const joined: string[] = [];
  for (const { title, names, abstract } of texts) joined.push(title, names, abstract);
  return { texts: joined };
}

export function textsOf({ texts }: Request): DocumentTexts[] {
  const separate: DocumentTexts[] = [];
  for (let index = 0; index < texts.length; index += 3)
    separate.push({
      title: texts[index] ?? "",
      names: texts[index + 1] ?? "",
      abstract: texts[index + 2] ?? "",
    });
  return separate;
}

export function replyOf(documents: readonly (Uint8Array | undefined)[]): Reply {
  const ends = new Uint32Array(documents.length);
  let end = 0;
  for (const [index, document] of documents.entries()) {
    end += document?.length ?? 0;
    ends[index] = end;
  }
  const bytes = new Uint8Array(end);
  for (const [index, document] of documents.entries())
    if (document !== undefined) bytes.set(document, (ends[index] as number) - document.length);
  return { kind: "reply", bytes, ends };
}

export function documentsOf({ bytes, ends }: Reply): (Uint8Array | undefined)[] {
  const documents: (Uint8Array | undefined)[] = [];
  let start = 0;
  for (const end of ends) {
    documents.push(start === end ? undefined : bytes.subarray(start, end));
    start = end;
  }
  return documents;
}
