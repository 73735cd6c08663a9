import { tableOf, verdict } from "../table.js";
import type { SearchMeasure } from "./search-measure.js";

/** Milliseconds of Postgres' CPU time per query, at any size. */
const maxCpu = 5;

/** Milliseconds for related papers: the median, by number of papers. */
const maxRelated = (papers: number) => (papers > 150_000 ? 40 : 20);

export function printSearch(measures: readonly SearchMeasure[]): string {
  return [printSearches(measures), printRelated(measures), printSuggestions(measures)].join("\n\n");
}

/** Milliseconds for suggestions: the 99th percentile. */
const maxSuggest = 20;

function printSuggestions(measures: readonly SearchMeasure[]): string {
  return tableOf(
    ["suggestions while a title or a name is typed", "median ms", "p99 ms", "target"],
    measures.map(({ papers, suggestions: { median, p99 } }) => [
      `${papers} papers`,
      median.toFixed(1),
      p99.toFixed(1),
      verdict(`p99 < ${maxSuggest} ms`, p99 < maxSuggest),
    ]),
  );
}

function printRelated(measures: readonly SearchMeasure[]): string {
  return tableOf(
    ["related papers of a paper", "median ms", "p99 ms", "target"],
    measures.map(({ papers, related: { median, p99 } }) => [
      `${papers} papers`,
      median.toFixed(1),
      p99.toFixed(1),
      verdict(`median < ${maxRelated(papers)} ms`, median < maxRelated(papers)),
    ]),
  );
}

function printSearches(measures: readonly SearchMeasure[]): string {
  return tableOf(
    ["two-word search by relevance", "queries", "median ms", "p99 ms", "Postgres CPU ms", "target"],
    measures.map(({ papers, queries, median, p99, cpu }) => [
      `${papers} papers`,
      String(queries),
      median.toFixed(1),
      p99.toFixed(1),
      cpu.toFixed(2),
      papers > 1_000_000
        ? verdict("median < 25 ms, p99 < 150 ms", median < 25 && p99 < 150)
        : verdict(`CPU < ${maxCpu} ms`, cpu < maxCpu),
    ]),
  );
}
