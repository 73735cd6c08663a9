import type { TermStatistics } from "../../search/statistics.js";
import type { Candidate } from "./candidates.js";
import type { Details, Linkable } from "./details.js";
import type { LinkingNames } from "./linking-name.js";
import { type Profile, type Shared, similarityOf } from "./profile.js";
import type { Subject } from "./subject.js";

/** What counts besides the text, as measured over two years of Daily Papers. */
const [keywordsFactor, authorsFactor, nameFactor] = [0.2, 0.15, 0.2];

const nothing: Shared = { positions: [], impacts: [] };

/** A candidate with bounds of its score, known without its details. */
export interface Bounded extends Linkable {
  /** Of the texts. */
  readonly shared: Shared;
  /** What its text contributes. */
  readonly least: number;
  readonly most: number;
}

/** A candidate with its score, and the name that links it to the subject. */
export interface Scored {
  readonly candidate: Candidate;
  readonly shared: Shared;
  readonly score: number;
  readonly name: string | null;
}

/** Scores of candidates: their bounds, and the scores by their details; those that share nothing but terms need none. */
export function scoresOf(
  subject: Subject,
  profile: Profile,
  statistics: TermStatistics,
  names: LinkingNames,
): {
  readonly bounded: (candidate: Candidate) => Bounded;
  readonly scored: (bounded: Bounded, details: Details | undefined) => Scored;
} {
  const cosineOfAuthors = ({ authors }: Candidate, authorsCount: number) =>
    authorsFactor * cosineOf(authors.length, subject.authorsCount, authorsCount);
  const cosine = cosineOfKeywords(subject, statistics);
  return {
    bounded(candidate) {
      const { termHashes, impacts, keywords } = candidate;
      const shared = termHashes && impacts ? profile.sharedWith(termHashes, impacts) : nothing;
      const least = similarityOf(profile, shared);
      const [mayCoin, mayMention] = [names.mayCoin(shared), names.mayMention(shared)];
      const most =
        least +
        keywordsFactor * cosine(keywords, []) +
        cosineOfAuthors(candidate, 0) +
        (mayCoin || mayMention ? nameFactor : 0);
      return { candidate, shared, least, most, mayCoin, mayMention };
    },
    scored(
      { candidate, shared, least },
      { title, text = null, authorsCount, counts = [] }: Partial<Details> = {},
    ) {
      const name = title === undefined ? null : names.nameOf(title, text);
      const score =
        least +
        keywordsFactor * cosine(candidate.keywords, counts) +
        cosineOfAuthors(candidate, authorsCount ?? 0) +
        (name === null ? 0 : nameFactor);
      // As precise as a cursor.
      return { candidate, shared, name, score: Math.fround(score) };
    },
  };
}

function cosineOf(shared: number, size: number, otherSize: number): number {
  return shared === 0 ? 0 : shared / Math.sqrt(Math.max(shared, size) * Math.max(shared, otherSize));
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
