import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../db/client.js";
import type { Authority } from "./authority.js";
import type { NumberedPaper, PendingPaper } from "./merge.js";
import { rowsAs } from "./rows.js";

// Writing what a batch made of its papers: their rows, and the rows that only they have.

/** Who speaks, how far it is trusted, and when it was heard. */
export interface Origin {
  source: string;
  authority: Authority;
  observedAt: Date;
  /** Whether a paper that was not known before is news, to be told to whoever waits for new papers; not unless said. */
  announce?: boolean;
}

export async function numberPapers(db: Queryable, pending: PendingPaper[]): Promise<NumberedPaper[]> {
  const fresh = pending.filter(({ after }) => after.id === null);
  const numbers =
    fresh.length === 0
      ? []
      : await db.query<{ id: number }>(
          sql`
            select nextval(pg_get_serial_sequence('papers', 'id'))::int as id
            from generate_series(1, ${fresh.length})
          `,
          "record_number_papers",
        );
  const numberOf = new Map(fresh.map((paper, index) => [paper, numbers[index]?.id]));
  return pending.map((paper) => {
    const id = paper.after.id ?? numberOf.get(paper);
    if (id === undefined) throw new Error("Postgres gave fewer numbers than papers.");
    return Object.assign(paper, { id });
  });
}

export async function storePapers(
  db: Queryable,
  papers: NumberedPaper[],
  organizationIds: ReadonlyMap<string, number>,
  origin: Origin,
): Promise<void> {
  if (papers.length === 0) return;
  const rows = papers.map(({ id, after }) => ({
    ...after,
    id,
    latestFeaturedOn: after.featuredOn.at(-1) ?? null,
    organizationId: (after.organizationKey && organizationIds.get(after.organizationKey)) || null,
    addedAt: origin.observedAt,
  }));
  await db.query(
    sql`
      insert into papers (
        id, arxiv_id, title, title_key, published_at, published_on, latest_featured_on, authors_count,
        organization_id, upvotes, comments_count, project_url, code_url, github_stars, thumbnail_url,
        withdrawn_at, authority, comments_authority, authors_digest, keywords_digest, added_at
      )
      select * from ${rowsAs("row", rows, {
        id: "int",
        arxivId: "text",
        title: "text",
        titleKey: "text",
        publishedAt: "timestamptz",
        publishedOn: "date",
        latestFeaturedOn: "date",
        authorsCount: "int",
        organizationId: "int",
        upvotes: "int",
        commentsCount: "int",
        projectUrl: "text",
        codeUrl: "text",
        githubStars: "int",
        thumbnailUrl: "text",
        withdrawnAt: "timestamptz",
        authority: "smallint",
        commentsAuthority: "smallint",
        authorsDigest: "text",
        keywordsDigest: "text",
        addedAt: "timestamptz",
      })}
      on conflict (id) do update set
        arxiv_id = excluded.arxiv_id, title = excluded.title, title_key = excluded.title_key,
        published_at = excluded.published_at, published_on = excluded.published_on,
        latest_featured_on = excluded.latest_featured_on, authors_count = excluded.authors_count,
        organization_id = excluded.organization_id, upvotes = excluded.upvotes,
        comments_count = excluded.comments_count, project_url = excluded.project_url,
        code_url = excluded.code_url, github_stars = excluded.github_stars,
        thumbnail_url = excluded.thumbnail_url, withdrawn_at = excluded.withdrawn_at,
        authority = excluded.authority, comments_authority = excluded.comments_authority,
        authors_digest = excluded.authors_digest, keywords_digest = excluded.keywords_digest
    `,
    "record_store_papers",
  );
}

export async function storeFeatureDays(db: Queryable, papers: NumberedPaper[]): Promise<void> {
  const rows = papers.flatMap(({ id, before, after }) =>
    after.featuredOn.filter((day) => !before?.featuredOn.includes(day)).map((day) => ({ id, day })),
  );
  await storeRows(
    db,
    rows,
    sql`
      insert into feature_days (paper_id, day)
      select * from ${rowsAs("row", rows, { id: "int", day: "date" })}
      on conflict do nothing
    `,
  );
}

/** Stores a total only when it differs from the one before, or is the first; and what came before it, where told. */
export async function storeObservations(db: Queryable, papers: NumberedPaper[]): Promise<void> {
  const rows = papers
    .filter(({ before, after }) => after.observedAt !== null && after.observedAt !== before?.observedAt)
    .flatMap(({ id, after: { observedAt, upvotes }, upvoteHistory = [] }) => {
      const earlier = upvoteHistory.filter(({ at }) => observedAt !== null && at < observedAt);
      const totals = new Map(earlier.map((total) => [total.at.getTime(), total]));
      return [
        ...[...totals.values()].map((total) => ({ id, observedAt: total.at, upvotes: total.upvotes })),
        { id, observedAt, upvotes },
      ];
    });
  await storeRows(
    db,
    rows,
    sql`
      insert into upvote_observations (paper_id, observed_at, upvotes)
      select * from ${rowsAs("row", rows, { id: "int", observedAt: "timestamptz", upvotes: "int" })}
      on conflict (paper_id, observed_at) do update set upvotes = excluded.upvotes
    `,
  );
}

export async function storeMentions(
  db: Queryable,
  papers: readonly { id: number }[],
  source: string,
): Promise<void> {
  await storeRows(
    db,
    papers,
    sql`
      insert into paper_sources (source_id, paper_id)
      select s.id, paper.id from sources s, ${rowsAs("paper", papers, { id: "int" })}
      where s.name = ${source}
      on conflict do nothing
    `,
  );
}

async function storeRows(db: Queryable, rows: readonly object[], statement: Sql): Promise<void> {
  if (rows.length > 0) await db.query(statement);
}
