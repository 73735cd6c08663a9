import sql from "sql-template-tag";
import type { Queryable } from "../../../src/db/database.js";
import { weightOf } from "../../../src/search/bm25.js";
import { maxLevel, minImpacts, plainImpact, strongTerm, strongTerms } from "../../../src/search/levels.js";
import { scoreOf } from "../../../src/search/relevance.js";
import { loadTermStatistics, type TermStatistics } from "../../../src/search/statistics.js";
import { Analyzer } from "../../../src/text/analysis/analyze.js";
import { quoteTerm } from "../../../src/text/analysis/tsquery.js";

/** Approximate number of papers to score. */
const maxCandidates = 2_000;
/** Maximum number of terms; an abstract has fewer. */
const maxTerms = 400;

/** Skips function words: they are rarely indexed, so they would seem rare. */
const analyzer = new Analyzer((term, isFunctionWord) => (isFunctionWord ? "" : term));

export interface RankedPaper {
  readonly id: number;
  readonly score: number;
}

/**
 * Ranks papers by BM25 over any terms of a text, best first. If too many papers match, only those in which the terms
 * with the highest weights are strong are candidates.
 */
export async function rankByText(db: Queryable, text: string, size: number): Promise<RankedPaper[]> {
  const terms = new Set<string>();
  analyzer.analyze(text, (term) => {
    if (term !== "" && terms.size < maxTerms) terms.add(term);
  });
  if (terms.size === 0) return [];
  const statistics = await loadTermStatistics(db, [...terms].flatMap(strongTerms));
  const candidates = anyOf([...terms], statistics)
    .map(quoteTerm)
    .join(" | ");
  return db.query<RankedPaper>(
    sql`
      select t.paper_id as id, ${scoreOf({ terms: [...terms], weights: [] }, statistics)} as score
      from paper_texts t where t.search @@ ${candidates}::tsquery
      order by score desc, id desc limit ${size}
    `,
  );
}

/** The most promising terms (in any form) that together occur in about `maxCandidates` papers; at least one. */
function anyOf(terms: readonly string[], { papers, countOf }: TermStatistics): string[] {
  const entries = terms.flatMap((term) =>
    Array.from({ length: maxLevel + 1 }, (_, level) => ({
      term: strongTerm(term, level),
      promise: weightOf(papers, countOf(term)) * (minImpacts[level - 1] ?? plainImpact),
    })),
  );
  entries.sort((one, other) => other.promise - one.promise);
  const chosen: string[] = [];
  let expected = 0;
  for (const { term } of entries) {
    const count = countOf(term);
    if (chosen.length > 0 && expected + count > maxCandidates) break;
    chosen.push(term);
    expected += count;
  }
  return chosen;
}
