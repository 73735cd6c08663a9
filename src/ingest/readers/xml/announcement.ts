/** Prefix of abstracts in arXiv's daily feeds: `arXiv:2507.03607v1 Announce Type: new`, then `Abstract:`. */
const heading = /^\s*arXiv:\S+\s+Announce Type:\s*(\S+)\s*(?:Abstract:\s*)?/i;

/**
 * Parses the summary of an entry in arXiv's daily feeds (info.arxiv.org/help/rss_specifications.html) into announcement type
 * (`new`, `cross`, `replace`) and abstract; undefined for other text.
 */
export function parseAnnouncement(summary: string): { type: string; abstract: string } | undefined {
  const [whole, type] = heading.exec(summary) ?? [];
  if (whole === undefined || type === undefined) return undefined;
  return { type: type.toLowerCase(), abstract: summary.slice(whole.length) };
}

/** Date of the announcement, which approximates the publication date only for new papers. */
export function announcedOn(type: string, date: string | undefined): string | undefined {
  return type === "new" ? date?.slice(0, 10) : undefined;
}
