import type { Builder } from "../builder/builder.js";
import type { PaperInputs } from "../papers/paper-inputs.js";

/** The inputs by which lists of organizations, authors and keywords are ordered. */
export type EntityInputs = ReturnType<typeof defineEntityInputs>;

export function defineEntityInputs(builder: Builder, { OrderDirection }: PaperInputs) {
  const values = {
    PAPERS: { description: "The number of papers." },
    UPVOTES: { description: "The upvotes of all papers." },
    NAME: { description: "The name, accents and case apart." },
    LAST_SEEN: { description: "The newest paper's date of publication." },
    RELEVANCE: {
      description:
        "How well the name matches `search`: equal names, then names with all of its words, then the others; within each, most papers first.",
    },
  } as const;
  const OrganizationOrderField = builder.enumType("OrganizationOrderField", {
    description: "What organizations can be ordered by. LAST_SEEN: the newest paper's date of publication.",
    values,
  });
  const AuthorOrderField = builder.enumType("AuthorOrderField", {
    description: "What authors can be ordered by. LAST_SEEN: the newest paper's date of publication.",
    values,
  });
  const KeywordOrderField = builder.enumType("KeywordOrderField", {
    description: "What keywords can be ordered by. LAST_SEEN: the newest paper's date of publication.",
    values,
  });
  const direction = {
    type: OrderDirection,
    required: true,
    defaultValue: "DESC",
    description: "Which way.",
  } as const;
  return {
    OrganizationOrder: builder.inputType("OrganizationOrder", {
      description: "How a list of organizations is ordered.",
      fields: (t) => ({
        field: t.field({ type: OrganizationOrderField, required: true, description: "What to order by." }),
        direction: t.field(direction),
      }),
    }),
    AuthorOrder: builder.inputType("AuthorOrder", {
      description: "How a list of authors is ordered.",
      fields: (t) => ({
        field: t.field({ type: AuthorOrderField, required: true, description: "What to order by." }),
        direction: t.field(direction),
      }),
    }),
    KeywordOrder: builder.inputType("KeywordOrder", {
      description: "How a list of keywords is ordered.",
      fields: (t) => ({
        field: t.field({ type: KeywordOrderField, required: true, description: "What to order by." }),
        direction: t.field(direction),
      }),
    }),
  };
}
