import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { Author, Organization } from "../../db/generated/client.js";
import { authorColumns } from "../catalog/authors.js";
import { organizationColumns } from "../catalog/organizations.js";
import { countRows, type List } from "../lists/list.js";
import { type ListPage, nestedPage } from "../lists/list-page.js";
import type { PageArguments } from "../lists/page-request.js";
import { type EdgePage, readPage, withEdgeFields } from "../lists/pages.js";

// Authors of an organization, and organizations of an author, most papers first.

/** An author's papers with an organization. */
export interface Affiliated {
  papersCount: number;
  /** Publication dates of the first and last paper; null if none has a date. */
  firstOn: Date | null;
  lastOn: Date | null;
}

export async function findOrganizationAuthors(
  db: Queryable,
  organizationId: number,
  page: PageArguments,
): Promise<EdgePage<Author, Affiliated>> {
  return withEdgeFields(
    await readPage<Author & Row>(db, organizationAuthorsPage(organizationId, page)),
    affiliatedOf,
  );
}

export async function countOrganizationAuthors(db: Queryable, organizationId: number): Promise<number> {
  return countRows(db, authorsOf(organizationId));
}

export async function findAuthorOrganizations(
  db: Queryable,
  authorId: number,
  page: PageArguments,
): Promise<EdgePage<Organization, Affiliated>> {
  return withEdgeFields(
    await readPage<Organization & Row>(db, authorOrganizationsPage(authorId, page)),
    affiliatedOf,
  );
}

export async function countAuthorOrganizations(db: Queryable, authorId: number): Promise<number> {
  return countRows(db, organizationsOf(authorId));
}

/** @throws InputError */
export function organizationAuthorsPage(organizationId: number | Sql, page: PageArguments): ListPage {
  return nestedPage("authors of organization", organizationId, authorsOf(organizationId), page, edge);
}

/** @throws InputError */
export function authorOrganizationsPage(authorId: number | Sql, page: PageArguments): ListPage {
  return nestedPage("organizations of author", authorId, organizationsOf(authorId), page, edge);
}

const edge = { papersCount: sql`f.papers_count`, firstOn: sql`f.first_on`, lastOn: sql`f.last_on` };

function authorsOf(organizationId: number | Sql): List {
  return {
    columns: sql`${authorColumns}, ${affiliatedColumns}`,
    from: sql`affiliations f join authors a on a.id = f.author_id`,
    conditions: [sql`f.organization_id = ${organizationId}`],
    id: sql`f.author_id`,
    order: mostPapersFirst,
  };
}

function organizationsOf(authorId: number | Sql): List {
  return {
    columns: sql`${organizationColumns}, ${affiliatedColumns}`,
    from: sql`affiliations f join organizations o on o.id = f.organization_id`,
    conditions: [sql`f.author_id = ${authorId}`],
    id: sql`f.organization_id`,
    order: mostPapersFirst,
  };
}

/** Selected next to the columns of an author or organization, which have their own `papersCount`. */
interface Row extends Omit<Affiliated, "papersCount"> {
  sharedPapers: number;
}

function affiliatedOf({ sharedPapers, firstOn, lastOn }: Row): Affiliated {
  return { papersCount: sharedPapers, firstOn, lastOn };
}

const affiliatedColumns: Sql = sql`
  f.papers_count as "sharedPapers", f.first_on as "firstOn", f.last_on as "lastOn"
`;

const mostPapersFirst = {
  value: sql`f.papers_count`,
  type: "int",
  nullable: false,
  direction: "desc",
} as const;
