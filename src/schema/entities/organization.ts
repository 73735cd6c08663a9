import type { Organization as OrganizationRow } from "../../db/generated/client.js";
import { organizationTable } from "../../domain/catalog/organizations.js";
import {
  countOrganizationAuthors,
  findOrganizationAuthors,
  organizationAuthorsPage,
} from "../../domain/graph/affiliations.js";
import {
  collaboratorsPage,
  countCollaborators,
  findCollaborators,
} from "../../domain/graph/collaborators.js";
import { rowByKey } from "../../domain/keys/key-lookup.js";
import { type ObjectKey, organizationKey } from "../../domain/keys/object-keys.js";
import { caseKey, nameKey } from "../../domain/values/folded-keys.js";
import { accountIn } from "../../text/account-addresses.js";
import type { Builder } from "../builder/builder.js";
import { withTotalCount } from "../builder/connection.js";
import { loadNodes } from "../builder/loaders.js";
import { connectionCost, keyLookup } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "../papers/paper-inputs.js";
import { listPapers, type PaperLists, paperListArguments, paperListSql } from "../papers/paper-lists.js";
import { paperListCost } from "../papers/paper-prices.js";
import { affiliatedFields } from "./affiliated-fields.js";
import type { EntityInputs } from "./entity-inputs.js";
import { namedListCost, searchText } from "./name-search.js";

export function defineOrganization(builder: Builder) {
  const Organization = builder.prismaObject("Organization", {
    // Rows are read through loaders, with all columns.
    findUnique: null,
    description: "A company, university or group that publishes papers.",
    fields: (t) => ({
      slug: t.exposeString("slug", { description: "Short name used in URLs, such as `facebook`." }),
      name: t.exposeString("name", {
        description: "Display name, such as `AI at Meta`. Defaults to the slug.",
      }),
      avatarUrl: t.expose("avatarUrl", {
        type: "URL",
        nullable: true,
        description: "Avatar; null if unknown.",
      }),
      papersCount: t.exposeInt("papersCount", { description: "Number of papers." }),
      upvotes: t.exposeInt("upvotes", { description: "Total upvotes of all papers." }),
    }),
  });
  return builder.nodeRef(Organization, {
    id: { resolve: (row: OrganizationRow) => organizationKey(row) },
    loadManyWithoutCache: (keys, { loaders }) => loadNodes(loaders.byKey.Organization, keys),
  });
}

export function linkOrganization(
  builder: Builder,
  { Organization, Author, Paper }: Types,
  inputs: PaperInputs,
  lists: PaperLists,
): void {
  builder.prismaObjectFields(Organization, (t) => ({
    papers: t.connection(
      {
        type: Paper,
        cost: paperListCost(150),
        description: "Papers from the organization, newest first by default.",
        args: paperListArguments(t.arg, inputs),
        sql: {
          connection: (args, { parent, ...place }) =>
            parent && paperListSql(place, { organization: parent }, args),
        },
        resolve: ({ id }, args, context) => listPapers(context, { organization: id }, args),
      },
      lists.PaperConnection,
    ),
    authors: t.connection(
      {
        type: Author,
        cost: connectionCost(80, 120),
        description: "Authors of the organization's papers, by number of papers, descending.",
        sql: { page: (page, parent) => parent && organizationAuthorsPage(parent, page) },
        resolve: ({ id }, page, { db }) =>
          withTotalCount(findOrganizationAuthors(db, id, page), () => countOrganizationAuthors(db, id)),
      },
      { name: "OrganizationAuthorConnection", description: "A page of the authors of an organization." },
      {
        name: "OrganizationAuthorEdge",
        description: "An author's work with an organization.",
        fields: (edge) => affiliatedFields(edge),
      },
    ),
    collaborators: t.connection(
      {
        type: Organization,
        cost: connectionCost(70, 60),
        description:
          "Organizations that share authors with this one, by number of shared authors, descending.",
        sql: { page: (page, parent) => parent && collaboratorsPage(parent, page) },
        resolve: ({ id }, page, { db }) =>
          withTotalCount(findCollaborators(db, id, page), () => countCollaborators(db, id)),
      },
      { name: "CollaboratorConnection", description: "A page of the collaborators of an organization." },
      {
        name: "CollaboratorEdge",
        description: "A collaboration between two organizations.",
        fields: (edge) => ({
          sharedAuthorsCount: edge.int({
            description: "Number of authors with papers from both organizations.",
            resolve: ({ sharedAuthorsCount }) => sharedAuthorsCount,
          }),
        }),
      },
    ),
  }));
}

function slugKey(slug: string): ObjectKey {
  return `slug/${caseKey(accountIn(slug))}`;
}

export function defineOrganizationQueries(
  builder: Builder,
  { Organization }: Types,
  inputs: EntityInputs,
): void {
  builder.queryFields((t) => ({
    organization: t.field({
      type: Organization,
      nullable: true,
      cost: { statement: keyLookup },
      description:
        "Finds an organization by its current or a former slug or, if none has such a slug, by its name: of several, the one with the most papers. Ignores case, and in names also accents and punctuation. Null if there is no match.",
      args: {
        slug: t.arg.string({
          required: true,
          description:
            "Slug, such as `facebook`, name, such as `AI at Meta`, or the address of the page on Hugging Face.",
        }),
      },
      sql: {
        object: ({ slug }) => rowByKey("Organization", slugKey(slug), `name/${nameKey(slug)}`),
      },
      resolve: async (_root, { slug }, { loaders: { byKey } }) =>
        (await byKey.Organization.load(slugKey(slug))) ?? byKey.Organization.load(`name/${nameKey(slug)}`),
    }),
    organizations: t.connection(
      {
        type: Organization,
        cost: namedListCost(200, 100, 20),
        description:
          "Organizations with at least one paper, by number of papers or, with `search`, by relevance.",
        args: {
          search: t.arg.string({
            description:
              "Word prefixes, in any order, to match against the name and the slug. Ignores case and accents.",
          }),
          orderBy: t.arg({
            type: inputs.OrganizationOrder,
            description: "Defaults to PAPERS DESC, or to RELEVANCE DESC with `search`.",
          }),
        },
        sql: {
          page: ({ search, orderBy, ...page }) =>
            organizationTable.page({ search: searchText(search), orderBy: orderBy ?? undefined, page }),
        },
        resolve: (_root, { search, orderBy, ...page }, { db }) => {
          const list = { search: searchText(search), orderBy: orderBy ?? undefined };
          return withTotalCount(organizationTable.find(db, { ...list, page }), () =>
            organizationTable.count(db, list),
          );
        },
      },
      { name: "OrganizationConnection", description: "A page of organizations." },
      { name: "OrganizationEdge", description: "An organization in a list." },
    ),
  }));
}
