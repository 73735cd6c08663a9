import { maxLevel, minImpacts, strongTerm } from "../../search/levels.js";
import type { TermStatistics } from "../../search/statistics.js";
import { type Condition, tsqueryOf } from "../../text/analysis/tsquery.js";
import { type Profile, plainImpact } from "./profile.js";

// Candidates come from the index of full-text search, which has every term of every paper, and the strong forms of those that
// are frequent in it. So nothing is stored for related papers alone, and rarity decides at the time of the query.

/** Terms of the text that candidates are looked up by: those that contribute most. */
const maxLists = 32;
/**
 * Papers of a list: this share of all, between bounds. A more frequent term is looked up where it is stronger. Longer lists find no
 * more of the best papers.
 */
const listLength = { share: 0.05, least: 200, most: 3_000 };
/** Papers of all lists. */
const maxEntries = 5_000;
/** A list of at most this many papers is taken whole. */
const maxTakenWhole = 20;

/**
 * A tsquery for papers that share two of the terms that contribute most to a text, or one that few papers have.
 *
 * @returns undefined if there is nothing to look up
 */
export function sharingTwo({ terms }: Profile, { papers, countOf }: TermStatistics): string | undefined {
  const lists: { term: Condition; count: number }[] = [];
  const { share, least, most } = listLength;
  const bounded = Math.min(most, Math.max(least, share * papers));
  // A text of a few words has few lists, which may be longer.
  const longest = Math.max(bounded, maxEntries / Math.max(1, terms.length));
  let entries = 0;
  for (const { term } of terms) {
    if (lists.length === maxLists || entries > maxEntries) break;
    const form = formsOf(term).find((each) => countOf(each) <= longest);
    if (form === undefined) continue;
    lists.push({ term: { term: form, prefix: false }, count: countOf(form) });
    entries += countOf(form);
  }
  const all = lists.map(({ term }) => term);
  const alone = lists.filter(({ count }) => count <= maxTakenWhole).map(({ term }) => term);
  const any = all.length > 1 ? [...alone, twoOf(all)] : alone;
  return any.length === 0 ? undefined : tsqueryOf({ any });
}

/**
 * A tsquery for papers that share any of the most promising terms, in forms that up to `papers` papers are expected to have; at
 * least one form.
 */
export function sharingOne(
  { terms }: Profile,
  { countOf }: TermStatistics,
  papers: number,
): string | undefined {
  const forms = terms.slice(0, maxLists).flatMap(({ term, weight }) =>
    formsOf(term).map((form, level) => ({
      form,
      promise: weight * (minImpacts[level - 1] ?? plainImpact),
    })),
  );
  forms.sort((one, other) => other.promise - one.promise);
  const chosen: Condition[] = [];
  let expected = 0;
  for (const { form } of forms) {
    expected += countOf(form);
    if (chosen.length > 0 && expected > papers) break;
    chosen.push({ term: form, prefix: false });
  }
  return chosen.length === 0 ? undefined : tsqueryOf({ any: chosen });
}

/** A term and its strong forms: ever fewer papers have them. */
function formsOf(term: string): string[] {
  return Array.from({ length: maxLevel + 1 }, (_, level) => strongTerm(term, level));
}

/** At least two of the conditions: two of either half, or one of each. Grows with n log n. */
function twoOf(conditions: readonly Condition[]): Condition {
  const middle = conditions.length >> 1;
  const halves = [conditions.slice(0, middle), conditions.slice(middle)];
  return {
    any: [
      ...halves.filter((half) => half.length > 1).map(twoOf),
      { all: halves.map((half): Condition => ({ any: half })) },
    ],
  };
}
