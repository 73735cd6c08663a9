import { quote } from "../../domain/interchange/checks.js";
import type { PaperDraft } from "../../domain/interchange/paper-draft.js";
import { instantOf } from "./instants.js";
import type { Fields } from "./wrappers.js";

/** Field names that crawlers use for the time of retrieval. */
const names = [
  "observedAt",
  "observed_at",
  "fetchedAt",
  "fetched_at",
  "retrievedAt",
  "retrieved_at",
  "crawledAt",
  "crawled_at",
  "scrapedAt",
  "scraped_at",
  "collectedAt",
  "collected_at",
] as const;

/** Time of observation as stated by the file, from the innermost object that states a valid one. */
export function observedAtOf(...around: readonly Fields[]): { at?: Date; problem?: string } {
  let problem: string | undefined;
  for (const fields of around)
    for (const name of names) {
      const stated = fields[name];
      if (stated === undefined || stated === null || stated === "") continue;
      const at = instantOf(stated);
      if (at !== undefined) return { at };
      problem ??= `${name}: ${quote(stated)} is not a timestamp like 2025-07-08T14:28:14Z`;
    }
  return problem === undefined ? {} : { problem };
}

/** Turns the upvotes and stars of a draft into observations at this time, if given. */
export function observedOnce(draft: PaperDraft, at: Date | undefined): PaperDraft {
  if (at === undefined) return draft;
  const { githubStars: stars } = draft;
  const starred = typeof stars === "number" ? { ...draft, starHistory: [{ at, stars }] } : draft;
  const { upvotes, upvoteHistory = [], ...others } = starred;
  if (upvotes === undefined) return starred;
  const history = [...upvoteHistory, { at, upvotes }].sort(
    (one, other) => one.at.getTime() - other.at.getTime(),
  );
  return { ...others, upvoteHistory: history };
}
