import type { Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { strongTerms } from "../../search/levels.js";
import { loadTermStatistics } from "../../search/statistics.js";
import { findCandidates, maxRelated } from "./candidates.js";
import { loadDetails } from "./details.js";
import { linkingNames } from "./linking-name.js";
import { byStrength, type Profile, profileOf } from "./profile.js";
import { type Bounded, type Scored, scoresOf } from "./scores.js";
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

/** The papers most related to a subject. */
export interface Ranking {
  /** Best first. */
  readonly best: readonly Related[];
  /** Number of related papers, at most `maxRelated`. */
  readonly total: number;
}

/**
 * Ranks papers by what they share with a subject: BM25 of the terms, plus the cosine of the keywords by their rarity, that of the
 * authors, and a link if one mentions a name that the other coins.
 *
 * @param conditions on `papers p`; other papers are left out before the list is cut
 * @param size number of the best ones to return; of fewer, fewer papers are read
 */
export async function rankRelated(
  db: Queryable,
  subject: Subject,
  conditions: readonly Sql[],
  size = maxRelated,
): Promise<Ranking> {
  const terms = new Set([...subject.frequencies.keys()].flatMap(strongTerms));
  const statistics = await loadTermStatistics(db, [...terms]);
  const profile = profileOf(subject, statistics);
  const names = linkingNames(subject, profile, statistics);
  const { bounded, scored } = scoresOf(subject, profile, statistics, names);
  const candidates = await findCandidates(db, subject, profile, statistics, conditions);
  const possible = candidates.map(bounded).filter(({ most }) => most > 0);
  const contenders = contendersFor(size, possible);
  const details = await loadDetails(db, contenders);
  const related = contenders
    .map((each) => scored(each, details.get(each.candidate.id)))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || other.candidate.id - one.candidate.id);
  return {
    best: related.slice(0, size).map((each) => relatedOf(profile, each)),
    total: Math.min(maxRelated, related.length + possible.length - contenders.length),
  };
}

/** More than the bounds of a score differ from it by rounding. */
const rounding = 1e-6;

/** Those that may be among the best `size`, and those whose score may be 0. */
function contendersFor(size: number, possible: readonly Bounded[]): Bounded[] {
  const reached = possible.map(({ least }) => least).sort((one, other) => other - one)[size - 1] ?? 0;
  return possible.filter(({ least, most }) => least === 0 || most + rounding >= reached);
}

function relatedOf(
  profile: Profile,
  { candidate: { id, keywords, authors }, shared, score, name }: Scored,
): Related {
  return { id, score, keywords, authors, terms: () => byStrength(profile, shared), name };
}
