import { withoutInvisible } from "./letters.js";

const modern = /^\d{4}\.\d{4,5}$/;
/** Optionally with subject class, `math.GT/0309136`; IDs are unique without it. */
const old = /^([a-z][a-z-]*)(?:\.[a-z-]{2,})?(\/\d{7})$/i;

/** arXiv, its mirrors, and sites with a page for each of its papers. */
const hosts =
  `arxiv.org ar5iv.org alphaxiv.org huggingface.co hf.co papers.cool scirate.com emergentmind.com semanticscholar.org
  adsabs.harvard.edu inspirehep.net xxx.lanl.gov`
    .split(/\s+/)
    .join("|")
    .replaceAll(".", String.raw`\.`);
/** Path segments before an ID; on alphaXiv, optionally after a language. */
const sections = "abs|pdf|html|papers?|format|e-print|src|ps|overview|arxiv|api";
const url = String.raw`(?:https?:\/\/)?(?:[\w-]+\.)*(?:${hosts})(?::\d+)?\/+(?:[a-z]{2}\/)?(?:(?:${sections})\/+)*(?:arxiv:)?`;

const doi = String.raw`(?:(?:https?:\/\/)?(?:(?:dx|www)\.)?doi\.org(?::\d+)?\/+|doi:\s*|info:doi\/)?`;

/** Prefixes of IDs in URLs, DOIs, OAI identifiers and citations. */
const prefix = new RegExp(
  String.raw`^(?:${url}|\/?(?:abs|pdf|html)\/|${doi}10\.48550\/arxiv\.|oai:arxiv\.org:|(?:arxiv\s+preprint\s+)?arxiv[:.\s]\s*)`,
  "i",
);

/** Quotation marks and brackets around an ID, and punctuation after it. */
const around = /^["'“”‘’«»`([{<]+|["'“”‘’«»`)\]}>.,;:!?]+$/g;
/**
 * Suffixes of IDs in citations, page stamps and bibliographies: ` [cs.CL` (`around` has removed the closing bracket),
 * ` [cs.CL] 4 Jul 2025`, `, 2025`.
 */
const tail = /\s+\[[\w.-]+(?:\]\s+\d{1,2}\s+[a-z]{3,9}\s+\d{4})?$|(?<=arxiv:\S+),\s+(?:19|20)\d\d$/i;

/** Search term for the paper with this ID, which no text contains. */
export function arxivTerm(arxivId: string): string {
  return `^arxiv:${arxivId}`;
}

const fullwidth = /[\uff01-\uff5e]/g;

/** Removes invisible characters and converts fullwidth forms to ASCII. Not NFKC, which turns a footnote's `²` into a digit. */
function plainOf(text: string): string {
  return withoutInvisible(text)
    .replace(fullwidth, (form) => String.fromCharCode(form.charCodeAt(0) - 0xfee0))
    .trim();
}

/**
 * Parses an arXiv ID and removes version and subject class (`math/0309136`). Accepts plain IDs, citations
 * (`arXiv:2507.03607v2 [cs.CL] 4 Jul 2025`), URLs of arXiv, its mirrors and Hugging Face, and DOIs (`10.48550/arXiv.2507.03607`),
 * with surrounding punctuation. See "Understanding the arXiv identifier" by arXiv.
 *
 * @returns undefined for other text
 */
export function parseArxivId(text: string): string | undefined {
  const trimmed = text.trim();
  if (modern.test(trimmed)) return trimmed;
  if (trimmed.length > maxTextLength) return undefined;
  const id = bareId(trimmed);
  if (modern.test(id)) return id;
  const [, archive, number] = old.exec(id) ?? [];
  return archive === undefined ? undefined : `${archive.toLowerCase()}${number}`;
}

const maxTextLength = 300;

/** With at least the dot or the slash. */
const beginning = /^(?:\d{4}\.\d{0,5}|[a-z][a-z-]*\/\d{0,7})$/;

/**
 * The ID that a text may be the beginning of: `2507.036`, `https://arxiv.org/abs/2507.0`, `hep-th/99`.
 *
 * @returns undefined for other text
 */
export function arxivIdBeginning(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > maxTextLength) return undefined;
  if (beginning.test(trimmed)) return trimmed;
  const id = parseArxivId(trimmed) ?? bareId(trimmed).toLowerCase();
  return beginning.test(id) ? id : undefined;
}

/** Programs that make addresses escape signs within an ID, and what follows it. */
const escaped = /(?:%[0-9a-f]{2})+/gi;

/** Decodes once: what is escaped twice is no address. */
function unescaped(text: string): string {
  return text.replace(escaped, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
}

/** Without everything around the ID. */
function bareId(text: string): string {
  return plainOf(unescaped(text))
    .replace(around, "")
    .replace(tail, "")
    .replace(prefix, "")
    .replace(/[?#].*$/s, "")
    .replace(/\/+$/, "")
    .replace(/\.(?:pdf|md)$/i, "")
    .replace(/\s*v\d+$/i, "");
}
