import type { ExportedPaperFragment } from "../generated/documents.js";
import { paperAddress } from "../parts/links.js";

type Cell = string | number | null;

/** Lists are separated by semicolons: names have commas. */
const list = (values: readonly string[]) => values.join("; ");

const columns: Readonly<Record<string, (paper: ExportedPaperFragment, origin: string) => Cell>> = {
  arxiv_id: ({ arxivId }) => arxivId,
  title: ({ title }) => title,
  authors: ({ authors }) => list(authors.edges.map(({ creditedAs }) => creditedAs)),
  authors_count: ({ authorsCount }) => authorsCount,
  organization: ({ organization }) => organization?.slug ?? null,
  organization_name: ({ organization }) => organization?.name ?? null,
  published_on: ({ publishedOn }) => publishedOn,
  featured_on: ({ featuredOn }) => list(featuredOn),
  upvotes: ({ upvotes }) => upvotes,
  comments: ({ commentsCount }) => commentsCount,
  github_stars: ({ githubStars }) => githubStars,
  keywords: ({ keywords }) => list(keywords.map(({ name }) => name)),
  categories: ({ categories }) => list(categories),
  page: (paper, origin) => `${origin}${paperAddress(paper)}`,
  abstract_url: ({ abstractUrl }) => abstractUrl,
  code_url: ({ codeUrl }) => codeUrl,
  project_url: ({ projectUrl }) => projectUrl,
  id: ({ id }) => id,
};

/** RFC 4180, with a header. */
export function csvOf(papers: readonly ExportedPaperFragment[], origin: string): string {
  const rows = papers.map((paper) => Object.values(columns).map((column) => column(paper, origin)));
  return [Object.keys(columns), ...rows].map((row) => `${row.map(cellText).join(",")}\r\n`).join("");
}

/**
 * A spreadsheet executes texts that begin like a formula, also after white space and quotes. Where the comma is decimal, cells end at
 * semicolons, tabs and line breaks instead, also within a text.
 */
const formulaStart =
  /^(?=[\s"]*[=+\-@\t\r|%＝＋－＠])|(?<=[;\t\r\n])(?=[^\S\t\r\n]*"*[^\S\t\r\n]*[=+\-@|%＝＋－＠])/gu;

/** An apostrophe makes formulas texts again. */
export function cellText(cell: Cell): string {
  if (typeof cell === "number") return String(cell);
  const text = (cell ?? "").replace(formulaStart, "'");
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
