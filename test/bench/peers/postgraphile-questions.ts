import { z } from "zod";
import type { Question } from "./questions.js";

/** A question in the terms of PostGraphile's schema. */
interface Translation {
  readonly query: string;
  variables(round: Question["rounds"][number]): Record<string, unknown>;
  /** Its data in the form of papergraph's. */
  read(data: unknown, round: Question["rounds"][number]): unknown;
}

const authors = `authorships(first: 5, condition: { hidden: false }, orderBy: POSITION_ASC) {
  nodes { author { name } }
}`;
const paperFields = `arxivId title publishedOn upvotes organization { slug name } ${authors}`;
const published = "publishedOn: { greaterThanOrEqualTo: $from, lessThanOrEqualTo: $to }";

const named = z.object({ name: z.string() });
const paper = z
  .looseObject({ authorships: z.object({ nodes: z.array(z.object({ author: named })) }) })
  .transform(({ authorships, ...fields }) => ({
    ...fields,
    authors: { nodes: authorships.nodes.map(({ author }) => author) },
  }));
const papers = z.object({ nodes: z.array(paper) });
const grouped = z.object({
  organizationSlugs: z.object({
    nodes: z.array(
      z.object({
        organizationId: z.int(),
        organization: z.object({
          slug: z.string(),
          papers: z.object({
            groupedAggregates: z.array(
              z.object({
                keys: z.tuple([z.string()]),
                distinctCount: z.object({ rowId: z.coerce.number() }),
                sum: z.object({ upvotes: z.coerce.number() }),
              }),
            ),
          }),
        }),
      }),
    ),
  }),
});
const coauthors = z.object({
  peersCoauthors: z.object({ nodes: z.array(z.object({ papersCount: z.int(), author: named })) }),
});

/** By the ID of the question. */
export const postgraphileQuestions: Readonly<Record<Question["id"], Translation>> = {
  Q1: {
    query: `query ($arxivId: String!) { paperByArxivId(arxivId: $arxivId) { ${paperFields} } }`,
    variables: ({ variables }) => variables,
    read: (data) => ({ paper: z.object({ paperByArxivId: paper }).parse(data).paperByArxivId }),
  },
  Q2: {
    query: `query ($to: Date!) {
      papers(first: 20, filter: { publishedOn: { lessThanOrEqualTo: $to } }, orderBy: [PUBLISHED_ON_DESC, ROW_ID_DESC]) {
        nodes { ${paperFields} }
      }
    }`,
    variables: ({ variables }) => variables,
    read: (data) => z.object({ papers }).parse(data),
  },
  Q3: {
    query: `query ($slug: String!, $from: Date!, $to: Date!) {
      organizationSlug(slugKey: $slug) {
        organization {
          papers(first: 20, filter: { ${published} }, orderBy: [UPVOTES_DESC, ROW_ID_DESC]) {
            nodes { arxivId title upvotes ${authors} }
          }
        }
      }
    }`,
    variables: ({ variables, values: [slug] }) => ({ ...variables, slug }),
    read: (data) =>
      z.object({ organizationSlug: z.object({ organization: z.object({ papers }) }) }).parse(data)
        .organizationSlug,
  },
  Q4: groups(""),
  Q4c: groups(", codeUrl: { isNull: false }"),
  Q6: {
    query: `query ($id: Int!) { peersCoauthors(id: $id, first: 20) { nodes { papersCount author { name } } } }`,
    variables: ({ values: [id] }) => ({ id }),
    read: (data) => ({
      author: {
        coauthors: {
          edges: coauthors
            .parse(data)
            .peersCoauthors.nodes.map(({ papersCount, author }) => ({ papersCount, node: author })),
        },
      },
    }),
  },
};

function groups(condition: string): Translation {
  return {
    query: `query ($slugs: [String!], $from: Date!, $to: Date!) {
      organizationSlugs(filter: { slugKey: { in: $slugs } }) {
        nodes {
          organizationId
          organization {
            slug
            papers(filter: { ${published}${condition} }) {
              groupedAggregates(groupBy: [PUBLISHED_ON_TRUNCATED_TO_MONTH]) { keys distinctCount { rowId } sum { upvotes } }
            }
          }
        }
      }
    }`,
    variables: ({ variables, values: [slugs] }) => ({ ...variables, slugs }),
    read: (data) => ({ paperStats: { groups: readGroups(data) } }),
  };
}

/** papergraph's order: by month, most papers first. */
function readGroups(data: unknown) {
  return grouped
    .parse(data)
    .organizationSlugs.nodes.flatMap(({ organizationId, organization }) =>
      organization.papers.groupedAggregates.map(({ keys: [period], distinctCount, sum }) => ({
        organizationId,
        period,
        organization: { slug: organization.slug },
        totals: { papers: distinctCount.rowId, upvotes: sum.upvotes },
      })),
    )
    .sort(
      (one, other) =>
        one.period.localeCompare(other.period) ||
        other.totals.papers - one.totals.papers ||
        other.totals.upvotes - one.totals.upvotes ||
        one.organizationId - other.organizationId,
    )
    .map(({ organizationId: _, ...group }) => group);
}
