/**
 * Half-life of an upvote on each board, in hours. Stored scores depend on it, so changing one requires a migration
 * that recomputes them.
 */
export const halfLives = {
  /** After a day, an upvote is worth an eighth. */
  DAY: 8,
  /** After a week, an upvote is worth a seventh. */
  WEEK: 60,
  /** After a month, an upvote is worth an eighth. */
  MONTH: 240,
} as const;

export type TrendingWindow = keyof typeof halfLives;

export const trendingWindows = Object.keys(halfLives) as TrendingWindow[];

/** In sentences: the board of the day. */
export const windowNames: Readonly<Record<TrendingWindow, string>> = {
  DAY: "day",
  WEEK: "week",
  MONTH: "month",
};

/** Columns of `trending_scores`. */
export const scoreColumns = { DAY: "day", WEEK: "week", MONTH: "month" } as const satisfies Record<
  TrendingWindow,
  string
>;

/** Reference time of scores. Arbitrary, but logarithms are small near it. */
export const scoreEpoch = new Date("2025-01-01T00:00:00Z");

const hour = 3_600_000;

/**
 * Converts a stored score to upvotes weighted by age at `instant`. All scores decay by the same factor, so the order
 * changes only when upvotes arrive (forward decay: Cormode, Shkapenyuk, Srivastava and Xu, 2009).
 */
export function scoreAt(logScore: number, window: TrendingWindow, instant: Date): number {
  const age = (instant.getTime() - scoreEpoch.getTime()) / hour;
  return 2 ** (logScore - age / halfLives[window]);
}
