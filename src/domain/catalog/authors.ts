import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { Author } from "../../db/generated/client.js";
import {
  countEntities,
  type EntityListing,
  entityOrder,
  findEntities,
  orderOf,
} from "../lists/entity-lists.js";
import type { List } from "../lists/list.js";
import type { PageArguments } from "../lists/page-request.js";
import type { Page } from "../lists/pages.js";
import { byKey, columnsOf } from "../sql/rows.js";
import { InputError } from "../values/input-error.js";
import { organizationOfSlug } from "./organizations.js";

/** What the list of authors is asked for. */
export interface AuthorListing extends EntityListing {
  /** Only those with a paper of this organization, by slug. */
  organization?: string | undefined;
  page: PageArguments;
}

export const authorColumns: Sql = columnsOf<Author>("a", {
  id: true,
  accountId: true,
  ownNameKey: true,
  name: true,
  nameKey: true,
  accountName: true,
  otherNameKeys: true,
  username: true,
  avatarUrl: true,
  papersCount: true,
  upvotes: true,
  lastSeenOn: true,
});

/** One page of the authors that have papers. */
export async function findAuthors(db: Queryable, listing: AuthorListing): Promise<Page<Author>> {
  const identity = ["authors", listing.search, listing.organization, orderOf(listing)];
  return findEntities<Author>(db, identity, "a", listOf(listing), listing);
}

/** How many authors the list has, all pages together. */
export async function countAuthors(db: Queryable, listing: Omit<AuthorListing, "page">): Promise<number> {
  return countEntities(db, "a", listOf(listing), listing);
}

/** Authors by number, in the order asked for; null where there is none. */
export async function loadAuthors(db: Queryable, ids: readonly number[]): Promise<(Author | null)[]> {
  const rows = await db.query<Author>(
    sql`select ${authorColumns} from authors a where a.id = any(${ids}::int[])`,
    "load_authors",
  );
  return byKey(ids, rows, ({ id }) => id);
}

/**
 * @param argumentOf how the asker called the number at an index
 * @throws InputError naming the first number that no author has: a question about nobody would get an empty answer
 * that looks like one
 */
export async function requireAuthors(
  db: Queryable,
  ids: readonly number[],
  argumentOf: (index: number) => string,
): Promise<void> {
  const index = (await loadAuthors(db, ids)).indexOf(null);
  if (index >= 0)
    throw new InputError(
      `${argumentOf(index)}: no author has this id. Take ids from \`authors\` or from a paper's \`authors\`.`,
      "NOT_FOUND",
    );
}

function listOf({ organization, ...listing }: Omit<AuthorListing, "page">): List {
  const order = orderOf(listing);
  // The order by upvotes is kept apart from the authors.
  const apart = order.field === "UPVOTES";
  return {
    columns: authorColumns,
    from: apart ? sql`author_votes v join authors a on a.id = v.author_id` : sql`authors a`,
    conditions: organization === undefined ? [] : [writesFor(organization)],
    id: apart ? sql`v.author_id` : sql`a.id`,
    order: { ...entityOrder("a", order), ...(apart ? { value: sql`v.upvotes` } : {}) },
  };
}

function writesFor(slug: string): Sql {
  return sql`
    a.id in (
      select author_id from affiliations
      where organization_id = ${organizationOfSlug(slug)}
    )
  `;
}
