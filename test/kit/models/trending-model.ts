// In-memory model of the documented ranking, in which every upvote has its own instant.

/** Half-lives as the contract has them: 8 hours, 2.5 days and 10 days. */
export const halfLifeHours = { DAY: 8, WEEK: 2.5 * 24, MONTH: 10 * 24 } as const;
export type Window = keyof typeof halfLifeHours;
export const windows = ["DAY", "WEEK", "MONTH"] as const satisfies readonly Window[];

/** Fields of a paper that its score depends on. Instants are in milliseconds. */
export interface ModelPaper {
  observations: readonly { at: number; upvotes: number }[];
  featuredOn?: readonly string[];
  publishedAt?: number | undefined;
  publishedOn?: string | undefined;
  withdrawn?: boolean;
}

/** Instants of the remaining upvotes, oldest first. */
export function upvotesOf(paper: ModelPaper): number[] {
  if (paper.withdrawn) return [];
  const upvotes: number[] = [];
  const inOrder = [...paper.observations].sort((one, other) => one.at - other.at);
  for (const [index, { at, upvotes: total }] of inOrder.entries()) {
    const since = index === 0 ? Math.min(at, beginningOf(paper) ?? at) : at;
    while (upvotes.length > total) upvotes.pop();
    while (upvotes.length < total) upvotes.push(since);
  }
  return upvotes;
}

/** From when the upvotes count that a paper had when it was first looked at. */
function beginningOf({ featuredOn = [], publishedAt, publishedOn }: ModelPaper): number | undefined {
  const [firstDay] = [...featuredOn].sort();
  if (firstDay !== undefined) return endOf(firstDay);
  if (publishedAt !== undefined) return publishedAt;
  return publishedOn === undefined ? undefined : endOf(publishedOn);
}

function endOf(day: string): number {
  const end = new Date(`${day}T00:00:00Z`);
  end.setUTCDate(end.getUTCDate() + 1);
  return end.getTime();
}

/** Score of the upvotes at an instant. */
export function worth(upvotes: readonly number[], window: Window, asOf: number): number {
  return upvotes.reduce((sum, at) => sum + 2 ** -halfLives(at, asOf, window), 0);
}

/** Base-2 logarithm of their score at the start of 2025, relative to the newest to avoid overflow. */
export function logWorth(upvotes: readonly number[], window: Window): number {
  const newest = Math.max(...upvotes);
  return Math.log2(worth(upvotes, window, newest)) + halfLives(Date.UTC(2025), newest, window);
}

function halfLives(from: number, to: number, window: Window): number {
  return (to - from) / 3_600_000 / halfLifeHours[window];
}
