import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { PaperChange } from "../batch/merge.js";
import { rowsAs } from "../sql/rows.js";
import type { AuthorshipChanges } from "./authorships.js";

// Affiliations and the collaborations between organizations are too expensive to compute per query, so they are
// stored and updated in the transaction that changes the papers. New papers increment them; authors whose stored
// papers changed in author, organization or date are recounted.

interface Affiliation {
  authorId: number;
  organizationId: number;
}

interface Gain extends Affiliation {
  papersCount: number;
  firstOn: string | null;
  lastOn: string | null;
}

/** Updates affiliations and collaborations after a batch. */
export async function refreshAffiliations(
  db: Queryable,
  changed: readonly PaperChange[],
  { written, reassigned }: Pick<AuthorshipChanges, "written" | "reassigned">,
): Promise<void> {
  const recounted = [
    ...new Set([...reassigned, ...(await authorsOf(db, changed.filter(movesAffiliations)))]),
  ];
  const known = new Set(recounted);
  const gains = gainsOf(written, known);
  const appeared = await applyGains(db, gains);
  const { appeared: alsoAppeared, disappeared } = await recount(db, recounted);
  await refreshCollaborations(db, [...appeared, ...alsoAppeared], disappeared);
}

function movesAffiliations({ before, after }: PaperChange): boolean {
  return (
    before !== null &&
    (before.organizationId !== after.organizationId ||
      before.publishedOn !== after.publishedOn ||
      before.authorsDigest !== after.authorsDigest)
  );
}

async function authorsOf(db: Queryable, papers: readonly PaperChange[]): Promise<number[]> {
  if (papers.length === 0) return [];
  const rows = await db.query<{ id: number }>(sql`
    select distinct author_id as id from authorships
    where paper_id = any(${papers.map(({ id }) => id)}::int[]) and author_id is not null
  `);
  return rows.map(({ id }) => id);
}

/** Increments from new papers, except for authors that are recounted. */
function gainsOf(written: AuthorshipChanges["written"], recounted: ReadonlySet<number>): Gain[] {
  const gains = new Map<string, Gain>();
  for (const { paper, authorId } of written) {
    if (paper.before !== null || recounted.has(authorId)) continue;
    const { organizationId, publishedOn } = paper.after;
    if (organizationId === null) continue;
    const key = `${authorId} ${organizationId}`;
    const gain = gains.get(key) ?? { authorId, organizationId, papersCount: 0, firstOn: null, lastOn: null };
    gain.papersCount += 1;
    if (publishedOn !== null) {
      if (gain.firstOn === null || publishedOn < gain.firstOn) gain.firstOn = publishedOn;
      if (gain.lastOn === null || publishedOn > gain.lastOn) gain.lastOn = publishedOn;
    }
    gains.set(key, gain);
  }
  return [...gains.values()];
}

/** @returns new affiliations */
async function applyGains(db: Queryable, gains: readonly Gain[]): Promise<Affiliation[]> {
  if (gains.length === 0) return [];
  return db.query<Affiliation>(
    sql`
      with gain as (select * from ${rowsAs("gain", gains, {
        authorId: "int",
        organizationId: "int",
        papersCount: "int",
        firstOn: "date",
        lastOn: "date",
      })}), stored as (
        insert into affiliations as known (author_id, organization_id, papers_count, first_on, last_on)
        select * from gain
        on conflict (author_id, organization_id) do update set
          papers_count = known.papers_count + excluded.papers_count,
          first_on = least(known.first_on, excluded.first_on), last_on = greatest(known.last_on, excluded.last_on)
      )
      -- All CTEs see the snapshot from before the statement.
      select author_id as "authorId", organization_id as "organizationId" from gain
      where not exists (
        select from affiliations known
        where known.author_id = gain.author_id and known.organization_id = gain.organization_id
      )
    `,
    "gain_affiliations",
  );
}

async function recount(
  db: Queryable,
  authorIds: readonly number[],
): Promise<{ appeared: Affiliation[]; disappeared: Affiliation[] }> {
  if (authorIds.length === 0) return { appeared: [], disappeared: [] };
  const rows = await db.query<Affiliation & { appeared: boolean }>(
    sql`
      with now as (
        select s.author_id, p.organization_id, count(distinct p.id)::int as papers_count,
          min(p.published_on) as first_on, max(p.published_on) as last_on
        from authorships s join papers p on p.id = s.paper_id
        where s.author_id = any(${authorIds}::int[]) and p.organization_id is not null
        group by s.author_id, p.organization_id
      ), stored as (
        insert into affiliations as known (author_id, organization_id, papers_count, first_on, last_on)
        select * from now
        on conflict (author_id, organization_id) do update set
          papers_count = excluded.papers_count, first_on = excluded.first_on, last_on = excluded.last_on
        where (known.papers_count, known.first_on, known.last_on)
          is distinct from (excluded.papers_count, excluded.first_on, excluded.last_on)
      ), gone as (
        delete from affiliations known
        where author_id = any(${authorIds}::int[]) and not exists (
          select from now where now.author_id = known.author_id and now.organization_id = known.organization_id
        )
        returning author_id, organization_id
      )
      select author_id as "authorId", organization_id as "organizationId", false as appeared from gone
      union all
      select author_id, organization_id, true from now
      where not exists (
        select from affiliations known
        where known.author_id = now.author_id and known.organization_id = now.organization_id
      )
    `,
    "recount_affiliations",
  );
  return {
    appeared: rows.filter(({ appeared }) => appeared),
    disappeared: rows.filter(({ appeared }) => !appeared),
  };
}

/**
 * The number of shared authors of two organizations increases for each author newly affiliated with both, and
 * decreases for each no longer affiliated with both.
 */
async function refreshCollaborations(
  db: Queryable,
  appeared: readonly Affiliation[],
  disappeared: readonly Affiliation[],
): Promise<void> {
  if (appeared.length + disappeared.length === 0) return;
  await db.query(
    sql`
      with appeared as (${affiliationRows(appeared)}), disappeared as (${affiliationRows(disappeared)}),
      before as (
        select author_id, organization_id from affiliations
        where author_id in (select author_id from disappeared)
        except select * from appeared
        union all select * from disappeared
      ), change as (
        select distinct author_id, least(new.organization_id, other.organization_id) as low_id,
          greatest(new.organization_id, other.organization_id) as high_id, 1 as share
        from appeared new join affiliations other using (author_id)
        where new.organization_id <> other.organization_id
        union all
        select distinct author_id, least(old.organization_id, other.organization_id),
          greatest(old.organization_id, other.organization_id), -1
        from disappeared old join before other using (author_id)
        where old.organization_id <> other.organization_id
      )
      insert into collaborations as known (low_id, high_id, shared_authors)
      select low_id, high_id, sum(share) from change group by low_id, high_id having sum(share) <> 0
      -- In index order, for locality.
      order by low_id, high_id
      on conflict (low_id, high_id) do update set shared_authors = known.shared_authors + excluded.shared_authors
    `,
    "refresh_collaborations",
  );
}

function affiliationRows(rows: readonly Affiliation[]): Sql {
  return sql`select * from ${rowsAs("row", rows, { authorId: "int", organizationId: "int" })}`;
}
