import sql, { join, type Sql } from "sql-template-tag";
import type { SearchQuery } from "../text/analysis/query.js";
import { quoteTerm } from "../text/analysis/tsquery.js";
import { weightOf } from "./bm25.js";
import { arxivTerm } from "./document.js";
import type { TermStatistics } from "./statistics.js";
import { hashTerm } from "./term-hash.js";

/** Terms that are scored: the rarest of a longer query. */
const maxScored = 24;

/** More than any sum of terms. */
const scoreOfId = 1e6;

/**
 * BM25 of `paper_texts t` for the terms of a query, as SQL of type real. The paper with the query's arXiv id ranks above all.
 */
export function scoreOf(
  { terms, weights, arxivId }: Pick<SearchQuery, "terms" | "weights" | "arxivId">,
  { papers, countOf }: TermStatistics,
): Sql {
  const scored = terms
    .map((term, index) => ({
      hash: hashTerm(term),
      weight: (weights[index] ?? 1) * weightOf(papers, countOf(term)),
    }))
    .sort((one, other) => other.weight - one.weight)
    .slice(0, maxScored)
    .map(
      ({ hash, weight }) =>
        sql`${weight}::real * coalesce(get_byte(t.impacts, array_position(t.terms, ${hash}::int) - 1), 0)`,
    );
  const ofId =
    arxivId === undefined
      ? []
      : [
          sql`case when t.search @@ ${quoteTerm(arxivTerm(arxivId))}::tsquery then ${scoreOfId}::real else 0 end`,
        ];
  const parts = [...scored, ...ofId];
  return parts.length === 0 ? sql`0::real` : sql`(${join(parts, " + ")})::real`;
}
