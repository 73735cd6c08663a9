import sql, { empty } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";

/** Which texts of a paper are wanted besides its abstract. */
export interface WantedTexts {
  readonly id: number;
  readonly withKeywords: boolean;
}

export interface PaperTexts {
  /** Null if no source provides one. */
  readonly abstract: string | null;
  /** Up to `maxComparedKeywords`; null if not wanted. */
  readonly keywords: readonly (readonly [id: number, name: string])[] | null;
}

/** Keywords of a paper that others are compared with. */
export const maxComparedKeywords = 100;

/** One statement reads abstracts that are listed and texts that are compared. */
export async function loadTexts(db: Queryable, wanted: readonly WantedTexts[]): Promise<PaperTexts[]> {
  const ids = [...new Set(wanted.map(({ id }) => id))];
  const compared = wanted.filter(({ withKeywords }) => withKeywords).map(({ id }) => id);
  const keywords = sql`, case when t.paper_id = any(${compared}::int[]) then (
    select coalesce(json_agg(json_build_array(k.id, k.name)), '[]') from (
      select keyword_id from paper_keywords where paper_id = t.paper_id
      order by position limit ${maxComparedKeywords}::int
    ) pk join keywords k on k.id = pk.keyword_id
  ) end as keywords`;
  const rows = await db.query<PaperTexts & { paperId: number }>(
    sql`
      select t.paper_id as "paperId", t.abstract${compared.length === 0 ? empty : keywords}
      from paper_texts t where t.paper_id = any(${ids}::int[])
    `,
    compared.length === 0 ? "load_abstracts" : "load_compared_texts",
  );
  const texts = new Map(rows.map((row) => [row.paperId, row]));
  return wanted.map(({ id }) => texts.get(id) ?? { abstract: null, keywords: null });
}
