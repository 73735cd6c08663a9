import type { PaperDraft } from "./draft.js";
import { KnownOwners } from "./known-owners.js";
import { SearchWords } from "./search-words.js";

/** What who records many batches one after another need not ask again for each. */
export class Memory {
  readonly owners = new KnownOwners();
  /** Search documents that were made ahead of time, of drafts that are going to be papers as they are. */
  readonly documents = new WeakMap<PaperDraft, Buffer>();
  #words: SearchWords | undefined;
  #turn = -1;

  /** To be asked for once for each batch: when there are too many words, they are given up. */
  words(): SearchWords {
    if (this.#words === undefined || this.#words.isFull) this.#words = new SearchWords();
    return this.#words;
  }

  /** Forgets what another writer may have changed since the last turn of one's own that was kept. */
  begin(turn: number): void {
    if (turn !== this.#turn + 1) this.owners.forgetAll();
    this.#turn = -1;
  }

  /** What was remembered in the turn holds: it was committed. */
  keep(turn: number): void {
    this.#turn = turn;
  }
}
