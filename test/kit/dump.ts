import sql from "sql-template-tag";
import type { Database } from "../../src/db/client.js";

/** Rows as Postgres gives them, by what they are of. */
export type Dump = Record<
  "papers" | "organizations" | "authors" | "keywords" | "claimedNames",
  Record<string, unknown>[]
>;

/**
 * All that is known, without the numbers of rows and the times of storing: two databases that were told the same have
 * the same dump.
 */
export async function dump(db: Database): Promise<Dump> {
  return {
    papers: await db.query(sql`
      select p.arxiv_id, p.title, p.title_key, p.published_at, p.published_on, p.latest_featured_on, p.authors_count,
        o.slug_key, p.upvotes, p.comments_count, p.project_url, p.code_url, p.github_stars, p.thumbnail_url,
        p.withdrawn_at, p.authority, p.comments_authority, t.abstract, t.search::text,
        array(select day::text from feature_days d where d.paper_id = p.id order by 1) as days,
        array(
          select json_build_array(s.position, s.name, s.claimed, s.hidden, a.account_id, a.own_name_key)::text
          from authorships s left join authors a on a.id = s.author_id where s.paper_id = p.id order by s.position
        ) as authors,
        array(
          select k.key from paper_keywords pk join keywords k on k.id = pk.keyword_id
          where pk.paper_id = p.id order by pk.position
        ) as keywords,
        array(
          select s.name from paper_sources ps join sources s on s.id = ps.source_id where ps.paper_id = p.id order by 1
        ) as sources,
        (select count(*)::int from upvote_observations u where u.paper_id = p.id) as observations
      from papers p left join paper_texts t on t.paper_id = p.id left join organizations o on o.id = p.organization_id
      order by p.arxiv_id, p.title_key
    `),
    organizations: await db.query(sql`
      select slug_key, name, name_key, avatar_url, papers_count, upvotes, last_seen_on from organizations order by slug_key
    `),
    authors: await db.query(sql`
      select account_id, own_name_key, name, name_key, username, papers_count, upvotes, last_seen_on
      from authors where papers_count > 0 order by account_id, own_name_key
    `),
    keywords: await db.query(sql`select key, papers_count from keywords where papers_count > 0 order by key`),
    claimedNames: await db.query(sql`
      select c.name_key, a.account_id from claimed_names c join authors a on a.id = c.author_id order by 1, 2
    `),
  };
}
