/**
 * Half-life of an upvote on each board, in hours: how long until it is worth half. What is stored depends on them, so
 * that to change one takes a migration that ranks everything anew.
 */
export const halfLives = {
  /** What is hot today: after a day an upvote is worth an eighth. */
  DAY: 8,
  /** What is hot this week: after a week an upvote is worth a seventh. */
  WEEK: 60,
  /** What is hot this month: after a month an upvote is worth an eighth. */
  MONTH: 240,
} as const;

export type TrendingWindow = keyof typeof halfLives;

export const trendingWindows = Object.keys(halfLives) as TrendingWindow[];

/** Where the scores of a board are kept in `trending_scores`. */
export const scoreColumns = { DAY: "day", WEEK: "week", MONTH: "month" } as const satisfies Record<
  TrendingWindow,
  string
>;

/** The instant from which half-lives are counted. Any other would do; near today logarithms are small. */
export const scoreEpoch = new Date("2025-01-01T00:00:00Z");

const hour = 3_600_000;

/**
 * What a stored score comes to at an instant: upvotes, weighted by age. All scores shrink by the same factor as time goes
 * by, so that their order changes only when upvotes arrive (forward decay: Cormode, Shkapenyuk, Srivastava and Xu, 2009).
 */
export function scoreAt(logScore: number, window: TrendingWindow, instant: Date): number {
  const age = (instant.getTime() - scoreEpoch.getTime()) / hour;
  return 2 ** (logScore - age / halfLives[window]);
}
