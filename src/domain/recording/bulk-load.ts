import sql, { raw } from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";
import { inWriteTransaction, isBulkLoading } from "../batch/writer.js";
import { nameAuthors } from "../derived/author-identity.js";
import { recountAll } from "../derived/counts.js";
import { recomputeMonths } from "../derived/owner-months.js";

// Bulk loads take a separate path. Loading an archive of millions of papers would spend most of its time on counts that
// the next batch changes again, and on indexes that are built much faster at the end. So some indexes are dropped, and
// counts, sums per month and display names of authors and keywords are deferred until `finalizeBulkLoad`. Everything
// else is updated as usual. All data can be queried, although full-text search and lists of authors and keywords are
// slow. An interrupted bulk load is finalized by the next process.

/** The most expensive indexes among those not needed for recording. */
const deferredPaperIndexes = [
  "paper_texts_search_idx",
  "paper_titles_terms_idx",
  "papers_latest_featured_on_id_idx",
  "papers_upvotes_id_idx",
  "papers_comments_count_id_idx",
  "paper_categories_category_paper_id_idx",
  "papers_added_at_id_idx",
  "papers_updated_at_id_idx",
  "papers_organization_id_published_on_id_idx",
  "papers_organization_id_upvotes_id_idx",
];
/** Rebuilt after counting. */
const deferredOwnerIndexes = [
  "authors_papers_count_id_idx",
  "authors_name_key_id_idx",
  "authors_last_seen_on_id_idx",
  "authors_words_idx",
  "authors_terms_idx",
  "author_votes_upvotes_author_id_idx",
  "keywords_papers_count_id_idx",
  "keyword_votes_upvotes_keyword_id_idx",
  "keywords_name_key_id_idx",
  "keywords_last_seen_on_id_idx",
  "keywords_words_idx",
  "keywords_terms_idx",
  "author_months_month_papers_idx",
  "keyword_months_month_papers_idx",
];

/** Fillfactor of authors. The free space lets count updates stay heap-only. */
const authorsFillfactor = { loading: 45, finalized: 75 };

/** `application_name` of ingests. */
export const ingestApplicationName = "papergraph ingest";

/** Cancels the running queries of an application; their transactions roll back. */
export async function cancelQueries(db: Queryable, name: string): Promise<void> {
  await db.query(sql`
    select pg_cancel_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = ${name}
  `);
}

/** Whether a bulk load was interrupted and no ingest is running to finalize it. */
export async function hasAbandonedBulkLoad(db: Queryable): Promise<boolean> {
  const [row] = await db.query<{ left: boolean }>(sql`
    select exists (select from parked_indexes) and not exists (
      select from pg_stat_activity where datname = current_database() and application_name = ${ingestApplicationName}
    ) as left
  `);
  return row?.left === true;
}

/** `busy` means that a reader holds a lock: retry. `forbidden` means that the role does not own the indexes. */
export type BulkLoadStart = "started" | "busy" | "forbidden";

/** Drops the indexes. Everything recorded from now on requires `finalizeBulkLoad`. */
export async function beginBulkLoad(db: Database): Promise<BulkLoadStart> {
  const indexes = await db.query<{ name: string }>(
    sql`
      select indexname as name from pg_indexes
      where schemaname = current_schema() and indexname = any(${[...deferredPaperIndexes, ...deferredOwnerIndexes]}::text[])
    `,
    "indexes_to_drop",
  );
  try {
    for (const { name } of indexes) await dropIndex(db, name);
    return "started";
  } catch (error) {
    const start = startFailures[String((error as { code?: unknown }).code)];
    if (start === undefined) throw error;
    return start;
  }
}

/** By SQLSTATE: lock_not_available, deadlock_detected, insufficient_privilege. */
const startFailures: Readonly<Record<string, BulkLoadStart>> = {
  "55P03": "busy",
  "40P01": "busy",
  "42501": "forbidden",
};

/**
 * One transaction per index, so that no reader of several tables is blocked by more than one lock. The first dropped
 * index starts the bulk load.
 */
async function dropIndex(db: Database, name: string): Promise<void> {
  await inWriteTransaction(db, async ({ transaction }) => {
    await transaction.query(sql`set local lock_timeout = '500ms'`);
    if (!(await isBulkLoading(transaction)))
      await setAuthorsFillfactor(transaction, authorsFillfactor.loading);
    await transaction.query(sql`
      insert into parked_indexes (name, definition)
      select indexname, indexdef from pg_indexes where schemaname = current_schema() and indexname = ${name}
      on conflict (name) do update set definition = excluded.definition
    `);
    await transaction.query(sql`drop index if exists ${raw(`"${name}"`)}`);
  });
}

async function setAuthorsFillfactor(db: Queryable, percent: number): Promise<void> {
  await db.query(sql`alter table authors set (fillfactor = ${raw(String(percent))})`);
}

/**
 * Runs the deferred work, if any. An ingest may still be running; what it stores afterwards is recorded as usual.
 *
 * @param db needs two connections: paper indexes are built while authors are counted
 * @param onBegin called before the work starts, which takes about a minute for millions of papers
 */
export async function finalizeBulkLoad(db: Database, onBegin?: () => void): Promise<void> {
  await inWriteTransaction(db, async ({ transaction }) => {
    if (!(await isBulkLoading(transaction))) return;
    onBegin?.();
    const definitions = await droppedIndexes(transaction, deferredPaperIndexes);
    // Runs in a separate transaction; the bulk load ends only when this one commits.
    const paperIndexes = db.independentTransaction((separate) => createPaperIndexes(separate, definitions));
    // It may reject before it is awaited.
    paperIndexes.catch(() => undefined);
    try {
      await disableTimeouts(transaction);
      await updateCountsAndNames(transaction);
      await createIndexes(transaction, await droppedIndexes(transaction, deferredOwnerIndexes));
    } finally {
      await Promise.allSettled([paperIndexes]);
    }
    await paperIndexes;
    await transaction.query(sql`delete from parked_indexes`);
    await setAuthorsFillfactor(transaction, authorsFillfactor.finalized);
  });
}

/** "papergri" in ASCII. */
const indexLock = 0x7061706572677269n;

/**
 * If a client is killed, its backend finishes building the index before it exits. Without this lock, the next process
 * would find the index existing first and missing later.
 */
async function createPaperIndexes(transaction: Queryable, definitions: readonly string[]): Promise<void> {
  await disableTimeouts(transaction);
  await transaction.query(sql`select pg_advisory_xact_lock(${indexLock})`);
  await createIndexes(transaction, definitions);
}

/** Disables statement timeouts for maintenance work. */
export async function disableTimeouts(transaction: Queryable): Promise<void> {
  await transaction.query(sql`set local statement_timeout = 0`);
  await transaction.query(sql`set local idle_in_transaction_session_timeout = 0`);
}

async function updateCountsAndNames(transaction: Queryable): Promise<void> {
  await transaction.query(sql`set local work_mem = '64MB'`);
  // Sorted groups update the table in its own order, in half the time of hashed ones.
  await transaction.query(sql`set local enable_hashagg = off`);
  await recountAll(transaction);
  await recomputeMonths(transaction);
  await nameAuthors(transaction, sql`select author_id from respelled_authors`);
  await transaction.query(sql`delete from respelled_authors`);
}

async function droppedIndexes(transaction: Queryable, names: readonly string[]): Promise<string[]> {
  const indexes = await transaction.query<{ definition: string }>(
    sql`select definition from parked_indexes where name = any(${names}::text[])`,
  );
  return indexes.map(({ definition }) => definition);
}

async function createIndexes(transaction: Queryable, definitions: readonly string[]): Promise<void> {
  for (const definition of definitions) await transaction.query(sql`${raw(buildOf(definition))}`);
}

/**
 * An index build also reads row versions that only an older snapshot sees. If that snapshot ends during the build, vacuum, or a
 * reader that finds a page full, removes their TOAST values, and the build fails: "missing chunk number 0 for toast value". The next
 * build skips these rows, unless a transaction in another database is older.
 */
function buildOf(definition: string): string {
  return `do $build$ begin
    for build in 1..3 loop
      begin
        ${definition.replace("INDEX", "INDEX IF NOT EXISTS")};
        return;
      exception when data_corrupted then
        if build = 3 then raise; end if;
      end;
    end loop;
  end $build$`;
}
