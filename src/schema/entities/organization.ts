import type { Organization as OrganizationRow } from "../../db/generated/client.js";
import { countOrganizations, findOrganizations } from "../../domain/catalog/organizations.js";
import { countOrganizationAuthors, findOrganizationAuthors } from "../../domain/graph/affiliations.js";
import { countCollaborators, findCollaborators } from "../../domain/graph/collaborators.js";
import type { Builder } from "../builder/builder.js";
import { connect } from "../builder/connection.js";
import { connectionCost, keyLookup } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "../papers/paper-inputs.js";
import { listPapers, type PaperLists, paperListArguments } from "../papers/paper-lists.js";
import { paperListCost } from "../papers/paper-prices.js";
import { affiliatedFields } from "./affiliated-fields.js";
import type { EntityInputs } from "./entity-inputs.js";
import { namedListCost, searchText } from "./name-search.js";

export function defineOrganization(builder: Builder) {
  const Organization = builder.prismaObject("Organization", {
    // Rows are always read whole, through loaders.
    findUnique: null,
    description: "A company, university or group that publishes papers on its page.",
    fields: (t) => ({
      slug: t.exposeString("slug", { description: "The short name in addresses, `facebook`." }),
      name: t.exposeString("name", {
        description: "The name for people, `AI at Meta`; the slug when no other is known.",
      }),
      avatarUrl: t.expose("avatarUrl", {
        type: "URL",
        nullable: true,
        description: "Its picture; null when no source gave one.",
      }),
      papersCount: t.exposeInt("papersCount", { description: "How many papers it has." }),
      upvotes: t.exposeInt("upvotes", { description: "The upvotes of all its papers." }),
    }),
  });
  return builder.nodeRef(Organization, {
    id: { resolve: ({ id }: OrganizationRow) => id },
    loadMany: (ids, { loaders }) => ids.map((id) => loaders.organization.load(Number(id))),
  });
}

/** What leads from an organization to other things. */
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
        description: "Its papers; newest first unless ordered otherwise.",
        args: paperListArguments(t.arg, inputs),
        resolve: ({ id }, asked, context) => listPapers(context, { organization: id }, asked),
      },
      lists.PaperConnection,
    ),
    authors: t.connection(
      {
        type: Author,
        cost: connectionCost(80, 120),
        description: "Who published here, most papers first.",
        resolve: ({ id }, page, { db }) =>
          connect(findOrganizationAuthors(db, id, page), () => countOrganizationAuthors(db, id)),
      },
      { name: "OrganizationAuthorConnection", description: "A page of an organization's authors." },
      {
        name: "OrganizationAuthorEdge",
        description: "What an author published with an organization.",
        fields: (edge) => affiliatedFields(edge),
      },
    ),
    collaborators: t.connection(
      {
        type: Organization,
        cost: connectionCost(70, 60),
        description: "Organizations that share authors with this one, most shared authors first.",
        resolve: ({ id }, page, { db }) =>
          connect(findCollaborators(db, id, page), () => countCollaborators(db, id)),
      },
      { name: "CollaboratorConnection", description: "A page of the organizations beside one." },
      {
        name: "CollaboratorEdge",
        description: "What two organizations have in common.",
        fields: (edge) => ({
          sharedAuthorsCount: edge.int({
            description: "How many people have papers of both.",
            resolve: ({ sharedAuthorsCount }) => sharedAuthorsCount,
          }),
        }),
      },
    ),
  }));
}

export function queryOrganizations(builder: Builder, { Organization }: Types, inputs: EntityInputs): void {
  builder.queryFields((t) => ({
    organization: t.field({
      type: Organization,
      nullable: true,
      cost: { statement: keyLookup },
      description:
        "Finds an organization by its current or a former short name, case-insensitively; null if there is no match.",
      args: { slug: t.arg.string({ required: true, description: "The short name, `facebook`." }) },
      resolve: (_root, { slug }, { loaders }) => loaders.organizationOfSlug.load(slug),
    }),
    organizations: t.connection(
      {
        type: Organization,
        cost: namedListCost(200, 100, 20),
        description:
          "The organizations that have papers; those with most papers first, or the best matches of a search.",
        args: {
          search: t.arg.string({
            description:
              "Beginnings of words of the name or of the short name, in any order; accents and case do not matter.",
          }),
          orderBy: t.arg({
            type: inputs.OrganizationOrder,
            description: "PAPERS DESC when missing; RELEVANCE DESC with `search`.",
          }),
        },
        resolve: (_root, { search, orderBy, ...page }, { db }) => {
          const list = { search: searchText(search), orderBy: orderBy ?? undefined };
          return connect(findOrganizations(db, { ...list, page }), () => countOrganizations(db, list));
        },
      },
      { name: "OrganizationConnection", description: "A page of a list of organizations." },
      { name: "OrganizationEdge", description: "An organization's place in a list." },
    ),
  }));
}
