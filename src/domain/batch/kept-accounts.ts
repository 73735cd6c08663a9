import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { AuthorDraft } from "../interchange/paper-draft.js";
import { nameKey } from "../values/folded-keys.js";
import { groupedBy } from "../values/grouped.js";
import type { PaperChange } from "./merge.js";

/**
 * Merges author lists: entries without an account keep the account that previously claimed their name, because a list
 * of names says nothing about accounts. An account listed elsewhere moves there. If a name is listed twice, the first
 * entry keeps the account of the first one.
 */
function keepAccounts(before: readonly AuthorDraft[], now: readonly AuthorDraft[]): readonly AuthorDraft[] {
  if (!before.some(({ accountId }) => accountId !== undefined)) return now;
  const stated = accountsOf(now);
  const known = accountsOf(before);
  const left = groupedBy(
    before.filter((author) => isShown(author) && !stated.has(author.accountId ?? "")),
    keyOf,
  );
  return now.map((author) => {
    if (!isShown(author) || known.has(author.accountId ?? "")) return author;
    const kept = left.get(keyOf(author))?.shift();
    return kept?.accountId === undefined || author.accountId !== undefined
      ? author
      : { ...kept, name: author.name };
  });
}

/** New author lists by paper ID, including kept accounts. */
export async function listsWithAccounts(
  db: Queryable,
  papers: readonly PaperChange[],
): Promise<Map<number, readonly AuthorDraft[]>> {
  const stored = await loadLists(db, papers.filter(isStored));
  const lists = new Map<number, readonly AuthorDraft[]>();
  for (const { id, authors, formerAuthors = [] } of papers) {
    if (authors === undefined) continue;
    let list: readonly AuthorDraft[] = stored.get(String(id)) ?? [];
    for (const next of formerAuthors) list = keepAccounts(list, next);
    lists.set(id, keepAccounts(list, authors));
  }
  return lists;
}

function isStored({ before, authors }: PaperChange): boolean {
  return before !== null && authors?.some(({ accountId }) => accountId === undefined) === true;
}

async function loadLists(db: Queryable, papers: readonly PaperChange[]): Promise<Map<string, AuthorDraft[]>> {
  const lists = new Map<string, AuthorDraft[]>();
  if (papers.length === 0) return lists;
  const rows = await db.query<{ paperId: string; name: string; accountId: string | null }>(sql`
    select paper_id::text as "paperId", a.name, case when claimed then author.account_id end as "accountId"
    from authorships a left join authors author on author.id = author_id
    where paper_id = any(${papers.map(({ id }) => id)}::int[]) and not hidden order by paper_id, position
  `);
  for (const [paperId, list] of groupedBy(rows, (row) => row.paperId))
    lists.set(
      paperId,
      list.map(({ name, accountId }) => ({ name, ...(accountId !== null && { accountId }) })),
    );
  return lists;
}

function accountsOf(authors: readonly AuthorDraft[]): ReadonlySet<string> {
  return new Set(authors.flatMap(({ accountId }) => accountId ?? []));
}

function isShown({ hidden }: AuthorDraft): boolean {
  return hidden !== true;
}

function keyOf({ name }: AuthorDraft): string {
  return nameKey(name);
}
