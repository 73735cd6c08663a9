import sql, { type Sql } from "sql-template-tag";
import type { Queryable, Transaction } from "../../db/database.js";
import type { KnownOwners, Owner } from "../batch/known-owners.js";
import type { AuthorDraft } from "../interchange/paper-draft.js";
import { copyRows, reserveIds, rowsAs } from "../sql/rows.js";
import { nameKey } from "../values/folded-keys.js";
import { nameAccounts } from "./account-names.js";

// An author is a claimed account or a name. A name belongs to an account if exactly one account has claimed a paper
// under it, otherwise to the author of that name.

/** An account's claim to a name, or an author's authorship under it. */
export interface NamePair {
  nameKey: string;
  authorId: number;
}

/** A claimed authorship. `recordAccounts` sets its author. */
export interface Claim {
  name: string;
  nameKey: string;
  authorId: number | null;
  draft: AuthorDraft;
}

/**
 * Upserts the author of every claimed authorship; the latest value stated wins. Display names are updated by `nameAuthors`.
 */
export async function recordAccounts(db: Queryable, claimed: readonly Claim[]): Promise<void> {
  if (claimed.length === 0) return;
  const accounts = new Map<string | undefined, Account>();
  for (const claim of claimed)
    accounts.set(claim.draft.accountId, accountOf(claim, accounts.get(claim.draft.accountId)));
  const rows = await db.query<{ id: number; accountId: string }>(sql`
    insert into authors (account_id, name, name_key, account_name, username, avatar_url)
    select * from ${rowsAs("row", [...accounts.values()], {
      accountId: "text",
      name: "text",
      nameKey: "text",
      accountName: "text",
      username: "text",
      avatarUrl: "text",
    })}
    on conflict (account_id) do update set
      account_name = coalesce(excluded.account_name, authors.account_name),
      username = coalesce(excluded.username, authors.username),
      avatar_url = coalesce(excluded.avatar_url, authors.avatar_url)
    returning id, account_id as "accountId"
  `);
  const ids = new Map(rows.map(({ accountId, id }) => [accountId, id]));
  for (const entry of claimed) entry.authorId = ids.get(entry.draft.accountId ?? "") ?? null;
}

/** An account, as far as claims state it. */
type Account = Pick<Claim, "name" | "nameKey"> &
  Record<"accountId" | "accountName" | "username" | "avatarUrl", string | undefined>;

/** @param known what earlier claims state */
function accountOf(
  { name, draft: { accountId, accountName, username, avatarUrl } }: Claim,
  known: Account | undefined,
): Account {
  return {
    accountId,
    name,
    nameKey: nameKey(name),
    accountName: accountName ?? known?.accountName,
    username: username ?? known?.username,
    avatarUrl: avatarUrl ?? known?.avatarUrl,
  };
}

/** Stores claims. @returns new ones */
export async function addClaims(db: Queryable, claimed: readonly Claim[]): Promise<NamePair[]> {
  if (claimed.length === 0) return [];
  return db.query<NamePair>(sql`
    insert into claimed_names (name_key, author_id)
    select distinct name_key, author_id from ${rowsAs("row", claimed, { nameKey: "text", authorId: "int" })}
    on conflict do nothing
    returning name_key as "nameKey", author_id as "authorId"
  `);
}

/** Deletes claims without an authorship that supports them. @returns deleted ones */
export async function dropClaims(db: Queryable, removed: NamePair[]): Promise<NamePair[]> {
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

/** Resolves each name to the only account that claims it, or to the author of that name, who is added if missing. */
export async function ownersOf(
  db: Transaction,
  entries: readonly { name: string; nameKey: string }[],
  remembered: KnownOwners,
): Promise<Map<string, Owner>> {
  const owners = new Map<string, Owner>();
  const names = new Map<string, string>();
  for (const { name, nameKey: key } of entries) {
    const owner = owners.get(key) ?? remembered.get(key);
    if (owner) owners.set(key, owner);
    else names.set(key, name);
  }
  for (const [key, owner] of await findOwners(db, [...names.keys()])) owners.set(key, owner);
  const missing: [nameKey: string, name: string][] = [];
  for (const name of names) if (!owners.has(name[0])) missing.push(name);
  for (const [key, owner] of await addAuthors(db, missing)) owners.set(key, owner);
  for (const key of names.keys()) {
    const owner = owners.get(key);
    if (owner) remembered.set(key, owner);
  }
  return owners;
}

async function findOwners(db: Queryable, nameKeys: string[]): Promise<[nameKey: string, owner: Owner][]> {
  if (nameKeys.length === 0) return [];
  const known = await db.query<Owner & { nameKey: string }>(
    sql`
      select key as "nameKey", coalesce(account.id, own.id) as id,
        case when account.id is null then own.name end as name
      from unnest(${nameKeys}::text[]) as key
      left join lateral (
        select min(c.author_id) as id from claimed_names c where c.name_key = key having count(*) = 1
      ) sole on true
      left join authors account on account.id = sole.id
      left join authors own on own.own_name_key = key
      where coalesce(account.id, own.id) is not null
    `,
    "record_owners_of_names",
  );
  return known.map(ownerByName);
}

function ownerByName({ nameKey: key, id, name }: Owner & { nameKey: string }): [string, Owner] {
  return [key, { id, name }];
}

/** Adds authors without an account. */
async function addAuthors(
  db: Transaction,
  names: readonly [nameKey: string, name: string][],
): Promise<[nameKey: string, owner: Owner][]> {
  const ids = await reserveIds(db, "authors", names.length);
  const rows: (Owner & { ownNameKey: string; nameKey: string })[] = [];
  for (const [index, [key, name]] of names.entries())
    rows.push({ id: ids[index] as number, ownNameKey: key, name, nameKey: key });
  await copyRows(db, "authors", rows, { id: "int", ownNameKey: "text", name: "text", nameKey: "text" });
  return rows.map(ownerByName);
}

/**
 * Updates display names: the most common printed name of authors without an account, the last in order if tied; for
 * accounts, see `account-names.ts`.
 *
 * @param authors a query for author IDs
 * @param statement name of the prepared statement, for a query with constant text
 */
export async function nameAuthors(db: Queryable, authors: Sql, statement?: string): Promise<void> {
  await db.query(
    sql`
      update authors a set name = common.name
      from (
        select author_id, mode() within group (order by name collate "C" desc) as name
        from authorships where author_id in (${authors}) group by author_id
      ) common
      where a.id = common.author_id and a.own_name_key is not null and a.name is distinct from common.name
    `,
    statement,
  );
  await nameAccounts(db, authors, statement && `${statement}_accounts`);
}

/** Marks authors whose display name must be updated. */
export async function markRespelled(db: Queryable, authorIds: number[]): Promise<void> {
  if (authorIds.length === 0) return;
  await db.query(
    sql`insert into respelled_authors select unnest(${authorIds}::int[]) on conflict do nothing`,
    "mark_respelled",
  );
}
