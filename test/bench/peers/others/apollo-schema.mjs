import { GraphQLScalarType } from "graphql";
import { Prisma } from "../../../../dist/db/generated/client.js";

export const typeDefs = `#graphql
  scalar Date

  type Query {
    paper(by: PaperKey!): Paper
    papers(filter: PaperFilter, orderBy: PaperOrder, first: Int = 20): PaperList!
    organization(slug: String!): Organization
    author(id: ID!): Author
    paperStats(by: [StatDimension!]!, filter: PaperFilter, first: Int = 100): PaperStats!
  }

  input PaperKey { arxivId: String! }
  input PaperFilter { organizations: [String!], publishedOn: DateRange, hasCode: Boolean }
  input DateRange { from: Date, to: Date }
  input PaperOrder { field: PaperOrderField! }
  enum PaperOrderField { PUBLISHED_ON UPVOTES }
  enum StatDimension { MONTH ORGANIZATION }

  type Paper {
    arxivId: String
    title: String!
    publishedOn: Date
    upvotes: Int!
    organization: Organization
    authors(first: Int = 20): AuthorList!
  }
  type PaperList { nodes: [Paper!]! }

  type Organization {
    slug: String!
    name: String!
    papers(filter: PaperFilter, orderBy: PaperOrder, first: Int = 20): PaperList!
  }

  type Author {
    name: String!
    coauthors(first: Int = 20): CoauthorList!
  }
  type AuthorList { nodes: [Author!]! }
  type CoauthorList { edges: [Coauthor!]! }
  type Coauthor { papersCount: Int!, node: Author! }

  type PaperStats { groups: [PaperGroup!]! }
  type PaperGroup { period: Date, organization: Organization, totals: PaperTotals! }
  type PaperTotals { papers: Int!, upvotes: Int! }
`;

export const resolvers = {
  Date: new GraphQLScalarType({
    name: "Date",
    serialize: printDate,
    parseValue: (text) => new Date(text),
    parseLiteral: ({ value }) => new Date(value),
  }),
  Query: {
    paper: (_, { by }, { prisma }) => prisma.paper.findUnique({ where: { arxivId: by.arxivId } }),
    papers: (_, args, { prisma }) => listPapers(prisma, args),
    organization: async (_, { slug }, { prisma }) => {
      const found = await prisma.organizationSlug.findUnique({
        where: { slugKey: slug.toLowerCase() },
        select: { organization: true },
      });
      return found?.organization;
    },
    author: (_, { id }, { prisma }) => prisma.author.findUnique({ where: { id: Number(id) } }),
    paperStats: async (_, args, { prisma }) => ({ groups: await groupPapers(prisma, args) }),
  },
  Paper: {
    organization: ({ organizationId }, _, { loaders }) =>
      organizationId === null ? null : loaders.organization.load(organizationId),
    authors: async ({ id }, { first }, { loaders }) => ({
      nodes: (await loaders.authorsOf.load(id)).slice(0, first),
    }),
  },
  Organization: {
    papers: ({ id }, args, { prisma }) => listPapers(prisma, args, { organizationId: id }),
  },
  Author: {
    coauthors: async ({ id }, { first }, { prisma }) => ({ edges: await listCoauthors(prisma, id, first) }),
  },
  Coauthor: {
    node: ({ authorId }, _, { loaders }) => loaders.author.load(authorId),
  },
  PaperGroup: {
    organization: ({ organizationId }, _, { loaders }) =>
      organizationId === null ? null : loaders.organization.load(organizationId),
    totals: ({ papers, upvotes }) => ({ papers, upvotes }),
  },
};

function printDate(date) {
  return date.toISOString().slice(0, 10);
}

async function listPapers(prisma, { filter, orderBy, first }, where = {}) {
  const field = orderBy?.field === "UPVOTES" ? "upvotes" : "publishedOn";
  return {
    nodes: await prisma.paper.findMany({
      where: {
        ...where,
        ...(filter?.publishedOn && {
          publishedOn: { gte: filter.publishedOn.from, lte: filter.publishedOn.to },
        }),
        ...(filter?.hasCode && { codeUrl: { not: null } }),
      },
      orderBy: [{ [field]: "desc" }, { id: "desc" }],
      take: first,
    }),
  };
}

/** Prisma cannot count distinct rows of a group. */
function listCoauthors(prisma, id, first) {
  return prisma.$queryRaw`
    select author_id as "authorId", count(distinct paper_id)::int as "papersCount"
    from authorships
    where paper_id = any(array(select paper_id from authorships where author_id = ${id})) and author_id <> ${id}
    group by author_id
    order by 2 desc, 1 desc
    limit ${first}`;
}

/** Papers by month and organization; Prisma cannot group by month. */
function groupPapers(prisma, { filter, first }) {
  const [from, to] = [filter.publishedOn.from, filter.publishedOn.to].map(printDate);
  const slugs = filter.organizations.map((slug) => slug.toLowerCase());
  return prisma.$queryRaw`
    select date_trunc('month', published_on::timestamp)::date as period, organization_id as "organizationId",
      count(*)::int as papers, sum(upvotes)::int as upvotes
    from papers
    where organization_id in (select organization_id from organization_slugs where slug_key = any(${slugs}))
      and published_on between ${from}::date and ${to}::date
      ${filter.hasCode ? Prisma.sql`and code_url is not null` : Prisma.empty}
    group by 1, 2
    order by period, papers desc, upvotes desc, organization_id
    limit ${first}`;
}
