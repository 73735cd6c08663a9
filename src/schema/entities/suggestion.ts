import type { Author, Keyword, Organization, Paper } from "../../db/generated/client.js";
import { maxWords } from "../../domain/catalog/suggested-papers.js";
import { maxTextLength, type Suggestion, suggest } from "../../domain/catalog/suggestions.js";
import { maxSize } from "../../domain/lists/page-request.js";
import { nameWords } from "../../domain/values/folded-keys.js";
import { remembering } from "../../text/remembering.js";
import type { Builder } from "../builder/builder.js";
import type { Loaders } from "../builder/loaders.js";
import { indexScan } from "../builder/prices.js";
import type { Types } from "../builder/types.js";

type SuggestedRow = Paper | Author | Organization | Keyword;

export function defineSuggestQuery(builder: Builder, { Paper, Author, Organization, Keyword }: Types): void {
  const Suggested = builder.unionType("Suggestion", {
    types: [Paper, Author, Organization, Keyword],
    description: "What a person who is typing may be looking for.",
    resolveType: (row: SuggestedRow) => {
      if ("title" in row) return "Paper";
      if ("accountId" in row) return "Author";
      return "slug" in row ? "Organization" : "Keyword";
    },
  });
  builder.queryField("suggest", (t) =>
    t.field({
      type: [Suggested],
      cost: {
        statement: ({ text, first }) => 300 + 60 * wordsOf(text) + 4 * indexScan + 8 * sizeOf(first),
        rows: ({ first }) => sizeOf(first),
      },
      description:
        "Papers, authors, organizations and keywords for a search box, as a person types. Every word of the text must be in the title or the name, in any order, ignoring case and accents; the last one may be the beginning of a word, and so may each word of a name. A text that may be the beginning of an arXiv ID, or of its address, also finds the papers with such IDs. Equal names and titles come first. Then papers (by upvotes) take turns with authors, organizations and keywords (by number of papers). A text without words finds nothing.",
      args: {
        text: t.arg.string({
          required: true,
          description:
            "What has been typed so far, such as `yann lec`. Of long texts, the first 250 characters count.",
        }),
        first: t.arg.int({
          required: true,
          defaultValue: 8,
          description: "Maximum number of suggestions, 0 to 100.",
        }),
      },
      resolve: async (_root, { text, first }, { db, loaders }) => {
        const found = await suggest(db, text, first);
        const rows = await Promise.all(found.map((each) => rowOf(loaders, each)));
        return rows.filter((row) => row !== null);
      },
    }),
  );
}

/** null if it has been removed since. */
function rowOf(loaders: Loaders, { kind, id }: Suggestion): Promise<SuggestedRow | null> {
  return loaders[kind].load(id);
}

function sizeOf(first: number): number {
  return Math.min(Math.max(first, 0), maxSize);
}

const wordsOf = remembering(100, (text) =>
  Math.min(maxWords, nameWords(text.slice(0, maxTextLength)).length),
);
