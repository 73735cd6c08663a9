import { foldSpace } from "./spaces.js";

const address =
  /^(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)(?::\d+)?\/+(?:organizations\/+)?([^/?#\s]+)/i;

/**
 * The username or the slug in an address of Hugging Face, such as `https://huggingface.co/lewtun` and
 * `https://huggingface.co/organizations/google/papers`.
 *
 * @returns other text with single spaces
 */
export function accountIn(text: string): string {
  const folded = foldSpace(text);
  return address.exec(folded)?.[1] ?? folded;
}
