import type { Keyword as KeywordRow } from "../../db/generated/client.js";
import { countKeywords, findKeywords } from "../../domain/catalog/keywords.js";
import type { Builder } from "../builder/builder.js";
import { connect } from "../builder/connection.js";
import { keyLookup } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "../papers/paper-inputs.js";
import { listPapers, type PaperLists, paperListArguments } from "../papers/paper-lists.js";
import { paperListCost } from "../papers/paper-prices.js";
import type { EntityInputs } from "./entity-inputs.js";
import { namedListCost, searchText } from "./name-search.js";

export function defineKeyword(builder: Builder) {
  const Keyword = builder.prismaObject("Keyword", {
    // Rows are always read whole, through loaders.
    findUnique: null,
    description: "A term that describes papers.",
    fields: (t) => ({
      name: t.exposeString("name", { description: "The term, spelled as first seen." }),
      papersCount: t.exposeInt("papersCount", { description: "How many papers have it." }),
      upvotes: t.exposeInt("upvotes", { description: "The upvotes of all its papers." }),
    }),
  });
  return builder.nodeRef(Keyword, {
    id: { resolve: ({ id }: KeywordRow) => id },
    loadMany: (ids, { loaders }) => ids.map((id) => loaders.keyword.load(Number(id))),
  });
}

/** What leads from a keyword to other things. */
export function linkKeyword(
  builder: Builder,
  { Keyword, Paper }: Types,
  inputs: PaperInputs,
  lists: PaperLists,
): void {
  builder.prismaObjectFields(Keyword, (t) => ({
    papers: t.connection(
      {
        type: Paper,
        cost: paperListCost(600),
        description: "The papers that have it; newest first unless ordered otherwise.",
        args: paperListArguments(t.arg, inputs),
        resolve: ({ id }, asked, context) => listPapers(context, { keyword: id }, asked),
      },
      lists.PaperConnection,
    ),
  }));
}

export function queryKeywords(builder: Builder, { Keyword }: Types, inputs: EntityInputs): void {
  builder.queryFields((t) => ({
    keyword: t.field({
      type: Keyword,
      nullable: true,
      cost: { statement: keyLookup },
      description: "One keyword, without regard to case; null when no paper has it.",
      args: { name: t.arg.string({ required: true, description: "The term, `reinforcement learning`." }) },
      resolve: (_root, { name }, { loaders }) => loaders.keywordOfName.load(name),
    }),
    keywords: t.connection(
      {
        type: Keyword,
        cost: namedListCost(1_000, 1_000, 60),
        description:
          "The keywords that papers have; those of most papers first, or the best matches of a search.",
        args: {
          search: t.arg.string({
            description: "Beginnings of words of the term, in any order; accents and case do not matter.",
          }),
          orderBy: t.arg({
            type: inputs.KeywordOrder,
            description: "PAPERS DESC when missing; RELEVANCE DESC with `search`.",
          }),
        },
        resolve: (_root, { search, orderBy, ...page }, { db }) => {
          const list = { search: searchText(search), orderBy: orderBy ?? undefined };
          return connect(findKeywords(db, { ...list, page }), () => countKeywords(db, list));
        },
      },
      { name: "KeywordConnection", description: "A page of a list of keywords." },
      { name: "KeywordEdge", description: "A keyword's place in a list." },
    ),
  }));
}
