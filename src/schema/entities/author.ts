import type { Author as AuthorRow } from "../../db/generated/client.js";
import { authorTable } from "../../domain/catalog/authors.js";
import {
  authorOrganizationsPage,
  countAuthorOrganizations,
  findAuthorOrganizations,
} from "../../domain/graph/affiliations.js";
import { coauthorsPage, countCoauthors, findCoauthors } from "../../domain/graph/coauthors.js";
import { rowByKey } from "../../domain/keys/key-lookup.js";
import { authorKey, type ObjectKey } from "../../domain/keys/object-keys.js";
import { InputError } from "../../domain/values/input-error.js";
import { accountIn } from "../../text/account-addresses.js";
import type { Builder } from "../builder/builder.js";
import { withTotalCount } from "../builder/connection.js";
import { decodeNodeId } from "../builder/global-ids.js";
import { loadNodes } from "../builder/loaders.js";
import { connectionCost, indexScan } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "../papers/paper-inputs.js";
import { listPapers, type PaperLists, paperListArguments, paperListSql } from "../papers/paper-lists.js";
import { paperListCost } from "../papers/paper-prices.js";
import { affiliatedFields } from "./affiliated-fields.js";
import type { EntityInputs } from "./entity-inputs.js";
import { namedListCost, searchText } from "./name-search.js";

export function defineAuthor(builder: Builder) {
  const Author = builder.prismaObject("Author", {
    // Rows are read through loaders, with all columns.
    findUnique: null,
    description:
      "An author of papers: an account that claims authorships, or a printed name that no account claims. A name shared with exactly one account belongs to that account.",
    fields: (t) => ({
      name: t.exposeString("name", {
        description:
          "Full name of the account. Falls back to the most frequently printed name if there is no account, or if its name is a single word, an email address or a handle.",
      }),
      accountName: t.exposeString("accountName", {
        nullable: true,
        description: "Display name of the account on the source; null if unknown.",
      }),
      username: t.exposeString("username", {
        nullable: true,
        description: "Username of the account on the source; null if no account claims the author's papers.",
      }),
      avatarUrl: t.expose("avatarUrl", {
        type: "URL",
        nullable: true,
        description: "Avatar of the account; null if unknown.",
      }),
      papersCount: t.exposeInt("papersCount", { description: "Number of papers." }),
      upvotes: t.exposeInt("upvotes", { description: "Total upvotes of all papers." }),
    }),
  });
  return builder.nodeRef(Author, {
    id: { resolve: (row: AuthorRow) => authorKey(row) },
    loadManyWithoutCache: (keys, { loaders }) => loadNodes(loaders.byKey.Author, keys),
  });
}

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
        description: "Papers by the author, newest first by default.",
        args: paperListArguments(t.arg, inputs),
        sql: {
          connection: (args, { parent, ...place }) => parent && paperListSql(place, { author: parent }, args),
        },
        resolve: ({ id }, args, context) => listPapers(context, { author: id }, args),
      },
      lists.PaperConnection,
    ),
    organizations: t.connection(
      {
        type: Organization,
        cost: connectionCost(60, 60),
        description: "Organizations behind the author's papers, by number of papers, descending.",
        sql: { page: (page, parent) => parent && authorOrganizationsPage(parent, page) },
        resolve: ({ id }, page, { db }) =>
          withTotalCount(findAuthorOrganizations(db, id, page), () => countAuthorOrganizations(db, id)),
      },
      { name: "AuthorOrganizationConnection", description: "A page of the organizations of an author." },
      {
        name: "AuthorOrganizationEdge",
        description: "An author's work with an organization.",
        fields: (edge) => affiliatedFields(edge),
      },
    ),
    coauthors: t.connection(
      {
        type: Author,
        cost: connectionCost(450, 400),
        description: "Co-authors, by number of shared papers, descending.",
        sql: { page: (page, parent) => parent && coauthorsPage(parent, page) },
        resolve: ({ id }, page, { db }) =>
          withTotalCount(findCoauthors(db, id, page), () => countCoauthors(db, id)),
      },
      { name: "CoauthorConnection", description: "A page of the co-authors of an author." },
      {
        name: "CoauthorEdge",
        description: "The joint work of two authors.",
        fields: (edge) => ({
          papersCount: edge.int({
            description: "Number of shared papers.",
            resolve: ({ papersCount }) => papersCount,
          }),
          lastOn: edge.field({
            type: "Date",
            nullable: true,
            description: "Publication date of the latest of these papers; null if none has a date.",
            resolve: ({ lastOn }) => lastOn,
          }),
        }),
      },
    ),
  }));
}

interface AuthorArguments {
  id?: string | null | undefined;
  username?: string | null | undefined;
}

/** @throws InputError unless exactly one of the arguments is there */
function parseAuthorKey({ id, username }: AuthorArguments): ObjectKey {
  if (id != null && username == null) return decodeNodeId("Author", id, "id");
  if (username != null && id == null) return `username/${accountIn(username)}`;
  throw new InputError(
    `author: expected exactly one of \`id\` and \`username\`, got ${id == null ? "none" : "both"}.`,
  );
}

export function defineAuthorQueries(builder: Builder, { Author }: Types, inputs: EntityInputs): void {
  builder.queryFields((t) => ({
    author: t.field({
      type: Author,
      nullable: true,
      cost: { statement: indexScan },
      description:
        "Finds an author by global ID or by username: exactly one of them. Null if there is no match. The ID of a name finds the account that the name belongs to now, if there is one.",
      args: {
        id: t.arg.id({ description: "Global ID." }),
        username: t.arg.string({
          description:
            "Username of an account, ignoring case, such as `timdettmers`, or the address of its page on Hugging Face. Of several accounts with it, finds the one with the most papers.",
        }),
      },
      sql: { object: (args) => rowByKey("Author", parseAuthorKey(args)) },
      resolve: (_root, args, { loaders }) => loaders.byKey.Author.load(parseAuthorKey(args)),
    }),
    authors: t.connection(
      {
        type: Author,
        cost: namedListCost(1_000, 1_000, 100),
        description: "Authors with at least one paper, by number of papers or, with `search`, by relevance.",
        args: {
          search: t.arg.string({
            description:
              "Word prefixes, in any order, to match against printed names, the account name and the username. Ignores case and accents.",
          }),
          organization: t.arg.string({
            description: "Slug of an organization. Returns only authors of its papers.",
          }),
          orderBy: t.arg({
            type: inputs.AuthorOrder,
            description: "Defaults to PAPERS DESC, or to RELEVANCE DESC with `search`.",
          }),
        },
        sql: {
          page: ({ search, organization, orderBy, ...page }) =>
            authorTable.page({
              search: searchText(search),
              organization: organization ?? undefined,
              orderBy: orderBy ?? undefined,
              page,
            }),
        },
        resolve: (_root, { search, organization, orderBy, ...page }, { db }) => {
          const list = {
            search: searchText(search),
            organization: organization ?? undefined,
            orderBy: orderBy ?? undefined,
          };
          return withTotalCount(authorTable.find(db, { ...list, page }), () => authorTable.count(db, list));
        },
      },
      { name: "AuthorConnection", description: "A page of authors." },
      { name: "AuthorEdge", description: "An author in a list." },
    ),
  }));
}
