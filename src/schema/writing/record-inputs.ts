import type { Builder } from "../builder/builder.js";
import type { PaperKeyInput, PaperKeyRef } from "../papers/paper.js";

export interface UpvoteObservationInput {
  paper: PaperKeyInput;
  upvotes: number;
  observedAt: Date;
}

/**
 * Inputs of mutations; `src/domain/interchange/parse-paper.ts` validates them.
 *
 * @internal Pothos exports no name for what this returns, so it has no declaration in the package.
 */
export function defineRecordInputs(builder: Builder, PaperKey: PaperKeyRef) {
  const AuthorInput = builder.inputType("AuthorInput", {
    description: "An author of a paper.",
    fields: (t) => ({
      name: t.string({ required: true, description: "Name as printed on the paper." }),
      accountId: t.string({ description: "Source ID of the account that claims the authorship." }),
      accountName: t.string({ description: "Display name of the account. Defaults to the printed name." }),
      username: t.string({ description: "Username of the account on the source." }),
      avatarUrl: t.field({ type: "URL", description: "Avatar of the account." }),
      hidden: t.boolean({
        defaultValue: false,
        description: "Whether to only count the author in `authorsCount` and hide it everywhere else.",
      }),
    }),
  });
  const OrganizationInput = builder.inputType("OrganizationInput", {
    description: "The organization behind a paper.",
    fields: (t) => ({
      sourceId: t.string({
        description: "Source ID of the organization, which identifies it even if its slug changes.",
      }),
      slug: t.string({ required: true, description: "Short name used in URLs, such as `facebook`." }),
      name: t.string({ description: "Display name, such as `AI at Meta`." }),
      avatarUrl: t.field({ type: "URL", description: "Avatar." }),
    }),
  });
  const PaperVersionInput = builder.inputType("PaperVersionInput", {
    description: "A version of a paper on arXiv.",
    fields: (t) => ({
      number: t.int({ required: true, description: "Number of the version, starting at 1." }),
      submittedAt: t.field({ type: "DateTime", required: true, description: "When it was submitted." }),
    }),
  });
  const PaperInput = builder.inputType("PaperInput", {
    description:
      "A paper as reported by a source. Set `arxivId` if there is one: reports with the same arXiv ID are merged into one paper. Omitted fields stay unchanged; null clears a value set by this source or a less trusted one.",
    fields: (t) => ({
      arxivId: t.string({ description: "arXiv identifier, with or without version, such as `2507.03607`." }),
      title: t.string({ required: true, description: "Title as printed." }),
      abstract: t.string({ description: "Abstract." }),
      publishedAt: t.field({ type: "DateTime", description: "When the first version was published." }),
      publishedOn: t.field({
        type: "Date",
        description: "Publication date, if the exact time is unknown.",
      }),
      featuredOn: t.field({
        type: ["Date"],
        description: "Dates on which the paper was featured on Daily Papers.",
      }),
      withdrawnAt: t.field({ type: "DateTime", description: "When the authors withdrew the paper." }),
      authors: t.field({
        type: [AuthorInput],
        description: "Authors in printed order. If their names are unknown, set only `authorsCount`.",
      }),
      authorsCount: t.int({ description: "Number of authors. Defaults to the length of `authors`." }),
      organization: t.field({ type: OrganizationInput, description: "Organization behind the paper." }),
      keywords: t.stringList({ description: "Keywords, best first." }),
      categories: t.stringList({
        description: "arXiv categories, such as `cs.CL`, the primary one first.",
      }),
      versions: t.field({
        type: [PaperVersionInput],
        description: "Versions on arXiv. They are added to the known ones; null clears those.",
      }),
      upvotes: t.int({ description: "Current number of upvotes." }),
      commentsCount: t.int({ description: "Current number of comments." }),
      projectUrl: t.field({ type: "URL", description: "Project page." }),
      codeUrl: t.field({ type: "URL", description: "Code repository." }),
      githubStars: t.int({ description: "GitHub stars of the code repository." }),
      thumbnailUrl: t.field({ type: "URL", description: "Thumbnail image." }),
    }),
  });
  const UpvoteObservationInput = builder
    .inputRef<UpvoteObservationInput>("UpvoteObservationInput")
    .implement({
      description: "A paper's upvote count at a point in time.",
      fields: (t) => ({
        paper: t.field({ type: PaperKey, required: true, description: "Key of the paper." }),
        upvotes: t.int({ required: true, description: "Total number of upvotes at that time." }),
        observedAt: t.field({
          type: "DateTime",
          required: true,
          description: "Time of the observation; must not be in the future.",
        }),
      }),
    });
  return { PaperInput, UpvoteObservationInput };
}
