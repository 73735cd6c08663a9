// A plain reading of what the ranking promises, to hold the API against: every upvote is one thing with one instant.

/** Half-lives as the contract has them: 8 hours, 2.5 days and 10 days. */
export const halfLifeHours = { DAY: 8, WEEK: 2.5 * 24, MONTH: 10 * 24 } as const;
export type Window = keyof typeof halfLifeHours;
export const windows = ["DAY", "WEEK", "MONTH"] as const satisfies readonly Window[];

/** What is known of a paper, as far as its worth goes. Instants are milliseconds. */
export interface ModelPaper {
  observations: readonly { at: number; upvotes: number }[];
  featuredOn?: readonly string[];
  publishedAt?: number | undefined;
  publishedOn?: string | undefined;
  withdrawn?: boolean;
}

/** When each of the upvotes that still stand came, oldest first. */
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

/** What the upvotes are worth at an instant. */
export function worth(upvotes: readonly number[], window: Window, asOf: number): number {
  return upvotes.reduce((sum, at) => sum + 2 ** -halfLives(at, asOf, window), 0);
}

/** The logarithm to base 2 of what they are worth at the beginning of 2025; the newest taken out, lest it be too much. */
export function logWorth(upvotes: readonly number[], window: Window): number {
  const newest = Math.max(...upvotes);
  return Math.log2(worth(upvotes, window, newest)) + halfLives(Date.UTC(2025), newest, window);
}

function halfLives(from: number, to: number, window: Window): number {
  return (to - from) / 3_600_000 / halfLifeHours[window];
}
