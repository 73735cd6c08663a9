import sql from "sql-template-tag";
import type { Database } from "../../src/db/database.js";
import type { Operation } from "./measure.js";

/** What is promised over millions of papers. */
const promised = { median: 10 };

/** The first questions of the README, a page of 20 each. */
export async function archiveOperations(db: Database): Promise<Operation[]> {
  const organizations = await db.query<{ slug: string }>(
    sql`select slug from organizations order by papers_count desc, id limit 100`,
  );
  return [
    {
      name: "papers of an organization in a year, the 100 largest",
      query: `query ($filter: PaperFilter!) {
        papers(filter: $filter) {
          totalCount
          nodes { title publishedOn upvotes authors(first: 2) { nodes { name } } }
          pageInfo { hasNextPage endCursor }
        }
      }`,
      variables: organizations.map(({ slug }) => ({
        filter: { organizations: [slug], publishedOn: { from: "2025-01-01", to: "2025-12-31" } },
      })),
      target: promised,
    },
    {
      name: "papers of a week, most upvoted first",
      query: `query ($filter: PaperFilter!) {
        papers(filter: $filter, orderBy: { field: UPVOTES }) {
          totalCount
          nodes { title upvotes organization { name } }
        }
      }`,
      variables: weeks(52).map((featuredOn) => ({ filter: { featuredOn } })),
      target: promised,
    },
  ];
}

/** The weeks before Monday, 22 December 2025, from Monday to Sunday. */
function weeks(count: number): { from: string; to: string }[] {
  const day = (index: number) => new Date(Date.UTC(2025, 11, 22 + index)).toISOString().slice(0, 10);
  return Array.from({ length: count }, (_, week) => ({ from: day(-7 * (week + 1)), to: day(-7 * week - 1) }));
}
