const modern = /^\d{4}\.\d{4,5}$/;
/** With the subject class that archives had for some years, `math.GT/0309136`: the number is unique without it. */
const old = /^([a-z][a-z-]*)(?:\.[a-z-]{2,})?(\/\d{7})$/i;

/** What stands before an identifier where it is written as an address, a DOI or an OAI identifier. */
const prefix =
  /^(?:(?:https?:\/\/)?(?:[\w-]+\.)*(?:arxiv\.org|ar5iv\.org|alphaxiv\.org|huggingface\.co|hf\.co)\/(?:abs|pdf|html|papers|format|e-print|overview)\/|(?:(?:https?:\/\/)?(?:dx\.)?doi\.org\/|doi:\s*)?10\.48550\/arxiv\.|oai:arxiv\.org:|arxiv[:.\s]\s*)/i;

/** Quotation marks and brackets around an identifier, and the end of a sentence. */
const around = /^["'“”‘’«»`([{<]+|["'“”‘’«»`)\]}>.,;:!?]+$/g;
/** After a citation: `arXiv:2507.03607v2 [cs.CL`; `around` has taken the last bracket. */
const subjectClass = /\s\[[\w.-]+$/;

/**
 * The key of an arXiv paper: its identifier without version and without subject class (`math/0309136`). Takes the
 * identifier alone, as citations print it (`arXiv:2507.03607v2 [cs.CL]`), as an address of arXiv, ar5iv or Hugging Face, and
 * as a DOI (`10.48550/arXiv.2507.03607`), with the punctuation of a text around it. Source of the forms: arXiv's
 * "Understanding the arXiv identifier".
 *
 * @returns undefined for anything else
 */
export function parseArxivId(text: string): string | undefined {
  const trimmed = text.trim();
  if (modern.test(trimmed)) return trimmed;
  if (trimmed.length > 300) return undefined;
  const id = trimmed
    .replace(around, "")
    .replace(subjectClass, "")
    .replace(prefix, "")
    .replace(/[?#].*$/s, "")
    .replace(/\/$/, "")
    .replace(/\.pdf$/i, "")
    .replace(/v\d+$/i, "");
  if (modern.test(id)) return id;
  const [, archive, number] = old.exec(id) ?? [];
  return archive === undefined ? undefined : `${archive.toLowerCase()}${number}`;
}
