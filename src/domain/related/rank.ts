import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { strongTerms } from "../../search/levels.js";
import { loadTermStatistics, type TermStatistics } from "../../search/statistics.js";
import { type Candidate, findCandidates, maxRelated } from "./candidates.js";
import { linkingNames } from "./linking-name.js";
import { type Profile, profileOf, sharedByStrength, similarityOf } from "./profile.js";
import type { Subject } from "./subject.js";

/** A paper related to a subject, and why. */
export interface Related {
  readonly id: number;
  readonly score: number;
  /** IDs of those that both have. */
  readonly keywords: readonly number[];
  readonly authors: readonly number[];
  /** The terms that contribute to the score, strongest first; those of names of the other paper are among them. */
  readonly terms: () => readonly string[];
  /** The name coined in the title of one that the other mentions. */
  readonly name: string | null;
}

/** What counts besides the text, as measured over two years of Daily Papers. */
const [keywordsFactor, authorsFactor, nameFactor] = [0.2, 0.15, 0.2];

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
  const terms = new Set([...subject.frequencies.keys()].flatMap(strongTerms));
  if (subject.nameTerm !== undefined) terms.add(subject.nameTerm);
  const statistics = await loadTermStatistics(db, [...terms]);
  const profile = profileOf(subject, statistics);
  const candidates = await findCandidates(db, subject, profile, statistics, conditions);
  const names = linkingNames(subject, statistics);
  const details = await loadDetails(
    db,
    candidates.filter((each) => each.keywords.length > 0 || each.authors.length > 0 || names.mayCoin(each)),
    candidates.filter((each) => names.mayMention(each)),
  );
  const cosine = cosineOfKeywords(subject, statistics);
  const scored = candidates.map((candidate) => {
    const { id, terms, impacts, keywords, authors } = candidate;
    const { title, text = null, authorsCount, counts = [] } = details.get(id) ?? {};
    const name = title === undefined ? null : names.nameOf(title, text);
    const score =
      (terms && impacts ? similarityOf(profile, terms, impacts) : 0) +
      keywordsFactor * cosine(keywords, counts) +
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
  const shared = () => (terms && impacts ? sharedByStrength(profile, terms, impacts) : []);
  return { id, score, keywords, authors, terms: shared, name };
}

function cosineOf(shared: number, size: number, otherSize: number): number {
  return shared === 0 ? 0 : shared / Math.sqrt(Math.max(shared, size) * Math.max(shared, otherSize));
}

/** What the score of a candidate is computed from besides what `Candidate` has. */
interface Details {
  readonly id: number;
  readonly title: string;
  /** Title and abstract if the candidate may mention the name of the subject. */
  readonly text: string | null;
  readonly authorsCount: number | null;
  /** Numbers of papers of its keywords if it shares any. */
  readonly counts: readonly number[];
}

async function loadDetails(
  db: Queryable,
  candidates: readonly Candidate[],
  mentioning: readonly Candidate[],
): Promise<ReadonlyMap<number, Details>> {
  const idsOf = (listed: readonly Candidate[]) => listed.map(({ id }) => id);
  const ids = [...new Set(idsOf([...candidates, ...mentioning]))];
  if (ids.length === 0) return new Map();
  const sharing = idsOf(candidates.filter(({ keywords }) => keywords.length > 0));
  const rows = await db.query<Details>(
    sql`
      select p.id, p.title, p.authors_count as "authorsCount", case
        when p.id = any(${idsOf(mentioning)}::int[])
        then p.title || chr(10) || coalesce((select t.abstract from paper_texts t where t.paper_id = p.id), '')
      end as text, array(
        select k.papers_count from paper_keywords pk join keywords k on k.id = pk.keyword_id
        where p.id = any(${sharing}::int[]) and pk.paper_id = p.id
      ) as counts
      from papers p where p.id = any(${ids}::int[])
    `,
    "load_related_details",
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** The cosine of the keywords by rarity: of those that a paper shares, and the numbers of papers of all its keywords. */
function cosineOfKeywords(
  { keywords }: Subject,
  { papers }: TermStatistics,
): (shared: readonly number[], counts: readonly number[]) => number {
  const square = (count: number) => Math.max(Math.log((papers + 1) / (count + 0.5)), 0.01) ** 2;
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + square(count), 0);
  const countOf = new Map(keywords);
  const own = sum([...countOf.values()]);
  return (shared, counts) => {
    if (shared.length === 0) return 0;
    const common = sum(shared.map((id) => countOf.get(id) ?? 0));
    return common / Math.sqrt(own * Math.max(common, sum(counts)));
  };
}
