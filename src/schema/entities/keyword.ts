import type { Keyword as KeywordRow } from "../../db/generated/client.js";
import { keywordTable } from "../../domain/catalog/keywords.js";
import { rowByKey } from "../../domain/keys/key-lookup.js";
import { keywordKey } from "../../domain/keys/object-keys.js";
import { caseKey } from "../../domain/values/folded-keys.js";
import type { Builder } from "../builder/builder.js";
import { withTotalCount } from "../builder/connection.js";
import { loadNodes } from "../builder/loaders.js";
import { keyLookup } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "../papers/paper-inputs.js";
import { listPapers, type PaperLists, paperListArguments, paperListSql } from "../papers/paper-lists.js";
import { paperListCost } from "../papers/paper-prices.js";
import type { EntityInputs } from "./entity-inputs.js";
import { namedListCost, searchText } from "./name-search.js";

export function defineKeyword(builder: Builder) {
  const Keyword = builder.prismaObject("Keyword", {
    // Rows are read through loaders, with all columns.
    findUnique: null,
    description: "A term that describes a paper.",
    fields: (t) => ({
      name: t.exposeString("name", { description: "Keyword, spelled as first seen." }),
      papersCount: t.exposeInt("papersCount", { description: "Number of papers." }),
      upvotes: t.exposeInt("upvotes", { description: "Total upvotes of all papers." }),
    }),
  });
  return builder.nodeRef(Keyword, {
    id: { resolve: (row: KeywordRow) => keywordKey(row) },
    loadManyWithoutCache: (keys, { loaders }) => loadNodes(loaders.byKey.Keyword, keys),
  });
}

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
        description: "Papers with the keyword, newest first by default.",
        args: paperListArguments(t.arg, inputs),
        sql: {
          connection: (args, { parent, ...place }) =>
            parent && paperListSql(place, { keyword: parent }, args),
        },
        resolve: ({ id }, args, context) => listPapers(context, { keyword: id }, args),
      },
      lists.PaperConnection,
    ),
  }));
}

export function defineKeywordQueries(builder: Builder, { Keyword }: Types, inputs: EntityInputs): void {
  builder.queryFields((t) => ({
    keyword: t.field({
      type: Keyword,
      nullable: true,
      cost: { statement: keyLookup },
      description: "Finds a keyword, ignoring case; null if no paper has it.",
      args: {
        name: t.arg.string({ required: true, description: "Keyword, such as `reinforcement learning`." }),
      },
      sql: { object: ({ name }) => rowByKey("Keyword", `name/${caseKey(name)}`) },
      resolve: (_root, { name }, { loaders }) => loaders.byKey.Keyword.load(`name/${caseKey(name)}`),
    }),
    keywords: t.connection(
      {
        type: Keyword,
        cost: namedListCost(1_000, 1_000, 60),
        description: "Keywords with at least one paper, by number of papers or, with `search`, by relevance.",
        args: {
          search: t.arg.string({
            description:
              "Word prefixes, in any order, to match against the keyword. Ignores case and accents.",
          }),
          orderBy: t.arg({
            type: inputs.KeywordOrder,
            description: "Defaults to PAPERS DESC, or to RELEVANCE DESC with `search`.",
          }),
        },
        sql: {
          page: ({ search, orderBy, ...page }) =>
            keywordTable.page({ search: searchText(search), orderBy: orderBy ?? undefined, page }),
        },
        resolve: (_root, { search, orderBy, ...page }, { db }) => {
          const list = { search: searchText(search), orderBy: orderBy ?? undefined };
          return withTotalCount(keywordTable.find(db, { ...list, page }), () => keywordTable.count(db, list));
        },
      },
      { name: "KeywordConnection", description: "A page of keywords." },
      { name: "KeywordEdge", description: "A keyword in a list." },
    ),
  }));
}
