import { refuseUnknownNames, singleValue } from "../address/filter-address.js";
import { SearchDocument, type SearchQuery } from "../generated/documents.js";
import { SearchBox } from "../layout/header.js";
import { addressOf, authorAddress, keywordAddress, organizationAddress } from "../parts/links.js";
import { count, countOf } from "../parts/numbers.js";
import { PaperItem } from "../parts/paper-item.js";
import { feedsOf } from "../parts/takeaway.js";
import type { Ask, Page, SiteRequest } from "../routing/route.js";
import { Ranking } from "./entities/entity-parts.js";

/** Organizations, people, keywords and papers that match words. */
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
  return {
    ...head,
    title: `${text} · papergraph`,
    address: addressOf("/search", new URLSearchParams({ search: text })),
    search: text,
    freshness: data,
    alternates: feedsOf(`New papers: ${text}`, new URLSearchParams({ search: text })),
    body: <Results text={text} data={data} />,
  };
}

function Results({ text, data }: { text: string; data: SearchQuery }) {
  const { organizations, authors, keywords, papers } = data;
  const all = addressOf("/papers", new URLSearchParams({ search: text }));
  const noted = ({ papersCount }: { papersCount: number }) => countOf(papersCount, "paper");
  return (
    <>
      <h1>Results for “{text}”</h1>
      <div class="rankings">
        <Ranking
          title="Organizations"
          entries={organizations.nodes.map((each) => ({
            name: each.name,
            href: organizationAddress(each.slug),
            note: noted(each),
          }))}
        />
        <Ranking
          title="Authors"
          entries={authors.nodes.map((each) => ({
            name: each.name,
            href: authorAddress(each),
            note: noted(each),
          }))}
        />
        <Ranking
          title="Keywords"
          entries={keywords.nodes.map((each) => ({
            name: each.name,
            href: keywordAddress(each.name),
            note: noted(each),
          }))}
        />
      </div>
      <section>
        <h2>Papers</h2>
        <ol class="papers">
          {papers.nodes.map((paper) => (
            <PaperItem key={paper.id} paper={paper} />
          ))}
        </ol>
        {papers.totalCount === 0 && <p class="empty">No paper matches.</p>}
        {papers.totalCount > papers.nodes.length && (
          <p>
            <a href={all}>All {count(papers.totalCount)} papers, with filters</a>
          </p>
        )}
      </section>
    </>
  );
}
