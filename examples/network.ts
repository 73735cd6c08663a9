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

export interface Network {
  nodes: { name: string; papersCount: number }[];
  links: { source: string; target: string; weight: number }[];
}

/** Loads the organizations that share authors with one, and their links; null if the slug is unknown. */
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
