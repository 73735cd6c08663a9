import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { WriteContext } from "../batch/batch.js";
import type { PaperChange } from "../batch/merge.js";
import { copyRows, rowsAs } from "../sql/rows.js";
import { caseKey, nameKey } from "../values/folded-keys.js";
import { Tally, tallyUnchangedLists } from "./counts.js";
import { OwnerMonths } from "./owner-months.js";

export interface KeywordChanges {
  tally: Tally;
  months: OwnerMonths;
}

/** Replaces the keyword lists of papers. @returns changes of counts and sums */
export async function replaceKeywords(
  { transaction: db, bulkLoading }: WriteContext,
  papers: readonly PaperChange[],
): Promise<KeywordChanges> {
  const listed = papers.filter(hasKeywords);
  const removed = await removeKeywords(
    db,
    listed.filter(({ before }) => before !== null),
  );
  const known = await recordKeywords(db, listed.flatMap(keywordsOf));
  const links: Link[] = [];
  for (const paper of listed) links.push(...linksOf(paper, known));
  await copyRows(db, "paper_keywords", links, { paperId: "int", keywordId: "int", position: "int" });
  const [tally, months] = [new Tally(), new OwnerMonths()];
  // Finalizing counts from the stored rows.
  if (bulkLoading) return { tally, months };
  for (const { paper, keywordId } of links) {
    if (paper.before === null) tally.note(keywordId, paper);
    else tally.recount([keywordId]);
    months.add(keywordId, paper.after, 1);
  }
  const byId = new Map(listed.map((paper) => [paper.id, paper]));
  for (const { paperId, ownerId } of removed) {
    tally.recount([ownerId]);
    const before = byId.get(paperId)?.before;
    if (before) months.add(ownerId, before, -1);
  }
  await tallyUnchangedLists(
    tally,
    months,
    papers.filter(({ keywords }) => keywords === undefined),
    (paperIds) => loadKeywords(db, paperIds),
  );
  return { tally, months };
}

function hasKeywords({ keywords }: PaperChange): boolean {
  return keywords !== undefined;
}

function keywordsOf({ keywords = [] }: PaperChange): readonly string[] {
  return keywords;
}

interface Link {
  paper: PaperChange;
  paperId: number;
  keywordId: number;
  position: number;
}

/** A paper's keywords; one listed in two spellings keeps its first position. */
function linksOf(paper: PaperChange, known: ReadonlyMap<string, Keyword>): Link[] {
  const links = new Map<number, Link>();
  for (const [index, stated] of (paper.keywords ?? []).entries()) {
    const keyword = known.get(caseKey(stated));
    if (keyword === undefined || links.has(keyword.id)) continue;
    links.set(keyword.id, {
      paper,
      paperId: paper.id,
      keywordId: keyword.id,
      position: index + 1,
    });
  }
  return [...links.values()];
}

interface Keyword {
  id: number;
  key: string;
  name: string;
}

interface Owned {
  paperId: number;
  ownerId: number;
}

async function loadKeywords(db: Queryable, paperIds: readonly number[]): Promise<Owned[]> {
  return db.query(sql`
    select paper_id as "paperId", keyword_id as "ownerId" from paper_keywords where paper_id = any(${paperIds}::int[])
  `);
}

async function removeKeywords(db: Queryable, papers: readonly PaperChange[]): Promise<Owned[]> {
  if (papers.length === 0) return [];
  return db.query<Owned>(sql`
    delete from paper_keywords where paper_id = any(${papers.map(({ id }) => id)}::int[])
    returning paper_id as "paperId", keyword_id as "ownerId"
  `);
}

/** Upserts keywords and returns them by key. The first spelling is kept. */
async function recordKeywords(db: Queryable, names: readonly string[]): Promise<Map<string, Keyword>> {
  const spellings = new Map<string, string>();
  for (const name of new Set(names)) if (!spellings.has(caseKey(name))) spellings.set(caseKey(name), name);
  if (spellings.size === 0) return new Map();
  const stored = await db.query<Keyword>(
    sql`select id, key, name from keywords where key = any(${[...spellings.keys()]}::text[])`,
    "record_load_keywords",
  );
  const known = new Map(stored.map((keyword) => [keyword.key, keyword]));
  const missing = [...spellings]
    .filter(([key]) => !known.has(key))
    .map(([key, name]) => ({ key, name, nameKey: nameKey(name) }));
  if (missing.length === 0) return known;
  const made = await db.query<Keyword>(sql`
    insert into keywords (key, name, name_key)
    select * from ${rowsAs("row", missing, { key: "text", name: "text", nameKey: "text" })}
    returning id, key, name
  `);
  for (const keyword of made) known.set(keyword.key, keyword);
  return known;
}
