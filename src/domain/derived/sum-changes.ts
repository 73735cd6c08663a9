import type { PaperState } from "../batch/merge.js";

/** What a paper contributes to sums. */
export type Summed = Pick<PaperState, "publishedOn" | "upvotes" | "commentsCount">;

export interface Sums {
  papers: number;
  upvotes: number;
  comments: number;
}

/** Collects the changes that a batch makes to sums: papers are subtracted as they were, and added as they are. */
export class SumChanges<Place extends object> {
  readonly #cells = new Map<string, Sums & Place>();

  add(key: string, place: Place, { upvotes, commentsCount }: Summed, times: 1 | -1): void {
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      cell = { papers: 0, upvotes: 0, comments: 0, ...place };
      this.#cells.set(key, cell);
    }
    cell.papers += times;
    cell.upvotes += times * upvotes;
    cell.comments += times * commentsCount;
  }

  /** Those that change anything. */
  get rows(): (Sums & Place)[] {
    return [...this.#cells.values()].filter(
      ({ papers, upvotes, comments }) => papers !== 0 || upvotes !== 0 || comments !== 0,
    );
  }
}

/** The first day of the month of a date. */
export function monthOf(day: string): string {
  return `${day.slice(0, 7)}-01`;
}
