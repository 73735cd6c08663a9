import sql from "sql-template-tag";
import type { Database } from "../../../src/db/database.js";
import { attributeTypes } from "../../../src/domain/interchange/paper-columns.js";
import { rowColumns } from "../../../src/domain/sql/rows.js";

/** Database rows by kind. */
export type Dump = Record<
  | "papers"
  | "organizations"
  | "authors"
  | "keywords"
  | "claimedNames"
  | "affiliations"
  | "collaborations"
  | "days"
  | "months",
  Record<string, unknown>[]
>;

/** All indexes. */
export async function indexesOf(db: Database): Promise<{ indexdef: string }[]> {
  return db.query(sql`select indexdef from pg_indexes where schemaname = 'public' order by indexname`);
}

/**
 * All data except row IDs and times of storing: two databases with the same recordings have
 * the same dump.
 */
export async function dump(db: Database): Promise<Dump> {
  return {
    papers: await db.query(sql`
      select p.arxiv_id, p.title, p.title_key, p.published_at, p.published_on, p.latest_featured_on, p.authors_count,
        o.slug_key, p.upvotes, p.comments_count, ${rowColumns("p", attributeTypes)},
        p.trust_level, p.comments_trust_level, t.abstract, t.search::text,
        array(select day::text from feature_days d where d.paper_id = p.id order by 1) as days,
        array(
          select json_build_array(s.position, s.name, s.claimed, s.hidden, a.account_id, a.own_name_key)::text
          from authorships s left join authors a on a.id = s.author_id where s.paper_id = p.id order by s.position
        ) as authors,
        array(
          select k.key from paper_keywords pk join keywords k on k.id = pk.keyword_id
          where pk.paper_id = p.id order by pk.position
        ) as keywords,
        array(select category from paper_categories c where c.paper_id = p.id order by position) as categories,
        array(select json_build_array(number, submitted_at)::text from paper_versions v where v.paper_id = p.id order by number)
          as versions,
        array(
          select s.name from paper_sources ps join sources s on s.id = ps.source_id where ps.paper_id = p.id order by 1
        ) as sources,
        (select count(*)::int from upvote_observations u where u.paper_id = p.id) as observations
      from papers p left join paper_texts t on t.paper_id = p.id left join organizations o on o.id = p.organization_id
      order by p.arxiv_id, p.title_key
    `),
    organizations: await db.query(sql`
      select slug_key, name, name_key, avatar_url, papers_count, upvotes, last_seen_on from organizations
      where papers_count > 0 order by slug_key
    `),
    authors: await db.query(sql`
      select account_id, own_name_key, name, name_key, username, papers_count, upvotes, last_seen_on
      from authors where papers_count > 0 order by account_id, own_name_key
    `),
    keywords: await db.query(sql`
      select key, papers_count, upvotes, last_seen_on from keywords where papers_count > 0 order by key
    `),
    claimedNames: await db.query(sql`
      select c.name_key, a.account_id from claimed_names c join authors a on a.id = c.author_id order by 1, 2
    `),
    affiliations: await db.query(sql`
      select a.account_id, a.own_name_key, o.slug_key, f.papers_count, f.first_on, f.last_on
      from affiliations f join authors a on a.id = f.author_id join organizations o on o.id = f.organization_id
      order by 1, 2, 3
    `),
    collaborations: await db.query(sql`
      select least(low.slug_key, high.slug_key) as one, greatest(low.slug_key, high.slug_key) as other, shared_authors
      from collaborations join organizations low on low.id = low_id join organizations high on high.id = high_id
      where shared_authors <> 0 order by 1, 2
    `),
    days: await db.query(
      sql`select * from paper_days where papers <> 0 or upvotes <> 0 or comments <> 0 order by day`,
    ),
    months: await db.query(sql`
      select m.month, o.slug_key, m.papers, m.upvotes, m.comments
      from organization_months m join organizations o on o.id = m.organization_id
      where m.papers <> 0 or m.upvotes <> 0 or m.comments <> 0 order by 1, 2
    `),
  };
}
