import { author as authorCodec } from "../../address/codecs.js";
import { Network } from "../../charts/network.js";
import { AuthorPageDocument, type AuthorPageQuery } from "../../generated/documents.js";
import { dayText } from "../../parts/dates.js";
import { authorAddress, organizationAddress } from "../../parts/links.js";
import { countOf } from "../../parts/numbers.js";
import { Takeaway } from "../../parts/takeaway.js";
import { requireAddress } from "../../routing/problems.js";
import type { Ask, Page, SiteRequest } from "../../routing/route.js";
import { unknownName } from "../search/similar-names.js";
import { EntityHead, entityTakeaway, KeywordRanking, Newest, Ranking, Timeline } from "./entity-parts.js";

/** An author by username, name or global ID. */
export async function showAuthor({ rest, origin }: SiteRequest, ask: Ask): Promise<Page> {
  const id = authorCodec.read.parse(rest);
  const data = await ask(AuthorPageDocument, { id, filter: { authors: [id] } }).catch(
    async (error: Error) => {
      // Statistics and the graph do not have null for an unknown author.
      throw /no author has/.test(error.message) ? await unknownName("author", rest, ask) : error;
    },
  );
  const { author, years, keywords, collaborationGraph } = data;
  if (author === null) throw await unknownName("author", rest, ask);
  const address = authorAddress(author);
  requireAddress(address, `/author/${rest}`);
  const { name, papersCount, upvotes, organizations, coauthors, papers } = author;
  const filter = { authors: [author.id] };
  const takeaway = entityTakeaway(name, filter, origin);
  return {
    title: `${name} · papergraph`,
    description: `${countOf(papersCount, "paper")} by ${name}, with ${countOf(upvotes, "upvote")}.`,
    address,
    kind: "profile",
    freshness: data,
    alternates: takeaway.feeds,
    jsonLd: { "@type": "Person", name, url: `${origin}${address}` },
    body: (
      <>
        <EntityHead kind="Author" {...author} />
        <Timeline period="Year" stats={years} />
        <div class="rankings">
          <Ranking
            title="Co-authors"
            entries={coauthors.edges.map((edge) => ({
              name: edge.node.name,
              href: authorAddress(edge.node),
              note: countOf(edge.papersCount, "shared paper"),
            }))}
            more={<PathLink from={rest} />}
          />
          <Ranking
            title="Organizations"
            entries={organizations.edges.map(({ node, firstOn, lastOn, ...edge }) => ({
              name: node.name,
              href: organizationAddress(node.slug),
              note: `${countOf(edge.papersCount, "paper")}${spanText(firstOn, lastOn)}`,
            }))}
          />
          <KeywordRanking stats={keywords} />
        </div>
        <CoauthorGraph graph={collaborationGraph} />
        <Newest nodes={papers.nodes} papersCount={papersCount} filter={filter} />
        <Takeaway {...takeaway} />
      </>
    ),
  };
}

function spanText(firstOn: string | null, lastOn: string | null): string {
  if (firstOn === null || lastOn === null) return "";
  return firstOn === lastOn ? `, ${dayText(firstOn)}` : `, ${dayText(firstOn)} to ${dayText(lastOn)}`;
}

function PathLink({ from }: { from: string }) {
  return (
    <p>
      <a href={`/path?${new URLSearchParams({ from })}`}>Find the chain to another author</a>
    </p>
  );
}

function CoauthorGraph({ graph }: { graph: AuthorPageQuery["collaborationGraph"] }) {
  const people = graph.nodes.flatMap((node) => (node.__typename === "Author" ? [node] : []));
  const indexOf = new Map(people.map(({ id }, index) => [id, index]));
  return (
    <Network
      id="coauthors-chart"
      title="Co-authors and the papers they share"
      weight="Shared papers"
      nodes={people.map((person, index) => ({
        name: person.name,
        href: authorAddress(person),
        papers: person.papersCount,
        isCenter: index === 0,
      }))}
      links={graph.edges.map(({ source, target, weight }) => ({
        source: indexOf.get(source) ?? 0,
        target: indexOf.get(target) ?? 0,
        weight,
      }))}
    />
  );
}
