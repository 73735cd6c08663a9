import { once } from "../../domain/concurrency/once.js";
import {
  type PrintedPaper,
  type PrintedTexts,
  printedPaper,
  printedTexts,
  textWithout,
} from "../../domain/related/printed-paper.js";
import type { Related } from "../../domain/related/rank.js";
import { relatedPage } from "../../domain/related/related-page.js";
import { sharedTerms } from "../../domain/related/texts/shared-terms.js";
import { assertFound } from "../builder/assert-found.js";
import type { Builder } from "../builder/builder.js";
import { indexScan, type PageArguments, pageSize } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "./paper-inputs.js";
import { type PaperFilterInput, parsePaperFilter } from "./paper-list.js";
import { filterPrice, rankingPrice } from "./paper-prices.js";

/** Why two papers are related. */
interface Reasons extends Related {
  /** What the paper prints that the list belongs to. */
  readonly printed: () => Promise<PrintedTexts>;
  readonly other: () => Promise<PrintedPaper>;
}

const maxTerms = 5;
/** A paper of the list, with all columns. */
const listedPaper = 5;

export function defineRelated(
  builder: Builder,
  { Paper, Author, Keyword }: Types,
  inputs: PaperInputs,
): void {
  const RelatedReasons = builder.objectRef<Reasons>("RelatedReasons").implement({
    description: "What two papers have in common that contributes to the score.",
    fields: (t) => ({
      sharedKeywords: t.field({
        type: [Keyword],
        cost: { batch: indexScan, each: 5, rows: 10 },
        description: "Keywords of both papers.",
        resolve: ({ keywords }, _arguments, { loaders }) =>
          Promise.all(keywords.map((id) => assertFound(loaders.keyword.load(id)))),
      }),
      sharedAuthors: t.field({
        type: [Author],
        cost: { batch: indexScan, each: 5, rows: 10 },
        description:
          "Authors of both papers, among the first 100 of the paper that the list belongs to, on the 200 papers of each that were added last.",
        resolve: ({ authors }, _arguments, { loaders }) =>
          Promise.all(authors.map((id) => assertFound(loaders.author.load(id)))),
      }),
      terms: t.stringList({
        cost: { batch: indexScan, each: 60, rows: maxTerms },
        description:
          "Up to five words that both papers have in title, abstract or keywords and that contribute most to the score, strongest first, as printed in the paper that the list belongs to. The other paper may print another inflection. Words that one of them has only in `sharedKeywords` are left out.",
        resolve: async ({ terms, keywords, printed, other }) => {
          // Started together, so that one statement reads all texts.
          const [own, text] = await Promise.all([printed(), other()]);
          const shared = new Set(keywords);
          return sharedTerms(terms(), own(shared), textWithout(text, shared), maxTerms);
        },
      }),
      name: t.exposeString("name", {
        nullable: true,
        description:
          "A name that the title of one paper coins, as in `R-Zero: …`, and that the other mentions; null without such a name.",
      }),
    }),
  });
  builder.prismaObjectField(Paper, "related", (t) =>
    t.connection(
      {
        type: Paper,
        cost: {
          statement: ({ filter, ...page }: RelatedArguments) =>
            rankingPrice(filterPrice(filter)) + filterPrice(filter) + listedPaper * pageSize(page),
          page: pageSize,
          pass: 0,
        },
        description:
          "The up to 100 most closely related papers, best first. Papers are related by what they share: words of title and abstract, weighted by rarity and frequency (BM25), keywords, authors, and a name that one coins and the other mentions. Papers that describe the same subject without a shared word are not found. New papers are ranked as soon as they are stored.",
        args: {
          filter: t.arg({
            type: inputs.PaperFilter,
            description: "Returns only papers that match: the best ones among these.",
          }),
        },
        resolve: async (paper, { filter, ...page }, context) => {
          const read = relatedPage(paper.id, page, await parsePaperFilter(context, filter));
          const { page: found, total } = await read(context.db);
          const { loaders } = context;
          const printedOf = async ({ id, title }: { readonly id: number; readonly title: string }) =>
            printedPaper(title, await loaders.texts.load({ id, withKeywords: true }));
          const printed = once(async () => printedTexts(await printedOf(paper)));
          const papers = await Promise.all(found.edges.map(({ node }) => loaders.paper.load(node.id)));
          const edges = found.edges.flatMap(({ cursor, node }, index) => {
            const related = papers[index];
            return related
              ? [
                  {
                    cursor,
                    node: related,
                    score: node.score,
                    reasons: { ...node, printed, other: () => printedOf(related) },
                  },
                ]
              : [];
          });
          return { ...found, edges, totalCount: async () => total };
        },
      },
      { name: "RelatedPaperConnection", description: "A page of related papers." },
      {
        name: "RelatedPaperEdge",
        description: "A related paper.",
        fields: (edge) => ({
          score: edge.float({
            description:
              "How closely the papers are related: the share of the paper's own BM25 score that the other reaches, plus up to 0.2 for keywords (cosine by rarity), up to 0.15 for authors (cosine), and 0.2 for a name. Compare scores within one list only.",
            resolve: ({ score }) => score,
          }),
          reasons: edge.field({
            type: RelatedReasons,
            description: "What the papers share.",
            resolve: ({ reasons }) => reasons,
          }),
        }),
      },
    ),
  );
}

interface RelatedArguments extends PageArguments {
  filter?: PaperFilterInput | null | undefined;
}
