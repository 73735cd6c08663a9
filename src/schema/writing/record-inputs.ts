import type { Builder } from "../builder/builder.js";
import type { PaperKeyRef } from "../papers/paper.js";

/** One of them is there. */
export interface PaperKeyInput {
  id?: string | null | undefined;
  arxivId?: string | null | undefined;
}

export interface UpvoteObservationInput {
  paper: PaperKeyInput;
  upvotes: number;
  observedAt: Date;
}

/** What can be written; `src/domain/interchange/parse-paper.ts` says what it may hold. */
export function defineRecordInputs(builder: Builder, PaperKey: PaperKeyRef) {
  const AuthorInput = builder.inputType("AuthorInput", {
    description: "A name in a paper's author list.",
    fields: (t) => ({
      name: t.string({ required: true, description: "As printed on the paper." }),
      accountId: t.string({ description: "The source's id of the account that claims the authorship." }),
      accountName: t.string({ description: "What the account calls itself; the printed name when missing." }),
      username: t.string({ description: "The account name on the source." }),
      avatarUrl: t.field({ type: "URL", description: "The account's picture." }),
      hidden: t.boolean({
        defaultValue: false,
        description: "true: counts in the number of authors and appears nowhere else.",
      }),
    }),
  });
  const OrganizationInput = builder.inputType("OrganizationInput", {
    description: "The organization that a paper comes from.",
    fields: (t) => ({
      sourceId: t.string({
        description: "The source's id of the organization: it stays one organization when its slug changes.",
      }),
      slug: t.string({ required: true, description: "The short name in addresses, `facebook`." }),
      name: t.string({ description: "The name for people, `AI at Meta`." }),
      avatarUrl: t.field({ type: "URL", description: "The picture." }),
    }),
  });
  const PaperInput = builder.inputType("PaperInput", {
    description:
      "What a source says of a paper: at least a title; an arXiv id where there is one, since it is what makes two mentions one paper. What is missing is left as it is; null clears what this or a lesser source said.",
    fields: (t) => ({
      arxivId: t.string({ description: "The arXiv identifier, with or without version: `2507.03607`." }),
      title: t.string({ required: true, description: "The title as printed." }),
      abstract: t.string({ description: "The abstract." }),
      publishedAt: t.field({ type: "DateTime", description: "When the first version appeared." }),
      publishedOn: t.field({
        type: "Date",
        description: "The date of publication, where the instant is not known.",
      }),
      featuredOn: t.field({ type: ["Date"], description: "Days on which the paper was featured." }),
      withdrawnAt: t.field({ type: "DateTime", description: "When the authors withdrew it." }),
      authors: t.field({
        type: [AuthorInput],
        description:
          "In printed order. Without names, `authorsCount` alone may be given; with them it is their number unless given.",
      }),
      authorsCount: t.int({ description: "How many authors the paper has." }),
      organization: t.field({ type: OrganizationInput, description: "Where it comes from." }),
      keywords: t.stringList({ description: "Terms that describe it, best first." }),
      upvotes: t.int({ description: "How many upvotes it has now." }),
      commentsCount: t.int({ description: "How many comments it has now." }),
      projectUrl: t.field({ type: "URL", description: "The project's page." }),
      codeUrl: t.field({ type: "URL", description: "The code repository." }),
      githubStars: t.int({ description: "The repository's stars." }),
      thumbnailUrl: t.field({ type: "URL", description: "A small picture." }),
    }),
  });
  const UpvoteObservationInput = builder
    .inputRef<UpvoteObservationInput>("UpvoteObservationInput")
    .implement({
      description: "How many upvotes a paper had at an instant.",
      fields: (t) => ({
        paper: t.field({ type: PaperKey, required: true, description: "Which paper." }),
        upvotes: t.int({ required: true, description: "How many it had in all." }),
        observedAt: t.field({ type: "DateTime", required: true, description: "When; not in the future." }),
      }),
    });
  return { PaperInput, UpvoteObservationInput };
}
