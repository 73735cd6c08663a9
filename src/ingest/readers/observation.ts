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

/** Time of observation as stated by the file, from the innermost object that states one. */
export function observedAtOf(...around: readonly Fields[]): Date | undefined {
  for (const fields of around)
    for (const name of names) {
      const at = instantOf(fields[name]);
      if (at !== undefined) return at;
    }
  return undefined;
}

/** Turns the upvotes of a draft into an observation at this time, if given. */
export function observedOnce(draft: PaperDraft, at: Date | undefined): PaperDraft {
  if (at === undefined || draft.upvotes === undefined) return draft;
  const { upvotes, upvoteHistory = [], ...others } = draft;
  const history = [...upvoteHistory, { at, upvotes }].sort(
    (one, other) => one.at.getTime() - other.at.getTime(),
  );
  return { ...others, upvoteHistory: history };
}
