import { NothingToGoBy } from "../../../domain/related/nothing-to-go-by.js";
import { parseArxivId } from "../../../text/arxiv-ids.js";
import { refuseUnknownNames, singleValue } from "../../address/filter-address.js";
import {
  PapersDocument,
  type PapersQuery,
  SearchDocument,
  type SearchQuery,
} from "../../generated/documents.js";
import { SearchBox } from "../../layout/header.js";
import { addressOf, paperAddress } from "../../parts/links.js";
import { count } from "../../parts/numbers.js";
import { PaperItem } from "../../parts/paper-item.js";
import { feedsOf } from "../../parts/takeaway.js";
import { Moved } from "../../routing/problems.js";
import type { Ask, Page, SiteRequest } from "../../routing/route.js";
import { Ranking } from "../entities/entity-parts.js";
import { entriesOf, type NamedEntry } from "./names.js";
import { similarNames } from "./similar-names.js";

/** Organizations, people, keywords and papers that match words. An arXiv ID, address or DOI leads to its paper. */
export async function showSearch({ query }: SiteRequest, ask: Ask): Promise<Page> {
  refuseUnknownNames(query, ["search"]);
  const text = singleValue(query, "search");
  const head = {
    title: "Search · papergraph",
    description: "Search papers, people, organizations and keywords.",
  };
  if (text === undefined)
    return {
      ...head,
      address: "/search",
      body: (
        <>
          <h1>Search</h1>
          <SearchBox isLarge />
        </>
      ),
    };
  const data = await ask(SearchDocument, { text, filter: { search: text } });
  const arxivId = parseArxivId(text);
  const meant = data.papers.nodes.find((paper) => arxivId !== undefined && paper.arxivId === arxivId);
  if (meant !== undefined) throw new Moved(paperAddress(meant));
  return {
    ...head,
    title: `${text} · papergraph`,
    address: addressOf("/search", new URLSearchParams({ search: text })),
    search: text,
    freshness: data,
    alternates: feedsOf(`New papers: ${text}`, new URLSearchParams({ search: text })),
    body: (
      <>
        <h1>Results for “{text}”</h1>
        {hasResults(data) ? (
          <Results text={text} data={data} />
        ) : (
          <Instead
            text={text}
            arxivId={arxivId}
            names={await similarNames(text, ask)}
            papers={(await papersAbout(text, ask)).nodes}
          />
        )}
      </>
    ),
  };
}

function hasResults({ organizations, authors, keywords, papers }: SearchQuery): boolean {
  return [organizations, authors, keywords, papers].some(({ nodes }) => nodes.length > 0);
}

/** Papers that have some of the words. */
async function papersAbout(text: string, ask: Ask): Promise<Pick<PapersQuery["papers"], "nodes">> {
  const found = await ask(PapersDocument, { filter: { about: text }, orderBy: null, first: 10 }).catch(
    (error: Error) => {
      // No word of it is rare enough to go by.
      if (error.cause instanceof NothingToGoBy) return undefined;
      throw error;
    },
  );
  return found?.papers ?? { nodes: [] };
}

function Results({ text, data }: { text: string; data: SearchQuery }) {
  const { papers } = data;
  const names = entriesOf({
    organizations: data.organizations.nodes,
    authors: data.authors.nodes,
    keywords: data.keywords.nodes,
  });
  return (
    <>
      <div class="rankings">
        <Ranking title="Organizations" entries={names.organizations} />
        <Ranking title="Authors" entries={names.authors} />
        <Ranking title="Keywords" entries={names.keywords} />
      </div>
      <section>
        <h2>Papers</h2>
        <Papers papers={papers.nodes} />
        {papers.totalCount === 0 && <p class="empty">No paper matches.</p>}
        {papers.totalCount > papers.nodes.length && (
          <p>
            <a href={addressOf("/papers", new URLSearchParams({ search: text }))}>
              All {count(papers.totalCount)} papers, with filters
            </a>
          </p>
        )}
      </section>
    </>
  );
}

interface InsteadProps {
  text: string;
  arxivId: string | undefined;
  names: readonly NamedEntry[];
  papers: PapersQuery["papers"]["nodes"];
}

/** What to do if nothing matches. */
function Instead({ text, arxivId, names, papers }: InsteadProps) {
  return (
    <>
      <p class="note">
        {arxivId === undefined ? (
          "No paper matches. Check the spelling, or use fewer words."
        ) : (
          <>
            No paper here has the arXiv ID {arxivId}.{" "}
            <a href={`https://arxiv.org/abs/${arxivId}`} rel="noopener">
              Look for it on arXiv
            </a>
          </>
        )}
      </p>
      <div class="rankings">
        <Ranking title="Did you mean" entries={names} />
      </div>
      {papers.length > 0 && (
        <section>
          <h2>Papers with some of the words</h2>
          <Papers papers={papers} />
          <p>
            <a href={addressOf("/papers", new URLSearchParams({ about: text }))}>More, with filters</a>
          </p>
        </section>
      )}
    </>
  );
}

function Papers({ papers }: { papers: SearchQuery["papers"]["nodes"] }) {
  return (
    <ol class="papers">
      {papers.map((paper) => (
        <PaperItem key={paper.id} paper={paper} heading="h3" />
      ))}
    </ol>
  );
}
