import { type ParsedDraft, readPaperInput } from "../../domain/interchange/parse-paper.js";
import { textFromTex } from "../../text/tex.js";

export interface ArxivPaper {
  id: unknown;
  title: unknown;
  abstract: unknown;
  /** Time of the first version, or only its date. */
  publishedAt?: unknown;
  publishedOn?: unknown;
  /** Names in printed order; empty if the source has none. */
  authors: readonly string[];
  /** `hep-ph`, `cs.CL`, the primary one first. */
  categories: readonly string[];
}

/**
 * Converts a paper of arXiv to a draft. Categories become keywords. Withdrawals are not detected, because they are only stated
 * in free text.
 */
export function draftOfArxiv(paper: ArxivPaper): ParsedDraft {
  const { id, title, abstract, publishedAt, publishedOn, authors, categories } = paper;
  if (id === undefined || id === null || (typeof id === "string" && id.trim() === ""))
    return {
      problem: "id: missing; expected an arXiv ID like 2507.03607 or hep-th/9901001",
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
