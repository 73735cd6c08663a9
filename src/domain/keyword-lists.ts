import sql from "sql-template-tag";
import type { Queryable } from "../db/client.js";
import { noteKeptLists, Tally } from "./counts.js";
import { caseKey, nameKey } from "./keys.js";
import type { NumberedPaper } from "./merge.js";
import { rowsAs } from "./rows.js";

/** Puts the keyword lists that papers now have in the place of those they had, and tells whose numbers change. */
export async function replaceKeywords(db: Queryable, papers: readonly NumberedPaper[]): Promise<Tally> {
  const listed = papers.filter(({ keywords }) => keywords !== undefined);
  const removed = await removeKeywords(
    db,
    listed.filter(({ before }) => before !== null),
  );
  const ids = await recordKeywords(
    db,
    listed.flatMap(({ keywords }) => keywords ?? []),
  );
  const links = listed.flatMap((paper) =>
    (paper.keywords ?? []).map((name, index) => ({
      paper,
      paperId: paper.id,
      keywordId: ids.get(caseKey(name)),
      position: index + 1,
    })),
  );
  if (links.length > 0)
    await db.query(
      sql`
        insert into paper_keywords (paper_id, keyword_id, position)
        select * from ${rowsAs("row", links, { paperId: "int", keywordId: "int", position: "int" })}
        on conflict do nothing
      `,
      "record_insert_keywords",
    );
  const tally = new Tally();
  for (const { paper, keywordId } of links)
    if (paper.before === null) tally.note(keywordId, paper);
    else if (keywordId !== undefined) tally.recount([keywordId]);
  tally.recount(removed);
  await noteKeptLists(
    tally,
    papers.filter(({ keywords }) => keywords === undefined),
    (paperIds) => loadKeywords(db, paperIds),
  );
  return tally;
}

async function loadKeywords(
  db: Queryable,
  paperIds: readonly number[],
): Promise<{ paperId: number; ownerId: number }[]> {
  return db.query(sql`
    select paper_id as "paperId", keyword_id as "ownerId" from paper_keywords where paper_id = any(${paperIds}::int[])
  `);
}

async function removeKeywords(db: Queryable, papers: readonly NumberedPaper[]): Promise<number[]> {
  if (papers.length === 0) return [];
  const rows = await db.query<{ id: number }>(sql`
    delete from paper_keywords where paper_id = any(${papers.map(({ id }) => id)}::int[])
    returning keyword_id as id
  `);
  return rows.map(({ id }) => id);
}

/** The row of every keyword, by its key; a new one is spelled as it comes first. */
async function recordKeywords(db: Queryable, names: readonly string[]): Promise<Map<string, number>> {
  const spellings = new Map<string, string>();
  for (const name of names) if (!spellings.has(caseKey(name))) spellings.set(caseKey(name), name);
  if (spellings.size === 0) return new Map();
  const known = await db.query<{ id: number; key: string }>(
    sql`select id, key from keywords where key = any(${[...spellings.keys()]}::text[])`,
    "record_load_keywords",
  );
  const ids = new Map(known.map(({ key, id }) => [key, id]));
  const missing = [...spellings]
    .filter(([key]) => !ids.has(key))
    .map(([key, name]) => ({ key, name, nameKey: nameKey(name) }));
  if (missing.length === 0) return ids;
  const made = await db.query<{ id: number; key: string }>(sql`
    insert into keywords (key, name, name_key)
    select * from ${rowsAs("row", missing, { key: "text", name: "text", nameKey: "text" })}
    returning id, key
  `);
  for (const { key, id } of made) ids.set(key, id);
  return ids;
}
