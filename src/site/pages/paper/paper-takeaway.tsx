import { addressOf, paperAddress } from "../../parts/links.js";
import { TakeawaySection, Way } from "../../parts/takeaway.js";
import type { PaperData } from "./paper-data.js";

interface PaperTakeawayProps {
  readonly origin: string;
  /** Parameters of papers that are similar. */
  readonly similar: URLSearchParams;
  /** The paper as BibTeX. */
  readonly bibtex: string;
  readonly query: string;
}

export function paperTakeaway(paper: PaperData, origin: string): PaperTakeawayProps {
  const { id, arxivId } = paper;
  const key = arxivId === null ? `id: ${JSON.stringify(id)}` : `arxivId: ${JSON.stringify(arxivId)}`;
  return {
    origin,
    similar: new URLSearchParams({ similarTo: arxivId ?? id }),
    bibtex: `${paperAddress(paper)}.bib`,
    query: `{
  paper(by: { ${key} }) {
    title abstract publishedOn upvotes
    authors { nodes { name } }
    upvoteHistory { at upvotes }
  }
}`,
  };
}

/** A paper as BibTeX and query, and feeds of papers that are similar. */
export function PaperTakeaway({ origin, similar, bibtex, query }: PaperTakeawayProps) {
  return (
    <TakeawaySection origin={origin} query={query}>
      <Way name="Cite">
        <a href={bibtex}>BibTeX</a>
      </Way>
      <Way name="Feed" of="of related papers, as they are added">
        <a href={addressOf("/feed.atom", similar)}>Atom</a>
      </Way>
      <Way name="More">
        <a href={addressOf("/papers", similar)}>All related papers</a>
      </Way>
    </TakeawaySection>
  );
}
