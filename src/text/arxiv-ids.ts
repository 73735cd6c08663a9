import { withoutInvisible } from "./letters.js";

const modern = /^\d{4}\.\d{4,5}$/;
/** With the subject class that archives had for some years, `math.GT/0309136`: the number is unique without it. */
const old = /^([a-z][a-z-]*)(?:\.[a-z-]{2,})?(\/\d{7})$/i;

/** What stands before an identifier where it is written as an address, a DOI or an OAI identifier. */
const prefix =
  /^(?:(?:https?:\/\/)?(?:[\w-]+\.)*(?:arxiv\.org|ar5iv\.org|alphaxiv\.org|huggingface\.co|hf\.co)\/(?:abs|pdf|html|papers|format|e-print|src|ps|overview)\/|\/?(?:abs|pdf|html)\/|(?:(?:https?:\/\/)?(?:dx\.)?doi\.org\/|doi:\s*)?10\.48550\/arxiv\.|oai:arxiv\.org:|(?:arxiv\s+preprint\s+)?arxiv[:.\s]\s*)/i;

/** Quotation marks and brackets around an identifier, and the end of a sentence. */
const around = /^["'“”‘’«»`([{<]+|["'“”‘’«»`)\]}>.,;:!?]+$/g;
/**
 * After a citation, a stamp on a page or an entry of a bibliography: `arXiv:2507.03607v2 [cs.CL`, of which `around` has
 * taken the last bracket, `[cs.CL] 4 Jul 2025`, `, 2025`.
 */
const tail = /\s+\[[\w.-]+(?:\]\s+\d{1,2}\s+[a-z]{3,9}\s+\d{4})?$|(?<=arxiv:\S+),\s+(?:19|20)\d\d$/i;

/** A term that no text contains, for the paper with an id. */
export function arxivTerm(arxivId: string): string {
  return `^arxiv:${arxivId}`;
}

const fullwidth = /[\uff01-\uff5e]/g;

/** As pasted: without invisible characters, fullwidth forms in ASCII. Not NFKC, for which a footnote's `²` is a digit. */
function plainOf(text: string): string {
  return withoutInvisible(text)
    .replace(fullwidth, (form) => String.fromCharCode(form.charCodeAt(0) - 0xfee0))
    .trim();
}

/**
 * The key of an arXiv paper: its identifier without version and without subject class (`math/0309136`). Takes the
 * identifier alone, as citations and pages print it (`arXiv:2507.03607v2 [cs.CL] 4 Jul 2025`), as an address of arXiv,
 * ar5iv or Hugging Face, and as a DOI (`10.48550/arXiv.2507.03607`), with the punctuation of a text around it. Source of
 * the forms: arXiv's "Understanding the arXiv identifier".
 *
 * @returns undefined for anything else
 */
export function parseArxivId(text: string): string | undefined {
  const trimmed = text.trim();
  if (modern.test(trimmed)) return trimmed;
  if (trimmed.length > 300) return undefined;
  const id = plainOf(trimmed)
    .replace(around, "")
    .replace(tail, "")
    .replace(prefix, "")
    .replace(/[?#].*$/s, "")
    .replace(/\/$/, "")
    .replace(/\.pdf$/i, "")
    .replace(/\s*v\d+$/i, "");
  if (modern.test(id)) return id;
  const [, archive, number] = old.exec(id) ?? [];
  return archive === undefined ? undefined : `${archive.toLowerCase()}${number}`;
}
