import sql from "sql-template-tag";
import type { Paper as PaperRow } from "../../db/generated/client.js";
import { paperAuthorsSql, parsePaperAuthorsPage } from "../../domain/catalog/paper-details.js";
import { rowByKey } from "../../domain/keys/key-lookup.js";
import { type ObjectKey, paperKey } from "../../domain/keys/object-keys.js";
import { arxivIdKey } from "../../domain/values/arxiv-ids.js";
import type { Builder } from "../builder/builder.js";
import { withTotalCount } from "../builder/connection.js";
import { decodeNodeId } from "../builder/global-ids.js";
import { loadNodes } from "../builder/loaders.js";
import { indexScan, keyLookup, pageSize } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import { defineArxivLists } from "./arxiv-lists.js";
import { linkCountHistories } from "./count-history.js";
import type { PaperInputs } from "./paper-inputs.js";
import { listPapers, type PaperLists, paperListArguments, paperListSql } from "./paper-lists.js";
import { paperListCost } from "./paper-prices.js";
import { definePaperTimes } from "./paper-times.js";

export function definePaper(builder: Builder) {
  const Paper = builder.prismaObject("Paper", {
    // Rows are read through loaders, with all columns.
    findUnique: null,
    description: "A research paper, identified by its arXiv ID or, if it has none, by its title.",
    fields: (t) => ({
      arxivId: t.exposeString("arxivId", {
        nullable: true,
        description:
          "arXiv identifier without version, such as `2507.03607` or `hep-th/9901001`; null if unknown.",
      }),
      title: t.exposeString("title", { description: "Title as printed." }),
      abstract: t.string({
        nullable: true,
        cost: { batch: indexScan, each: 2 },
        description: "Abstract; null if unknown.",
        sql: { value: sql`(select t.abstract from paper_texts t where t.paper_id = p.id)` },
        resolve: async ({ id }, _arguments, { loaders }) =>
          (await loaders.texts.load({ id, withKeywords: false })).abstract,
      }),
      publishedAt: t.expose("publishedAt", {
        type: "DateTime",
        nullable: true,
        description: "When the first version was published; null if unknown or known only to the day.",
      }),
      publishedOn: t.expose("publishedOn", {
        type: "Date",
        nullable: true,
        description:
          "Publication date: the UTC date of `publishedAt`, or the date given by the source; null if unknown.",
      }),
      featuredOn: t.field({
        type: ["Date"],
        cost: { batch: indexScan, each: 1, rows: 1.1 },
        description:
          "Dates on which the paper was featured on Daily Papers, oldest first. Usually one, but a paper can be featured again.",
        sql: {
          list: {
            from: sql`feature_days f`,
            conditions: [sql`f.paper_id = p.id`],
            order: sql`f.day`,
            value: sql`f.day`,
          },
        },
        resolve: ({ id }, _arguments, { loaders }) => loaders.featureDays.load(id),
      }),
      authorsCount: t.exposeInt("authorsCount", {
        nullable: true,
        description: "Number of authors, which may be known even if their names are not; null if unknown.",
      }),
      upvotes: t.exposeInt("upvotes", {
        description: "Upvotes at the latest observation; 0 if none was recorded.",
      }),
      commentsCount: t.exposeInt("commentsCount", {
        description: "Comments on the paper's page; 0 if unknown.",
      }),
      abstractUrl: t.field({
        type: "URL",
        nullable: true,
        description: "Abstract page on arXiv; null without an arXiv ID.",
        sql: { value: sql`'https://arxiv.org/abs/' || p.arxiv_id` },
        resolve: ({ arxivId }) => (arxivId === null ? null : `https://arxiv.org/abs/${arxivId}`),
      }),
      pdfUrl: t.field({
        type: "URL",
        nullable: true,
        description: "PDF on arXiv; null without an arXiv ID.",
        sql: { value: sql`'https://arxiv.org/pdf/' || p.arxiv_id` },
        resolve: ({ arxivId }) => (arxivId === null ? null : `https://arxiv.org/pdf/${arxivId}`),
      }),
      projectUrl: t.expose("projectUrl", {
        type: "URL",
        nullable: true,
        description: "Project page; null if unknown.",
      }),
      codeUrl: t.expose("codeUrl", {
        type: "URL",
        nullable: true,
        description: "Code repository; null if unknown.",
      }),
      githubStars: t.exposeInt("githubStars", {
        nullable: true,
        description: "Most recently reported GitHub stars of the code repository; null if unknown.",
      }),
      thumbnailUrl: t.expose("thumbnailUrl", {
        type: "URL",
        nullable: true,
        description: "Thumbnail image; null if unknown.",
      }),
      withdrawnAt: t.expose("withdrawnAt", {
        type: "DateTime",
        nullable: true,
        description:
          "When the authors withdrew the paper; null if they did not. Withdrawn papers remain available but never trend.",
      }),
    }),
  });
  return builder.nodeRef(Paper, {
    id: { resolve: (row: PaperRow) => paperKey(row) },
    loadManyWithoutCache: (keys, { loaders }) => loadNodes(loaders.byKey.Paper, keys),
  });
}

export function linkPaper(builder: Builder, { Paper, Organization, Author, Keyword }: Types): void {
  linkCountHistories(builder, Paper);
  defineArxivLists(builder, Paper);
  definePaperTimes(builder, Paper);
  builder.prismaObjectFields(Paper, (t) => ({
    authors: t.connection(
      {
        type: Author,
        cost: { batch: indexScan, each: 2, page: pageSize, pass: 5 },
        description: "Authors in printed order; empty if only their number is known.",
        sql: { page: (page, parent) => parent && paperAuthorsSql(parent, page) },
        resolve: ({ id }, page, { loaders }) =>
          withTotalCount(loaders.authors(parsePaperAuthorsPage(id, page)).load(id), () =>
            loaders.listedAuthorsCount.load(id),
          ),
      },
      { name: "PaperAuthorConnection", description: "A page of the authors of a paper." },
      {
        name: "PaperAuthorEdge",
        description: "An authorship: an author's position on a paper.",
        fields: (edge) => ({
          position: edge.int({
            description: "Position in the list of authors, starting at 1.",
            resolve: ({ position }) => position,
          }),
          creditedAs: edge.string({
            description: "Name as printed on the paper.",
            resolve: ({ creditedAs }) => creditedAs,
          }),
        }),
      },
    ),
    organization: t.field({
      type: Organization,
      nullable: true,
      cost: { batch: indexScan },
      description: "Organization behind the paper; null if unknown.",
      sql: { object: { from: sql`organizations o`, conditions: [sql`o.id = p.organization_id`] } },
      resolve: ({ organizationId }, _arguments, { loaders }) =>
        organizationId === null ? null : loaders.organization.load(organizationId),
    }),
    keywords: t.field({
      type: [Keyword],
      cost: { batch: indexScan, each: 15, rows: 20 },
      description: "Keywords, in the order given by the source.",
      sql: {
        list: {
          from: sql`paper_keywords pk join keywords k on k.id = pk.keyword_id`,
          conditions: [sql`pk.paper_id = p.id`],
          order: sql`pk.position`,
        },
      },
      resolve: ({ id }, _arguments, { loaders }) => loaders.keywords.load(id),
    }),
  }));
}

export type PaperKeyRef = ReturnType<typeof definePaperKey>;

export function definePaperKey(builder: Builder) {
  return builder.inputType("PaperKey", {
    isOneOf: true,
    description: "Identifies a paper. Exactly one field must be set.",
    fields: (t) => ({
      id: t.id({ description: "Global ID." }),
      arxivId: t.string({
        description:
          "arXiv identifier in any of these forms:\n- an ID, with or without a version: `2507.03607`, `arXiv:2507.03607v2`\n- the URL of its page or PDF on arXiv\n- the URL of its page on Hugging Face, alphaXiv or ar5iv\n- its DOI: `10.48550/arXiv.2507.03607`.",
      }),
    }),
  });
}

/** Exactly one field is present. */
export interface PaperKeyInput {
  id?: string | null | undefined;
  arxivId?: string | null | undefined;
}

/** @param argument that holds the key, for error messages. @throws InputError */
export function parsePaperKey({ id, arxivId }: PaperKeyInput, argument: string): ObjectKey {
  return id == null
    ? `arxiv/${arxivIdKey(arxivId ?? "", `${argument}.arxivId`)}`
    : decodeNodeId("Paper", id, `${argument}.id`);
}

export function definePaperQueries(
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
      description: "Finds a paper by key; null if there is no match.",
      args: { by: t.arg({ type: PaperKey, required: true, description: "Key of the paper." }) },
      sql: { object: ({ by }) => rowByKey("Paper", parsePaperKey(by, "by")) },
      resolve: (_root, { by }, { loaders }) => loaders.byKey.Paper.load(parsePaperKey(by, "by")),
    }),
    papers: t.connection(
      {
        type: types.Paper,
        cost: paperListCost(2 * indexScan),
        description:
          "All papers, newest first or, if the filter has `search`, `about` or `similarTo`, by relevance.",
        args: paperListArguments(t.arg, inputs),
        sql: { connection: (args, place) => paperListSql(place, "all", args) },
        resolve: (_root, args, context) => listPapers(context, "all", args),
      },
      lists.PaperConnection,
    ),
  }));
}
