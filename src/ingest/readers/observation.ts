import type { PaperDraft } from "../../domain/interchange/paper-draft.js";
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

const instant = /^(?:19|20)\d{2}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/i;

/** When what a file says was observed, where the file says so; the innermost statement counts. */
export function observedAtOf(...around: readonly Fields[]): Date | undefined {
  for (const fields of around)
    for (const name of names) {
      const stated = fields[name];
      if (typeof stated !== "string" || !instant.test(stated)) continue;
      const at = new Date(stated);
      if (!Number.isNaN(at.getTime())) return at;
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
