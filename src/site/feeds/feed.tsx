import { renderToString } from "preact-render-to-string";
import { globalIdText } from "../../domain/values/global-ids.js";
import type { FeedPaperFragment, FeedQuery } from "../generated/documents.js";
import { addressOf, organizationAddress, paperAddress } from "../parts/links.js";
import { countOf } from "../parts/numbers.js";
import { clean } from "./clean.js";
import {
  crossingText,
  eventPath,
  type FeedAddress,
  type FeedEvent,
  feedTitle,
  pagePath,
} from "./feed-address.js";

/** A feed in no particular format. */
export interface Feed {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** The page with the same papers. */
  readonly page: string;
  /** The date of the newest entry. */
  readonly updated: Date;
  /** When anything in it last changed, such as the upvotes in an entry. */
  readonly lastModified: Date;
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly id: string;
  readonly title: string;
  readonly page: string;
  readonly source: string | null;
  /** When the paper crossed the bar of the feed, so that an entry keeps its place. */
  readonly at: Date;
  readonly authors: readonly string[];
  readonly keywords: readonly string[];
  readonly abstract: string | undefined;
  readonly html: string;
}

/** Of an empty feed: a day before all papers. */
const beginning = new Date("2000-01-01T00:00:00Z");

export function feedOf(address: FeedAddress, { crossings }: FeedQuery, origin: string): Feed {
  const { event, query } = address;
  const { edges } = crossings;
  const newest = (times: string[]) => (times.length === 0 ? beginning : new Date(times.sort().at(-1) ?? 0));
  return {
    id: tagOf(`feed/${eventPath(event)}?${query}`),
    title: clean(feedTitle(address)),
    description: "Research papers from papergraph.",
    page: `${origin}${addressOf(pagePath(address), query)}`,
    updated: newest(edges.map(({ crossedAt }) => crossedAt)),
    lastModified: newest(edges.flatMap(({ crossedAt, node }) => [crossedAt, node.updatedAt])),
    entries: edges.map((edge) => entryOf(event, edge, origin)),
  };
}

type Edge = FeedQuery["crossings"]["edges"][number];

function entryOf(event: FeedEvent, { node: paper, crossedAt, rank, upvotes }: Edge, origin: string): Entry {
  return {
    id: tagOf(`${globalIdText(paper.id) ?? paper.id}/${eventPath(event)}`),
    title: clean(paper.title),
    page: `${origin}${paperAddress(paper)}`,
    source: paper.abstractUrl,
    at: new Date(crossedAt),
    authors: paper.authors.nodes.map(({ name }) => clean(name)),
    keywords: paper.keywords.map(({ name }) => clean(name)),
    abstract: paper.abstract === null ? undefined : clean(paper.abstract),
    html: clean(
      renderToString(<Content paper={paper} crossing={crossingText(event, rank, upvotes)} origin={origin} />),
    ),
  };
}

function Content({
  paper,
  crossing,
  origin,
}: {
  paper: FeedPaperFragment;
  crossing: string;
  origin: string;
}) {
  const { abstract, organization, upvotes, abstractUrl, codeUrl } = paper;
  return (
    <>
      <p>
        {authorsText(paper)}
        {organization && (
          <>
            {" · "}
            <a href={`${origin}${organizationAddress(organization.slug)}`}>{organization.name}</a>
          </>
        )}
      </p>
      <p>
        {crossing} · {countOf(upvotes, "upvote")} now
      </p>
      {abstract && <p>{abstract}</p>}
      <p>
        <a href={`${origin}${paperAddress(paper)}`}>papergraph</a>
        {abstractUrl && (
          <>
            {" · "}
            <a href={abstractUrl}>arXiv</a>
          </>
        )}
        {codeUrl && (
          <>
            {" · "}
            <a href={codeUrl}>Code</a>
          </>
        )}
      </p>
    </>
  );
}

function authorsText({ authors, authorsCount }: FeedPaperFragment): string {
  const names = authors.nodes.map(({ name }) => name);
  const others = (authorsCount ?? 0) - names.length;
  if (names.length === 0) return others > 0 ? countOf(others, "author") : "Unknown authors";
  return others > 0 ? `${names.join(", ")} and ${countOf(others, "other")}` : names.join(", ");
}

/** A tag URI (RFC 4151): the same under any host. */
function tagOf(specific: string): string {
  return `tag:papergraph,2025:${encodeURI(specific).replaceAll("#", "%23")}`;
}
