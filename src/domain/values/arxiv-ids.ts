import { parseArxivId } from "../../text/arxiv-ids.js";
import { InputError } from "./input-error.js";

/**
 * Normalizes an arXiv identifier; see `parseArxivId`.
 *
 * @param place what to call the argument in the error message
 * @throws InputError if it is invalid
 */
export function arxivIdKey(text: string, place?: string): string {
  const id = parseArxivId(text);
  if (id !== undefined) return id;
  throw new InputError(
    `${place === undefined ? "" : `${place}: `}${JSON.stringify(text.slice(0, 60))} is not an arXiv identifier; expected the form 2507.03607 or hep-th/9901001.`,
  );
}
