import sql, { raw } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";

/** Indexes of words by table. A bulk load drops them. */
const indexes = { paper_titles: "paper_titles_terms_idx", paper_texts: "paper_texts_search_idx" } as const;

/** Merges the new words of a table into its index: they wait in a list that every search reads from beginning to end. */
export async function mergeWords(db: Queryable, table: keyof typeof indexes): Promise<void> {
  // Reading the table locks it before the index is looked up, so that no bulk load drops the index in between.
  await db.query(
    sql`select merge_words(to_regclass(${indexes[table]})) from (select from ${raw(table)} limit 1) any_row`,
    `merge_${table}`,
  );
}
