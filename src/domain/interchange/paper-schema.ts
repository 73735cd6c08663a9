import { z } from "zod";
import { parseCategory } from "../../text/arxiv-categories.js";
import { parseArxivId } from "../../text/arxiv-ids.js";
import { caseKey } from "../values/folded-keys.js";
import {
  clearable,
  count,
  day,
  kindOf,
  link,
  list,
  maxInteger,
  nonEmpty,
  objectError,
  optional,
  quote,
  text,
  timestamp,
  visible,
} from "./checks.js";
import { attributeNames, mapAttributes, paperAttributes } from "./paper-columns.js";

// Validates the shape of `PaperInput`.

/**
 * Maximum plausible number of upvotes or comments of a paper. Sums over two thousand such papers still fit into a
 * Postgres integer.
 */
export const maxVotes = 1_000_000;

/** Fields that hold links. */
export const links: ReadonlySet<PropertyKey | undefined> = new Set([
  "avatarUrl",
  ...attributeNames.filter((name) => paperAttributes[name].check === link),
]);

const arxivId = z
  .string({ error: ({ input }) => `expected text, got ${kindOf(input)}` })
  // `badIdentifier` has rejected all others.
  .transform((value) => parseArxivId(value));

const authorSchema = z.strictObject(
  {
    name: nonEmpty(500),
    accountId: optional(nonEmpty(200)),
    accountName: optional(text(500).transform((value) => value || undefined)),
    username: optional(text(200).transform((value) => value || undefined)),
    avatarUrl: optional(link),
    hidden: optional(z.boolean({ error: ({ input }) => `expected true or false, got ${kindOf(input)}` })),
  },
  {
    error: objectError(
      "an author",
      "; expected name, accountId, accountName, username, avatarUrl, or hidden",
    ),
  },
);

const organizationSchema = z.strictObject(
  {
    sourceId: optional(nonEmpty(200)),
    slug: nonEmpty(200),
    formerSlugs: optional(list(nonEmpty(200), "slugs").max(100, "expected at most 100 slugs")),
    name: optional(text(500).transform((value) => value || undefined)),
    avatarUrl: optional(link),
  },
  { error: objectError("an organization", "; expected sourceId, slug, formerSlugs, name, or avatarUrl") },
);

const totalSchema = z.strictObject(
  { at: timestamp, upvotes: count(maxVotes) },
  { error: objectError("a total", "; expected at and upvotes") },
);

const starsSchema = z.strictObject(
  { at: timestamp, stars: count(maxInteger) },
  { error: objectError("a number of stars", "; expected at and stars") },
);

const historyOf = <Item extends z.ZodType<{ at: Date }>>(item: Item, name: string) =>
  list(item, name)
    .max(100_000, `expected at most 100,000 ${name}`)
    .transform((history) => history.toSorted((one, other) => one.at.getTime() - other.at.getTime()));

const category = z
  .string({ error: ({ input }) => `expected text, got ${kindOf(input)}` })
  .transform((value, parsing) => {
    const parsed = parseCategory(value);
    if (parsed !== undefined) return parsed;
    parsing.addIssue({
      code: "custom",
      message: `${quote(value)} is not an arXiv category like cs.CL or hep-th`,
    });
    return z.NEVER;
  });

const versionSchema = z.strictObject(
  {
    number: count(10_000).min(1, "expected 1 or more"),
    submittedAt: timestamp.transform((at) => at.toISOString()),
  },
  { error: objectError("a version", "; expected number and submittedAt") },
);

const maxCategories = 100;
const maxVersions = 1_000;
const maxAuthors = 20_000;
const maxKeywords = 1_000;

// Compiled, because archives have millions of papers; on failure, the uncompiled schema reports the issues.
export const paperSchema = z.compile(
  z.strictObject(
    {
      arxivId: optional(arxivId),
      title: z
        .unknown()
        .refine((value) => value !== undefined && value !== null, "a paper needs a title")
        .pipe(text(2_000).refine((value) => visible.test(value), "a paper needs a title")),
      abstract: clearable(text(100_000).transform((value) => value || undefined)),
      publishedAt: clearable(timestamp),
      publishedOn: clearable(day),
      featuredOn: optional(list(day, "dates").transform((days) => [...new Set(days)].sort())),
      authors: clearable(
        list(authorSchema, "authors").max(
          maxAuthors,
          `expected at most ${maxAuthors.toLocaleString("en")} authors`,
        ),
      ),
      authorsCount: clearable(count(maxInteger)),
      organization: clearable(organizationSchema),
      keywords: clearable(
        list(text(300), "keywords")
          .max(maxKeywords, `expected at most ${maxKeywords.toLocaleString("en")} keywords`)
          .transform(distinctKeywords),
      ),
      categories: clearable(
        list(category, "categories")
          .max(maxCategories, `expected at most ${maxCategories} categories`)
          .transform((categories) => nonEmptyList([...new Set(categories)])),
      ),
      versions: clearable(
        list(versionSchema, "versions")
          .max(maxVersions, `expected at most ${maxVersions.toLocaleString("en")} versions`)
          .transform((versions) => nonEmptyList(byNumber(versions))),
      ),
      upvotes: optional(count(maxVotes)),
      upvoteHistory: optional(historyOf(totalSchema, "totals")),
      starHistory: optional(historyOf(starsSchema, "numbers")),
      commentsCount: clearable(count(maxVotes)),
      ...mapAttributes((name) => clearable<z.ZodType>(paperAttributes[name].check)),
    },
    { error: objectError("a paper", "") },
  ),
);

/** An empty list and an unknown one are stored alike. */
function nonEmptyList<Item>(list: Item[]): Item[] | null {
  return list.length === 0 ? null : list;
}

/** Of two versions with the same number, the first. */
function byNumber<Version extends { number: number }>(versions: Version[]): Version[] {
  const byNumber = new Map<number, Version>();
  for (const version of versions) if (!byNumber.has(version.number)) byNumber.set(version.number, version);
  return [...byNumber.values()].sort((one, other) => one.number - other.number);
}

function distinctKeywords(keywords: string[]): string[] {
  const spellings = new Map<string, string>();
  for (const keyword of keywords) {
    const key = caseKey(keyword);
    if (keyword !== "" && !spellings.has(key)) spellings.set(key, keyword);
  }
  return [...spellings.values()];
}
