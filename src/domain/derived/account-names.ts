import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { nameSeparator } from "../lists/name-search.js";
import { rowsAs } from "../sql/rows.js";
import { nameKey } from "../values/folded-keys.js";

// Display and search names of accounts, derived from the account's name, the username, and the names printed on
// papers.

/** A printed name of an account, and the number of papers with it. */
interface PrintedName {
  name: string;
  papers: number;
}

interface Account {
  accountName: string | null;
  username: string | null;
  printed: readonly PrintedName[];
}

interface StoredAccount extends Account {
  id: number;
  name: string;
  nameKey: string;
  otherNameKeys: string | null;
}

const batchSize = 2_000;

/**
 * Updates the display and search names of accounts.
 *
 * @param authors a query for author IDs; those without an account are ignored
 * @param statement name of the prepared statement, for a query with constant text
 */
export async function nameAccounts(db: Queryable, authors: Sql, statement?: string): Promise<void> {
  let last = 0;
  for (;;) {
    const accounts = await loadAccounts(db, authors, last, statement);
    await storeNames(db, accounts.flatMap(changedNames));
    const final = accounts.at(-1);
    if (final === undefined || accounts.length < batchSize) return;
    last = final.id;
  }
}

async function loadAccounts(
  db: Queryable,
  authors: Sql,
  after: number,
  statement: string | undefined,
): Promise<StoredAccount[]> {
  return db.query<StoredAccount>(
    sql`
    select a.id, a.account_name as "accountName", a.username, a.name, a.name_key as "nameKey",
      a.other_name_keys as "otherNameKeys", coalesce(printed.names, '[]') as printed
    from authors a
    left join lateral (
      select json_agg(json_build_object('name', name, 'papers', papers)) as names
      from (select name, count(*)::int as papers from authorships where author_id = a.id group by name) spelling
    ) printed on true
    where a.id in (${authors}) and a.account_id is not null and a.id > ${after}
    order by a.id
    limit ${batchSize}
  `,
    statement,
  );
}

function changedNames(
  stored: StoredAccount,
): Pick<StoredAccount, "id" | "name" | "nameKey" | "otherNameKeys">[] {
  const name = displayName(stored) ?? stored.name;
  const key = nameKey(name);
  const others = otherKeys(stored, key);
  const same = name === stored.name && key === stored.nameKey && others === stored.otherNameKeys;
  return same ? [] : [{ id: stored.id, name, nameKey: key, otherNameKeys: others }];
}

/** @returns undefined for an account without a name and papers */
function displayName({ accountName, printed }: Account): string | undefined {
  const [most] = printed.toSorted(
    (one, other) =>
      other.papers - one.papers || other.name.length - one.name.length || (one.name < other.name ? 1 : -1),
  );
  return accountName !== null && isFullName(accountName)
    ? accountName
    : (most?.name ?? accountName ?? undefined);
}

/**
 * Whether an account name is a person's full name, as opposed to a single word, an email address or a handle (`ai_fan
 * 42`).
 */
export function isFullName(accountName: string): boolean {
  return /\S\s+\S/.test(accountName) && !/[@_\d]/.test(accountName);
}

function otherKeys({ accountName, username, printed }: Account, key: string): string {
  const names = [accountName, username, ...printed.map(({ name }) => name)];
  const keys = new Set(names.flatMap((name) => (name === null ? [] : nameKey(name))));
  keys.delete(key);
  return [...keys].sort().join(nameSeparator);
}

async function storeNames(
  db: Queryable,
  rows: readonly Pick<StoredAccount, "id" | "name" | "nameKey" | "otherNameKeys">[],
): Promise<void> {
  if (rows.length === 0) return;
  await db.query(sql`
    update authors a set name = row.name, name_key = row.name_key, other_name_keys = row.other_name_keys
    from ${rowsAs("row", rows, { id: "int", name: "text", nameKey: "text", otherNameKeys: "text" })}
    where a.id = row.id
  `);
}
