import { syntheticPapers } from "../../../seed/synthetic.js";
import type { Database } from "../../../src/db/database.js";
import type { PaperDraft } from "../../../src/domain/interchange/paper-draft.js";
import { type TrustLevel, trustLevels } from "../../../src/domain/interchange/trust-level.js";
import { type Outcome, recordPapers } from "../../../src/domain/recording/record-papers.js";
import { registerSource } from "../../../src/domain/sources/sources.js";

/** A draft with a title, and optional other fields. */
export function paper(title: string, fields: Partial<PaperDraft> = {}): PaperDraft {
  return { title, ...fields };
}

/** Synthetic papers with at most three authors and two keywords, and the start of their abstracts: fast to store. */
export function shortPapers(count: number, seed: number): PaperDraft[] {
  return [...syntheticPapers({ count, seed })].map((draft) => ({
    ...draft,
    abstract: draft.abstract?.slice(0, 200) ?? null,
    ...(draft.authors && { authors: draft.authors.slice(0, 3) }),
    ...(draft.keywords && { keywords: draft.keywords.slice(0, 2) }),
  }));
}

/** Stores drafts as one batch of a source. */
export async function record(
  db: Database,
  drafts: readonly PaperDraft[],
  origin: { trustLevel?: TrustLevel; source?: string; observedAt?: Date; announce?: boolean } = {},
): Promise<Outcome[]> {
  const {
    trustLevel = trustLevels.feed,
    source = "test",
    observedAt = new Date("2025-08-01T00:00:00Z"),
    announce = false,
  } = origin;
  await registerSource(db, source);
  return recordPapers(db, drafts, { trustLevel, source, observedAt, announce });
}
