import { addressOf, paperAddress } from "../../parts/links.js";
import { CodeText, curlText } from "../../parts/takeaway.js";
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
    <section class="takeaway" aria-labelledby="takeaway">
      <h2 id="takeaway">Follow and export</h2>
      <dl>
        <div>
          <dt>Cite</dt>
          <dd>
            <a href={bibtex}>BibTeX</a>
          </dd>
        </div>
        <div>
          <dt>Feed</dt>
          <dd>
            <a href={addressOf("/feed.atom", similar)}>Atom</a>
            <span>of related papers, as they are added</span>
          </dd>
        </div>
        <div>
          <dt>More</dt>
          <dd>
            <a href={addressOf("/papers", similar)}>All related papers</a>
          </dd>
        </div>
      </dl>
      <div class="codes">
        <CodeText name="GraphQL" text={query} />
        <CodeText name="curl" text={curlText(origin, query)} />
      </div>
    </section>
  );
}
