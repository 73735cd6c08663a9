import type { Builder } from "../builder/builder.js";
import type { PaperInputs } from "../papers/paper-inputs.js";

export type EntityInputs = ReturnType<typeof defineEntityInputs>;

export function defineEntityInputs(builder: Builder, { OrderDirection }: PaperInputs) {
  const values = {
    PAPERS: { description: "Number of papers." },
    UPVOTES: { description: "Total upvotes of all papers." },
    NAME: { description: "Name, ignoring case and accents." },
    LAST_SEEN: { description: "Publication date of the newest paper." },
    RELEVANCE: {
      description:
        "How well the name matches `search`: exact matches, then names that contain all words in full, then prefix matches. Ties are broken by number of papers.",
    },
  } as const;
  const OrganizationOrderField = builder.enumType("OrganizationOrderField", {
    description: "Fields to order organizations by.",
    values,
  });
  const AuthorOrderField = builder.enumType("AuthorOrderField", {
    description: "Fields to order authors by.",
    values,
  });
  const KeywordOrderField = builder.enumType("KeywordOrderField", {
    description: "Fields to order keywords by.",
    values,
  });
  const direction = {
    type: OrderDirection,
    required: true,
    defaultValue: "DESC",
    description: "Sort direction.",
  } as const;
  return {
    OrganizationOrder: builder.inputType("OrganizationOrder", {
      description: "Order of a list of organizations.",
      fields: (t) => ({
        field: t.field({ type: OrganizationOrderField, required: true, description: "Field to order by." }),
        direction: t.field(direction),
      }),
    }),
    AuthorOrder: builder.inputType("AuthorOrder", {
      description: "Order of a list of authors.",
      fields: (t) => ({
        field: t.field({ type: AuthorOrderField, required: true, description: "Field to order by." }),
        direction: t.field(direction),
      }),
    }),
    KeywordOrder: builder.inputType("KeywordOrder", {
      description: "Order of a list of keywords.",
      fields: (t) => ({
        field: t.field({ type: KeywordOrderField, required: true, description: "Field to order by." }),
        direction: t.field(direction),
      }),
    }),
  };
}
