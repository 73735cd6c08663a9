import sql from "sql-template-tag";
import type { Queryable } from "../db/client.js";

/** Rows whose counts a batch may have changed. */
export interface Touched {
  organizations: ReadonlySet<number>;
  authors: ReadonlySet<number>;
  keywords: ReadonlySet<number>;
}

/**
 * Sets the numbers anew that organizations, authors and keywords carry of their papers, in the transaction that
 * changed the papers, so that what is counted always agrees with what is listed.
 */
export async function recount(db: Queryable, touched: Touched): Promise<void> {
  await recountOrganizations(db, [...touched.organizations]);
  await recountAuthors(db, [...touched.authors]);
  await recountKeywords(db, [...touched.keywords]);
}

async function recountOrganizations(db: Queryable, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await db.query(
    sql`
      update organizations o
      set papers_count = now.papers, upvotes = now.upvotes, last_seen_on = now.last_seen_on
      from (
        select touched.id, count(p.id)::int as papers, coalesce(sum(p.upvotes), 0)::int as upvotes,
          max(p.published_on) as last_seen_on
        from unnest(${ids}::int[]) as touched(id)
        left join papers p on p.organization_id = touched.id
        group by touched.id
      ) now
      where o.id = now.id
        and (o.papers_count, o.upvotes, o.last_seen_on)
          is distinct from (now.papers, now.upvotes, now.last_seen_on)
    `,
    "recount_organizations",
  );
}

/** A paper counts once for an author, also where two of its names are the same account's. */
async function recountAuthors(db: Queryable, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await db.query(
    sql`
      update authors a
      set papers_count = now.papers, upvotes = now.upvotes, last_seen_on = now.last_seen_on
      from (
        select touched.id, count(p.id)::int as papers, coalesce(sum(p.upvotes), 0)::int as upvotes,
          max(p.published_on) as last_seen_on
        from unnest(${ids}::int[]) as touched(id)
        left join (select distinct author_id, paper_id from authorships where author_id = any(${ids}::int[])) mine
          on mine.author_id = touched.id
        left join papers p on p.id = mine.paper_id
        group by touched.id
      ) now
      where a.id = now.id
        and (a.papers_count, a.upvotes, a.last_seen_on)
          is distinct from (now.papers, now.upvotes, now.last_seen_on)
    `,
    "recount_authors",
  );
}

async function recountKeywords(db: Queryable, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await db.query(
    sql`
      update keywords k set papers_count = now.papers
      from (
        select touched.id, count(pk.paper_id)::int as papers
        from unnest(${ids}::int[]) as touched(id)
        left join paper_keywords pk on pk.keyword_id = touched.id
        group by touched.id
      ) now
      where k.id = now.id and k.papers_count is distinct from now.papers
    `,
    "recount_keywords",
  );
}
