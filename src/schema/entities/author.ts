import type { Author as AuthorRow } from "../../db/generated/client.js";
import { countAuthors, findAuthors } from "../../domain/catalog/authors.js";
import { countAuthorOrganizations, findAuthorOrganizations } from "../../domain/graph/affiliations.js";
import { countCoauthors, findCoauthors } from "../../domain/graph/coauthors.js";
import type { Builder } from "../builder/builder.js";
import { connect } from "../builder/connection.js";
import { numberOf } from "../builder/global-ids.js";
import { connectionCost, indexScan } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "../papers/paper-inputs.js";
import { listPapers, type PaperLists, paperListArguments } from "../papers/paper-lists.js";
import { paperListCost } from "../papers/paper-prices.js";
import { affiliatedFields } from "./affiliated-fields.js";
import type { EntityInputs } from "./entity-inputs.js";
import { namedListCost, searchText } from "./name-search.js";

export function defineAuthor(builder: Builder) {
  const Author = builder.prismaObject("Author", {
    // Rows are always read whole, through loaders.
    findUnique: null,
    description:
      "A person who wrote papers: the account that claims them, or a name. A name that exactly one account carries is that account's.",
    fields: (t) => ({
      name: t.exposeString("name", {
        description:
          "The account's full name; or the name as most often printed, where there is no account, or its name is one word, an e-mail address or a handle.",
      }),
      accountName: t.exposeString("accountName", {
        nullable: true,
        description: "What the account calls itself on the source; null when no source gave it.",
      }),
      username: t.exposeString("username", {
        nullable: true,
        description: "The account's handle on the source; null when no account claims their papers.",
      }),
      avatarUrl: t.expose("avatarUrl", {
        type: "URL",
        nullable: true,
        description: "The account's picture; null when no source gave one.",
      }),
      papersCount: t.exposeInt("papersCount", { description: "How many papers they wrote." }),
      upvotes: t.exposeInt("upvotes", { description: "The upvotes of all their papers." }),
    }),
  });
  return builder.nodeRef(Author, {
    id: { resolve: ({ id }: AuthorRow) => id },
    loadMany: (ids, { loaders }) => ids.map((id) => loaders.author.load(Number(id))),
  });
}

/** What leads from an author to other things. */
export function linkAuthor(
  builder: Builder,
  { Author, Organization, Paper }: Types,
  inputs: PaperInputs,
  lists: PaperLists,
): void {
  builder.prismaObjectFields(Author, (t) => ({
    papers: t.connection(
      {
        type: Paper,
        cost: paperListCost(1_000),
        description: "Their papers; newest first unless ordered otherwise.",
        args: paperListArguments(t.arg, inputs),
        resolve: ({ id }, asked, context) => listPapers(context, { author: id }, asked),
      },
      lists.PaperConnection,
    ),
    organizations: t.connection(
      {
        type: Organization,
        cost: connectionCost(60, 60),
        description: "The organizations of their papers, most papers first.",
        resolve: ({ id }, page, { db }) =>
          connect(findAuthorOrganizations(db, id, page), () => countAuthorOrganizations(db, id)),
      },
      { name: "AuthorOrganizationConnection", description: "A page of an author's organizations." },
      {
        name: "AuthorOrganizationEdge",
        description: "What an author published with an organization.",
        fields: (edge) => affiliatedFields(edge),
      },
    ),
    coauthors: t.connection(
      {
        type: Author,
        cost: connectionCost(450, 400),
        description: "People who wrote papers with this one, most shared papers first.",
        resolve: ({ id }, page, { db }) => connect(findCoauthors(db, id, page), () => countCoauthors(db, id)),
      },
      { name: "CoauthorConnection", description: "A page of an author's co-authors." },
      {
        name: "CoauthorEdge",
        description: "What two people wrote together.",
        fields: (edge) => ({
          papersCount: edge.int({
            description: "How many papers they share.",
            resolve: ({ papersCount }) => papersCount,
          }),
          lastOn: edge.field({
            type: "Date",
            nullable: true,
            description: "The date of publication of the last of them; null when none has a date.",
            resolve: ({ lastOn }) => lastOn,
          }),
        }),
      },
    ),
  }));
}

export function queryAuthors(builder: Builder, { Author }: Types, inputs: EntityInputs): void {
  builder.queryFields((t) => ({
    author: t.field({
      type: Author,
      nullable: true,
      cost: { statement: indexScan },
      description:
        "One author by global ID; null when there is none. A name of which an account has taken all papers is still an author, without papers.",
      args: { id: t.arg.id({ required: true, description: "The global ID." }) },
      resolve: (_root, { id }, { loaders }) => loaders.author.load(numberOf("Author", id, "id")),
    }),
    authors: t.connection(
      {
        type: Author,
        cost: namedListCost(1_000, 1_000, 100),
        description:
          "The authors that have papers; those with most papers first, or the best matches of a search.",
        args: {
          search: t.arg.string({
            description:
              "Beginnings of words, in any order, of the names that papers print, the account's name and the username; accents and case do not matter.",
          }),
          organization: t.arg.string({
            description: "Only those with a paper of this organization, by slug.",
          }),
          orderBy: t.arg({
            type: inputs.AuthorOrder,
            description: "PAPERS DESC when missing; RELEVANCE DESC with `search`.",
          }),
        },
        resolve: (_root, { search, organization, orderBy, ...page }, { db }) => {
          const list = {
            search: searchText(search),
            organization: organization ?? undefined,
            orderBy: orderBy ?? undefined,
          };
          return connect(findAuthors(db, { ...list, page }), () => countAuthors(db, list));
        },
      },
      { name: "AuthorConnection", description: "A page of a list of authors." },
      { name: "AuthorEdge", description: "An author's place in a list." },
    ),
  }));
}
