import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { PaperChange } from "../batch/merge.js";
import { rowsAs } from "../sql/rows.js";

/**
 * Stores all dated stars of drafts, even older ones; of two at the same time, the larger. So their order does not matter.
 *
 * @param time of the write transaction
 */
export async function storeStars(db: Queryable, papers: readonly PaperChange[], time: Date): Promise<void> {
  const counts = new Map<string, { paperId: number; at: Date; stars: number }>();
  for (const { id, starHistory = [] } of papers)
    for (const { at, stars } of starHistory) {
      const key = `${id} ${at.getTime()}`;
      if ((counts.get(key)?.stars ?? -1) < stars) counts.set(key, { paperId: id, at, stars });
    }
  if (counts.size === 0) return;
  await db.query(
    sql`
      with stored as (
        insert into star_observations as known (paper_id, observed_at, stars)
        select * from ${rowsAs("row", [...counts.values()], { paperId: "int", at: "timestamptz", stars: "int" })}
        on conflict (paper_id, observed_at) do update set stars = excluded.stars where known.stars < excluded.stars
        returning paper_id
      )
      update papers set updated_at = ${time} where id in (select paper_id from stored) and updated_at < ${time}
    `,
    "record_stars",
  );
}
