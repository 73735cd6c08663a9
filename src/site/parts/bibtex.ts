import { createHash } from "node:crypto";
import { nameKey } from "../../domain/values/folded-keys.js";
import type { ExportedPaperFragment } from "../generated/documents.js";
import { paperAddress } from "./links.js";

/** What an entry has of a paper. */
type CitedPaper = Pick<
  ExportedPaperFragment,
  ("id" | "arxivId" | "title" | "publishedOn" | "categories" | "abstractUrl" | "authorsCount") | "authors"
>;

/** One entry for each paper. */
export function bibtexOf(papers: readonly CitedPaper[], origin: string): string {
  return papers.map((paper) => entryOf(paper, origin)).join("\n");
}

function entryOf(paper: CitedPaper, origin: string): string {
  const { arxivId, title, publishedOn, categories, abstractUrl } = paper;
  const fields: [name: string, value: string | undefined][] = [
    // Twice in braces, so that styles keep its letters.
    ["title", `{${texOf(title)}}`],
    ["author", authorsOf(paper)],
    ["year", publishedOn?.slice(0, 4)],
    ["month", publishedOn === null ? undefined : String(Number(publishedOn.slice(5, 7)))],
    ["eprint", arxivId ?? undefined],
    ["archiveprefix", arxivId === null ? undefined : "arXiv"],
    ["primaryclass", arxivId === null ? undefined : categories[0]],
    ["doi", arxivId === null ? undefined : `10.48550/arXiv.${arxivId}`],
    ["url", urlOf(abstractUrl ?? `${origin}${paperAddress(paper)}`)],
  ];
  const lines = fields.flatMap(([name, value]) => (value ? [`  ${name} = {${value}},\n`] : []));
  return `@misc{${keyOf(paper)},\n${lines.join("")}}\n`;
}

/** A stable key, in the letters that every program takes: `lovelace2025-2507.03607`. */
export function keyOf({ id, arxivId, publishedOn, authors }: CitedPaper): string {
  const last =
    nameKey(authors.edges[0]?.creditedAs ?? "")
      .split(" ")
      .at(-1) ?? "";
  const name = last.replace(/[^a-z0-9]/g, "") || "paper";
  const own = arxivId?.replace("/", "-") ?? createHash("sha256").update(id).digest("hex").slice(0, 8);
  return `${name}${publishedOn?.slice(0, 4) ?? ""}-${own}`;
}

function authorsOf({ authors, authorsCount }: CitedPaper): string | undefined {
  const names = authors.edges.map(({ creditedAs }) => authorName(creditedAs));
  if (names.length === 0) return undefined;
  return [...names, ...((authorsCount ?? 0) > names.length ? ["others"] : [])].join(" and ");
}

/** A name with a comma, or one that looks like several or like an abbreviation of others, is taken as a whole. */
function authorName(name: string): string {
  const text = texOf(name);
  return /,|\band\b|^others$/i.test(name) ? `{${text}}` : text;
}

const signs: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  // BibTeX counts braces, escaped or not.
  "{": "\\textbraceleft{}",
  "}": "\\textbraceright{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
};

/** A text for TeX. Formulas in dollar signs stay as they are, if their braces are balanced. */
export function texOf(text: string): string {
  return text
    .split(/(\$[^$]*[\\^_][^$]*\$)/)
    .map((part, index) => (index % 2 === 1 && isBalanced(part) ? part : escaped(part)))
    .join("");
}

function escaped(text: string): string {
  return text.replace(/[\\{}~^<>&%$#_]/g, (sign) => signs[sign] ?? `\\${sign}`);
}

/** As BibTeX counts; a backslash at the end would escape the dollar sign, and `%` begins a comment. */
function isBalanced(formula: string): boolean {
  let depth = 0;
  for (const sign of formula) {
    if (sign === "{") depth += 1;
    if (sign === "}") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0 && !/%|\n|\\\$$/.test(formula);
}

/** An address has no braces that TeX could take for its own. */
function urlOf(url: string): string {
  return url.replace(/[{}\\\s]/g, encodeURIComponent);
}
