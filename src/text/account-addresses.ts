import { foldSpace } from "./spaces.js";

const address =
  /^[<("'“]*(?:(?:https?:)?\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)(?::\d+)?\/+(?:(?:organizations|spaces|datasets|collections)\/+)?([\w-]+(?:\.[\w-]+)*)/i;

/**
 * The username or the slug in an address of Hugging Face, also of one of its pages: `https://huggingface.co/lewtun`,
 * `https://huggingface.co/organizations/google/papers`.
 *
 * @returns other text with single spaces
 */
export function accountIn(text: string): string {
  const folded = foldSpace(text);
  return address.exec(folded)?.[1] ?? folded;
}
