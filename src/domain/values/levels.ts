import { hashTerm } from "../../search/term-hash.js";

// Suggestions are read level by level, from the most popular rows down, until there are enough. Each level has a multiple of the
// rows of the one above, so that what is read stays small: a common beginning has enough matches near the top, and a rare one
// few in all.

/** Levels below papers with upvotes, among which papers without any are spread by a hash. */
const levelsWithoutUpvotes = 8;

/** The letter of the highest level is Z. */
const maxLevel = 25;

/** Levels of papers, and of authors, organizations and keywords, highest first: the number of papers by powers of two. */
export const [paperLevels, nameLevels] = [levelsFrom(maxLevel), levelsFrom(17)];

function levelsFrom(highest: number): readonly string[] {
  return Array.from({ length: highest + 1 }, (_, below) => String.fromCharCode(65 + highest - below));
}

/** The level of a paper: of those without upvotes, each has three quarters of the papers that are not below it. */
export function levelOf({ upvotes, titleKey }: { upvotes: number; titleKey: string }): number {
  if (upvotes > 0) return Math.min(maxLevel, levelsWithoutUpvotes + 31 - Math.clz32(upvotes));
  return Math.min(levelsWithoutUpvotes - 1, Math.clz32(spread(hashTerm(titleKey))) >> 1);
}

/** Murmur3's finalizer: the upper bits of FNV-1a depend little on the last letters. */
function spread(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}
