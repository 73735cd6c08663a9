import { KnownOwners } from "./known-owners.js";
import { SearchWords } from "./search-words.js";

/** What who records many batches one after another need not ask again for each. */
export class Memory {
  readonly words = new SearchWords();
  readonly owners = new KnownOwners();
  #turn = -1;

  /** Forgets what another writer may have changed since the last turn of one's own that was kept. */
  begin(turn: number): void {
    if (turn !== this.#turn + 1) this.owners.forgetAll();
    this.#turn = -1;
    this.words.trim();
  }

  /** What was remembered in the turn holds: it was committed. */
  keep(turn: number): void {
    this.#turn = turn;
  }
}
