import { type ParsedDraft, readPaperInput } from "../../domain/interchange/parse-paper.js";
import { parseCategory } from "../../text/arxiv-categories.js";
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
  /** `hep-ph`, `cs.CL`, the primary one first. Feeds may list terms of other classifications after them. */
  categories: readonly string[];
  versions?: readonly StatedVersion[];
}

/** A version with its name, `v1`, and its time. */
export interface StatedVersion {
  name: unknown;
  submittedAt: unknown;
}

/**
 * Converts a paper of arXiv to a draft. Terms that are not categories of arXiv become keywords. Withdrawals are not detected, because they are only stated
 * in free text.
 */
export function draftOfArxiv(paper: ArxivPaper): ParsedDraft {
  const { id, title, abstract, publishedAt, publishedOn, authors, categories, versions = [] } = paper;
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
    keywords: nonEmpty(categories.filter((term) => parseCategory(term) === undefined)),
    categories: nonEmpty(categories.filter((term) => parseCategory(term) !== undefined)),
    versions: nonEmpty(versions.flatMap(versionOf)),
  });
}

/** Time of the first version, or of the first one listed. */
export function firstSubmitted(versions: readonly StatedVersion[]): unknown {
  return (versions.find(({ name }) => name === "v1") ?? versions[0])?.submittedAt;
}

/** Versions without a number or a time are omitted. */
function versionOf({ name, submittedAt }: StatedVersion): { number: number; submittedAt: string }[] {
  const number = typeof name === "string" ? /^v(\d{1,4})$/.exec(name)?.[1] : undefined;
  if (number === undefined || typeof submittedAt !== "string" || submittedAt === "") return [];
  return [{ number: Number(number), submittedAt }];
}

function nonEmpty<Item>(list: readonly Item[]): readonly Item[] | undefined {
  return list.length > 0 ? list : undefined;
}

export function splitCategories(text: string): string[] {
  return text.split(/\s+/u, 2_000).filter((category) => category !== "");
}
