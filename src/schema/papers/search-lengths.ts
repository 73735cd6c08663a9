import { countWords } from "../../text/analysis/query.js";
import { remembering } from "../../text/remembering.js";
import type { PaperFilterInput } from "./paper-list.js";

/** Words and characters up to which a search text is not what makes an operation costly. */
const [fewWords, fewCharacters] = [10, 100];

/** More than a request has values. */
const rememberedTexts = 10_000;

/** Shortens the search texts of filters, to find out what an operation would cost without long ones. */
export class SearchLengths {
  /** Number of words of the longest text that was shortened; 0 if none was. */
  longest = 0;
  /** A filter in a variable is shortened once for all fields that use it, and a text once. */
  readonly #filters = new WeakMap<PaperFilterInput, PaperFilterInput>();
  readonly #text = remembering(rememberedTexts, (text) => this.#shortenedText(text));

  /** @param args of a field; `filter`, if any, is a filter of papers */
  shortened(args: Record<string, unknown>): Record<string, unknown> {
    const { filter } = args as { filter?: PaperFilterInput | null };
    return filter == null ? args : { ...args, filter: this.#filter(filter) };
  }

  #filter(filter: PaperFilterInput): PaperFilterInput {
    const known = this.#filters.get(filter);
    if (known !== undefined) return known;
    const { search, and, or, not } = filter;
    const shortened = {
      ...filter,
      search: search && this.#text(search),
      and: and?.map((each) => this.#filter(each)),
      or: or?.map((each) => this.#filter(each)),
      not: not && this.#filter(not),
    };
    this.#filters.set(filter, shortened);
    return shortened;
  }

  #shortenedText(text: string): string {
    const { words, letters } = countWords(text);
    if (words + letters <= fewWords) return text;
    this.longest = Math.max(this.longest, words + letters);
    return text.slice(0, fewCharacters).split(/\s+/, fewWords).join(" ");
  }
}
