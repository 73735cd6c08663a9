import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";

/**
 * Merges the new words of an index, which wait in a list that every search reads from beginning to end.
 *
 * @param index may be missing, as in a bulk load
 */
export async function mergeWords(
  db: Queryable,
  index: "paper_titles_terms_idx" | "paper_texts_search_idx",
): Promise<void> {
  await db.query(sql`select merge_words(to_regclass(${index}))`, "merge_words");
}
