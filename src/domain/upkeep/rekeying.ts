import sql, { raw, type Sql } from "sql-template-tag";
import type { Database, Queryable, Transaction } from "../../db/database.js";
import { inWriteTransaction } from "../batch/writer.js";
import { replaceTitles } from "../derived/paper-titles.js";
import { disableTimeouts } from "../recording/bulk-load.js";
import { slugNames } from "../recording/organization-identity.js";
import { batches } from "../sql/row-batches.js";
import { rowsAs } from "../sql/rows.js";
import { nameKey, titleKey } from "../values/folded-keys.js";
import { mergePapers } from "./merge-papers.js";
import { rekeyAuthors } from "./rekeying-authors.js";

// Stored keys must match `folded-keys.ts`. SQL cannot compute them, so the first start after an upgrade recomputes
// them in one transaction, under the writer lock.

/** Increment whenever `folded-keys.ts` changes the key of any text, or `name-search.ts` how keys are stored. */
const keyVersion = 4;

/**
 * Recomputes keys stored by an earlier version, and everything derived from them: owners of names, display names,
 * counts and the graph. Authors, organizations and papers keep their IDs. Rolls back if interrupted.
 *
 * @returns whether anything was recomputed
 */
export async function renewKeys(db: Database): Promise<boolean> {
  if (await isCurrent(db)) return false;
  return inWriteTransaction(db, async (turn) => {
    const { transaction } = turn;
    // Another process may have finished in the meantime.
    if (await isCurrent(transaction)) return false;
    await disableTimeouts(transaction);
    await rekeyTitles(transaction);
    await rekeyKeywords(transaction);
    await rekeyOrganizations(transaction);
    await rekeyAuthors(turn);
    await mergePapers(turn);
    await renewTitles(transaction);
    await transaction.query(sql`update key_version set version = ${keyVersion}`);
    return true;
  });
}

async function isCurrent(db: Queryable): Promise<boolean> {
  const [row] = await db.query<{ version: number }>(sql`select version from key_version`);
  return row !== undefined && row.version >= keyVersion;
}

function rekeyTitles(transaction: Transaction): Promise<void> {
  const titles = sql`
    select id, title as text, title_key as key from papers
    where octet_length(title) <> char_length(title) or title ~ '[+#*<>=@%&^$\\\\{}]|[0-9][./][0-9]'
  `;
  return rekey(transaction, titles, titleKey, { table: "papers", column: "title_key" });
}

/** The words of titles, for suggestions. */
async function renewTitles(transaction: Transaction): Promise<void> {
  const papers = sql`select id, title, title_key as "titleKey", arxiv_id as "arxivId", upvotes from papers`;
  type Titled = Parameters<typeof replaceTitles>[1][number];
  for await (const rows of batches<Titled>(transaction, papers)) await replaceTitles(transaction, rows);
}

function rekeyKeywords(transaction: Transaction): Promise<void> {
  const names = sql`
    select id, name as text, name_key as key from keywords where octet_length(name) <> char_length(name)
  `;
  return rekey(transaction, names, nameKey, { table: "keywords", column: "name_key" });
}

/** @param stored a query for `id`, `text` and `key` */
async function rekey(
  transaction: Transaction,
  stored: Sql,
  keyOf: (text: string) => string,
  { table, column }: { table: string; column: string },
): Promise<void> {
  for await (const rows of batches<{ id: number; text: string; key: string }>(transaction, stored)) {
    const changed = rows
      .map(({ id, text, key }) => ({ id, former: key, key: keyOf(text) }))
      .filter(({ former, key }) => key !== former);
    if (changed.length > 0)
      await transaction.query(sql`
        update ${raw(table)} stored set ${raw(column)} = row.key
        from ${rowsAs("row", changed, { id: "int", key: "text" })}
        where stored.id = row.id
      `);
  }
}

async function rekeyOrganizations(transaction: Transaction): Promise<void> {
  const known = sql`
    select id, name, array(select slug_key from organization_slugs s where s.organization_id = o.id order by 1) as slugs
    from organizations o
  `;
  for await (const rows of batches<{ id: number; name: string; slugs: string[] }>(transaction, known)) {
    const keyed = rows.map(({ id, name, slugs }) => ({
      id,
      nameKey: nameKey(name),
      otherNameKeys: slugNames(slugs),
    }));
    await transaction.query(sql`
      update organizations o set name_key = row.name_key, other_name_keys = row.other_name_keys
      from ${rowsAs("row", keyed, { id: "int", nameKey: "text", otherNameKeys: "text" })}
      where o.id = row.id
    `);
  }
}
