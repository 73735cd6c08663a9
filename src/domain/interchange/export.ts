import sql, { raw } from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";
import { rowColumns } from "../sql/rows.js";
import { categoriesOf, versionsOf } from "./arxiv-lists.js";
import { type AttributeName, type AttributeValues, attributeTypes, mapAttributes } from "./paper-columns.js";
import type { PaperVersion } from "./paper-draft.js";

// Exports papers in the format that papergraph reads: `PaperInput` plus the histories of upvotes and stars. The output is deterministic:
// it does not depend on the order of recording or on row IDs.

const batchSize = 500;

/**
 * Writes every paper as a line of JSON, from a snapshot: by arXiv ID, then those without one by title.
 *
 * @param write receives whole lines; resolves when ready for more
 * @returns the number of papers
 */
export async function exportPapers(db: Database, write: (lines: string) => Promise<void>): Promise<number> {
  return db.snapshot(async (snapshot) => {
    await snapshot.query(sql`
      declare exported no scroll cursor for
      select id from papers order by arxiv_id collate "C" nulls last, title_key, id
    `);
    let count = 0;
    for (;;) {
      const rows = await snapshot.query<{ id: number }>(sql`fetch ${raw(String(batchSize))} from exported`);
      const lines = await linesOf(
        snapshot,
        rows.map(({ id }) => id),
      );
      if (lines.length > 0) await write(lines.map((line) => `${line}\n`).join(""));
      count += rows.length;
      if (rows.length < batchSize) return count;
    }
  });
}

interface PaperRow extends AttributeValues {
  id: number;
  arxivId: string | null;
  title: string;
  abstract: string | null;
  publishedAt: Date | null;
  publishedOn: string | null;
  featuredOn: string[];
  authorsCount: number | null;
  organization: {
    slug: string;
    name: string;
    avatarUrl: string | null;
    sourceId: string | null;
    formerSlugs: string[];
  } | null;
  keywords: string[];
  categories: string[] | null;
  versions: PaperVersion[] | null;
  upvotes: number;
  upvoteHistory: { at: string; upvotes: number }[];
  starHistory: { at: string; stars: number }[];
  commentsCount: number | null;
}

interface AuthorRow {
  paperId: number;
  name: string;
  accountId: string | null;
  accountName: string | null;
  username: string | null;
  avatarUrl: string | null;
  hidden: boolean;
}

/** Serializes papers as JSON lines, in the order of `ids`. */
export async function linesOf(db: Queryable, ids: readonly number[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const authors = new Map(ids.map((id): [number, AuthorRow[]] => [id, []]));
  for (const author of await loadAuthors(db, ids)) authors.get(author.paperId)?.push(author);
  return (await loadRows(db, ids)).map((row) => lineOf(row, authors.get(row.id) ?? []));
}

function lineOf(row: PaperRow, authors: readonly AuthorRow[]): string {
  const { organization } = row;
  const former = organization?.formerSlugs ?? [];
  const observed = row.upvoteHistory.length > 0;
  const attributes: Partial<Record<AttributeName, unknown>> = mapAttributes((name) => row[name] ?? undefined);
  return JSON.stringify({
    arxivId: row.arxivId ?? undefined,
    title: row.title,
    abstract: row.abstract ?? undefined,
    publishedAt: row.publishedAt ?? undefined,
    publishedOn: row.publishedAt === null ? (row.publishedOn ?? undefined) : undefined,
    featuredOn: nonEmpty(row.featuredOn),
    // `attributes` has the value; it keeps its place in the line.
    withdrawnAt: undefined,
    authors: nonEmpty(authors.map(authorOf)),
    authorsCount: row.authorsCount === authors.length ? undefined : (row.authorsCount ?? undefined),
    organization: organization
      ? {
          // Identifies an organization that changed its slug. Other IDs return with their source.
          sourceId: former.length > 0 ? (organization.sourceId ?? undefined) : undefined,
          slug: organization.slug,
          formerSlugs: nonEmpty(former),
          name: organization.name === organization.slug ? undefined : organization.name,
          avatarUrl: organization.avatarUrl ?? undefined,
        }
      : undefined,
    keywords: nonEmpty(row.keywords),
    categories: row.categories ?? undefined,
    versions: row.versions ?? undefined,
    upvotes: observed ? row.upvotes : undefined,
    upvoteHistory: nonEmpty(
      row.upvoteHistory.map(({ at, upvotes }) => ({ at: new Date(at).toISOString(), upvotes })),
    ),
    commentsCount: row.commentsCount ?? undefined,
    ...attributes,
    starHistory: nonEmpty(
      row.starHistory.map(({ at, stars }) => ({ at: new Date(at).toISOString(), stars })),
    ),
  });
}

function authorOf({ name, accountId, accountName, username, avatarUrl, hidden }: AuthorRow): object {
  return {
    name,
    accountId: accountId ?? undefined,
    accountName: accountId === null ? undefined : (accountName ?? undefined),
    username: accountId === null ? undefined : (username ?? undefined),
    avatarUrl: accountId === null ? undefined : (avatarUrl ?? undefined),
    hidden: hidden || undefined,
  };
}

function nonEmpty<Item>(list: readonly Item[]): readonly Item[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** In the order of `ids`. */
async function loadRows(db: Queryable, ids: readonly number[]): Promise<PaperRow[]> {
  return db.query<PaperRow>(
    sql`
      select p.id, p.arxiv_id as "arxivId", p.title, t.abstract, p.published_at as "publishedAt",
        p.published_on::text as "publishedOn",
        array(select day::text from feature_days where paper_id = p.id order by day) as "featuredOn",
        p.authors_count as "authorsCount",
        case when o.id is not null
          then json_build_object(
            'slug', o.slug, 'name', o.name, 'avatarUrl', o.avatar_url, 'sourceId', o.source_id,
            'formerSlugs', array(
              select s.slug_key from organization_slugs s
              where s.organization_id = o.id and s.slug_key <> o.slug_key order by 1
            )
          )
        end as organization,
        array(
          select k.name from paper_keywords pk join keywords k on k.id = pk.keyword_id
          where pk.paper_id = p.id order by pk.position, k.key
        ) as keywords,
        ${categoriesOf("p")} as categories, ${versionsOf("p")} as versions, p.upvotes,
        coalesce((
          select json_agg(json_build_object('at', observed_at, 'upvotes', upvotes) order by observed_at)
          from upvote_observations where paper_id = p.id
        ), '[]') as "upvoteHistory",
        coalesce((
          select json_agg(json_build_object('at', observed_at, 'stars', stars) order by observed_at)
          from star_observations where paper_id = p.id
        ), '[]') as "starHistory",
        case when p.comments_trust_level > 0 then p.comments_count end as "commentsCount",
        ${rowColumns("p", attributeTypes)}
      from unnest(${ids}::int[]) with ordinality as wanted(id, place)
      join papers p on p.id = wanted.id
      left join paper_texts t on t.paper_id = p.id
      left join organizations o on o.id = p.organization_id
      order by wanted.place
    `,
    "export_papers",
  );
}

/** Accounts are exported for claimed authorships only; others consist of the printed name. */
async function loadAuthors(db: Queryable, ids: readonly number[]): Promise<AuthorRow[]> {
  return db.query<AuthorRow>(
    sql`
      select s.paper_id as "paperId", s.name, s.hidden, a.account_id as "accountId", a.account_name as "accountName",
        a.username, a.avatar_url as "avatarUrl"
      from authorships s left join authors a on a.id = s.author_id and s.claimed
      where s.paper_id = any(${ids}::int[])
      order by s.paper_id, s.position
    `,
    "export_authors",
  );
}
