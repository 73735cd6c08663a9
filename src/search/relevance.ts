import sql, { join, type Sql } from "sql-template-tag";
import type { SearchQuery } from "../text/analysis/query.js";
import { quoteTerm } from "../text/analysis/tsquery.js";
import { arxivTerm } from "../text/arxiv-ids.js";
import { weightOf } from "./bm25.js";
import type { TermStatistics } from "./statistics.js";
import { hasTerm, impactOfTerm } from "./stored-terms.js";

/** Maximum number of scored terms; the rarest ones of longer queries. */
const maxScored = 24;

/** Larger than any sum of term scores. */
const wholeTextBonus = 1e3;
const arxivIdBonus = 1e6;

/**
 * BM25 score of `paper_texts t`, as SQL of type real. The paper with the query's arXiv ID ranks first, then papers
 * whose title or one of whose names equals the query.
 */
export function scoreOf(
  { terms, weights, arxivId, whole }: Pick<SearchQuery, "terms" | "weights" | "arxivId" | "whole">,
  { papers, countOf }: TermStatistics,
): Sql {
  const scored = terms
    .map((term, index) => ({
      term,
      weight: (weights[index] ?? 1) * weightOf(papers, countOf(term)),
    }))
    .sort((one, other) => other.weight - one.weight)
    .slice(0, maxScored)
    .map(
      ({ term, weight }) => sql`${weight}::real * ${impactOfTerm(sql`t.term_hashes`, sql`t.impacts`, term)}`,
    );
  const ofId =
    arxivId === undefined
      ? []
      : [
          sql`case when t.search @@ ${quoteTerm(arxivTerm(arxivId))}::tsquery then ${arxivIdBonus}::real else 0 end`,
        ];
  const ofWhole =
    whole === undefined
      ? []
      : [sql`case when ${hasTerm(sql`t.term_hashes`, whole)} then ${wholeTextBonus}::real else 0 end`];
  const parts = [...scored, ...ofWhole, ...ofId];
  return parts.length === 0 ? sql`0::real` : sql`(${join(parts, " + ")})::real`;
}
