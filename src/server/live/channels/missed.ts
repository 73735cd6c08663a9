import type { Batch } from "../batch.js";

/** Batches missed by waiting subscribers. */
export class Missed {
  readonly batches: Batch[] = [];

  keep(batch: Batch): void {
    this.batches.push(batch);
  }

  /** Messages after an event number. */
  after(number: number): Batch[] {
    return this.batches.filter(({ last }) => last > number).map((batch) => batch.after(number));
  }

  clear(): void {
    this.batches.length = 0;
  }

  dropThrough(number: number): void {
    const kept = this.batches.findIndex(({ last }) => last > number);
    this.batches.splice(0, kept === -1 ? this.batches.length : kept);
  }
}
