import sql from "sql-template-tag";
import type { Queryable } from "../db/client.js";
import { Tally } from "./counts.js";
import type { AuthorDraft } from "./draft.js";
import { nameKey } from "./keys.js";
import type { NumberedPaper } from "./merge.js";
import { rowsAs } from "./rows.js";

// An author is a claimed account, or a name. A name belongs to the account that carries it when exactly one account
// does (carries: is printed under it on a paper that it claims), otherwise to the author of that name. Hidden
// authorships take no part. Because the rule looks at the whole set, a claim that comes or goes can move authorships
// of that name on other papers too: the displaced ones below.

/** One name of an author list on its way into the database. */
interface Entry {
  paper: NumberedPaper;
  paperId: number;
  position: number;
  name: string;
  nameKey: string;
  claimed: boolean;
  hidden: boolean;
  authorId: number | null;
  draft: AuthorDraft;
}

/** An authorship that is stored already, and may have to move to another author. */
type Displaced = Pick<Entry, "paperId" | "position" | "name" | "nameKey" | "authorId">;

/** That an account carries a name, or that an author has an authorship under it. */
interface NamePair {
  nameKey: string;
  authorId: number;
}

/** Puts the author lists that papers now have in the place of those they had, and tells whose numbers change. */
export async function replaceAuthorships(db: Queryable, papers: readonly NumberedPaper[]): Promise<Tally> {
  const entries = papers.flatMap((paper) =>
    (paper.authors ?? []).map((author, index) => entryOf(paper, author, index)),
  );
  const stored = papers.filter(({ before }) => before !== null);
  const removed = await removeAuthorships(
    db,
    stored.filter(({ authors }) => authors !== undefined),
  );

  const claimed = entries.filter((entry) => entry.claimed && !entry.hidden);
  const lost = await dropClaims(
    db,
    removed.filter((pair) => pair.claimed),
  );
  await recordAccounts(db, claimed);
  const gained = await addClaims(db, claimed);

  const named = entries.filter((entry) => !entry.claimed && !entry.hidden);
  const displaced = await loadDisplaced(db, [...lost, ...gained]);
  const owners = await ownersOf(db, [...named, ...displaced]);
  const ownerOf = (entry: { nameKey: string }) => owners.get(entry.nameKey)?.id ?? null;
  for (const entry of named) entry.authorId = ownerOf(entry);
  const moved = displaced.filter((entry) => ownerOf(entry) !== entry.authorId);
  await moveAuthorships(db, moved, ownerOf);
  await insertAuthorships(db, entries);

  const shifted = idsOf([...removed, ...moved, ...moved.map((entry) => ({ authorId: ownerOf(entry) }))]);
  const respelled = named.filter((entry) => owners.get(entry.nameKey)?.name !== entry.name);
  await spellNames(db, [...idsOf(respelled), ...shifted]);

  const tally = new Tally();
  for (const { paper, authorId } of distinctAuthors(entries)) tally.note(authorId, paper);
  tally.recount(shifted);
  tally.recount(
    idsOf(
      await loadAuthors(
        db,
        stored.filter(({ authors }) => authors === undefined),
      ),
    ),
  );
  return tally;
}

/** One entry for each author of each paper: an account may be printed twice on one. */
function distinctAuthors(entries: readonly Entry[]): Entry[] {
  const seen = new Map(entries.map((entry) => [`${entry.paper.id} ${entry.authorId}`, entry]));
  return [...seen.values()];
}

function entryOf(paper: NumberedPaper, draft: AuthorDraft, index: number): Entry {
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

/** Returns what it took away, hidden authorships apart. */
async function removeAuthorships(
  db: Queryable,
  papers: readonly NumberedPaper[],
): Promise<(NamePair & { claimed: boolean })[]> {
  if (papers.length === 0) return [];
  return db.query(sql`
    with removed as (
      delete from authorships where paper_id = any(${papers.map(({ id }) => id)}::int[])
      returning author_id as "authorId", name_key as "nameKey", claimed
    )
    select * from removed where "authorId" is not null
  `);
}

/** Finds or makes the author of every claimed entry; what the latest entry says of the account holds. */
async function recordAccounts(db: Queryable, claimed: Entry[]): Promise<void> {
  if (claimed.length === 0) return;
  const accounts = new Map(
    claimed.map(({ name, draft }) => [
      draft.accountId,
      {
        accountId: draft.accountId,
        name: draft.accountName ?? name,
        nameKey: nameKey(draft.accountName ?? name),
        username: draft.username,
        avatarUrl: draft.avatarUrl,
      },
    ]),
  );
  const rows = await db.query<{ id: number; accountId: string }>(sql`
    insert into authors (account_id, name, name_key, username, avatar_url)
    select * from ${rowsAs("row", [...accounts.values()], {
      accountId: "text",
      name: "text",
      nameKey: "text",
      username: "text",
      avatarUrl: "text",
    })}
    on conflict (account_id) do update set
      name = excluded.name, name_key = excluded.name_key,
      username = coalesce(excluded.username, authors.username),
      avatar_url = coalesce(excluded.avatar_url, authors.avatar_url)
    returning id, account_id as "accountId"
  `);
  const ids = new Map(rows.map(({ accountId, id }) => [accountId, id]));
  for (const entry of claimed) entry.authorId = ids.get(entry.draft.accountId ?? "") ?? null;
}

/** Notes under which names accounts claim; returns what is new. */
async function addClaims(db: Queryable, claimed: Entry[]): Promise<NamePair[]> {
  if (claimed.length === 0) return [];
  return db.query<NamePair>(sql`
    insert into claimed_names (name_key, author_id)
    select distinct name_key, author_id from ${rowsAs("row", claimed, { nameKey: "text", authorId: "int" })}
    on conflict do nothing
    returning name_key as "nameKey", author_id as "authorId"
  `);
}

/** Forgets claims that no authorship bears out any more; returns them. */
async function dropClaims(db: Queryable, removed: NamePair[]): Promise<NamePair[]> {
  if (removed.length === 0) return [];
  return db.query<NamePair>(sql`
    delete from claimed_names c
    using ${rowsAs("removed", removed, { nameKey: "text", authorId: "int" })}
    where c.name_key = removed.name_key and c.author_id = removed.author_id
      and not exists (
        select from authorships a
        where a.author_id = c.author_id and a.name_key = c.name_key and a.claimed and not a.hidden
      )
    returning c.name_key as "nameKey", c.author_id as "authorId"
  `);
}

/**
 * The unclaimed authorships under names whose claims have changed. They are with an account that carries the name,
 * or carried it, or with the author of the name.
 */
async function loadDisplaced(db: Queryable, changes: NamePair[]): Promise<Displaced[]> {
  if (changes.length === 0) return [];
  const keys = [...new Set(changes.map((pair) => pair.nameKey))];
  return db.query(sql`
    select paper_id as "paperId", position, name, name_key as "nameKey", author_id as "authorId"
    from authorships
    where not claimed and name_key = any(${keys}::text[]) and author_id in (
      select unnest(${idsOf(changes)}::int[])
      union select author_id from claimed_names where name_key = any(${keys}::text[])
      union select id from authors where own_name_key = any(${keys}::text[])
    )
  `);
}

/** Whose each name is: the one account's that carries it, or the author's of that name, made where missing. */
async function ownersOf(
  db: Queryable,
  entries: readonly { name: string; nameKey: string }[],
): Promise<Map<string, { id: number; name: string }>> {
  const names = new Map(entries.map(({ name, nameKey: key }) => [key, name]));
  if (names.size === 0) return new Map();
  const known = await db.query<{ nameKey: string; id: number; name: string }>(
    sql`
      select key as "nameKey", coalesce(account.id, own.id) as id, coalesce(account.name, own.name) as name
      from unnest(${[...names.keys()]}::text[]) as key
      left join lateral (
        select min(c.author_id) as id from claimed_names c where c.name_key = key having count(*) = 1
      ) sole on true
      left join authors account on account.id = sole.id
      left join authors own on own.own_name_key = key
      where coalesce(account.id, own.id) is not null
    `,
    "record_owners_of_names",
  );
  const owners = new Map(known.map(({ nameKey: key, id, name }) => [key, { id, name }]));
  const missing = [...names].filter(([key]) => !owners.has(key)).map(([key, name]) => ({ key, name }));
  if (missing.length === 0) return owners;
  const made = await db.query<{ nameKey: string; id: number; name: string }>(sql`
    insert into authors (own_name_key, name, name_key)
    select key, name, key from ${rowsAs("row", missing, { key: "text", name: "text" })}
    returning own_name_key as "nameKey", id, name
  `);
  for (const { nameKey: key, id, name } of made) owners.set(key, { id, name });
  return owners;
}

async function moveAuthorships(
  db: Queryable,
  moved: readonly Displaced[],
  ownerOf: (entry: Displaced) => number | null,
): Promise<void> {
  if (moved.length === 0) return;
  const rows = moved.map((entry) => ({ ...entry, authorId: ownerOf(entry) }));
  await db.query(sql`
    update authorships a set author_id = row.author_id
    from ${rowsAs("row", rows, { paperId: "int", position: "int", authorId: "int" })}
    where a.paper_id = row.paper_id and a.position = row.position
  `);
}

async function insertAuthorships(db: Queryable, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  await db.query(
    sql`
      insert into authorships (paper_id, position, name, name_key, claimed, hidden, author_id)
      select * from ${rowsAs("row", entries, {
        paperId: "int",
        position: "int",
        name: "text",
        nameKey: "text",
        claimed: "boolean",
        hidden: "boolean",
        authorId: "int",
      })}
    `,
    "record_insert_authorships",
  );
}

/** Names the authors without an account as most papers print them; of equally common spellings the last one. */
async function spellNames(db: Queryable, authorIds: number[]): Promise<void> {
  if (authorIds.length === 0) return;
  await db.query(sql`
    update authors a set name = common.name
    from (
      select author_id, mode() within group (order by name collate "C" desc) as name
      from authorships where author_id = any(${authorIds}::int[]) group by author_id
    ) common
    where a.id = common.author_id and a.own_name_key is not null and a.name is distinct from common.name
  `);
}

async function loadAuthors(
  db: Queryable,
  papers: readonly NumberedPaper[],
): Promise<{ authorId: number | null }[]> {
  if (papers.length === 0) return [];
  return db.query(sql`
    select distinct author_id as "authorId" from authorships
    where paper_id = any(${papers.map(({ id }) => id)}::int[])
  `);
}
