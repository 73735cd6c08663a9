import type { Transaction } from "../../db/database.js";
import type { TrustLevel } from "../interchange/trust-level.js";
import type { BatchCache } from "./batch-cache.js";

/** The source of a batch, its trust level, and the time of observation. */
export interface Provenance {
  source: string;
  trustLevel: TrustLevel;
  observedAt: Date;
  /** Whether undated upvotes may be of any earlier time, as in files. */
  undated?: boolean;
  /** Whether it is news: `paperAdded` subscribers get the new papers, and ranks on boards are recorded. Defaults to false. */
  announce?: boolean;
}

export interface WriteContext {
  transaction: Transaction;
  cache: BatchCache;
  /** Time of the write transaction. */
  time: Date;
  /** Whether counts of authors and keywords are deferred; see `recording/bulk-load.ts`. */
  bulkLoading: boolean;
}
