import sql, { type Sql } from "sql-template-tag";
import type { Database, Queryable } from "../db/client.js";
import type { Authority } from "./authority.js";
import { replaceAuthorships } from "./authorships.js";
import { applyToAuthors, applyToKeywords, applyToOrganizations, Tally } from "./counts.js";
import type { PaperDraft } from "./draft.js";
import { PaperIdentities } from "./identities.js";
import { replaceKeywords } from "./keyword-lists.js";
import { mergeDraft, type NumberedPaper, type PaperState, type PendingPaper, sameState } from "./merge.js";
import { recordOrganizations } from "./organization-records.js";
import { rowsAs } from "./rows.js";
import { refreshSearch } from "./search.js";

/** Who speaks, how far it is trusted, and when it was heard. */
export interface Origin {
  source: string;
  authority: Authority;
  observedAt: Date;
}

/** What became of a draft: a paper not known before, one that it changed, or nothing new. */
export type Outcome = "added" | "updated" | "unchanged";

/**
 * Writers take turns ("papergrw" in ASCII): one batch at a time, so that two sources that speak of the same papers,
 * authors or keywords at once neither deadlock nor write the same row twice.
 */
const writerLock = 0x7061706572677277n;

/**
 * Stores what a source says of some papers, as one transaction: papers, lists, observations, and everything derived
 * from them. The same drafts again change nothing. About 1,000 drafts make a good batch.
 *
 * @returns what became of each draft, in the order of `drafts`
 */
export async function recordPapers(
  db: Database,
  drafts: readonly PaperDraft[],
  origin: Origin,
): Promise<Outcome[]> {
  if (drafts.length === 0) return [];
  return db.transaction(async (transaction) => {
    await transaction.query(sql`select pg_advisory_xact_lock(${writerLock})`);
    const { outcomes, pending } = mergeAll(await loadKnown(transaction, drafts), drafts, origin.authority);
    const organizations = await recordOrganizations(transaction, drafts, [...pending], origin.authority);
    const papers = await numberPapers(transaction, [...pending]);
    const changed = papers.filter(({ before, after }) => before === null || !sameState(before, after));

    await storePapers(transaction, changed, organizations.ids, origin);
    await storeFeatureDays(transaction, changed);
    await storeObservations(transaction, changed, origin);
    await storeMentions(transaction, papers, origin.source);
    const authors = await replaceAuthorships(transaction, changed);
    const keywords = await replaceKeywords(transaction, changed);
    await refreshSearch(transaction, changed, organizations.renamed);
    await applyToOrganizations(transaction, organizationTally(changed, organizations.ids));
    await applyToAuthors(transaction, authors);
    await applyToKeywords(transaction, keywords);
    return outcomes;
  });
}

/** The papers that the drafts may speak of: those with their ids, and those with their titles. */
async function loadKnown(db: Queryable, drafts: readonly PaperDraft[]): Promise<PaperIdentities> {
  const { arxivIds, titleKeys } = PaperIdentities.keysOf(drafts);
  const rows = await db.query<PaperState>(
    sql`
      select p.id, p.arxiv_id as "arxivId", p.title, p.title_key as "titleKey",
        p.published_at as "publishedAt", p.published_on::text as "publishedOn",
        array(select day::text from feature_days where paper_id = p.id order by day) as "featuredOn",
        p.authors_count as "authorsCount", o.slug_key as "organizationKey", p.upvotes,
        exists (select from upvote_observations where paper_id = p.id) as observed,
        p.comments_count as "commentsCount", p.project_url as "projectUrl", p.code_url as "codeUrl",
        p.github_stars as "githubStars", p.thumbnail_url as "thumbnailUrl", p.withdrawn_at as "withdrawnAt",
        p.authority, p.comments_authority as "commentsAuthority", p.authors_digest as "authorsDigest",
        p.keywords_digest as "keywordsDigest", md5(t.abstract) as "abstractDigest"
      from (
        select id from papers where arxiv_id = any(${arxivIds}::text[])
        union
        select id from papers where title_key = any(${titleKeys}::text[])
      ) found
      join papers p using (id)
      left join paper_texts t on t.paper_id = p.id
      left join organizations o on o.id = p.organization_id
    `,
    "record_load_known",
  );
  return new PaperIdentities(rows);
}

function mergeAll(
  known: PaperIdentities,
  drafts: readonly PaperDraft[],
  authority: Authority,
): { outcomes: Outcome[]; pending: Set<PendingPaper> } {
  const pending = new Set<PendingPaper>();
  const outcomes = drafts.map((draft): Outcome => {
    const found = known.find(draft);
    const before = found?.after ?? null;
    const after = mergeDraft(before, draft, authority);
    const paper = found ?? { before: null, after };
    paper.after = after;
    if (after.authorsDigest !== (before?.authorsDigest ?? null) && draft.authors)
      paper.authors = draft.authors;
    if (after.keywordsDigest !== (before?.keywordsDigest ?? null) && draft.keywords)
      paper.keywords = draft.keywords;
    if (after.abstractDigest !== (before?.abstractDigest ?? null) && draft.abstract !== undefined)
      paper.abstract = draft.abstract;
    pending.add(paper);
    known.learn(paper);
    if (before === null) return "added";
    return sameState(before, after) ? "unchanged" : "updated";
  });
  return { outcomes, pending };
}

async function numberPapers(db: Queryable, pending: PendingPaper[]): Promise<NumberedPaper[]> {
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

async function storePapers(
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

async function storeFeatureDays(db: Queryable, papers: NumberedPaper[]): Promise<void> {
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

/** Stores a total only when it differs from the one before, or is the first. */
async function storeObservations(db: Queryable, papers: NumberedPaper[], origin: Origin): Promise<void> {
  const rows = papers
    .filter(({ before, after }) => after.observed && !(before?.observed && before.upvotes === after.upvotes))
    .map(({ id, after }) => ({ id, observedAt: origin.observedAt, upvotes: after.upvotes }));
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

async function storeMentions(db: Queryable, papers: NumberedPaper[], source: string): Promise<void> {
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

function organizationTally(changed: NumberedPaper[], ids: ReadonlyMap<string, number>): Tally {
  const tally = new Tally();
  for (const paper of changed) {
    const { before, after } = paper;
    tally.note(ids.get(after.organizationKey ?? ""), paper);
    const left = ids.get(before?.organizationKey ?? "");
    if (left !== undefined) tally.recount([left]);
  }
  return tally;
}
