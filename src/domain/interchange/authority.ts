/**
 * How far a source is trusted with the description of a paper. A source of the same authority as the best one so
 * far, or a higher, replaces what it states; a lesser one only fills gaps. So the stored paper does not depend on
 * the order in which sources came.
 */
export const authorities = {
  /** A page copied from a browser: no ids, dates without time, New York days. */
  page: 1,
  /** A bulk archive: ids and instants, but no accounts, organizations or votes. */
  archive: 2,
  /** The feed itself, or somebody who writes through the API. */
  feed: 3,
} as const;

export type Authority = (typeof authorities)[keyof typeof authorities];
