import type { DocumentTexts, SearchDocument } from "../search/document.js";

// Messages to and from the worker thread that makes search documents. Strings and few large buffers are transferred fastest.

/** Five strings per paper: title, names, keywords, abstract, arXiv ID. */
export interface Request {
  readonly texts: readonly string[];
}

/** The concatenated parts of all documents, and the end of each. */
export interface Reply {
  readonly search: Uint8Array<ArrayBuffer>;
  readonly searchEnds: Uint32Array<ArrayBuffer>;
  readonly termHashes: Int32Array<ArrayBuffer>;
  readonly impacts: Uint8Array<ArrayBuffer>;
  readonly termEnds: Uint32Array<ArrayBuffer>;
}

const textsOfPaper = 5;
/** White space is folded in names and keywords, so none has a line break. */
const separator = "\n";

export function requestOf(texts: readonly DocumentTexts[]): Request {
  const joined: string[] = [];
  for (const { title, names, keywords, abstract, arxivId = "" } of texts)
    joined.push(title, names.join(separator), keywords.join(separator), abstract, arxivId);
  return { texts: joined };
}

export function textsOf({ texts }: Request): DocumentTexts[] {
  const separate: DocumentTexts[] = [];
  for (let index = 0; index < texts.length; index += textsOfPaper) {
    const [title = "", names = "", keywords = "", abstract = "", arxivId = ""] = texts.slice(
      index,
      index + textsOfPaper,
    );
    separate.push({
      title,
      names: names === "" ? [] : names.split(separator),
      keywords: keywords === "" ? [] : keywords.split(separator),
      abstract,
      arxivId: arxivId === "" ? undefined : arxivId,
    });
  }
  return separate;
}

export function replyOf(documents: readonly SearchDocument[]): Reply {
  const searchEnds = endsOf(documents.map(({ search }) => search));
  const termEnds = endsOf(documents.map(({ termHashes }) => termHashes));
  const reply: Reply = {
    search: new Uint8Array(searchEnds.at(-1) ?? 0),
    searchEnds,
    termHashes: new Int32Array(termEnds.at(-1) ?? 0),
    impacts: new Uint8Array(termEnds.at(-1) ?? 0),
    termEnds,
  };
  for (const [index, { search, termHashes, impacts }] of documents.entries()) {
    reply.search.set(search, searchEnds[index - 1] ?? 0);
    reply.termHashes.set(termHashes, termEnds[index - 1] ?? 0);
    reply.impacts.set(impacts, termEnds[index - 1] ?? 0);
  }
  return reply;
}

export function documentsOf({ search, searchEnds, termHashes, impacts, termEnds }: Reply): SearchDocument[] {
  return Array.from(searchEnds, (end, index) => {
    const [from, to] = [termEnds[index - 1] ?? 0, termEnds[index] ?? 0];
    return {
      search: search.subarray(searchEnds[index - 1] ?? 0, end),
      termHashes: termHashes.subarray(from, to),
      impacts: impacts.subarray(from, to),
    };
  });
}

function endsOf(parts: readonly { length: number }[]): Uint32Array<ArrayBuffer> {
  const ends = new Uint32Array(parts.length);
  let end = 0;
  for (const [index, { length }] of parts.entries()) {
    end += length;
    ends[index] = end;
  }
  return ends;
}
