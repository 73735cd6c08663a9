import { parseArxivId } from "../../text/arxiv-ids.js";
import { writeFilter } from "../address/filter-address.js";
import { ExportDocument, ExportPaperDocument } from "../generated/documents.js";
import { papersParameters, parsePapersAddress } from "../pages/papers/papers-address.js";
import { bibtexOf } from "../parts/bibtex.js";
import { addressOf } from "../parts/links.js";
import { NotFound } from "../routing/problems.js";
import type { Ask, Route, SiteRequest, TextFile } from "../routing/route.js";
import { csvOf } from "./csv.js";

const maxPapers = 100;
const bibtexType = "application/x-bibtex; charset=utf-8";

interface Format {
  readonly path: string;
  readonly contentType: string;
  readonly fileName: string;
  readonly write: typeof csvOf;
}

const formats: readonly Format[] = [
  { path: "/papers.csv", contentType: "text/csv; charset=utf-8", fileName: "papers.csv", write: csvOf },
  { path: "/papers.bib", contentType: bibtexType, fileName: "papers.bib", write: bibtexOf },
];

/** The papers of `/papers` as files; the parameters are the same. */
export const exportRoutes: readonly Route[] = formats.map(({ path, write, ...file }) => ({
  path,
  answers: "text",
  show: async ({ query, origin }, ask): Promise<TextFile> => {
    const address = parsePapersAddress(query);
    const { filter, order, direction, after, before } = address;
    const { papers } = await ask(ExportDocument, {
      filter,
      orderBy: order === undefined ? null : { field: order, direction },
      ...(before === undefined ? { first: maxPapers, after } : { last: maxPapers, before }),
    });
    const { hasNextPage, endCursor } = papers.pageInfo;
    const next =
      hasNextPage && endCursor !== null
        ? new URLSearchParams([
            ...writeFilter(filter),
            ...papersParameters({ ...address, after: endCursor, before: undefined }),
          ])
        : undefined;
    return {
      ...file,
      text: write(papers.nodes, origin),
      ...(next && { next: `${origin}${addressOf(path, next)}` }),
    };
  },
}));

const extension = ".bib";

/** Whether what follows `/paper/` is a file. */
export function isPaperFile({ rest }: SiteRequest): boolean {
  return rest.endsWith(extension);
}

/** A paper as BibTeX: `/paper/2507.03607.bib`. */
export async function showPaperFile({ rest, origin }: SiteRequest, ask: Ask): Promise<TextFile> {
  const name = rest.slice(0, -extension.length);
  const arxivId = parseArxivId(name);
  const { paper } = await ask(ExportPaperDocument, {
    by: arxivId === undefined ? { id: name } : { arxivId },
  });
  if (paper === null) throw new NotFound(`There is no paper ${JSON.stringify(name.slice(0, 60))}.`);
  return { contentType: bibtexType, text: bibtexOf([paper], origin) };
}
