import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { Organization } from "../../db/generated/client.js";
import { organizationColumns } from "../catalog/organizations.js";
import { countRows, type List } from "../lists/list.js";
import { type ListPage, nestedPage } from "../lists/list-page.js";
import type { PageArguments } from "../lists/page-request.js";
import { type EdgePage, readPage, withEdgeFields } from "../lists/pages.js";

export interface SharedAuthors {
  /** Number of authors with papers from both organizations. */
  sharedAuthorsCount: number;
}

/** One page of organizations that share authors with this one, most shared authors first. */
export async function findCollaborators(
  db: Queryable,
  organizationId: number,
  page: PageArguments,
): Promise<EdgePage<Organization, SharedAuthors>> {
  return withEdgeFields(
    await readPage<Organization & SharedAuthors>(db, collaboratorsPage(organizationId, page)),
    ({ sharedAuthorsCount }) => ({ sharedAuthorsCount }),
  );
}

export async function countCollaborators(db: Queryable, organizationId: number): Promise<number> {
  return countRows(db, collaboratorsOf(organizationId));
}

/** @throws InputError */
export function collaboratorsPage(organizationId: number | Sql, page: PageArguments): ListPage {
  return nestedPage("collaborators", organizationId, collaboratorsOf(organizationId), page, {
    sharedAuthorsCount: sql`c.shared_authors`,
  });
}

/** Each pair is stored once, smaller ID first. */
function collaboratorsOf(organizationId: number | Sql): List {
  return {
    columns: sql`${organizationColumns}, c.shared_authors as "sharedAuthorsCount"`,
    from: sql`(
      select high_id as id, shared_authors from collaborations where low_id = ${organizationId}
      union all
      select low_id, shared_authors from collaborations where high_id = ${organizationId}
    ) c join organizations o on o.id = c.id`,
    conditions: [sql`c.shared_authors > 0`],
    id: sql`c.id`,
    order: { value: sql`c.shared_authors`, type: "int", nullable: false, direction: "desc" },
  };
}
