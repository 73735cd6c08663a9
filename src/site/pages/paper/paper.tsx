import { globalIdText } from "../../../domain/values/global-ids.js";
import { parseArxivId } from "../../../text/arxiv-ids.js";
import { PaperDocument } from "../../generated/documents.js";
import { authorAddress, paperAddress } from "../../parts/links.js";
import { countOf } from "../../parts/numbers.js";
import { Moved, NotFound, requireAddress } from "../../routing/problems.js";
import type { Ask, Page, SiteRequest } from "../../routing/route.js";
import type { PaperData } from "./paper-data.js";
import { PaperView } from "./paper-view.js";

/** A paper by its arXiv ID, in any form, or its global ID. */
export async function showPaper({ rest, origin }: SiteRequest, ask: Ask): Promise<Page> {
  const arxivId = parseArxivId(rest);
  if (arxivId === undefined && !globalIdText(rest)?.startsWith("Paper/"))
    throw new NotFound(`${JSON.stringify(rest.slice(0, 60))} is not an arXiv ID such as 2507.03607.`);
  if (arxivId !== undefined && arxivId !== rest) throw new Moved(`/paper/${arxivId}`);
  const data = await ask(PaperDocument, { by: arxivId === undefined ? { id: rest } : { arxivId } });
  const { paper } = data;
  if (paper === null)
    throw new NotFound(
      arxivId === undefined ? "No paper has this ID." : `No paper here has the arXiv ID ${arxivId}.`,
    );
  const address = paperAddress(paper);
  requireAddress(address, `/paper/${rest}`);
  return {
    title: `${paper.title} · papergraph`,
    description: firstSentences(paper.abstract) ?? countOf(paper.upvotes, "upvote"),
    address,
    kind: "article",
    freshness: data,
    jsonLd: scholarlyArticle(paper, `${origin}${address}`, origin),
    body: <PaperView paper={paper} origin={origin} />,
  };
}

function firstSentences(abstract: string | null): string | undefined {
  if (abstract === null || abstract.length <= 300) return abstract ?? undefined;
  return `${abstract.slice(0, 300).replace(/\s+\S*$/, "")}…`;
}

function scholarlyArticle(paper: PaperData, url: string, origin: string): Readonly<Record<string, unknown>> {
  const { title, abstract, publishedOn, updatedAt, arxivId, keywords, organization, authors, abstractUrl } =
    paper;
  return {
    "@type": "ScholarlyArticle",
    "@id": url,
    url,
    headline: title,
    name: title,
    ...(abstract !== null && { abstract }),
    ...(publishedOn !== null && { datePublished: publishedOn }),
    dateModified: updatedAt,
    ...(keywords.length > 0 && { keywords: keywords.map(({ name }) => name).join(", ") }),
    author: authors.edges.map(({ creditedAs, node }) => ({
      "@type": "Person",
      name: creditedAs,
      url: `${origin}${authorAddress(node)}`,
    })),
    ...(organization !== null && {
      sourceOrganization: { "@type": "Organization", name: organization.name },
    }),
    ...(arxivId !== null && {
      identifier: [
        { "@type": "PropertyValue", propertyID: "arXiv", value: arxivId },
        { "@type": "PropertyValue", propertyID: "DOI", value: `10.48550/arXiv.${arxivId}` },
      ],
    }),
    ...(abstractUrl !== null && { sameAs: abstractUrl }),
    interactionStatistic: {
      "@type": "InteractionCounter",
      interactionType: "https://schema.org/LikeAction",
      userInteractionCount: paper.upvotes,
    },
  };
}
