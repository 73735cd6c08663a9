import type { GraphQLClient } from "graphql-request";
import type { PapersOfWeekQuery } from "./generated/graphql.js";
import { graphql } from "./generated/index.js";

const document = graphql(`
  query PapersOfWeek($from: Date!, $to: Date!, $after: String) {
    papers(
      filter: { featuredOn: { from: $from, to: $to } }
      orderBy: { field: UPVOTES }
      first: 20
      after: $after
    ) {
      totalCount
      nodes {
        arxivId
        title
        featuredOn
        upvotes
        organization { slug name }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export type PaperOfWeek = PapersOfWeekQuery["papers"]["nodes"][number];

/** Loads all papers featured in the week of this Monday, page by page, most upvoted first. */
export async function* papersOfWeek(client: GraphQLClient, monday: string): AsyncGenerator<PaperOfWeek> {
  const to = new Date(Date.parse(monday) + 6 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  let after: string | null = null;
  do {
    // For the next page, pass `endCursor` as `after`, with the other variables unchanged.
    const { papers }: PapersOfWeekQuery = await client.request(document, { from: monday, to, after });
    yield* papers.nodes;
    after = papers.pageInfo.hasNextPage ? papers.pageInfo.endCursor : null;
  } while (after !== null);
}
