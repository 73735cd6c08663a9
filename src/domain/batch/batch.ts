import type { Transaction } from "../../db/database.js";
import type { Authority } from "../interchange/authority.js";
import type { Memory } from "./memory.js";

/** Who speaks, how far it is trusted, and when it was heard. */
export interface Origin {
  source: string;
  authority: Authority;
  observedAt: Date;
  /** Whether upvotes without an instant may have been observed at any time before: those of a file. */
  undated?: boolean;
  /** Whether new papers are published to `paperAdded` subscribers. Defaults to false. */
  announce?: boolean;
}

/** The transaction that a batch is recorded in. */
export interface Recording {
  transaction: Transaction;
  memory: Memory;
  /** Whether the numbers of authors and keywords wait until an archive is stored; see `recording/bulk-load.ts`. */
  filling: boolean;
}
