import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { BatchCache } from "../batch/batch-cache.js";
import type { WriteTransaction } from "../batch/writer.js";
import { linesOf } from "../interchange/export.js";
import { parsePaperInput } from "../interchange/parse-paper.js";
import type { TrustLevel } from "../interchange/trust-level.js";
import { loadStates } from "../recording/load-states.js";
import { recordIn } from "../recording/record-papers.js";
import { removePapers } from "./remove-papers.js";

/**
 * Merges stored papers that are equal under the current keys: an old identifier with a subject class
 * (`math.GT/0309136`) equals the one without, and a paper without an identifier equals one with the same title. Each
 * duplicate is removed and recorded again with the trust level of its best source.
 */
export async function mergePapers(write: WriteTransaction): Promise<void> {
  const { transaction } = write;
  for (const { id, arxivId } of await dropSubjectClasses(write)) await mergePaper(write, id, arxivId);
  for (;;) {
    const namesake = await findNamesake(transaction);
    if (namesake === undefined) return;
    await mergePaper(write, namesake, undefined);
  }
}

/** @returns the papers whose new identifier is already taken */
async function dropSubjectClasses({
  transaction,
  time,
}: WriteTransaction): Promise<{ id: number; arxivId: string }[]> {
  await transaction.query(sql`
    update papers p set arxiv_id = one.arxiv_id, updated_at = ${time}
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

async function mergePaper(write: WriteTransaction, id: number, arxivId: string | undefined): Promise<void> {
  const { transaction } = write;
  const [state] = await loadStates(transaction, sql`select ${id}::int as id`, "merge_load", "merge");
  const [line = ""] = await linesOf(transaction, [id]);
  const parsed = parsePaperInput({ ...JSON.parse(line), arxivId });
  if (state === undefined || "problem" in parsed)
    throw new Error(`Paper ${id} cannot be read: ${JSON.stringify(parsed)}`);
  const draft = { ...parsed.draft };
  // The stars are observed at no other times.
  draft.starHistory ??= [];
  // The history includes the total, except for an undated total.
  delete draft[state.upvotesUndated ? "upvoteHistory" : "upvotes"];
  const sources = await transaction.query<{ id: number; name: string }>(
    sql`select s.id, s.name from paper_sources m join sources s on s.id = m.source_id where m.paper_id = ${id} order by 1`,
  );
  const [added] = await transaction.query<{ at: Date }>(
    sql`select added_at as at from papers where id = ${id}`,
  );
  const observedAt = state.observedAt ?? added?.at ?? new Date();
  await removePapers(write, [state], observedAt);
  // A paper without a source is recorded as well.
  for (const { name } of sources.length === 0 ? [{ name: "" }] : sources)
    await recordIn(
      write,
      [draft],
      { source: name, trustLevel: state.trustLevel as TrustLevel, observedAt, undated: state.upvotesUndated },
      new BatchCache(),
      new Map(),
    );
}
