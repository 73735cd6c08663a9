import { filterWords } from "../../../domain/catalog/filter-words.js";
import { writeFilter } from "../../address/filter-address.js";
import { PapersDocument, type PapersQuery } from "../../generated/documents.js";
import { FilterBar, HiddenFields } from "../../parts/filter-bar.js";
import { argumentsText, literal } from "../../parts/graphql-text.js";
import { countOf } from "../../parts/numbers.js";
import { PaperItem } from "../../parts/paper-item.js";
import { feedsOf, Takeaway, type TakeawayProps } from "../../parts/takeaway.js";
import type { Similar } from "../../routing/problems.js";
import type { Ask, Page, SiteRequest } from "../../routing/route.js";
import { Ranking } from "../entities/entity-parts.js";
import { similarFilters, withSimilarAuthors } from "../search/misspelled-filter.js";
import {
  isRanked,
  orders,
  type PapersAddress,
  papersAddress,
  papersParameters,
  parsePapersAddress,
} from "./papers-address.js";

const pageSize = 30;

/** Papers that match a filter, in any order, page by page. */
export async function showPapers({ query, origin }: SiteRequest, ask: Ask): Promise<Page> {
  const address = parsePapersAddress(query);
  const { filter, order, direction, after, before } = address;
  const addressWith = (other: typeof filter) =>
    papersAddress({ ...address, filter: other, after: undefined, before: undefined });
  const data = await ask(PapersDocument, {
    filter,
    orderBy: order === undefined ? null : { field: order, direction },
    ...(before === undefined ? { first: pageSize, after } : { last: pageSize, before }),
  }).catch(async (error: Error) => {
    throw await withSimilarAuthors(error, filter, addressWith, ask);
  });
  const similar = data.papers.totalCount > 0 ? [] : await similarFilters(filter, addressWith, ask);
  const takeaway = papersTakeaway(address, origin);
  const words = filterWords(filter).join(", ");
  return {
    title: `${["Papers", words].join(" ").trim()} · papergraph`,
    description: [countOf(data.papers.totalCount, "paper"), words].join(" ").trim(),
    address: papersAddress(address),
    freshness: data,
    alternates: takeaway.feeds,
    ...(filter.search !== undefined && { search: filter.search }),
    body: <PapersView address={address} data={data} similar={similar} takeaway={takeaway} />,
  };
}

interface PapersViewProps {
  address: PapersAddress;
  data: PapersQuery;
  /** If the filter matches nothing: others that may be meant. */
  similar: readonly Similar[];
  takeaway: TakeawayProps;
}

function PapersView({ address, data, similar, takeaway }: PapersViewProps) {
  const { filter } = address;
  const { nodes, pageInfo, totalCount } = data.papers;
  const start: PapersAddress = { ...address, after: undefined, before: undefined };
  return (
    <>
      <div class="page-head">
        <h1>Papers</h1>
        <OrderForm {...start} />
      </div>
      <p class="jump">
        <a href="#takeaway">Follow and export</a>
      </p>
      <FilterBar path="/papers" filter={filter} others={papersParameters(start)} />
      <p class="count">{countOf(totalCount, "paper")}</p>
      <ol class="papers">
        {nodes.map((paper) => (
          <PaperItem key={paper.id} paper={paper} />
        ))}
      </ol>
      {nodes.length === 0 && (
        <p class="empty">
          No paper matches. {Object.keys(filter).length > 0 && <a href="/papers">Remove the filter</a>}
        </p>
      )}
      <Ranking title="Did you mean" entries={similar} />
      <nav class="pages" aria-label="Pages of the list">
        {pageInfo.hasPreviousPage && pageInfo.startCursor !== null && (
          <a class="button plain" rel="prev" href={papersAddress({ ...start, before: pageInfo.startCursor })}>
            Previous
          </a>
        )}
        {pageInfo.hasNextPage && pageInfo.endCursor !== null && (
          <a class="button plain" rel="next" href={papersAddress({ ...start, after: pageInfo.endCursor })}>
            Next
          </a>
        )}
      </nav>
      <Takeaway {...takeaway} />
    </>
  );
}

function OrderForm(address: PapersAddress) {
  const { filter, direction } = address;
  const chosen = address.order ?? (isRanked(filter) ? "RELEVANCE" : "PUBLISHED_ON");
  const known = Object.entries(orders).filter(([name]) => name !== "RELEVANCE" || isRanked(filter));
  return (
    <form class="order" action="/papers" data-tidy="">
      <HiddenFields filter={filter} others={new URLSearchParams()} />
      <label for="order">Order</label>
      <select id="order" name="order" data-submits="">
        {known.map(([name, label]) => (
          <option key={name} value={name} selected={name === chosen}>
            {label}
          </option>
        ))}
      </select>
      <label class="spoken" for="direction">
        Direction
      </label>
      <select id="direction" name="direction" data-submits="">
        <option value="DESC" selected={direction === "DESC"}>
          descending
        </option>
        <option value="ASC" selected={direction === "ASC"}>
          ascending
        </option>
      </select>
      <button type="submit" class="plain">
        Go
      </button>
    </form>
  );
}

function papersTakeaway({ filter, order, direction }: PapersAddress, origin: string): TakeawayProps {
  const conditions = writeFilter(filter);
  const chosen = argumentsText({
    filter: conditions.size === 0 ? undefined : literal(filter),
    orderBy: order === undefined ? undefined : `{ field: ${order}, direction: ${direction} }`,
    first: String(pageSize),
  });
  return {
    origin,
    what: conditions.size === 0 ? "new papers" : "new papers that match",
    feeds: feedsOf(conditions.size === 0 ? "New papers" : "New papers that match the filter", conditions),
    watched: conditions,
    event: "ADDED",
    filter,
    query: `{
  papers${chosen} {
    totalCount
    nodes { arxivId title publishedOn upvotes organization { name } }
    pageInfo { hasNextPage endCursor }
  }
}`,
    exported: new URLSearchParams([...conditions, ...(order ? [["order", order] as [string, string]] : [])]),
  };
}
