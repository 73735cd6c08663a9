import type { Paper as PaperRow } from "../../db/generated/client.js";
import { parsePaperAuthorsPage } from "../../domain/catalog/paper-details.js";
import type { UpvotePoint as UpvotePointRow } from "../../domain/catalog/upvote-history.js";
import { arxivIdKey } from "../../domain/values/arxiv-ids.js";
import type { Builder } from "../builder/builder.js";
import { connect } from "../builder/connection.js";
import { numberOf } from "../builder/global-ids.js";
import { indexScan, keyLookup, pageSize } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "./paper-inputs.js";
import { listPapers, type PaperLists, paperListArguments } from "./paper-lists.js";
import { paperListCost } from "./paper-prices.js";

export function definePaper(builder: Builder) {
  const Paper = builder.prismaObject("Paper", {
    // Rows are always read whole, through loaders.
    findUnique: null,
    description: "A research paper: one for an arXiv id, or for a title while no source gave an id.",
    fields: (t) => ({
      arxivId: t.exposeString("arxivId", {
        nullable: true,
        description:
          "arXiv identifier without version, `2507.03607` or `hep-th/9901001`; null when no source gave one.",
      }),
      title: t.exposeString("title", { description: "The title as printed." }),
      abstract: t.string({
        nullable: true,
        cost: { batch: indexScan, each: 2 },
        description: "null when no source gave one.",
        resolve: ({ id }, _arguments, { loaders }) => loaders.abstract.load(id),
      }),
      publishedAt: t.expose("publishedAt", {
        type: "DateTime",
        nullable: true,
        description: "When the first version appeared; null when the source gives only a date, or none.",
      }),
      publishedOn: t.expose("publishedOn", {
        type: "Date",
        nullable: true,
        description:
          "The date of publication: the UTC date of `publishedAt`, or the date that the source printed; null when there is none.",
      }),
      featuredOn: t.field({
        type: ["Date"],
        cost: { batch: indexScan, each: 1, rows: 1.1 },
        description:
          "The days on which the paper was featured on Daily Papers, oldest first. Usually one; a paper can be featured again.",
        resolve: ({ id }, _arguments, { loaders }) => loaders.featureDays.load(id),
      }),
      authorsCount: t.exposeInt("authorsCount", {
        nullable: true,
        description:
          "How many authors the paper has. Known even where their names are not; null when the source says nothing of it.",
      }),
      upvotes: t.exposeInt("upvotes", {
        description: "Upvotes at the latest observation; 0 until a source has reported any.",
      }),
      commentsCount: t.exposeInt("commentsCount", {
        description: "Comments on the paper's page; 0 until a source has reported any.",
      }),
      abstractUrl: t.field({
        type: "URL",
        nullable: true,
        description: "The paper's page on arXiv; null without an arXiv id.",
        resolve: ({ arxivId }) => (arxivId === null ? null : `https://arxiv.org/abs/${arxivId}`),
      }),
      pdfUrl: t.field({
        type: "URL",
        nullable: true,
        description: "The paper itself on arXiv; null without an arXiv id.",
        resolve: ({ arxivId }) => (arxivId === null ? null : `https://arxiv.org/pdf/${arxivId}`),
      }),
      projectUrl: t.expose("projectUrl", {
        type: "URL",
        nullable: true,
        description: "The authors' page on the work; null when no source gave one.",
      }),
      codeUrl: t.expose("codeUrl", {
        type: "URL",
        nullable: true,
        description: "The code repository; null when no source gave one.",
      }),
      githubStars: t.exposeInt("githubStars", {
        nullable: true,
        description: "Stars of the code repository when last seen; null when no source gave them.",
      }),
      thumbnailUrl: t.expose("thumbnailUrl", {
        type: "URL",
        nullable: true,
        description: "A small picture of the paper; null when no source gave one.",
      }),
      withdrawnAt: t.expose("withdrawnAt", {
        type: "DateTime",
        nullable: true,
        description:
          "When the authors withdrew the paper; withdrawn papers stay readable and never trend. null for nearly all.",
      }),
    }),
  });
  return builder.nodeRef(Paper, {
    id: { resolve: ({ id }: PaperRow) => id },
    loadMany: (ids, { loaders }) => ids.map((id) => loaders.paper.load(Number(id))),
  });
}

/** What leads from a paper to other things. */
export function linkPaper(builder: Builder, { Paper, Organization, Author, Keyword }: Types): void {
  const { TimeResolution, UpvotePoint } = defineUpvoteHistory(builder);
  builder.prismaObjectFields(Paper, (t) => ({
    upvoteHistory: t.field({
      type: [UpvotePoint],
      cost: { batch: indexScan, each: 2, rows: ({ resolution }) => pointsAt[resolution] },
      description:
        "How the upvotes grew, oldest first: one point a day (or hour, …), the last observation in it. A day on which nothing new was observed has no point.",
      args: {
        from: t.arg({ type: "DateTime", description: "No observation before this instant." }),
        to: t.arg({ type: "DateTime", description: "No observation after this instant." }),
        resolution: t.arg({
          type: TimeResolution,
          required: true,
          defaultValue: "DAY",
          description: "How far points lie apart at least, in UTC.",
        }),
      },
      resolve: ({ id }, { from, to, resolution }, { loaders }) =>
        loaders.upvoteHistory({ from: from ?? undefined, to: to ?? undefined, resolution }).load(id),
    }),
    authors: t.connection(
      {
        type: Author,
        cost: { batch: indexScan, each: 2, page: pageSize, pass: 5 },
        description: "The authors in printed order; empty when only their number is known.",
        resolve: ({ id }, page, { loaders }) =>
          connect(loaders.authors(parsePaperAuthorsPage(id, page)).load(id), () =>
            loaders.authorsListed.load(id),
          ),
      },
      { name: "PaperAuthorConnection", description: "A page of a paper's authors." },
      {
        name: "PaperAuthorEdge",
        description: "An author's place on a paper.",
        fields: (edge) => ({
          position: edge.int({ description: "1 for the first author.", resolve: ({ position }) => position }),
          creditedAs: edge.string({
            description: "The name as printed on this paper.",
            resolve: ({ creditedAs }) => creditedAs,
          }),
        }),
      },
    ),
    organization: t.field({
      type: Organization,
      nullable: true,
      cost: { batch: indexScan },
      description: "Where the paper comes from; null when no source says.",
      resolve: ({ organizationId }, _arguments, { loaders }) =>
        organizationId === null ? null : loaders.organization.load(organizationId),
    }),
    keywords: t.field({
      type: [Keyword],
      cost: { batch: indexScan, each: 15, rows: 20 },
      description: "The terms that describe the paper, in its source's order.",
      resolve: ({ id }, _arguments, { loaders }) => loaders.keywords.load(id),
    }),
  }));
}

/** Points of a history at each resolution; papers get most of their upvotes within weeks. */
const pointsAt = { HOUR: 1_000, DAY: 100, WEEK: 30, MONTH: 12, YEAR: 5 };

function defineUpvoteHistory(builder: Builder) {
  const TimeResolution = builder.enumType("TimeResolution", {
    description: "How finely time is cut, in UTC.",
    values: {
      HOUR: { description: "An hour." },
      DAY: { description: "A day." },
      WEEK: { description: "An ISO week, from Monday." },
      MONTH: { description: "A month." },
      YEAR: { description: "A year." },
    } as const,
  });
  const UpvotePoint = builder.objectRef<UpvotePointRow>("UpvotePoint").implement({
    description: "How many upvotes a paper had when it was observed.",
    fields: (t) => ({
      at: t.expose("at", { type: "DateTime", description: "When it was observed." }),
      upvotes: t.exposeInt("upvotes", { description: "The upvotes then." }),
    }),
  });
  return { TimeResolution, UpvotePoint };
}

export type PaperKeyRef = ReturnType<typeof definePaperKey>;

export function definePaperKey(builder: Builder) {
  return builder.inputType("PaperKey", {
    isOneOf: true,
    description: "Names one paper. Exactly one field must be given.",
    fields: (t) => ({
      id: t.id({ description: "The global id." }),
      arxivId: t.string({ description: "The arXiv identifier, with or without version: `2507.03607`." }),
    }),
  });
}

export function queryPapers(
  builder: Builder,
  types: Types,
  PaperKey: PaperKeyRef,
  inputs: PaperInputs,
  lists: PaperLists,
): void {
  builder.queryFields((t) => ({
    paper: t.field({
      type: types.Paper,
      nullable: true,
      cost: { statement: keyLookup },
      description: "One paper; null when there is none under this key.",
      args: { by: t.arg({ type: PaperKey, required: true, description: "Which paper." }) },
      resolve: (_root, { by: { id, arxivId } }, { loaders }) =>
        // `PaperKey` is @oneOf: GraphQL ensures that exactly one field is present.
        id == null
          ? loaders.paperOfArxivId.load(arxivIdKey(arxivId ?? ""))
          : loaders.paper.load(numberOf("Paper", id, "by.id")),
    }),
    papers: t.connection(
      {
        type: types.Paper,
        cost: paperListCost(2 * indexScan),
        description: "Papers. Default order: PUBLISHED_ON DESC; RELEVANCE DESC when `search` is given.",
        args: paperListArguments(t.arg, inputs),
        resolve: (_root, asked, context) => listPapers(context, "all", asked),
      },
      lists.PaperConnection,
    ),
  }));
}
