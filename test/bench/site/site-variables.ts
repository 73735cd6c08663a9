import sql, { type Sql } from "sql-template-tag";
import type { Database } from "../../../src/db/database.js";
import { globalIdSql } from "../../../src/schema/builder/global-ids.js";
import type { SiteQueryName } from "./site-queries.js";

type Variables = Record<string, unknown>;

/** Sets of variables for each page, other ones each time, from what the database has. */
export async function siteVariables(
  db: Database,
  rounds: number,
): Promise<Record<SiteQueryName, Variables[]>> {
  const column = async (statement: Sql) =>
    (await db.query<{ value: string }>(statement)).map(({ value }) => value);
  const [slugs, keywords, papers, arxivIds, titles, names] = [
    await column(sql`select slug as value from organizations order by papers_count desc, id limit ${rounds}`),
    await column(sql`select name as value from keywords order by papers_count desc, id limit ${rounds}`),
    await column(
      sql`select ${globalIdSql("Paper")} as value from papers p order by md5(p.id::text) limit ${rounds}`,
    ),
    await column(sql`
      select arxiv_id as value from papers where arxiv_id is not null order by md5(arxiv_id) limit ${rounds}
    `),
    await column(sql`select title as value from papers order by md5(title) limit ${rounds}`),
    await column(sql`select name as value from authors order by md5(name) limit ${rounds}`),
  ];
  const authors = await db.query<{ id: string }>(
    sql`select ${globalIdSql("Author")} as id from authors a where papers_count >= 3 order by md5(a.id::text) limit ${rounds}`,
  );
  // Not the very last day: some papers have dates long after all others.
  const [bounds] = await db.query<{ last: string }>(
    sql`select percentile_disc(0.99) within group (order by published_on)::text as last from papers`,
  );
  const last = bounds?.last ?? "2025-09-30";
  const days = Array.from({ length: rounds }, (_, index) => dayBefore(last, index * 3));
  const each = (make: (at: <Value>(values: readonly Value[]) => Value, index: number) => Variables) =>
    Array.from({ length: rounds }, (_, index) =>
      make((values) => values[index % values.length] as never, index),
    );
  const years = { from: dayBefore(last, 730), to: last };
  return {
    "list with facets": each((at, index) => ({ filter: filterOf(at, index) })),
    "organization page": each((at) => ({ slug: at(slugs), filter: { organizations: [at(slugs)] } })),
    "author page": each((at) => ({ id: at(authors).id, filter: { authors: [at(authors).id] } })),
    suggestions: each((at, index) => ({
      text: typed([at(names), at(titles), at(keywords)][index % 3] ?? "", index),
    })),
    "related papers": each((at) => ({ id: at(papers) })),
    "paper by address": each((at, index) => ({
      address: `${addresses[index % addresses.length]}${at(arxivIds)}`,
    })),
    "latest day": each((_, index) => ({ first: 20 + (index % 50) })),
    calendar: each((at) => ({ from: dayBefore(at(days), 30), to: at(days) })),
    comparison: each((at, index) => ({
      one: { keywords: [at(keywords)], publishedOn: years },
      other: { organizations: [slugs[(index * 7) % slugs.length]], publishedOn: years },
    })),
    leaderboard: each((at) => ({ from: dayBefore(at(days), 30), to: at(days) })),
  };

  /** What people choose in a list: words, a keyword, an organization, or a month. */
  function filterOf(at: <Value>(values: readonly Value[]) => Value, index: number): Variables {
    const words = at(titles)
      .split(/\W+/)
      .filter((word) => word.length > 4);
    return [
      { search: words.slice(0, 2).join(" ") },
      { keywords: [at(keywords)] },
      { organizations: [at(slugs)], hasCode: true },
      { publishedOn: { from: dayBefore(at(days), 30), to: at(days) }, upvotes: { min: 5 } },
    ][index % 4] as Variables;
  }
}

const addresses = [
  "https://arxiv.org/abs/",
  "https://huggingface.co/papers/",
  "https://doi.org/10.48550/arXiv.",
  "arXiv:",
];

/** The beginning of a text, as long as a person has typed. */
function typed(text: string, index: number): string {
  return text.slice(0, 1 + (index % 9));
}

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);
}
