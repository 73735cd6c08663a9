import { arxivIdKey } from "../domain/arxiv-ids.js";
import { InputError } from "../domain/input-error.js";

/** Pages and DOIs under which a paper of arXiv is known: `https://arxiv.org/abs/…`, `https://huggingface.co/papers/…`. */
const address =
  /^(?:https?:\/\/)?(?:(?:www\.|export\.)?arxiv\.org\/(?:abs|pdf|html|format|e-print)|(?:www\.)?huggingface\.co\/papers|(?:www\.)?hf\.co\/papers|(?:www\.)?alphaxiv\.org\/(?:abs|pdf|overview)|(?:(?:dx\.)?doi\.org\/)?10\.48550)\//i;

const maxLength = 200;

/**
 * The arXiv id of a search text that is one and nothing else: `2509.04664`, `arXiv:2509.04664v2`, the address of a page.
 */
export function arxivIdOf(text: string): string | undefined {
  const typed = text.trim();
  if (typed.length > maxLength) return undefined;
  const id = typed
    .replace(address, "")
    .replace(/^(?:arxiv[:.\s]\s*)?/i, "")
    .replace(/[?#].*$/s, "")
    .replace(/(?:\.pdf|\/)$/i, "")
    .replace(/V(\d+)$/, "v$1");
  try {
    return arxivIdKey(/^[A-Z-]+\/\d{7}(?:v\d+)?$/.test(id) ? id.toLowerCase() : id);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
