import fc from "fast-check";
import { expect, test } from "vitest";
import { syntheticPapers } from "../../seed/synthetic.js";
import { useDatabase } from "../kit/db/database.js";
import { record } from "../kit/models/papers.js";
import { useApp } from "../kit/server/app.js";

// A list and the facets of its filter read one table of papers; the list alone reads all papers. Both are the same list.

const database = useDatabase(async ({ db }) => {
  const undated = Array.from({ length: 30 }, (_, number) => ({
    title: `Undated ${number}`,
    upvotes: number % 4,
  }));
  await record(db, [...syntheticPapers({ count: 300, seed: 5 }), ...undated]);
});
const app = useApp(database);

const list = `
  papers(filter: $filter, orderBy: $orderBy, first: $first, last: $last, after: $after, before: $before) {
    totalCount
    edges { cursor node { id title publishedOn upvotes commentsCount organization { slug } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }`;
const facets =
  "paperStats(filter: $filter, by: [KEYWORD]) { totals { papers } groups { totals { papers } } }";
const documentOf = (also: string) => `
  query ($filter: PaperFilter!, $orderBy: PaperOrder, $first: Int, $last: Int, $after: String, $before: String) {
    ${list} ${also}
  }`;

interface Page {
  papers: {
    totalCount: number;
    edges: { cursor: string }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean };
  };
}

/** What filters name. */
interface Found {
  papers: { nodes: { arxivId: string | null }[] };
  keywords: { nodes: { name: string }[] };
  authors: { nodes: { id: string }[] };
}

const filters = (found: Found) => [
  { arxivIds: found.papers.nodes.flatMap(({ arxivId }) => arxivId ?? []) },
  { keywords: found.keywords.nodes.map(({ name }) => name) },
  { authors: found.authors.nodes.map(({ id }) => id), upvotes: { min: 1 } },
  { hasCode: true },
  { upvotes: { min: 2 } },
  { hasOrganization: false },
  { search: "learning" },
  { publishedOn: { from: "2024-01-01" }, upvotes: { max: 30 } },
  { publishedOn: { from: "2024-01-01" } },
  { or: [{ hasCode: true }, { hasOrganization: true }] },
];
const orders = fc.record({
  field: fc.constantFrom("PUBLISHED_ON", "UPVOTES", "COMMENTS", "FEATURED_ON", "ADDED_AT", "TITLE"),
  direction: fc.constantFrom("ASC", "DESC"),
});

test("the pages of a list are the same with its facets and without", async () => {
  const found = await app.get<Found>(`{
    papers(first: 50, orderBy: { field: UPVOTES }) { nodes { arxivId } }
    keywords(first: 2) { nodes { name } }
    authors(first: 5) { nodes { id } }
  }`);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...filters(found)),
      orders,
      fc.integer({ min: 1, max: 60 }),
      fc.boolean(),
      async (...asked) => {
        const [filter, orderBy, size, backward] = asked;
        let cursor: string | undefined;
        for (let page = 0; page < 4; page++) {
          const variables = {
            ...{ filter, orderBy },
            ...(backward ? { last: size, before: cursor } : { first: size, after: cursor }),
          };
          const alone = await app.get<Page>(documentOf(""), variables);
          const { papers } = await app.get<Page>(documentOf(facets), variables);
          expect({ variables, papers }).toEqual({ variables, ...alone });
          const { edges, pageInfo } = papers;
          cursor = edges.at(backward ? 0 : -1)?.cursor;
          if (!(backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) break;
        }
      },
    ),
    { numRuns: 60 },
  );
});
