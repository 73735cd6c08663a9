import { z } from "zod";
import { parseArxivId } from "../../text/arxiv-ids.js";
import { isPlain } from "../../text/spaces.js";
import { isCalendarDate } from "../values/dates.js";
import { caseKey } from "../values/folded-keys.js";

// Validates the shape of `PaperInput`.

/**
 * Postgres rejects NUL in text; other control characters and lone surrogates are useless to clients. Control
 * characters separate words, except for DEL, which replaces a lost accent or hyphen within one.
 */
function cleanText(text: string): string {
  const unbroken = text.trim().replace(/\n/g, " ");
  if (isPlain(unbroken)) return unbroken;
  return (
    unbroken
      .replace(/\x7f/g, "")
      // Like `foldSpace`, but treats control characters as white space.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      .replace(/ [\s\u0000-\u001f]+|(?! )[\s\u0000-\u001f]+/g, " ")
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
      .trim()
  );
}

const text = (maxLength: number) =>
  z
    .string({ error: ({ input }) => `expected text, got ${kindOf(input)}` })
    .transform(cleanText)
    .refine(
      (value) => value.length <= maxLength,
      `expected at most ${maxLength.toLocaleString("en")} characters`,
    );

/** Text of zero-width spaces and other invisible characters counts as empty. */
const visible = /[^\s\p{Default_Ignorable_Code_Point}\p{Cf}]/u;

const nonEmpty = (maxLength: number) =>
  text(maxLength).refine((value) => visible.test(value), "expected non-empty text");

const list = <T extends z.ZodType>(item: T, items: string) =>
  z.array(item, { error: ({ input }) => `expected a list of ${items}, got ${kindOf(input)}` });

/**
 * Maximum plausible number of upvotes or comments of a paper. Sums over two thousand such papers still fit into a
 * Postgres integer.
 */
export const maxVotes = 1_000_000;

const count = (max: number) =>
  z
    .int({ error: ({ input }) => `expected a whole number, got ${kindOf(input)}` })
    .min(0, "expected 0 or more")
    .max(max, `expected at most ${max.toLocaleString("en")}`);

const day = z.string({ error: ({ input }) => `expected a date, got ${kindOf(input)}` }).refine(isDay, {
  error: ({ input }) => `${quote(input)} is not a date between 1900 and 2100 like 2025-07-08`,
});

/** A string, or a Date parsed by the GraphQL scalar. */
const timestamp = z.preprocess(
  (value) => (value instanceof Date ? value.toISOString() : value),
  z
    .string({ error: ({ input }) => `expected a timestamp, got ${kindOf(input)}` })
    .refine(
      (value) =>
        /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i.test(value) &&
        isDay(value.slice(0, 10)) &&
        !Number.isNaN(Date.parse(value)),
      { error: ({ input }) => `${quote(input)} is not a timestamp like 2025-07-08T14:28:14Z` },
    )
    .transform((value) => new Date(value)),
);

const link = z
  .string({ error: ({ input }) => `expected a URL, got ${kindOf(input)}` })
  .transform((value, parsing) => {
    const address = toUrl(value);
    if (address === undefined && value.trim() !== "")
      parsing.addIssue({ code: "custom", message: `${quote(value)} is not a URL` });
    return address;
  });

/** Fields that hold links. */
export const links: ReadonlySet<PropertyKey | undefined> = new Set([
  "avatarUrl",
  "projectUrl",
  "codeUrl",
  "thumbnailUrl",
]);

const arxivId = z
  .string({ error: ({ input }) => `expected text, got ${kindOf(input)}` })
  // `badIdentifier` has rejected all others.
  .transform((value) => parseArxivId(value));

/** Treats null as missing. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => value ?? undefined, schema.optional() as z.ZodOptional<T>);

/** null clears the stored value; a missing value leaves it unchanged. */
const clearable = <T extends z.ZodType>(schema: T) => schema.nullable().optional();

const objectError = (what: string, fields: string) => (issue: z.core.$ZodRawIssue) =>
  issue.code === "unrecognized_keys"
    ? `${issue.keys.map(quote).join(", ")} is not a field of ${what}${fields}`
    : `expected ${what} as an object, got ${kindOf(issue.input)}`;

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
    error: objectError("an author", "; expected name, accountId, accountName, username, avatarUrl or hidden"),
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
  { error: objectError("an organization", "; expected sourceId, slug, formerSlugs, name or avatarUrl") },
);

const totalSchema = z.strictObject(
  { at: timestamp, upvotes: count(maxVotes) },
  { error: objectError("a total", "; expected at and upvotes") },
);

const historySchema = list(totalSchema, "totals")
  .max(100_000, "expected at most 100,000 totals")
  .transform((history) => history.toSorted((one, other) => one.at.getTime() - other.at.getTime()));

/** Maximum of a Postgres integer and of GraphQL's Int. */
const maxInteger = 2_147_483_647;
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
      withdrawnAt: clearable(timestamp),
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
      upvotes: optional(count(maxVotes)),
      upvoteHistory: optional(historySchema),
      commentsCount: clearable(count(maxVotes)),
      projectUrl: clearable(link),
      codeUrl: clearable(link),
      githubStars: clearable(count(maxInteger)),
      thumbnailUrl: clearable(link),
    },
    { error: objectError("a paper", "") },
  ),
);

function distinctKeywords(keywords: string[]): string[] {
  const spellings = new Map<string, string>();
  for (const keyword of keywords) {
    const key = caseKey(keyword);
    if (keyword !== "" && !spellings.has(key)) spellings.set(key, keyword);
  }
  return [...spellings.values()];
}

function toUrl(value: string): string | undefined {
  const written = value.trim();
  const address = /^[a-z][a-z0-9+.-]*:/i.test(written) ? written : `https://${written}`;
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname } = new URL(address);
  return /^https?:$/.test(protocol) && hostname.includes(".") && address.length <= 2_000
    ? address
    : undefined;
}

/** Other years are mistakes. */
function isDay(value: string): boolean {
  return /^(19|20)/.test(value) && isCalendarDate(value);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `the ${typeof value} ${quote(value)}`;
}

/** A value as JSON, truncated for messages. */
export function quote(value: unknown): string {
  const written = jsonOf(value);
  return written.length > 60 ? `${written.slice(0, 60)}…` : written;
}

/** `JSON.stringify` is recursive, unlike `JSON.parse`: the value may nest too deep for it. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return kindOf(value);
  }
}
