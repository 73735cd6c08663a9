import { type ParsedDraft, readPaperInput } from "../../domain/interchange/parse-paper.js";
import { textFromTex } from "../../text/tex.js";

/** What arXiv's formats say of a paper, each in a spelling of its own. */
export interface ArxivPaper {
  id: unknown;
  title: unknown;
  abstract: unknown;
  /** The instant, or only the day, of the first version. */
  publishedAt?: unknown;
  publishedOn?: unknown;
  /** Names in printed order; none of them where the source names nobody. */
  authors: readonly string[];
  /** `hep-ph`, `cs.CL`, the primary one first. */
  categories: readonly string[];
}

/**
 * A paper of arXiv's as a draft. Categories are its keywords. Nothing says that a paper is withdrawn but free text (`This
 * paper has been withdrawn` and as much that only sounds like it), so it is left unsaid.
 */
export function draftOfArxiv(paper: ArxivPaper): ParsedDraft {
  const { id, title, abstract, publishedAt, publishedOn, authors, categories } = paper;
  if (id === undefined || id === null || (typeof id === "string" && id.trim() === ""))
    return {
      problem: "id: the paper has none; expected an arXiv identifier like 2507.03607 or hep-th/9901001",
    };
  return readPaperInput({
    arxivId: id,
    title: typeof title === "string" ? textFromTex(title) : title,
    abstract: typeof abstract === "string" ? textFromTex(abstract) : abstract,
    publishedAt,
    publishedOn,
    authors: authors.length > 0 ? authors.map((name) => ({ name })) : undefined,
    keywords: categories.length > 0 ? categories : undefined,
  });
}

export function splitCategories(text: string): string[] {
  return text.split(/\s+/u, 2_000).filter((category) => category !== "");
}
