import { eventCursor } from "../../src/domain/live/event-cursors.js";
import { topics } from "../../src/events/event.js";

/** Keys of the data that attacks use. */
export interface Keys {
  readonly authors: readonly string[];
  readonly papers: readonly string[];
  readonly keywords: readonly string[];
  readonly organizations: readonly string[];
  /** A cursor before the first event of new papers, as of a client that was offline for long. */
  readonly oldCursor: string;
}

const query = `{
  authors(first: 100) { nodes { id } }
  papers(first: 100, orderBy: { field: UPVOTES }) { nodes { id } }
  keywords(first: 100) { nodes { id } }
  organizations(first: 100) { nodes { id } }
}`;

type Page = { nodes: { id: string }[] };

/** @throws Error if the server does not respond */
export async function loadKeys(origin: string): Promise<Keys> {
  const response = await fetch(`${origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const { data } = (await response.json()) as {
    data?: Record<"authors" | "papers" | "keywords" | "organizations", Page>;
  };
  if (!data) throw new Error(`The server refused the query for keys (status ${response.status}).`);
  const ids = ({ nodes }: Page) => nodes.map(({ id }) => id);
  return {
    authors: ids(data.authors),
    papers: ids(data.papers),
    keywords: ids(data.keywords),
    organizations: ids(data.organizations),
    oldCursor: eventCursor(["events", topics.added], 0),
  };
}
