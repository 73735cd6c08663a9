import sql from "sql-template-tag";
import type { Database, Queryable } from "../db/client.js";
import { refreshAffiliations } from "./affiliation-records.js";
import type { Authority } from "./authority.js";
import { replaceAuthorships } from "./authorships.js";
import { applyToAuthors, applyToKeywords, applyToOrganizations, Tally } from "./counts.js";
import type { PaperDraft } from "./draft.js";
import { PaperIdentities } from "./identities.js";
import { replaceKeywords } from "./keyword-lists.js";
import { mergeDraft, type NumberedPaper, type PaperState, type PendingPaper, sameState } from "./merge.js";
import { recordOrganizations } from "./organization-records.js";
import {
  numberPapers,
  type Origin,
  storeFeatureDays,
  storeMentions,
  storeObservations,
  storePapers,
} from "./paper-rows.js";
import { refreshSums } from "./paper-sums.js";
import { refreshSearch } from "./search.js";

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
    await applyToAuthors(transaction, authors.tally);
    await applyToKeywords(transaction, keywords);
    await refreshAffiliations(transaction, changed, organizations.ids, authors);
    await refreshSums(transaction, changed, organizations.ids);
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

function organizationTally(changed: NumberedPaper[], ids: ReadonlyMap<string, number>): Tally {
  const tally = new Tally();
  for (const paper of changed) {
    const [left, now] = [paper.before?.organizationKey ?? null, paper.after.organizationKey];
    const moved = paper.before !== null && left !== now;
    if (!moved) tally.note(ids.get(now ?? ""), paper);
    else for (const key of [left, now]) tally.recount(key === null ? [] : [ids.get(key) ?? 0]);
  }
  return tally;
}
