/**
 * Trust level of a source. A source at or above the highest level so far overwrites values; a lower one only fills
 * gaps, so that the result does not depend on the order of sources.
 */
export const trustLevels = {
  /** A page saved from a browser: no IDs, dates without time in New York. */
  page: 1,
  /** A bulk archive: IDs and timestamps, but no accounts, organizations or votes. */
  archive: 2,
  /** The feed itself, or a client of the write API. */
  feed: 3,
} as const;

export type TrustLevel = (typeof trustLevels)[keyof typeof trustLevels];
