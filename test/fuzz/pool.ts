import type { Random } from "../../seed/random.js";

/** Keys of existing rows, so that generated requests reach data. */
export interface Pool {
  readonly ids: Readonly<Record<"Author" | "Keyword" | "Organization" | "Paper", readonly string[]>>;
  readonly slugs: readonly string[];
  readonly keywords: readonly string[];
  readonly arxivIds: readonly string[];
  readonly usernames: readonly string[];
  readonly cursors: readonly string[];
}

const poolQuery = `{
  papers(first: 50, orderBy: { field: UPVOTES }) { nodes { id arxivId } pageInfo { startCursor endCursor } }
  newest: papers(first: 2) { pageInfo { startCursor endCursor } }
  authors(first: 50) { nodes { id username } pageInfo { startCursor endCursor } }
  organizations(first: 50) { nodes { id slug } pageInfo { startCursor endCursor } }
  keywords(first: 50) { nodes { id name } pageInfo { startCursor endCursor } }
  trending(first: 5) { pageInfo { startCursor endCursor } }
}`;

interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly startCursor: string | null; readonly endCursor: string | null };
}

interface PoolData {
  papers: Page<{ id: string; arxivId: string | null }>;
  newest: Page<never>;
  authors: Page<{ id: string; username: string | null }>;
  organizations: Page<{ id: string; slug: string }>;
  keywords: Page<{ id: string; name: string }>;
  trending: Page<never>;
}

/** @throws Error if the server does not respond to the query for the keys */
export async function loadPool(url: string): Promise<Pool> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: poolQuery }),
  });
  const { data, errors } = (await response.json()) as { data?: PoolData; errors?: unknown };
  if (!data) throw new Error(`The server refused the query for keys: ${JSON.stringify(errors)}`);
  const { papers, authors, organizations, keywords } = data;
  return {
    ids: {
      Author: idsOf(authors),
      Keyword: idsOf(keywords),
      Organization: idsOf(organizations),
      Paper: idsOf(papers),
    },
    slugs: organizations.nodes.map(({ slug }) => slug),
    keywords: keywords.nodes.map(({ name }) => name),
    arxivIds: papers.nodes.flatMap(({ arxivId }) => arxivId ?? []),
    // There may be no accounts.
    usernames: ["nobody", ...authors.nodes.flatMap(({ username }) => username ?? [])],
    cursors: Object.values(data as unknown as Record<string, Page<unknown>>).flatMap(({ pageInfo }) =>
      [pageInfo.startCursor, pageInfo.endCursor].filter((cursor) => cursor !== null),
    ),
  };
}

function idsOf({ nodes }: Page<{ id: string }>): string[] {
  return nodes.map(({ id }) => id);
}

/** @throws RangeError for an empty list */
export function pick<Item>(random: Random, list: readonly Item[]): Item {
  if (list.length === 0) throw new RangeError("The list to pick from is empty.");
  return list[random.below(list.length)] as Item;
}
