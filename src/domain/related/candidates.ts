import sql, { empty, join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { TermStatistics } from "../../search/statistics.js";
import { hashTerm } from "../../search/term-hash.js";
import { allOf } from "../lists/list.js";
import { sharingOne, sharingTwo } from "./overlap.js";
import type { Profile } from "./profile.js";
import type { StoredKeyword, Subject } from "./subject.js";

/** Length of a list of related papers. */
export const maxRelated = 100;

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

/** Papers that are scored; of more, the best by the terms that contribute most and are among the strongest of a paper. */
const maxScored = 500;
const [roughTerms, strongest] = [16, 50];
/** A filter that at most this many papers match restricts candidates to them, whatever they share. */
const maxFiltered = 1_500;
/** With fewer candidates, papers that share a single term are candidates too. */
const enough = maxRelated;
/** Papers that are looked up by a single term: more if a filter leaves only some of them. */
const singles = { all: 1_000, filtered: 8_000 };
/** Latest papers of each author, and how many of those that share most authors are scored, whatever their text. */
const papersOfAuthor = 200;
const maxCoauthored = 60;
/** The same for keywords that at most this number of papers have. */
const papersOfKeyword = 20;
const maxAlike = 60;
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
  const others = [...coauthored.keys(), ...(await loadAlike(db, subject.keywords))];
  const load = async (matching: readonly Sql[]) => {
    const rows = await loadCandidates(db, { subject, profile, others, matching, conditions });
    return rows.map((row) => ({ ...row, authors: coauthored.get(row.id) ?? [] }));
  };
  const sharing = (tsquery: string | undefined) => [
    tsquery === undefined ? sql`false` : sql`t.search @@ ${tsquery}::tsquery`,
  ];
  if (conditions.length > 0 && (await areFew(db, conditions))) return load([]);
  const strong = await load(sharing(sharingTwo(profile, statistics)));
  if (strong.length >= enough) return strong;
  const size = conditions.length === 0 ? singles.all : singles.filtered;
  const weak = await load(sharing(sharingOne(profile, statistics, size)));
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

/** Papers with any of the keywords that few papers have: those with most of them. */
async function loadAlike(db: Queryable, keywords: readonly StoredKeyword[]): Promise<number[]> {
  const rare = keywords.filter(([, papers]) => papers <= rareKeyword).map(([id]) => id);
  if (rare.length === 0) return [];
  const rows = await db.query<{ id: number }>(
    sql`
      select s.paper_id as id
      from unnest(${rare}::int[]) k(id) cross join lateral (
        select paper_id from paper_keywords where keyword_id = k.id
        order by paper_id desc limit ${raw(String(papersOfKeyword))}
      ) s
      group by s.paper_id
      order by count(*) desc, s.paper_id desc limit ${raw(String(maxAlike))}
    `,
    "load_related_alike",
  );
  return rows.map(({ id }) => id);
}

interface Choice {
  readonly subject: Subject;
  readonly profile: Profile;
  /** IDs of papers that are scored if they meet the conditions. */
  readonly others: readonly number[];
  /** Conditions on `paper_texts t`. */
  readonly matching: readonly Sql[];
  readonly conditions: readonly Sql[];
}

function loadCandidates(
  db: Queryable,
  { subject: { paper = 0, keywords }, profile, others, matching, conditions }: Choice,
): Promise<Omit<Candidate, "authors">[]> {
  const restrictions = [...conditions, sql`p.id <> ${paper}`];
  const own = [...matching, conditions.length === 0 ? sql`t.paper_id <> ${paper}` : allOf(restrictions)];
  const papers = conditions.length === 0 ? empty : sql`join papers p on p.id = t.paper_id`;
  // An expression, so that Postgres reads the keywords of a paper once, instead of looking for each.
  const shared = sql`pk.keyword_id + 0 = any(${keywords.map(([id]) => id)}::int[])`;
  return db.query(sql`
    with found as materialized (
      select s.paper_id as id from (
        select t.paper_id, t.terms[:${raw(String(strongest))}] as terms, t.impacts
        from paper_texts t ${papers} where ${allOf(own)} offset 0
      ) s
      order by case when count(*) over () > ${raw(String(maxScored))} then ${roughScore(profile)} end desc, s.paper_id desc limit ${raw(String(maxScored))}
    ), chosen as materialized (
      select id from found
      union
      select p.id from papers p where p.id = any(${others}::int[]) and ${allOf(restrictions)}
    )
    select c.id, p.title, p.authors_count as "authorsCount", array_send(t.terms) as terms, t.impacts,
      array(select pk.keyword_id from paper_keywords pk where pk.paper_id = c.id and ${shared}) as keywords
    from chosen c
    join papers p on p.id = c.id
    left join paper_texts t on t.paper_id = c.id
  `);
}

/** Similarity of the papers `s` by the terms that contribute most. */
function roughScore({ terms }: Profile): Sql {
  const parts = terms
    .slice(0, roughTerms)
    .map(
      ({ term, weight }) =>
        sql`${weight}::real * coalesce(get_byte(s.impacts, array_position(s.terms, ${hashTerm(term)}::int) - 1), 0)`,
    );
  return parts.length === 0 ? sql`0::real` : sql`(${join(parts, " + ")})`;
}
