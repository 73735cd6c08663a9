import type { GraphQLClient } from "graphql-request";
import { graphql } from "./generated/index.js";

const organizationId = graphql(`
  query OrganizationId($slug: String!) {
    organization(slug: $slug) { id }
  }
`);

const network = graphql(`
  query Network($around: ID!, $first: Int!) {
    collaborationGraph(around: $around, first: $first, depth: 2) {
      nodes {
        ... on Organization { id name papersCount }
        ... on Author { id name papersCount }
      }
      edges { source target weight }
    }
  }
`);

/** Names, and by how many shared people they are linked: what a drawing of a graph needs. */
export interface Network {
  nodes: { name: string; papersCount: number }[];
  links: { source: string; target: string; weight: number }[];
}

/** The organizations that share authors with one, and how all of them are linked; null when there is no such one. */
export async function networkOf(client: GraphQLClient, slug: string, first = 20): Promise<Network | null> {
  const { organization } = await client.request(organizationId, { slug });
  if (!organization) return null;
  const { collaborationGraph } = await client.request(network, { around: organization.id, first });
  const names = new Map(collaborationGraph.nodes.map(({ id, name }) => [id, name]));
  return {
    nodes: collaborationGraph.nodes.map(({ name, papersCount }) => ({ name, papersCount })),
    links: collaborationGraph.edges.map(({ source, target, weight }) => ({
      source: names.get(source) ?? source,
      target: names.get(target) ?? target,
      weight,
    })),
  };
}
