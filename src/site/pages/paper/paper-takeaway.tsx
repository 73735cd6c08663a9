import { bibtexOf } from "../../parts/bibtex.js";
import { addressOf, paperAddress } from "../../parts/links.js";
import { CodeText, TakeawaySection, Way } from "../../parts/takeaway.js";
import type { PaperData } from "./paper-data.js";

interface PaperTakeawayProps {
  readonly origin: string;
  /** Parameters of papers that are similar. */
  readonly similar: URLSearchParams;
  /** The paper as BibTeX, and its address. */
  readonly bibtex: string;
  readonly bibtexFile: string;
  readonly query: string;
}

export function paperTakeaway(paper: PaperData, origin: string): PaperTakeawayProps {
  const { id, arxivId } = paper;
  const key = arxivId === null ? `id: ${JSON.stringify(id)}` : `arxivId: ${JSON.stringify(arxivId)}`;
  return {
    origin,
    similar: new URLSearchParams({ similarTo: arxivId ?? id }),
    bibtex: bibtexOf([paper], origin),
    bibtexFile: `${paperAddress(paper)}.bib`,
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
export function PaperTakeaway({ origin, similar, bibtex, bibtexFile, query }: PaperTakeawayProps) {
  return (
    <TakeawaySection origin={origin} query={query} codes={<CodeText name="BibTeX" text={bibtex} />}>
      <Way name="Cite" of="as a file, or below to copy">
        <a href={bibtexFile}>BibTeX</a>
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
