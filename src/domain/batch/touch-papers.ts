import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";

/** Marks papers as updated whose own rows stay the same, but not what the API shows of them. */
export async function touchPapers(db: Queryable, ids: Iterable<number>, time: Date): Promise<void> {
  const touched = [...new Set(ids)];
  if (touched.length === 0) return;
  await db.query(
    sql`update papers set updated_at = ${time} where id = any(${touched}::int[]) and updated_at < ${time}`,
    "touch_papers",
  );
}
