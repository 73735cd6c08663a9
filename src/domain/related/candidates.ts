import { createHash } from "node:crypto";
import sql, { empty, join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { TermStatistics } from "../../search/statistics.js";
import { impactOfTerm, strongestTerms } from "../../search/stored-terms.js";
import { type Condition, tsqueryOf } from "../../text/analysis/tsquery.js";
import { allOf } from "../lists/list.js";
import { companionsOf, unnested } from "./companions.js";
import { type Effort, effortFor } from "./effort.js";
import { sharingOne, sharingTwo } from "./overlap.js";
import type { Profile } from "./profile.js";
import type { Subject } from "./subject.js";

/** Length of a list of related papers. */
export const maxRelated = 100;

/** A paper that may be related. */
export interface Candidate {
  readonly id: number;
  /** `paper_texts.term_hashes` and their impacts. */
  readonly termHashes: Buffer | null;
  readonly impacts: Buffer | null;
  /** IDs of those that it shares with the subject. */
  readonly keywords: readonly number[];
  readonly authors: readonly number[];
}

/** Papers that are scored, of those found by a text with no more terms than are compared roughly. */
const scoredOfFewTerms = 200;
/** A filter that at most this many papers match restricts candidates to them, whatever they share. */
const maxFiltered = 1_500;
/** With fewer papers that share two terms, those that share a single one are candidates too. */
const enough = maxRelated;
/** Papers that are looked up by a single term, and the least number of terms: more if a filter leaves only some of the papers. */
const singles = { all: [1_000, 0], filtered: [12_000, 1] } as const;
/** From this number of papers on, a condition is looked up in the index by itself. */
const manyPapers = 5_000;

/** @param conditions on `papers p` */
export async function findCandidates(
  db: Queryable,
  subject: Subject,
  profile: Profile,
  statistics: TermStatistics,
  conditions: readonly Sql[],
): Promise<Candidate[]> {
  const lookUp = (...searches: readonly Sql[]) => {
    const statement = statementOf(subject, profile, effortFor(statistics), searches, conditions);
    return db.query<Candidate>(statement, conditions.length === 0 ? nameOf(statement) : undefined);
  };
  if (conditions.length > 0 && (await areFew(db, conditions))) return lookUp(sql`true`);
  const [size, least] = conditions.length === 0 ? singles.all : singles.filtered;
  const two = sharingTwo(profile, statistics);
  const one = sharingOne(profile, statistics, size, two.length === 0 ? 1 : least);
  return lookUp(...[two, one].filter((each) => each.length > 0).map((each) => matching(each, statistics)));
}

async function areFew(db: Queryable, conditions: readonly Sql[]): Promise<boolean> {
  const rows = await db.query(
    sql`select from papers p where ${allOf(conditions)} offset ${maxFiltered} limit 1`,
  );
  return rows.length === 0;
}

/**
 * A condition on `paper_texts t`: texts that meet any of the conditions. Postgres combines scans of the index faster than it
 * evaluates all conditions in one. The scans are subqueries, because Postgres would otherwise read every text of a small table,
 * which takes far longer than it expects. If it still does, one condition for all lets it read them only once.
 */
function matching(any: readonly Condition[], { papers }: TermStatistics): Sql {
  const tsqueries = papers < manyPapers ? [tsqueryOf({ any })] : any.map(tsqueryOf);
  return sql`t.ctid = any(array(
    select m.ctid from ${unnested(sql`${tsqueries}::tsquery[]`)} q(q)
    cross join lateral (select ctid from paper_texts where search @@ q.q offset 0) m
  ))`;
}

/**
 * For preparing a statement: without a filter, there are few different statements, and planning takes as long as a quarter of the
 * search.
 */
function nameOf({ text }: Sql): string {
  return `related_candidates_${createHash("sha256").update(text).digest("base64url").slice(0, 22)}`;
}

/** @param searches conditions on `paper_texts t`, each of which is looked up if those before found too few */
function statementOf(
  subject: Subject,
  profile: Profile,
  { scored, roughTerms, strongest }: Effort,
  searches: readonly Sql[],
  conditions: readonly Sql[],
): Sql {
  const restrictions = [...conditions, sql`t.paper_id <> ${subject.paper ?? 0}`];
  const papers = conditions.length === 0 ? empty : sql`join papers p on p.id = t.paper_id`;
  const limit = raw(String(profile.terms.length > roughTerms ? scored : scoredOfFewTerms));
  const sources = [sql`companions`];
  const found = searches.map((search, index) => {
    const known = union(sources);
    const gate =
      index === 0
        ? empty
        : sql`and (select count(*) from (${union(sources.slice(1))}) f) < ${raw(String(enough))}`;
    const name = raw(`found_${index}`);
    sources.push(name);
    return sql`
      , ${name} as materialized (
        select s.paper_id as id, s.term_hashes, s.impacts from (
          select t.paper_id, t.term_hashes, ${strongestTerms(sql`t.term_hashes`, strongest)} as strongest, t.impacts
          from paper_texts t ${papers} where ${allOf([search, ...restrictions])} offset 0
        ) s
        where s.paper_id not in (select id from (${known}) k) ${gate}
        order by case when count(*) over () > ${limit} then ${roughScore(profile, roughTerms)} end desc, s.paper_id desc
        limit ${limit}
      )`;
  });
  return sql`
    with ${companionsOf(subject)}, companions as materialized (
      select t.paper_id as id, t.term_hashes, t.impacts
      from paper_texts t ${papers}
      where t.paper_id = any(array(select id from coauthored union select id from alike)) and ${allOf(restrictions)}
    ) ${found.length === 0 ? empty : join(found, "")}, candidates as materialized (${union(sources)}), shared as materialized (
      select pk.paper_id as id, array_agg(pk.keyword_id order by pk.keyword_id) as keywords
      from paper_keywords pk
      where pk.paper_id = any(array(select id from candidates)) and ${isShared(subject)}
      group by pk.paper_id
    )
    select c.id, c.term_hashes as "termHashes", c.impacts,
      coalesce(a.authors, '{}') as authors, coalesce(s.keywords, '{}') as keywords
    from candidates c left join authored a on a.id = c.id left join shared s on s.id = c.id
  `;
}

function union(sources: readonly Sql[]): Sql {
  return join(
    sources.map((source) => sql`select id, term_hashes, impacts from ${source}`),
    " union all ",
  );
}

/** An expression, so that Postgres reads the keywords of a paper once, instead of looking for each. */
function isShared({ keywords }: Subject): Sql {
  return keywords.length === 0
    ? sql`false`
    : sql`pk.keyword_id + 0 = any(${keywords.map(([id]) => id)}::int[])`;
}

/**
 * Similarity of the papers `s` by the terms that contribute most. Of a short text, some count for nothing, so that the statement
 * stays the same.
 */
function roughScore({ terms }: Profile, size: number): Sql {
  const parts = Array.from({ length: size }, (_, index) => {
    const { term, weight } = terms[index] ?? { term: "", weight: 0 };
    return sql`${weight}::real * ${impactOfTerm(sql`s.strongest`, sql`s.impacts`, term)}`;
  });
  return sql`(${join(parts, " + ")})`;
}
