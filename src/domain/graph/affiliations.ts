import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { Author, Organization } from "../../db/generated/client.js";
import { authorColumns } from "../catalog/authors.js";
import { organizationColumns } from "../catalog/organizations.js";
import { countRows, type List } from "../lists/list.js";
import type { PageArguments } from "../lists/page-request.js";
import { type EdgePage, findPage, onEdges } from "../lists/pages.js";

// Who published where: an organization's authors, and an author's organizations, most papers first.

/** How much of their work somebody did with an organization. */
export interface Affiliated {
  /** How many papers. */
  papersCount: number;
  /** The dates of publication of the first and the last of them; null when none has a date. */
  firstOn: Date | null;
  lastOn: Date | null;
}

/** One page of those who published with an organization. */
export async function findOrganizationAuthors(
  db: Queryable,
  organizationId: number,
  page: PageArguments,
): Promise<EdgePage<Author, Affiliated>> {
  const identity = ["authors of organization", organizationId];
  return onEdges(await findPage<Author & Row>(db, identity, authorsOf(organizationId), page), affiliatedOf);
}

export async function countOrganizationAuthors(db: Queryable, organizationId: number): Promise<number> {
  return countRows(db, authorsOf(organizationId));
}

/** One page of the organizations with which an author published. */
export async function findAuthorOrganizations(
  db: Queryable,
  authorId: number,
  page: PageArguments,
): Promise<EdgePage<Organization, Affiliated>> {
  const identity = ["organizations of author", authorId];
  return onEdges(
    await findPage<Organization & Row>(db, identity, organizationsOf(authorId), page),
    affiliatedOf,
  );
}

export async function countAuthorOrganizations(db: Queryable, authorId: number): Promise<number> {
  return countRows(db, organizationsOf(authorId));
}

function authorsOf(organizationId: number): List {
  return {
    columns: sql`${authorColumns}, ${affiliatedColumns}`,
    from: sql`affiliations f join authors a on a.id = f.author_id`,
    conditions: [sql`f.organization_id = ${organizationId}`],
    id: sql`f.author_id`,
    order: mostPapersFirst,
  };
}

function organizationsOf(authorId: number): List {
  return {
    columns: sql`${organizationColumns}, ${affiliatedColumns}`,
    from: sql`affiliations f join organizations o on o.id = f.organization_id`,
    conditions: [sql`f.author_id = ${authorId}`],
    id: sql`f.organization_id`,
    order: mostPapersFirst,
  };
}

/** Beside the columns of an author or an organization, who both have a `papersCount` of their own. */
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
