import sql, { raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { TermStatistics } from "../../search/statistics.js";
import { allOf } from "../lists/list.js";
import { sharingOne, sharingTwo } from "./overlap.js";
import type { Profile } from "./profile.js";
import type { StoredKeyword, Subject } from "./subject.js";

/** A paper that may be related, with what its score is computed from. */
export interface Candidate {
  readonly id: number;
  readonly title: string;
  readonly authorsCount: number | null;
  /** `paper_texts.terms` in binary form. */
  readonly terms: Buffer | null;
  readonly impacts: Buffer | null;
  /** IDs of those that it shares with the subject. */
  readonly keywords: readonly number[];
  readonly authors: readonly number[];
}

/** Maximum number of scored papers; the newest of more. */
const maxCandidates = 1_500;
/** A filter that at most this many papers match restricts candidates to them, whatever they share. */
const maxFiltered = 1_500;
/** With fewer candidates, papers that share a single term are candidates too. */
const enough = 200;
/** Papers that are looked up by a single term: more if a filter leaves only some of them. */
const singles = { all: 1_000, filtered: 8_000 };
/** Latest papers of each author. */
const papersOfAuthor = 200;
const maxCoauthored = 300;
/** Latest papers of each keyword that so few papers have. */
const papersOfKeyword = 20;
const rareKeyword = 200;

/** @param conditions on `papers p` */
export async function findCandidates(
  db: Queryable,
  subject: Subject,
  profile: Profile,
  statistics: TermStatistics,
  conditions: readonly Sql[],
): Promise<Candidate[]> {
  const coauthored = await loadCoauthored(db, subject.authors);
  const load = async (ids: Sql) =>
    (await loadCandidates(db, subject, ids)).map((row) => ({
      ...row,
      authors: coauthored.get(row.id) ?? [],
    }));
  if (conditions.length > 0 && (await areFew(db, conditions)))
    return load(sql`select p.id from papers p where ${allOf(conditions)}`);
  const others = [...coauthored.keys(), ...(await loadAlike(db, subject.keywords))];
  const loadSharing = (tsquery: string | undefined) => load(restricted(found(tsquery, others), conditions));
  const strong = await loadSharing(sharingTwo(profile, statistics));
  if (strong.length >= enough) return strong;
  const size = conditions.length === 0 ? singles.all : singles.filtered;
  const weak = await loadSharing(sharingOne(profile, statistics, size));
  return [...new Map([...strong, ...weak].map((each) => [each.id, each])).values()];
}

async function areFew(db: Queryable, conditions: readonly Sql[]): Promise<boolean> {
  const rows = await db.query(
    sql`select from papers p where ${allOf(conditions)} offset ${maxFiltered} limit 1`,
  );
  return rows.length === 0;
}

/** Papers by any of the authors, with those of them: the papers with most of them. */
async function loadCoauthored(db: Queryable, authors: readonly number[]): Promise<Map<number, number[]>> {
  if (authors.length === 0) return new Map();
  const rows = await db.query<{ id: number; authors: number[] }>(
    sql`
      select s.paper_id as id, array_agg(distinct s.author_id) as authors
      from unnest(${authors}::int[]) a(id) cross join lateral (
        select paper_id, author_id from authorships where author_id = a.id and not hidden
        order by paper_id desc limit ${raw(String(papersOfAuthor))}
      ) s
      group by s.paper_id
      order by count(distinct s.author_id) desc, s.paper_id desc limit ${raw(String(maxCoauthored))}
    `,
    "load_related_coauthored",
  );
  return new Map(rows.map((row) => [row.id, row.authors]));
}

/** Papers with any of the keywords that few papers have. */
async function loadAlike(db: Queryable, keywords: readonly StoredKeyword[]): Promise<number[]> {
  const rare = keywords.filter(([, papers]) => papers <= rareKeyword).map(([id]) => id);
  if (rare.length === 0) return [];
  const rows = await db.query<{ id: number }>(
    sql`
      select distinct s.paper_id as id
      from unnest(${rare}::int[]) k(id) cross join lateral (
        select paper_id from paper_keywords where keyword_id = k.id
        order by paper_id desc limit ${raw(String(papersOfKeyword))}
      ) s
    `,
    "load_related_alike",
  );
  return rows.map(({ id }) => id);
}

function found(tsquery: string | undefined, others: readonly number[]): Sql {
  const listed = sql`select id from unnest(${others}::int[]) other(id)`;
  return tsquery === undefined
    ? listed
    : sql`select t.paper_id as id from paper_texts t where t.search @@ ${tsquery}::tsquery union ${listed}`;
}

function restricted(ids: Sql, conditions: readonly Sql[]): Sql {
  return conditions.length === 0
    ? ids
    : sql`select p.id from (${ids}) c join papers p on p.id = c.id where ${allOf(conditions)}`;
}

/** @param ids a statement that returns IDs of papers */
function loadCandidates(
  db: Queryable,
  { paper = 0, keywords }: Subject,
  ids: Sql,
): Promise<Omit<Candidate, "authors">[]> {
  // An expression, so that Postgres reads the keywords of a paper once, instead of looking for each.
  const shared = sql`pk.keyword_id + 0 = any(${keywords.map(([id]) => id)}::int[])`;
  return db.query(sql`
    with chosen as materialized (
      select c.id from (${ids}) c where c.id <> ${paper}
      order by c.id desc limit ${raw(String(maxCandidates))}
    )
    select c.id, p.title, p.authors_count as "authorsCount", array_send(t.terms) as terms, t.impacts,
      array(select pk.keyword_id from paper_keywords pk where pk.paper_id = c.id and ${shared}) as keywords
    from chosen c
    join papers p on p.id = c.id
    left join paper_texts t on t.paper_id = c.id
  `);
}
