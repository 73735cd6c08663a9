import { countAuthors, findAuthors } from "../domain/authors.js";
import type { Builder } from "./builder.js";
import { connect } from "./connection.js";
import { type EntityInputs, searchText } from "./entity-inputs.js";
import { numberOf } from "./global-ids.js";
import type { PaperInputs } from "./paper-inputs.js";
import { listPapers, type PaperLists, paperListArguments } from "./paper-lists.js";
import type { Types } from "./types.js";

export function defineAuthor(builder: Builder) {
  return builder.prismaNode("Author", {
    id: { field: "id" },
    description:
      "A person who wrote papers: the account that claims them, or a name. A name that exactly one account carries is that account's.",
    findUnique: (id) => ({ id: Number(id) }),
    nullable: true,
    fields: (t) => ({
      name: t.exposeString("name", {
        description: "The account's full name, or the name as most often printed.",
      }),
      username: t.exposeString("username", {
        nullable: true,
        description: "The account name on the source, when the person has claimed authorship.",
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
}

/** What leads from an author to other things. */
export function linkAuthor(
  builder: Builder,
  { Author, Paper }: Types,
  inputs: PaperInputs,
  lists: PaperLists,
): void {
  builder.prismaObjectFields(Author, (t) => ({
    papers: t.connection(
      {
        type: Paper,
        description: "Their papers; newest first unless ordered otherwise.",
        args: paperListArguments(t.arg, inputs),
        resolve: ({ id }, asked, context) => listPapers(context, { author: id }, asked),
      },
      lists.PaperConnection,
    ),
  }));
}

export function queryAuthors(builder: Builder, { Author }: Types, inputs: EntityInputs): void {
  builder.queryFields((t) => ({
    author: t.prismaField({
      type: Author,
      nullable: true,
      description: "One author by global ID; null when there is none.",
      args: { id: t.arg.id({ required: true, description: "The global ID." }) },
      resolve: (query, _root, { id }, { db }) =>
        db.prisma.author.findUnique({ ...query, where: { id: numberOf("Author", id, "id") } }),
    }),
    authors: t.connection(
      {
        type: Author,
        description: "The authors that have papers; those with most papers first.",
        args: {
          search: t.arg.string({
            description: "Beginnings of words of the name, in any order; accents and case do not matter.",
          }),
          organization: t.arg.string({
            description: "Only those with a paper of this organization, by slug.",
          }),
          orderBy: t.arg({ type: inputs.AuthorOrder, description: "PAPERS DESC when missing." }),
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
