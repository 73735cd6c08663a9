import sql from "sql-template-tag";
import type { Queryable, Transaction } from "../../db/database.js";
import type { WriteContext } from "../batch/batch.js";
import { listsWithAccounts } from "../batch/kept-accounts.js";
import type { PaperChange } from "../batch/merge.js";
import type { AuthorDraft } from "../interchange/paper-draft.js";
import { copyRows } from "../sql/rows.js";
import { nameKey } from "../values/folded-keys.js";
import {
  addClaims,
  dropClaims,
  markRespelled,
  type NamePair,
  nameAuthors,
  ownersOf,
  recordAccounts,
} from "./author-identity.js";
import { Tally, tallyUnchangedLists } from "./counts.js";
import { loadAuthors, loadDisplaced, moveAuthorships } from "./moved-authorships.js";
import { OwnerMonths } from "./owner-months.js";

// The owner of a name depends on all claims to it (see `author-identity.ts`), so adding or removing a claim can also
// reassign ("displace") authorships on other papers. Hidden authorships are ignored.

/** An author list entry to be stored. */
interface Entry {
  paper: PaperChange;
  paperId: number;
  position: number;
  name: string;
  nameKey: string;
  claimed: boolean;
  hidden: boolean;
  authorId: number | null;
  draft: AuthorDraft;
}

export interface AuthorshipChanges {
  tally: Tally;
  /** Authors of the papers whose lists were replaced, each once per paper. */
  written: { paper: PaperChange; authorId: number }[];
  /** Authors who lost a stored authorship or gained one. */
  reassigned: number[];
  months: OwnerMonths;
}

/** Replaces the author lists of papers. */
export async function replaceAuthorships(
  { transaction: db, cache, time, bulkLoading }: WriteContext,
  papers: readonly PaperChange[],
): Promise<AuthorshipChanges> {
  const entries = entriesOf(papers, await listsWithAccounts(db, papers));
  const stored = papers.filter(({ before }) => before !== null);
  const removed = await removeAuthorships(
    db,
    stored.filter(({ authors }) => authors !== undefined),
  );

  const claimed = entries.filter(isClaimed);
  const lost = await dropClaims(
    db,
    removed.filter((pair) => pair.claimed),
  );
  await recordAccounts(db, claimed);
  const gained = await addClaims(db, claimed);

  const named = entries.filter(isNamed);
  const displaced = await loadDisplaced(db, [...lost, ...gained]);
  cache.owners.delete([...lost, ...gained].map((pair) => pair.nameKey));
  const owners = await ownersOf(db, [...named, ...displaced], cache.owners);
  const ownerOf = (entry: { nameKey: string }) => owners.get(entry.nameKey)?.id ?? null;
  for (const entry of named) entry.authorId = ownerOf(entry);
  const moved = displaced.filter((entry) => ownerOf(entry) !== entry.authorId);
  const months = new OwnerMonths();
  await moveAuthorships(
    { transaction: db, time },
    moved.map((entry) => ({ ...entry, now: ownerOf(entry) })),
    papers,
    months,
  );
  await insertAuthorships(db, entries);

  const reassigned = idsOf([...removed, ...moved, ...moved.map((entry) => ({ authorId: ownerOf(entry) }))]);
  const respelled: Entry[] = [];
  for (const entry of named) if (owners.get(entry.nameKey)?.name !== entry.name) respelled.push(entry);
  const renamed = [...new Set([...idsOf(claimed), ...idsOf(respelled), ...reassigned])];
  if (bulkLoading) await markRespelled(db, renamed);
  else {
    if (renamed.length > 0) await nameAuthors(db, sql`select unnest(${renamed}::int[])`, "name_authors");
    if (reassigned.length > 0) cache.owners.clear();
    cache.owners.delete(respelled.map((entry) => entry.nameKey));
  }

  const tally = new Tally();
  const written = distinctAuthors(entries);
  // Finalizing counts from the stored rows.
  if (bulkLoading) return { tally, written, reassigned, months };
  for (const { paper, authorId } of written) {
    if (paper.before === null) tally.note(authorId, paper);
    else tally.recount([authorId]);
    months.add(authorId, paper.after, 1);
  }
  subtractRemoved(months, papers, removed);
  tally.recount(reassigned);
  await tallyUnchangedLists(
    tally,
    months,
    papers.filter(({ authors }) => authors === undefined),
    (paperIds) => loadAuthors(db, paperIds),
  );
  return { tally, written, reassigned, months };
}

/**
 * Deduplicates the authors of each paper; an account may be listed twice on one.
 *
 * @param entries grouped by paper
 */
function distinctAuthors(entries: readonly Entry[]): AuthorshipChanges["written"] {
  const written: AuthorshipChanges["written"] = [];
  const seen = new Set<number>();
  let last: PaperChange | undefined;
  for (const { paper, authorId } of entries) {
    if (paper !== last) seen.clear();
    last = paper;
    if (authorId === null || seen.has(authorId)) continue;
    seen.add(authorId);
    written.push({ paper, authorId });
  }
  return written;
}

function entriesOf(
  papers: readonly PaperChange[],
  lists: ReadonlyMap<number, readonly AuthorDraft[]>,
): Entry[] {
  const entries: Entry[] = [];
  for (const paper of papers)
    for (const [index, author] of (lists.get(paper.id) ?? []).entries())
      entries.push(entryOf(paper, author, index));
  return entries;
}

function isClaimed({ claimed, hidden }: Entry): boolean {
  return claimed && !hidden;
}

function isNamed({ claimed, hidden }: Entry): boolean {
  return !claimed && !hidden;
}

function entryOf(paper: PaperChange, draft: AuthorDraft, index: number): Entry {
  return {
    paper,
    paperId: paper.id,
    position: index + 1,
    name: draft.name,
    nameKey: nameKey(draft.name),
    claimed: draft.accountId !== undefined,
    hidden: draft.hidden === true,
    authorId: null,
    draft,
  };
}

function idsOf(rows: readonly { authorId: number | null }[]): number[] {
  return rows.flatMap(({ authorId }) => (authorId === null ? [] : [authorId]));
}

type Removed = NamePair & { paperId: number; claimed: boolean };

/** @returns removed authorships, except for hidden ones */
async function removeAuthorships(db: Queryable, papers: readonly PaperChange[]): Promise<Removed[]> {
  if (papers.length === 0) return [];
  return db.query(sql`
    with removed as (
      delete from authorships where paper_id = any(${papers.map(({ id }) => id)}::int[])
      returning paper_id as "paperId", author_id as "authorId", name_key as "nameKey", claimed
    )
    select * from removed where "authorId" is not null
  `);
}

/** Subtracts papers, as they were, from the authors that were listed on them. */
function subtractRemoved(
  months: OwnerMonths,
  papers: readonly PaperChange[],
  removed: readonly Removed[],
): void {
  const authors = new Map<number, Set<number>>();
  for (const { paperId, authorId } of removed)
    authors.set(paperId, (authors.get(paperId) ?? new Set()).add(authorId));
  for (const { id, before } of papers)
    if (before !== null) for (const authorId of authors.get(id) ?? []) months.add(authorId, before, -1);
}

async function insertAuthorships(db: Transaction, entries: readonly Entry[]): Promise<void> {
  await copyRows(db, "authorships", entries, {
    paperId: "int",
    position: "int",
    name: "text",
    nameKey: "text",
    claimed: "boolean",
    hidden: "boolean",
    authorId: "int",
  });
}
