import sql from "sql-template-tag";
import type { Queryable } from "../db/client.js";
import type { AuthorDraft } from "./draft.js";
import { groupedBy } from "./grouped.js";
import { nameKey } from "./keys.js";
import type { NumberedPaper } from "./merge.js";

/**
 * An author list in which entries without an account keep the one that claimed their name before: a list of names says
 * nothing of accounts. Where a name is printed twice, the first entry keeps what the first one had.
 */
export function keepAccounts(
  before: readonly AuthorDraft[],
  now: readonly AuthorDraft[],
): readonly AuthorDraft[] {
  if (!before.some(({ accountId }) => accountId !== undefined)) return now;
  const left = groupedBy(before.filter(isShown), keyOf);
  return now.map((author) => {
    const known = isShown(author) ? left.get(keyOf(author))?.shift() : undefined;
    return known?.accountId === undefined || author.accountId !== undefined
      ? author
      : { ...known, name: author.name };
  });
}

/** The author lists that papers now have, by paper number, with the accounts of those that are stored. */
export async function listsWithAccounts(
  db: Queryable,
  papers: readonly NumberedPaper[],
): Promise<Map<number, readonly AuthorDraft[]>> {
  const lists = new Map<number, readonly AuthorDraft[]>();
  const stored: number[] = [];
  for (const { id, before, authors } of papers) {
    if (authors === undefined) continue;
    lists.set(id, authors);
    if (before !== null && authors.some(({ accountId }) => accountId === undefined)) stored.push(id);
  }
  if (stored.length === 0) return lists;
  const rows = await db.query<{ paperId: string; name: string; accountId: string | null }>(sql`
    select paper_id::text as "paperId", a.name, case when claimed then author.account_id end as "accountId"
    from authorships a left join authors author on author.id = author_id
    where paper_id = any(${stored}::int[]) and not hidden order by paper_id, position
  `);
  for (const [paperId, before] of groupedBy(rows, (row) => row.paperId)) {
    const known = before.map(({ name, accountId }) => ({ name, ...(accountId !== null && { accountId }) }));
    lists.set(Number(paperId), keepAccounts(known, lists.get(Number(paperId)) ?? []));
  }
  return lists;
}

function isShown({ hidden }: AuthorDraft): boolean {
  return hidden !== true;
}

function keyOf({ name }: AuthorDraft): string {
  return nameKey(name);
}
