import type { GraphQLClient } from "graphql-request";
import type { AuthorNamedQuery, ChainQuery } from "./generated/graphql.js";
import { graphql } from "./generated/index.js";

const authorNamed = graphql(`
  query AuthorNamed($name: String!) {
    authors(search: $name, first: 1) {
      nodes { id name papersCount }
    }
  }
`);

const chain = graphql(`
  query Chain($from: ID!, $to: ID!) {
    collaborationPath(from: $from, to: $to) {
      length
      steps {
        from { name }
        via { title publishedOn }
        to { name }
      }
    }
  }
`);

/** Finds the author with the most papers by name; words may be abbreviated to their beginnings. */
export async function findAuthor(
  client: GraphQLClient,
  name: string,
): Promise<AuthorNamedQuery["authors"]["nodes"][number] | undefined> {
  const { authors } = await client.request(authorNamed, { name });
  return authors.nodes[0];
}

/** Finds the shortest chain of coauthors between two authors; null if they are not connected. */
export async function chainBetween(
  client: GraphQLClient,
  from: string,
  to: string,
): Promise<ChainQuery["collaborationPath"]> {
  const [one, other] = [await findAuthor(client, from), await findAuthor(client, to)];
  if (!one || !other) throw new Error(`No author named ${one ? to : from}.`);
  const { collaborationPath } = await client.request(chain, { from: one.id, to: other.id });
  return collaborationPath;
}
