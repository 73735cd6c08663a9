/** Part of a page that was saved with its links: the text of a link, or a line outside links. */
export interface PageItem {
  /** White space folded, without Markdown syntax. */
  text: string;
  /** The link target; empty if the link has none. */
  href?: string;
  isHeading: boolean;
  /** Whether it is on the same line as the previous item. */
  isSameLine: boolean;
  /** 1 for the first line of the file. */
  line: number;
}

/** Optional origin of Hugging Face, possibly archived by the Wayback Machine. */
const site = String.raw`^(?:(?:https?://web\.archive\.org)?/web/\d{4,14}(?:[a-z]{2}_)?/(?=https?://))?(?:https?://(?:www\.)?(?:huggingface\.co|hf\.co))?`;
const paperLink = new RegExp(String.raw`${site}/papers/([\d.]{9,10})(?:v\d+)?/?(?:[?#].*)?$`);
const organizationLink = new RegExp(String.raw`${site}/([A-Za-z0-9][\w.-]*)/?$`);

/** The arXiv ID in a Hugging Face paper URL: `/papers/2507.00001#community`. */
export function paperIdOf(href: string | undefined): string | undefined {
  return paperLink.exec(href ?? "")?.[1];
}

/** The arXiv ID in an upvote link, which leads signed-out users to `/login?next=%2Fpapers%2F2507.00001`. */
export function votedIdOf(href: string | undefined): string | undefined {
  const [, id] = /\/login\?next=(?:%2F|\/)papers(?:%2F|\/)([\d.]{9,10})/i.exec(href ?? "") ?? [];
  return id;
}

/** The slug of an organization's page: `https://huggingface.co/facebook`. */
export function slugOf(href: string | undefined): string | undefined {
  const slug = organizationLink.exec(href ?? "")?.[1];
  return slug === "papers" || slug === "login" ? undefined : slug;
}
