import sql from "sql-template-tag";
import type { Database } from "../../../src/db/database.js";
import { idOfRow } from "../../kit/models/row-ids.js";

/** What is asked of every peer. */
export interface Question {
  readonly id: "Q1" | "Q2" | "Q3" | "Q4" | "Q4c" | "Q6";
  readonly name: string;
  readonly query: string;
  /** The limit: one statement that returns the data of the response as JSON; `$1` and so on are the `values`. */
  readonly limit: string;
  readonly rounds: readonly {
    readonly variables: Record<string, unknown>;
    readonly values: readonly unknown[];
  }[];
}

/** Sets of variables per question. */
const rounds = 300;

const authorsOf = `(
  select coalesce(json_agg(json_build_object('name', x.name)), '[]') from (
    select a.name from authorships s join authors a on a.id = s.author_id
    where s.paper_id = p.id and not s.hidden order by s.position limit 5
  ) x
)`;
const organizationOf = `(
  select json_build_object('slug', o.slug, 'name', o.name) from organizations o where o.id = p.organization_id
)`;
const paperFields = `title publishedOn upvotes organization { slug name } authors(first: 5) { nodes { name } }`;
const paperJson = `json_build_object('arxivId', p.arxiv_id, 'title', p.title, 'publishedOn', p.published_on,
  'upvotes', p.upvotes, 'organization', ${organizationOf}, 'authors', json_build_object('nodes', ${authorsOf}))`;
const groupsOf = (condition: string) => `
  select json_build_object('paperStats', json_build_object('groups', (
    select coalesce(json_agg(json_build_object('period', g.period, 'organization',
      (select json_build_object('slug', o.slug) from organizations o where o.id = g.organization_id),
      'totals', json_build_object('papers', papers, 'upvotes', upvotes))
      order by g.period, g.papers desc, g.upvotes desc, g.organization_id), '[]')
    from (
      select date_trunc('month', published_on::timestamp)::date as period, p.organization_id, count(*)::int as papers,
        sum(upvotes)::int as upvotes
      from papers p
      where published_on >= $2::date and published_on <= $3::date ${condition}
        and organization_id in (select organization_id from organization_slugs where slug_key = any($1::text[]))
      group by 1, 2
    ) g
  )))::text as data`;

/** The questions over a database, with its keys as variables. */
export async function peerQuestions(db: Database): Promise<Question[]> {
  const papers = await keys(
    db,
    `select arxiv_id as key from papers where arxiv_id is not null order by md5(arxiv_id)`,
  );
  const slugs = await keys(db, "select slug as key from organizations order by papers_count desc");
  const authors = await db.query<{ key: number }>(
    sql`select id as key from authors where papers_count between 5 and 200 order by md5(id::text) limit ${rounds}`,
  );
  const dates = Array.from({ length: rounds }, (_, index) => day(Date.UTC(2024, 0, 1) + index * 86_400_000));
  const year = { from: "2024-07-01", to: "2025-06-30" };
  const years = { from: "2023-07-01", to: "2025-06-30" };
  const five = (index: number) =>
    Array.from({ length: 5 }, (_, at) => slugs[(index + at) % slugs.length] ?? "");
  const each = (make: (index: number) => Question["rounds"][number]) =>
    Array.from({ length: rounds }, (_, index) => make(index));
  const stats = (filter: string) => `query ($slugs: [String!], $from: Date!, $to: Date!) {
    paperStats(by: [MONTH, ORGANIZATION], first: 1000,
      filter: { organizations: $slugs, publishedOn: { from: $from, to: $to }${filter} }) {
      groups { period organization { slug } totals { papers upvotes } }
    }
  }`;
  const statsRounds = each((index) => ({
    variables: { slugs: five(index), ...years },
    values: [five(index).map((slug) => slug.toLowerCase()), years.from, years.to],
  }));
  return [
    {
      id: "Q1",
      name: "Q1 a paper by arXiv ID, organization, 5 authors",
      query: `query ($arxivId: String!) { paper(by: { arxivId: $arxivId }) { arxivId ${paperFields} } }`,
      limit: `select json_build_object('paper', (select ${paperJson} from papers p where p.arxiv_id = $1))::text as data`,
      rounds: each((index) => {
        const key = papers[index % papers.length] ?? "";
        return { variables: { arxivId: key }, values: [key] };
      }),
    },
    {
      id: "Q2",
      name: "Q2 the 20 latest papers before a date, organization, 5 authors each",
      query: `query ($to: Date!) {
        papers(first: 20, filter: { publishedOn: { to: $to } }) { nodes { arxivId ${paperFields} } }
      }`,
      limit: `select json_build_object('papers', json_build_object('nodes', (
        select coalesce(json_agg(${paperJson}), '[]') from (
          select * from papers where published_on <= $1::date order by published_on desc, id desc limit 20
        ) p)))::text as data`,
      rounds: each((index) => ({ variables: { to: dates[index] }, values: [dates[index]] })),
    },
    {
      id: "Q3",
      name: "Q3 an organization's papers of a year by upvotes, 5 authors each",
      query: `query ($slug: String!, $from: Date!, $to: Date!) {
        organization(slug: $slug) {
          papers(first: 20, orderBy: { field: UPVOTES }, filter: { publishedOn: { from: $from, to: $to } }) {
            nodes { arxivId title upvotes authors(first: 5) { nodes { name } } }
          }
        }
      }`,
      limit: `select json_build_object('organization', (
        select json_build_object('papers', json_build_object('nodes', (
          select coalesce(json_agg(json_build_object('arxivId', p.arxiv_id, 'title', p.title, 'upvotes', p.upvotes,
            'authors', json_build_object('nodes', ${authorsOf}))), '[]')
          from (
            select * from papers where organization_id = o.id and published_on >= $2::date and published_on <= $3::date
            order by upvotes desc, id desc limit 20
          ) p)))
        from organization_slugs s join organizations o on o.id = s.organization_id where s.slug_key = $1))::text as data`,
      rounds: each((index) => {
        const slug = slugs[index % Math.min(slugs.length, 100)] ?? "";
        return { variables: { slug, ...year }, values: [slug.toLowerCase(), year.from, year.to] };
      }),
    },
    {
      id: "Q4",
      name: "Q4 papers per month and organization, 2 years, 5 organizations",
      query: stats(""),
      limit: groupsOf(""),
      rounds: statsRounds,
    },
    {
      id: "Q4c",
      name: "Q4c the same, only papers with code",
      query: stats(", hasCode: true"),
      limit: groupsOf("and code_url is not null"),
      rounds: statsRounds,
    },
    {
      id: "Q6",
      name: "Q6 an author's first 20 co-authors with counts",
      query: `query ($id: ID!) {
        author(id: $id) { coauthors(first: 20) { edges { papersCount node { name } } } }
      }`,
      limit: `select json_build_object('author', json_build_object('coauthors', json_build_object('edges', (
        select coalesce(json_agg(json_build_object('papersCount', c.papers, 'node',
          (select json_build_object('name', a.name) from authors a where a.id = c.id))), '[]')
        from (
          select author_id as id, count(distinct paper_id)::int as papers from authorships
          where paper_id = any(array(select paper_id from authorships where author_id = $1::int)) and author_id <> $1::int
          group by author_id order by papers desc, id desc limit 20
        ) c))))::text as data`,
      rounds: each((index) => {
        const key = authors[index % authors.length]?.key ?? 1;
        return { variables: { id: idOfRow("Author", key) }, values: [key] };
      }),
    },
  ];
}

async function keys(db: Database, text: string): Promise<string[]> {
  const rows = await db.query<{ key: string }>({ text: `${text} limit ${rounds}`, values: [] });
  return rows.map(({ key }) => key);
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
