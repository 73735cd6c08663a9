/** What arXiv's daily feeds put before an abstract: `arXiv:2507.03607v1 Announce Type: new`, then `Abstract:`. */
const heading = /^\s*arXiv:\S+\s+Announce Type:\s*(\S+)\s*(?:Abstract:\s*)?/i;

/**
 * The abstract of an entry of arXiv's daily feeds, as Atom or RSS, and why the paper was announced (`new`, `cross`,
 * `replace`); undefined for any other text. Source of the form: info.arxiv.org/help/rss_specifications.html.
 */
export function parseAnnouncement(summary: string): { type: string; abstract: string } | undefined {
  const [whole, type] = heading.exec(summary) ?? [];
  if (whole === undefined || type === undefined) return undefined;
  return { type: type.toLowerCase(), abstract: summary.slice(whole.length) };
}

/** The feeds print the day of the announcement: of a new paper that is about the day of its first version, else it is not. */
export function announcedOn(type: string, date: string | undefined): string | undefined {
  return type === "new" ? date?.slice(0, 10) : undefined;
}
