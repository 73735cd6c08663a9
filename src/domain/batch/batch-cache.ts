import { type DocumentMaker, localDocumentMaker } from "../../search/document-maker.js";
import { KnownOwners } from "./known-owners.js";

/** Cache shared by consecutive batches of one writer. */
export class BatchCache {
  readonly owners = new KnownOwners();
  readonly maker: DocumentMaker;
  #turn = -1;

  /** @param maker builds search documents; by default, in this thread */
  constructor(maker: DocumentMaker = localDocumentMaker) {
    this.maker = maker;
  }

  /** Invalidates the cache if another writer committed since our last commit. */
  begin(turn: number): void {
    if (turn !== this.#turn + 1) this.owners.clear();
    this.#turn = -1;
  }

  /** Call after commit. */
  keep(turn: number): void {
    this.#turn = turn;
  }
}
