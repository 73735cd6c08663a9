import type { GraphQLClient } from "graphql-request";
import type { PapersOfOrganizationQuery } from "./generated/graphql.js";
import { graphql } from "./generated/index.js";

const document = graphql(`
  query PapersOfOrganization($slug: String!, $first: Int!) {
    organization(slug: $slug) {
      name
      papersCount
      papers(first: $first, orderBy: { field: UPVOTES }) {
        totalCount
        nodes {
          title
          publishedOn
          upvotes
          authors(first: 5) {
            nodes { name }
          }
        }
      }
    }
  }
`);

/** Loads an organization's most upvoted papers; null if the slug is unknown. */
export async function papersOfOrganization(
  client: GraphQLClient,
  slug: string,
  first = 10,
): Promise<PapersOfOrganizationQuery["organization"]> {
  const { organization } = await client.request(document, { slug, first });
  return organization;
}
