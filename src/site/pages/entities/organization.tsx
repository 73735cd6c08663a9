import { OrganizationPageDocument } from "../../generated/documents.js";
import { authorAddress, organizationAddress } from "../../parts/links.js";
import { countOf } from "../../parts/numbers.js";
import { Takeaway } from "../../parts/takeaway.js";
import { requireAddress } from "../../routing/problems.js";
import type { Ask, Page, SiteRequest } from "../../routing/route.js";
import { unknownName } from "../search/similar-names.js";
import { EntityHead, entityTakeaway, KeywordRanking, Newest, Ranking, Timeline } from "./entity-parts.js";

/** An organization by its slug. Former slugs, and names, redirect to it. */
export async function showOrganization({ rest, origin }: SiteRequest, ask: Ask): Promise<Page> {
  const filter = { organizations: [rest] };
  const data = await ask(OrganizationPageDocument, { slug: rest, filter });
  const { organization, months, keywords } = data;
  if (organization === null) throw await unknownName("organization", rest, ask);
  const { slug, name, papersCount, upvotes, authors, collaborators, papers } = organization;
  const address = organizationAddress(slug);
  requireAddress(address, `/org/${rest}`);
  const takeaway = entityTakeaway(name, filter, origin);
  return {
    title: `${name} · papergraph`,
    description: `${countOf(papersCount, "paper")} of ${name}, with ${countOf(upvotes, "upvote")}.`,
    address,
    freshness: data,
    alternates: takeaway.feeds,
    jsonLd: { "@type": "Organization", name, url: `${origin}${address}` },
    body: (
      <>
        <EntityHead kind="Organization" {...organization} />
        <Timeline period="Month" stats={months} />
        <div class="rankings">
          <Ranking
            title="Authors"
            entries={authors.edges.map((edge) => ({
              name: edge.node.name,
              href: authorAddress(edge.node),
              note: countOf(edge.papersCount, "paper"),
            }))}
          />
          <Ranking
            title="Collaborators"
            entries={collaborators.edges.map(({ node, sharedAuthorsCount }) => ({
              name: node.name,
              href: organizationAddress(node.slug),
              note: countOf(sharedAuthorsCount, "shared author"),
            }))}
            more={
              <CompareLink slugs={[slug, ...collaborators.edges.slice(0, 3).map(({ node }) => node.slug)]} />
            }
          />
          <KeywordRanking stats={keywords} />
        </div>
        <Newest nodes={papers.nodes} papersCount={papersCount} filter={filter} />
        <Takeaway {...takeaway} />
      </>
    ),
  };
}

function CompareLink({ slugs }: { slugs: readonly string[] }) {
  const query = new URLSearchParams({ organizations: slugs.join(",") });
  return (
    <p>
      <a href={`/compare?${query}`}>Compare over time</a>
    </p>
  );
}
