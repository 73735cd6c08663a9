import { InputError } from "./input-error.js";

const modern = /^\d{4}\.\d{4,5}$/;
const old = /^[a-z-]+(?:\.[A-Za-z]{2})?\/\d{7}$/;

/**
 * An arXiv identifier as papers are known by it: without version, without the `arXiv:` that citations print.
 * Source of the forms: arXiv's "Understanding the arXiv identifier".
 *
 * @throws InputError
 */
export function arxivIdKey(text: string): string {
  const id = text
    .trim()
    .replace(/^arxiv:/i, "")
    .replace(/v\d+$/, "");
  if (modern.test(id) || old.test(id)) return id;
  throw new InputError(
    `${JSON.stringify(text.slice(0, 60))} is not an arXiv identifier; expected the form 2507.03607 or hep-th/9901001.`,
  );
}
