/** A mail about papers. Links are absolute. */
export interface Digest {
  /** What is watched, as in `new papers of facebook`. */
  readonly about: string;
  /** As in `Tuesday, July 8, 2025`; undefined for mails that are sent at once. */
  readonly date?: string | undefined;
  readonly papers: readonly DigestPaper[];
  /** Number of papers that are not listed. */
  readonly more: number;
  readonly links: {
    /** The page with all of it. */
    readonly view: string;
    readonly manage: string;
    readonly unsubscribe: string;
  };
}

export interface DigestPaper {
  readonly title: string;
  readonly url: string;
  /** The first ones, in the order of the paper. */
  readonly authors: readonly string[];
  readonly authorsCount: number;
  readonly organization?: string | undefined;
  readonly upvotes: number;
  /** Place on the board that is watched. */
  readonly rank?: number | undefined;
  readonly abstract?: string | undefined;
  readonly arxivUrl?: string | undefined;
  readonly codeUrl?: string | undefined;
}

/** Characters of an abstract in a mail. */
const maxSummary = 320;
const maxSubject = 120;

/** What stands in a list of mails: the first title, and how many more there are. */
export function digestSubject({ papers, more, about }: Digest): string {
  const [first] = papers;
  if (!first) return oneLine(about, maxSubject);
  const others = papers.length - 1 + more;
  const ending = others === 0 ? "" : ` and ${others} more`;
  return `${oneLine(first.title, maxSubject - ending.length)}${ending}`;
}

/** The first sentences of an abstract that fit; a part of the first one if it does not. */
export function summaryOf(abstract: string): string {
  const text = abstract.replace(/\s+/g, " ").trim();
  if (text.length <= maxSummary) return text;
  const start = text.slice(0, maxSummary + 1);
  const sentences = /^.*[.!?](?= [\p{Lu}"“(])/u.exec(start)?.[0];
  return sentences !== undefined && sentences.length >= maxSummary / 4
    ? sentences
    : oneLine(text, maxSummary);
}

/** `Ada Lovelace, Charles Babbage and 3 more`. */
export function authorsOf({ authors, authorsCount }: DigestPaper): string {
  const more = authorsCount - authors.length;
  return `${authors.join(", ")}${more > 0 && authors.length > 0 ? ` and ${more} more` : ""}`;
}

/** `#3 · 120 upvotes · Meta AI`. */
export function factsOf({ rank, upvotes, organization }: DigestPaper): string[] {
  return [
    ...(rank === undefined ? [] : [`#${rank}`]),
    `${upvotes} ${upvotes === 1 ? "upvote" : "upvotes"}`,
    ...(organization === undefined ? [] : [organization]),
  ];
}

/** Shortens a text at a space, without cutting a letter of two code units. */
export function oneLine(text: string, maxLength: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= maxLength) return line;
  const cut = line.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, "");
  const space = cut.lastIndexOf(" ");
  return `${(space > maxLength / 2 ? cut.slice(0, space) : cut).replace(/[\s,.;:]+$/, "")}…`;
}
