import type { PaperTexts } from "../catalog/paper-texts.js";
import { type PrintedText, printedText } from "./texts/shared-terms.js";

/** What a paper prints. */
export interface PrintedPaper {
  /** Title and abstract. */
  readonly text: string;
  readonly keywords: NonNullable<PaperTexts["keywords"]>;
}

export function printedPaper(title: string, { abstract, keywords }: PaperTexts): PrintedPaper {
  return { text: `${title}\n${abstract ?? ""}`, keywords: keywords ?? [] };
}

/** The printed texts of a paper, without the keywords that it shares with another. */
export type PrintedTexts = (shared: ReadonlySet<number>) => readonly PrintedText[];

/**
 * How a paper prints its words, for all papers that it is compared with: title and abstract first, then its keywords. Shared
 * keywords are a reason of their own, which their words would repeat.
 */
export function printedTexts({ text, keywords }: PrintedPaper): PrintedTexts {
  const own = printedText(text);
  const names = keywords.map(([id, name]) => ({ id, printed: printedText(name) }));
  return (shared) => [own, ...names.filter(({ id }) => !shared.has(id)).map(({ printed }) => printed)];
}

/** All that a paper prints, without the keywords that it shares with another. */
export function textWithout({ text, keywords }: PrintedPaper, shared: ReadonlySet<number>): string {
  return [text, ...keywords.filter(([id]) => !shared.has(id)).map(([, name]) => name)].join("\n");
}
