import type { Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { type PaperFilter, paperConditions, type RankedPapers } from "../catalog/paper-filter.js";
import { rankRelated } from "./rank.js";
import { loadSubject, type Subject, subjectOf } from "./subject.js";

/** What ranking in a filter looks at, as GraphQL or the domain has it. */
interface RankedBy<Self> {
  readonly similarTo?: unknown;
  readonly about?: unknown;
  readonly and?: readonly Self[] | null | undefined;
  readonly or?: readonly Self[] | null | undefined;
  readonly not?: Self | null | undefined;
}

interface RankingFilter extends RankedBy<RankingFilter> {}

/** Whether `similarTo` or `about` is anywhere in a filter. */
export function ranks(filter: RankingFilter | null | undefined): boolean {
  if (filter == null) return false;
  const { similarTo, about, and, or, not } = filter;
  return similarTo != null || about != null || [...(and ?? []), ...(or ?? []), not].some(ranks);
}

/**
 * The filter with the papers that `similarTo` and `about` select, as of now. What else a paper must meet restricts the papers
 * before a list is cut.
 *
 * @param scope further conditions on `papers p`
 * @throws InputError if `about` has only common words
 */
export async function withRankings(
  db: Queryable,
  filter: PaperFilter,
  scope: readonly Sql[] = [],
): Promise<PaperFilter> {
  if (!ranks(filter)) return filter;
  const conditions = [...scope, ...paperConditions(unranked(filter))];
  const ranked = async (parts: readonly PaperFilter[]) => {
    const found: PaperFilter[] = [];
    for (const part of parts) found.push(await withRankings(db, part, conditions));
    return found;
  };
  const { similarTo, about, and, or, not } = filter;
  return {
    ...filter,
    ...(and && { and: await ranked(and) }),
    ...(or && { or: await ranked(or) }),
    ...(not && { not: await withRankings(db, not) }),
    ...(similarTo !== undefined && {
      related: await rankedPapers(db, await loadSubject(db, similarTo), conditions),
    }),
    ...(about !== undefined && { relevant: await rankedPapers(db, subjectOf(about), conditions) }),
  };
}

/** The part of a filter that does not rank. */
function unranked({ similarTo: _similarTo, about: _about, ...filter }: PaperFilter): PaperFilter {
  return {
    ...filter,
    and: filter.and?.map(unranked),
    or: filter.or?.some(ranks) ? undefined : filter.or,
    not: ranks(filter.not) ? undefined : filter.not,
  };
}

/** @param subject undefined for a paper that has been removed */
async function rankedPapers(
  db: Queryable,
  subject: Subject | undefined,
  conditions: readonly Sql[],
): Promise<RankedPapers> {
  const found = subject === undefined ? [] : (await rankRelated(db, subject, conditions)).best;
  return {
    ids: found.map(({ id }) => id),
    scores: found.map(({ score }) => score),
    // Cursors hold what was asked for, not what was found.
    toJSON: () => undefined,
  };
}
