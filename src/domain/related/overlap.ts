import { maxLevel, minImpacts, plainImpact, strongTerm } from "../../search/levels.js";
import type { TermStatistics } from "../../search/statistics.js";
import type { Condition } from "../../text/analysis/tsquery.js";
import { type Effort, effortFor } from "./effort.js";
import type { Profile } from "./profile.js";

// Candidates come from the index of full-text search, which has every term of every paper, and the strong forms of those that
// are frequent in it. So nothing is stored for related papers alone, and rarity decides at the time of the query.

/** Terms of the text that candidates are looked up by: those that contribute most. */
const maxLists = 32;
/** Papers that are expected to share two terms: more of a long text, most of whose terms contribute little. */
const maxPairs = { least: 600, perList: 120 };
/** How many times as many papers share two terms as if terms were independent. */
const dependence = 2;
/** Papers that are looked up by a single term besides: this share of all, between bounds. */
const singles = { share: 0.01, least: 100, most: 400 };
/** By which lists become shorter until they fit: a term is looked up in the weakest form that is short enough. */
const shrinkage = 0.7;

/** A term or one of its strong forms, and how many papers have it. */
interface Form {
  readonly form: string;
  readonly papers: number;
}

/** Papers that share two of the terms that contribute most to a text, or one of the most promising: those that meet any condition. */
export function sharingTwo(profile: Profile, statistics: TermStatistics): Condition[] {
  const lists = listsOf(profile, statistics).map((forms) => anyOf(forms.map(({ form }) => form)));
  // Shortest first: Postgres reads that of each pair.
  const pairs = lists
    .slice(0, -1)
    .map((list, index): Condition => ({ all: [list, { any: lists.slice(index + 1) }] }));
  const alone = Math.min(singles.most, Math.max(singles.least, singles.share * statistics.papers));
  return [...sharingOne(profile, statistics, alone), ...pairs];
}

/** For each word, the forms of it and of its parts by which pairs are looked up. */
function listsOf({ terms }: Profile, { papers, countOf }: TermStatistics): Form[][] {
  const groups = groupsOf(terms.slice(0, maxLists).map(({ term }) => term)).map((group) =>
    group.map((term) => formsOf(term).map((form): Form => ({ form, papers: countOf(form) }))),
  );
  const { entries } = effortFor({ papers });
  const upTo = (longest: number) =>
    groups
      .map((group) => group.flatMap((forms) => forms.find((each) => each.papers <= longest) ?? []))
      .filter((forms) => forms.length > 0);
  let [longest, lists] = [papers, upTo(papers)];
  while (!fits(lists, papers, entries)) {
    longest *= shrinkage;
    const shorter = upTo(longest);
    if (shorter.length < 2) break;
    lists = shorter;
  }
  return lists.sort((one, other) => lengthOf(one) - lengthOf(other));
}

/** Papers of a word that is looked up by any of the forms. */
function lengthOf(forms: readonly Form[]): number {
  return Math.max(...forms.map(({ papers }) => papers));
}

/** Whether pairs are found by reading few entries, and are few: Postgres reads all lists but the longest. */
function fits(lists: readonly (readonly Form[])[], papers: number, most: Effort["entries"]): boolean {
  const counts = lists.map(lengthOf);
  const sum = counts.reduce((total, count) => total + count, 0);
  const squares = counts.reduce((total, count) => total + count ** 2, 0);
  const entries = sum - Math.max(0, ...counts);
  const pairs = (dependence * (sum ** 2 - squares)) / 2 / Math.max(1, papers);
  return (
    entries <= most.once &&
    entries * lists.length <= most.repeated &&
    pairs <= Math.max(maxPairs.least, maxPairs.perList * lists.length)
  );
}

/** A compound and its parts, which are terms too, share nothing that one of them alone does not. */
function groupsOf(terms: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (const term of terms) {
    const group = groups.find(
      (members) => isPart(members[0] ?? "", term) || members.some((member) => isPart(term, member)),
    );
    if (group === undefined) groups.push([term]);
    else group.push(term);
  }
  return groups;
}

function isPart(part: string, whole: string): boolean {
  // The last part of a compound may have lost another ending than by itself: `tune` in `instructiontun`.
  return (
    part.length > 2 &&
    (whole.startsWith(part) || whole.endsWith(part) || (part.length > 3 && whole.endsWith(part.slice(0, -1))))
  );
}

function termOf(term: string): Condition {
  return { term, prefix: false };
}

function anyOf(forms: readonly string[]): Condition {
  const [only, ...others] = forms.map(termOf);
  return only !== undefined && others.length === 0 ? only : { any: forms.map(termOf) };
}

/** Papers that share any of the most promising terms; see `promising` for the limits. */
export function sharingOne(
  profile: Profile,
  statistics: TermStatistics,
  papers: number,
  least = 0,
): Condition[] {
  const forms = promising(profile, statistics, papers, least);
  return forms.length === 0 ? [] : [anyOf(forms)];
}

/**
 * The most promising terms, each in the weakest form such that up to `papers` papers are expected to have any.
 *
 * @param least number of forms, however many papers have them
 */
function promising({ terms }: Profile, { countOf }: TermStatistics, papers: number, least: number): string[] {
  const forms = terms.slice(0, maxLists).flatMap(({ term, weight }) =>
    formsOf(term).map((form, level) => ({
      ...{ term, form },
      promise: weight * (minImpacts[level - 1] ?? plainImpact),
    })),
  );
  forms.sort((one, other) => other.promise - one.promise);
  const chosen = new Map<string, string>();
  let expected = 0;
  for (const [index, { term, form }] of forms.entries()) {
    const known = chosen.get(term);
    expected += countOf(form) - (known === undefined ? 0 : countOf(known));
    if (index >= least && expected > papers) break;
    chosen.set(term, form);
  }
  return [...chosen.values()];
}

/** A term and its strong forms: ever fewer papers have them. */
function formsOf(term: string): string[] {
  return Array.from({ length: maxLevel + 1 }, (_, level) => strongTerm(term, level));
}
