/** A piece of a page that was saved with its links: a link's text, or a line outside links. */
export interface PageItem {
  /** White space folded, without the marks of Markdown. */
  text: string;
  /** The link target; empty if the link has none. */
  href?: string;
  isHeading: boolean;
  /** Whether it is on the same line as the previous item. */
  isSameLine: boolean;
  /** 1 for the first line of the file. */
  line: number;
}

/** The arXiv ID in a Hugging Face paper URL: `/papers/2507.00001#community`. */
export function paperIdOf(href: string | undefined): string | undefined {
  const [, id] =
    /^(?:https?:\/\/(?:www\.)?huggingface\.co)?\/papers\/([\d.]{9,10})(?:v\d+)?\/?(?:[?#].*)?$/.exec(
      href ?? "",
    ) ?? [];
  return id;
}

/** The arXiv ID in an upvote link, which leads signed-out users to `/login?next=%2Fpapers%2F2507.00001`. */
export function votedIdOf(href: string | undefined): string | undefined {
  const [, id] = /\/login\?next=(?:%2F|\/)papers(?:%2F|\/)([\d.]{9,10})/i.exec(href ?? "") ?? [];
  return id;
}

/** The slug of an organization's page: `https://huggingface.co/facebook`. */
export function slugOf(href: string | undefined): string | undefined {
  const [, slug] =
    /^(?:https?:\/\/(?:www\.)?huggingface\.co)?\/([A-Za-z0-9][\w.-]*)\/?$/.exec(href ?? "") ?? [];
  return slug === "papers" || slug === "login" ? undefined : slug;
}
