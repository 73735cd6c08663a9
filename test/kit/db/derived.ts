import sql, { raw } from "sql-template-tag";
import type { Database } from "../../../src/db/database.js";

// All derived data, recomputed from the papers alone.

const plainly: Record<string, { stored: string; counted: string }> = {
  organizations: {
    stored: "select id, papers_count, upvotes, last_seen_on from organizations",
    counted: `
      select o.id, count(p.id), coalesce(sum(p.upvotes), 0), max(p.published_on)
      from organizations o left join papers p on p.organization_id = o.id group by o.id`,
  },
  authors: {
    stored: "select id, papers_count, upvotes, last_seen_on from authors",
    counted: `
      select a.id, count(p.id), coalesce(sum(p.upvotes), 0), max(p.published_on)
      from authors a left join papers p on p.id in (select paper_id from authorships where author_id = a.id)
      group by a.id`,
  },
  keywords: {
    stored: "select id, papers_count, upvotes, last_seen_on from keywords",
    counted: `
      select k.id, count(p.id), coalesce(sum(p.upvotes), 0), max(p.published_on)
      from keywords k left join papers p on p.id in (select paper_id from paper_keywords where keyword_id = k.id)
      group by k.id`,
  },
  titles: {
    stored:
      "select paper_id, case when level < 8 then 0 else level end, split_part(words, ' #', 2) from paper_titles",
    counted: `
      select id, case when upvotes = 0 then 0 else least(25, 8 + floor(log(2::numeric, upvotes))) end, coalesce(arxiv_id, '')
      from papers`,
  },
  affiliations: {
    stored: "select * from affiliations",
    counted: `
      select a.id, o.id, count(p.id), min(p.published_on), max(p.published_on)
      from authors a cross join organizations o
      join papers p on p.organization_id = o.id and p.id in (select paper_id from authorships where author_id = a.id)
      group by a.id, o.id`,
  },
  collaborations: {
    stored: "select * from collaborations where shared_authors <> 0",
    counted: `
      select low.id, high.id, count(*)
      from organizations low join organizations high on low.id < high.id
      join authors a on a.id in (
        select author_id from authorships join papers p on p.id = paper_id where organization_id = low.id
      ) and a.id in (
        select author_id from authorships join papers p on p.id = paper_id where organization_id = high.id
      )
      group by 1, 2`,
  },
  days: {
    stored: "select * from paper_days where papers <> 0 or upvotes <> 0 or comments <> 0",
    counted: `
      select published_on, count(*), sum(upvotes), sum(comments_count) from papers
      where published_on is not null group by 1`,
  },
  months: {
    stored: "select * from organization_months where papers <> 0 or upvotes <> 0 or comments <> 0",
    counted: `
      select date_trunc('month', published_on::timestamp)::date, organization_id, count(*), sum(upvotes),
        sum(comments_count)
      from papers where published_on is not null and organization_id is not null group by 1, 2`,
  },
  "distributions of upvotes": {
    stored: "select * from upvote_months where papers <> 0",
    counted: `
      select date_trunc('month', published_on::timestamp)::date, upvotes, count(*)
      from papers where published_on is not null group by 1, 2`,
  },
  "months of authors": {
    stored: `
      select m.month, author_id, papers, upvotes, comments from author_months a join months m using (month)
      where authors is not null and (papers <> 0 or upvotes <> 0 or comments <> 0)`,
    counted: `
      select month, a.id, count(*), sum(p.upvotes), sum(comments_count)
      from months join papers p on date_trunc('month', published_on::timestamp) = month
      join authors a on a.id in (select author_id from authorships where paper_id = p.id)
      where authors is not null group by 1, 2`,
  },
  "months of keywords": {
    stored: `
      select m.month, keyword_id, papers, upvotes, comments from keyword_months k join months m using (month)
      where authors is not null and (papers <> 0 or upvotes <> 0 or comments <> 0)`,
    counted: `
      select month, keyword_id, count(*), sum(upvotes), sum(comments_count)
      from months join papers p on date_trunc('month', published_on::timestamp) = month
      join paper_keywords on paper_id = p.id
      where authors is not null group by 1, 2`,
  },
  "crossings of upvotes": {
    stored: "select paper_id, crossed_at, low, high from crossings where scale = 'UPVOTES'",
    counted: `
      select * from (with totals as (
        select o.paper_id, o.upvotes, case when o.dated then o.observed_at else least(o.observed_at, coalesce(
          (select (min(day) + 1)::timestamp at time zone 'UTC' from feature_days f where f.paper_id = p.id),
          p.published_at, (p.published_on + 1)::timestamp at time zone 'UTC'
        )) end as counted_from
        from upvote_observations o join papers p on p.id = o.paper_id
      )
      select total.paper_id, total.counted_from, coalesce(max(earlier.upvotes), 0), total.upvotes
      from totals total left join totals earlier
        on earlier.paper_id = total.paper_id and earlier.counted_from < total.counted_from
      group by total.paper_id, total.counted_from, total.upvotes
      having total.upvotes > coalesce(max(earlier.upvotes), 0)) risen`,
  },
  "papers of crossings": {
    stored: "select paper_id from crossings",
    counted: "select paper_id from crossings join papers on id = paper_id",
  },
  "authors of months": {
    stored: "select month, authors from months where authors <> 0",
    counted: `
      select date_trunc('month', published_on::timestamp)::date, count(distinct author_id)
      from papers p join authorships on paper_id = p.id
      where author_id is not null and published_on is not null
        and not exists (select from months where month = date_trunc('month', published_on::timestamp) and authors is null)
      group by 1`,
  },
};

for (const kind of ["organization", "author", "keyword"])
  plainly[`the order of ${kind}s`] = {
    stored: `select ${kind}_id, upvotes from ${kind}_votes`,
    counted: `
      select id, upvotes from (${plainly[`${kind}s`]?.counted}) each(id, papers, upvotes)
      where papers > 0 or id in (select ${kind}_id from ${kind}_votes)`,
  };

/** Differences between stored and recomputed rows; empty in a consistent database. */
export async function derivedMistakes(db: Database): Promise<Record<string, unknown>[]> {
  const mistakes: Record<string, unknown>[] = [];
  for (const [what, { stored, counted }] of Object.entries(plainly))
    mistakes.push(
      ...(await db.query<Record<string, unknown>>(sql`
        select ${what} as what, 'stored' as side, wrong::text as row from (${raw(stored)} except ${raw(counted)}) wrong
        union all
        select ${what}, 'missing', missing::text from (${raw(counted)} except ${raw(stored)}) missing
      `)),
    );
  return mistakes;
}
