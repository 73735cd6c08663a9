import sql, { raw } from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";
import { isFilling, writing } from "../batch/writer.js";
import { nameAuthors } from "../derived/author-identity.js";
import { recountAll } from "../derived/counts.js";

// An archive of millions of papers into a database that has fewer is a thing of its own. Most of the work of a batch would
// go into numbers that the next batch changes again, and into indexes that are made in a fraction of the time once
// everything is there. So while a database is being filled, some indexes are parked, and the numbers of authors and
// keywords and the spelling of authors wait; what `settle` does at the end. Everything else is kept as always, and
// everything can be read, though full-text search and lists of authors and keywords take their time. A database that is left
// half filled is settled by the next who comes.

/** Those that take most of the time, and that recording itself does not need. */
const parkedOfPapers = [
  "paper_texts_search_idx",
  "papers_latest_featured_on_id_idx",
  "papers_upvotes_id_idx",
  "papers_comments_count_id_idx",
  "papers_organization_id_published_on_id_idx",
];
/** These are made when the numbers are right. */
const parkedOfOwners = [
  "authors_papers_count_id_idx",
  "authors_name_key_id_idx",
  "authors_last_seen_on_id_idx",
  "authors_words_idx",
  "author_votes_upvotes_author_id_idx",
  "keywords_papers_count_id_idx",
  "keywords_upvotes_id_idx",
  "keywords_name_key_id_idx",
  "keywords_last_seen_on_id_idx",
  "keywords_words_idx",
];

/** Percent of a page that new authors may take: what is left is for their numbers, which then change no index. */
const fillOfAuthors = { filling: 45, settled: 75 };

/** The name by which Postgres knows the connections of an ingest. */
export const ingestName = "papergraph ingest";

/** Ends what the connections of a name are at; nothing of it is done then. */
export async function cancelWork(db: Queryable, name: string): Promise<void> {
  await db.query(sql`
    select pg_cancel_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = ${name}
  `);
}

/** Whether somebody left the database half filled, and no ingest is there that will settle it. */
export async function isLeftUnsettled(db: Queryable): Promise<boolean> {
  const [row] = await db.query<{ left: boolean }>(sql`
    select exists (select from parked_indexes) and not exists (
      select from pg_stat_activity where datname = current_database() and application_name = ${ingestName}
    ) as left
  `);
  return row?.left === true;
}

/** What became of an attempt to fill: begun, to be tried again because somebody is reading, or not allowed to this user. */
export type Beginning = "begun" | "busy" | "forbidden";

/** Parks the indexes that are there; what is recorded from now on has to be settled. */
export async function beginFilling(db: Database): Promise<Beginning> {
  const indexes = await db.query<{ name: string }>(
    sql`
      select indexname as name from pg_indexes
      where schemaname = current_schema() and indexname = any(${[...parkedOfPapers, ...parkedOfOwners]}::text[])
    `,
    "indexes_to_park",
  );
  try {
    for (const { name } of indexes) await parkIndex(db, name);
    return "begun";
  } catch (error) {
    const beginning = refusals[String((error as { code?: unknown }).code)];
    if (beginning === undefined) throw error;
    return beginning;
  }
}

/** By the error's code: the lock was not to be had, in time or without a deadlock; somebody else owns the index. */
const refusals: Readonly<Record<string, Beginning>> = {
  "55P03": "busy",
  "40P01": "busy",
  "42501": "forbidden",
};

/**
 * In a turn of its own, so that who reads one table and goes on to another is never waited for with both locked. With the
 * first one the database begins to be filled.
 */
async function parkIndex(db: Database, name: string): Promise<void> {
  await writing(db, async ({ transaction }) => {
    await transaction.query(sql`set local lock_timeout = '500ms'`);
    if (!(await isFilling(transaction))) await setFillOfAuthors(transaction, fillOfAuthors.filling);
    await transaction.query(sql`
      insert into parked_indexes (name, definition)
      select indexname, indexdef from pg_indexes where schemaname = current_schema() and indexname = ${name}
      on conflict do nothing
    `);
    await transaction.query(sql`drop index if exists ${raw(`"${name}"`)}`);
  });
}

async function setFillOfAuthors(db: Queryable, percent: number): Promise<void> {
  await db.query(sql`alter table authors set (fillfactor = ${raw(String(percent))})`);
}

/**
 * Does what was put off, where something was. Another ingest may be at it still: then what it stores after this is recorded
 * as always.
 *
 * @param db has two connections at least: the indexes of papers are made while authors are counted
 * @param onBegin told before the work begins, which takes a minute or so for millions of papers
 */
export async function settle(db: Database, onBegin?: () => void): Promise<void> {
  await writing(db, async ({ transaction }) => {
    if (!(await isFilling(transaction))) return;
    onBegin?.();
    const ofPapers = await parkedAmong(transaction, parkedOfPapers);
    // Not of this transaction, which says all the same what becomes of it: until it commits, the database is being filled.
    const beside = db.independentTransaction((aside) => makeIndexesAside(aside, ofPapers));
    // It may fail long before anybody waits for it.
    beside.catch(() => undefined);
    try {
      await liftLimits(transaction);
      await countAndSpell(transaction);
      await makeIndexes(transaction, await parkedAmong(transaction, parkedOfOwners));
    } finally {
      await Promise.allSettled([beside]);
    }
    await beside;
    await transaction.query(sql`delete from parked_indexes`);
    await setFillOfAuthors(transaction, fillOfAuthors.settled);
  });
}

/** "papergri" in ASCII. */
const indexLock = 0x7061706572677269n;

/**
 * A lock of its own, because a backend whose client was killed goes on with its index, and ends only then: without it, the
 * next one would be told that the index is there, and then that it is not.
 */
async function makeIndexesAside(transaction: Queryable, definitions: readonly string[]): Promise<void> {
  await liftLimits(transaction);
  await transaction.query(sql`select pg_advisory_xact_lock(${indexLock})`);
  await makeIndexes(transaction, definitions);
}

/** Those of time that the role or the database may have: what is done here takes as long as it takes. */
export async function liftLimits(transaction: Queryable): Promise<void> {
  await transaction.query(sql`set local statement_timeout = 0`);
  await transaction.query(sql`set local idle_in_transaction_session_timeout = 0`);
}

async function countAndSpell(transaction: Queryable): Promise<void> {
  await transaction.query(sql`set local work_mem = '64MB'`);
  // Groups of an index's order, which are updated in the order of the table, in half the time of hashed ones.
  await transaction.query(sql`set local enable_hashagg = off`);
  await recountAll(transaction);
  await nameAuthors(transaction, sql`select author_id from respelled_authors`);
  await transaction.query(sql`delete from respelled_authors`);
}

async function parkedAmong(transaction: Queryable, names: readonly string[]): Promise<string[]> {
  const indexes = await transaction.query<{ definition: string }>(
    sql`select definition from parked_indexes where name = any(${names}::text[])`,
  );
  return indexes.map(({ definition }) => definition);
}

async function makeIndexes(transaction: Queryable, definitions: readonly string[]): Promise<void> {
  for (const definition of definitions)
    await transaction.query(sql`${raw(definition.replace("INDEX", "INDEX IF NOT EXISTS"))}`);
}
