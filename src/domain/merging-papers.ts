import sql from "sql-template-tag";
import type { Queryable } from "../db/client.js";
import type { Authority } from "./authority.js";
import { refreshDerived } from "./derived.js";
import { linesOf } from "./export.js";
import { isFilling } from "./filling.js";
import { Memory } from "./memory.js";
import { type NumberedPaper, pendingPaper } from "./merge.js";
import { parsePaperInput } from "./paper-input.js";
import { loadStates, type StoredState } from "./paper-states.js";
import { recordIn } from "./record.js";
import type { Writing } from "./writer.js";

/**
 * Makes one of stored papers that are one by the keys of today: an old identifier with its subject class
 * (`math.GT/0309136`) is the one without, and a paper without an identifier is the one with its title. Each is removed and
 * recorded again with the authority of its best source.
 */
export async function mergePapers(writing: Writing): Promise<void> {
  const { transaction } = writing;
  for (const { id, arxivId } of await dropSubjectClasses(transaction)) await mergePaper(writing, id, arxivId);
  for (;;) {
    const namesake = await findNamesake(transaction);
    if (namesake === undefined) return;
    await mergePaper(writing, namesake, undefined);
  }
}

/** @returns the papers whose identifier another paper has already */
async function dropSubjectClasses(transaction: Queryable): Promise<{ id: number; arxivId: string }[]> {
  await transaction.query(sql`
    update papers p set arxiv_id = one.arxiv_id
    from (
      select min(id) as id, regexp_replace(arxiv_id, '\\.[^/]*/', '/') as arxiv_id
      from papers where arxiv_id ~ '^[^/]*\\.[^/]*/' group by 2
    ) one
    where p.id = one.id and not exists (select from papers other where other.arxiv_id = one.arxiv_id)
  `);
  return transaction.query<{ id: number; arxivId: string }>(sql`
    select id, regexp_replace(arxiv_id, '\\.[^/]*/', '/') as "arxivId"
    from papers where arxiv_id ~ '^[^/]*\\.[^/]*/' order by id
  `);
}

/** The newest paper without an identifier that shares its title with another. */
async function findNamesake(transaction: Queryable): Promise<number | undefined> {
  const [row] = await transaction.query<{ id: number }>(sql`
    select id from papers p
    where arxiv_id is null and exists (select from papers other where other.title_key = p.title_key and other.id <> p.id)
    order by id desc limit 1
  `);
  return row?.id;
}

async function mergePaper(writing: Writing, id: number, arxivId: string | undefined): Promise<void> {
  const { transaction } = writing;
  const [state] = await loadStates(transaction, sql`select ${id}::int as id`, "merge_load", "to merge");
  const [line = ""] = await linesOf(transaction, [id]);
  const parsed = parsePaperInput({ ...JSON.parse(line), arxivId });
  if (state === undefined || "problem" in parsed)
    throw new Error(`Paper ${id} cannot be read: ${JSON.stringify(parsed)}`);
  // The total is the last of its history.
  const { upvotes: _total, ...draft } = parsed.draft;
  const sources = await transaction.query<{ id: number; name: string }>(
    sql`select s.id, s.name from paper_sources m join sources s on s.id = m.source_id where m.paper_id = ${id} order by 1`,
  );
  const [added] = await transaction.query<{ at: Date }>(
    sql`select added_at as at from papers where id = ${id}`,
  );
  const observedAt = state.observedAt ?? added?.at ?? new Date();
  await removePaper(writing, state, observedAt);
  // Without a source it is recorded all the same.
  for (const { name } of sources.length === 0 ? [{ name: "" }] : sources)
    await recordIn(
      writing,
      [draft],
      { source: name, authority: state.authority as Authority, observedAt },
      new Memory(),
      new Map(),
    );
}

/** Takes away first all that is counted, as any change does, so that what is derived follows. */
async function removePaper({ transaction }: Writing, before: StoredState, observedAt: Date): Promise<void> {
  const after = {
    ...before,
    publishedAt: null,
    publishedOn: null,
    featuredOn: [],
    organizationId: null,
    observedAt: null,
    authorsDigest: null,
    keywordsDigest: null,
  };
  const paper: NumberedPaper = { ...pendingPaper(before, after), id: before.id, authors: [], keywords: [] };
  await transaction.query(sql`
    update papers set organization_id = null, published_at = null, published_on = null, latest_featured_on = null
    where id = ${before.id}
  `);
  await transaction.query(sql`delete from upvote_observations where paper_id = ${before.id}`);
  const recording = { transaction, memory: new Memory(), filling: await isFilling(transaction) };
  await refreshDerived(recording, [paper], { renamed: [] }, { observedAt }, [before.id]);
  await transaction.query(sql`delete from events where paper_id = ${before.id}`);
  await transaction.query(sql`delete from papers where id = ${before.id}`);
}
