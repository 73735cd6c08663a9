import type { Transaction } from "../../db/database.js";
import type { Authority } from "../interchange/authority.js";
import type { Memory } from "./memory.js";

/** The source of a batch, its authority, and the time of observation. */
export interface Origin {
  source: string;
  authority: Authority;
  observedAt: Date;
  /** Whether undated upvotes may be of any earlier time, as in files. */
  undated?: boolean;
  /** Whether new papers are published to `paperAdded` subscribers. Defaults to false. */
  announce?: boolean;
}

export interface Recording {
  transaction: Transaction;
  memory: Memory;
  /** Whether counts of authors and keywords are deferred; see `recording/bulk-load.ts`. */
  bulkLoading: boolean;
}
