import { type DocumentMaker, localDocumentMaker } from "../../search/document-maker.js";
import { KnownOwners } from "./known-owners.js";

/** What who records many batches one after another need not ask again for each. */
export class Memory {
  readonly owners = new KnownOwners();
  readonly maker: DocumentMaker;
  #turn = -1;

  /** @param maker makes the search documents; by default in this thread */
  constructor(maker: DocumentMaker = localDocumentMaker) {
    this.maker = maker;
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
