import type { PaperDraft } from "../../domain/interchange/paper-draft.js";
import { instantOf } from "./instants.js";
import type { Fields } from "./wrappers.js";

/** Under which names crawlers note when they looked. */
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

/** When what a file says was observed, where the file says so; the innermost statement counts. */
export function observedAtOf(...around: readonly Fields[]): Date | undefined {
  for (const fields of around)
    for (const name of names) {
      const at = instantOf(fields[name]);
      if (at !== undefined) return at;
    }
  return undefined;
}

/** The draft with its upvotes as a total of that instant, where there is one. */
export function observedOnce(draft: PaperDraft, at: Date | undefined): PaperDraft {
  if (at === undefined || draft.upvotes === undefined) return draft;
  const { upvotes, upvoteHistory = [], ...others } = draft;
  const history = [...upvoteHistory, { at, upvotes }].sort(
    (one, other) => one.at.getTime() - other.at.getTime(),
  );
  return { ...others, upvoteHistory: history };
}
