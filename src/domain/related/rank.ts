import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { strongTerms } from "../../search/levels.js";
import { loadTermStatistics, type TermStatistics } from "../../search/statistics.js";
import { type Candidate, findCandidates, maxRelated } from "./candidates.js";
import { beginningsOf, coinedNameOf } from "./coined-name.js";
import { containsTerm, type Profile, profileOf, similarityOf, strongestTerms } from "./profile.js";
import type { Subject } from "./subject.js";

/** A paper related to a subject, and why. */
export interface Related {
  readonly id: number;
  readonly score: number;
  /** IDs of those that both have. */
  readonly keywords: readonly number[];
  readonly authors: readonly number[];
  /** The terms that contribute most, strongest first. */
  readonly terms: () => readonly string[];
  /** The name coined in the title of one that the other mentions. */
  readonly name: string | null;
}

/** What counts besides the text, as measured over two years of Daily Papers. */
const [keywordsFactor, authorsFactor, nameFactor] = [0.2, 0.1, 0.2];
/** More than are shown: parts of words are not. */
const maxTerms = 12;
/** A name in more papers than these, whichever is more, links nothing: it is a word, or what everyone uses. */
const common = { share: 0.0015, papers: 10 };

/**
 * The papers most related to a subject by what they share, best first: BM25 of the terms, plus the cosine of the keywords by
 * their rarity, that of the authors, and a link if one mentions a name that the other coins.
 *
 * @param conditions on `papers p`; other papers are left out before the list is cut
 */
export async function rankRelated(
  db: Queryable,
  subject: Subject,
  conditions: readonly Sql[],
): Promise<Related[]> {
  const terms = new Set([...subject.impacts.keys()].flatMap(strongTerms));
  if (subject.nameTerm !== undefined) terms.add(subject.nameTerm);
  const statistics = await loadTermStatistics(db, [...terms]);
  const profile = profileOf(subject.impacts, statistics);
  const candidates = await findCandidates(db, subject, profile, statistics, conditions);
  const keywordScores = await scoreKeywords(db, subject, candidates, statistics);
  const beginnings = beginningsOf(subject.impacts.keys());
  const scored = candidates.map((candidate) => {
    const name = linkingName(subject, beginnings, candidate, statistics);
    const { id, terms: own, impacts, authors, authorsCount } = candidate;
    const score =
      (own && impacts ? similarityOf(profile, own, impacts) : 0) +
      keywordsFactor * (keywordScores.get(id) ?? 0) +
      authorsFactor * cosineOf(authors.length, subject.authorsCount, authorsCount ?? 0) +
      (name === null ? 0 : nameFactor);
    // As precise as a cursor.
    return { candidate, name, score: Math.fround(score) };
  });
  return scored
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || other.candidate.id - one.candidate.id)
    .slice(0, maxRelated)
    .map(({ candidate, name, score }) => relatedOf(profile, candidate, name, score));
}

function relatedOf(
  profile: Profile,
  { id, keywords, authors, terms, impacts }: Candidate,
  name: string | null,
  score: number,
): Related {
  const shared = () => (terms && impacts ? strongestTerms(profile, terms, impacts, maxTerms) : []);
  return { id, score, keywords, authors, terms: shared, name };
}

function cosineOf(shared: number, size: number, otherSize: number): number {
  return shared === 0 ? 0 : shared / Math.sqrt(Math.max(shared, size) * Math.max(shared, otherSize));
}

/** The cosine of the keywords by rarity, of candidates that share any. */
async function scoreKeywords(
  db: Queryable,
  { keywords }: Subject,
  candidates: readonly Candidate[],
  { papers }: TermStatistics,
): Promise<ReadonlyMap<number, number>> {
  const sharing = candidates.filter((candidate) => candidate.keywords.length > 0);
  if (sharing.length === 0) return new Map();
  const rows = await db.query<{ id: number; counts: number[] }>(
    sql`
      select pk.paper_id as id, array_agg(k.papers_count) as counts
      from paper_keywords pk join keywords k on k.id = pk.keyword_id
      where pk.paper_id = any(${sharing.map(({ id }) => id)}::int[])
      group by pk.paper_id
    `,
    "load_related_keywords",
  );
  const square = (count: number) => Math.max(Math.log((papers + 1) / (count + 0.5)), 0.01) ** 2;
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + square(count), 0);
  const countOf = new Map(keywords);
  const own = sum([...countOf.values()]);
  const norms = new Map(rows.map(({ id, counts }) => [id, sum(counts)]));
  return new Map(
    sharing.map((candidate) => {
      const shared = sum(candidate.keywords.map((id) => countOf.get(id) ?? 0));
      return [candidate.id, shared / Math.sqrt(own * Math.max(shared, norms.get(candidate.id) ?? shared))];
    }),
  );
}

function linkingName(
  { impacts, name, nameTerm }: Subject,
  beginnings: ReadonlySet<string>,
  { title, terms }: Candidate,
  { papers, countOf }: TermStatistics,
): string | null {
  const isRare = (term: string) => countOf(term) <= Math.max(common.papers, common.share * papers);
  if (name !== undefined && nameTerm !== undefined && terms !== null)
    if (containsTerm(terms, nameTerm) && isRare(nameTerm)) return name;
  const coined = coinedNameOf(title, beginnings);
  return coined !== undefined && impacts.has(coined.term) && isRare(coined.term) ? coined.name : null;
}
