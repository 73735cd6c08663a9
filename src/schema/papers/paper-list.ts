import type { Sql } from "sql-template-tag";
import { z } from "zod";
import type { PaperFilter } from "../../domain/catalog/paper-filter.js";
import type { PaperOrder } from "../../domain/catalog/paper-order.js";
import type { ObjectKey } from "../../domain/keys/object-keys.js";
import { withRankings } from "../../domain/related/ranked-filter.js";
import { arxivIdKey } from "../../domain/values/arxiv-ids.js";
import { InputError } from "../../domain/values/input-error.js";
import type { Context } from "../builder/context.js";
import { decodeNodeId } from "../builder/global-ids.js";
import { knownIds } from "../builder/known-objects.js";
import { type DateRangeInput, dateRange } from "./date-range.js";
import { given } from "./given.js";
import { type InstantRangeInput, instantRange } from "./instant-range.js";

/** The filter as parsed by GraphQL: missing fields may be undefined or null. */
export interface PaperFilterInput {
  arxivIds?: string[] | null | undefined;
  publishedOn?: DateRangeInput | null | undefined;
  featuredOn?: DateRangeInput | null | undefined;
  isFeatured?: boolean | null | undefined;
  addedAt?: InstantRangeInput | null | undefined;
  updatedAt?: InstantRangeInput | null | undefined;
  hasArxivId?: boolean | null | undefined;
  hasAbstract?: boolean | null | undefined;
  organizations?: string[] | null | undefined;
  hasOrganization?: boolean | null | undefined;
  authors?: string[] | null | undefined;
  coauthorsOf?: string[] | null | undefined;
  keywords?: string[] | null | undefined;
  categories?: string[] | null | undefined;
  upvotes?: { min?: number | null | undefined; max?: number | null | undefined } | null | undefined;
  commentsCount?: { min?: number | null | undefined; max?: number | null | undefined } | null | undefined;
  authorsCount?: { min?: number | null | undefined; max?: number | null | undefined } | null | undefined;
  hasCode?: boolean | null | undefined;
  search?: string | null | undefined;
  similarTo?: string | null | undefined;
  about?: string | null | undefined;
  and?: PaperFilterInput[] | null | undefined;
  or?: PaperFilterInput[] | null | undefined;
  not?: PaperFilterInput | null | undefined;
}

export interface PaperListArguments {
  filter?: PaperFilterInput | null | undefined;
  orderBy?: PaperOrder | null | undefined;
}

const intRange = z
  .object({ min: given(z.int()), max: given(z.int()) })
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
    error: ({ input }) => {
      const { min, max } = input as { min: number; max: number };
      return `\`min\` (${min}) is greater than \`max\` (${max}). Swap them`;
    },
  });

const maxListLength = 100;

const nonEmptyListOf = <T extends z.ZodType>(item: T) =>
  z.array(item).min(1, "an empty list matches nothing; pass at least one value or omit the field");

const listOf = <T extends z.ZodType>(item: T) =>
  nonEmptyListOf(item).max(maxListLength, `more than ${maxListLength} values; send several requests`);

/** @param parse may throw InputError */
const parsedBy = <Value>(parse: (text: string) => Value) =>
  z.string().transform((text, parsing) => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      parsing.addIssue({ code: "custom", message: error.message });
      return z.NEVER;
    }
  });

const authorId = parsedBy((id) => decodeNodeId("Author", id));

/** Maximum length of a search text; limits the load on Postgres. */
const maxSearchLength = 10_000;

const searchSchema = z
  .string()
  .max(maxSearchLength, `expected at most ${maxSearchLength.toLocaleString("en")} characters`)
  // Like a search box that is still empty.
  .transform((text) => (text.trim() === "" ? undefined : text));

/** A filter with keys of authors and papers in place of their row IDs. */
interface ParsedFilter
  extends Omit<PaperFilter, "authors" | "coauthorsOf" | "similarTo" | "and" | "or" | "not"> {
  authors?: ObjectKey[] | undefined;
  coauthorsOf?: ObjectKey[] | undefined;
  similarTo?: ObjectKey | undefined;
  and?: ParsedFilter[] | undefined;
  or?: ParsedFilter[] | undefined;
  not?: ParsedFilter | undefined;
}

const filterSchema: z.ZodType<ParsedFilter> = z.object({
  // Its length is limited by its price.
  arxivIds: given(nonEmptyListOf(parsedBy(arxivIdKey)).transform((ids) => [...new Set(ids)])),
  publishedOn: given(dateRange),
  featuredOn: given(dateRange),
  isFeatured: given(z.boolean()),
  addedAt: given(instantRange),
  updatedAt: given(instantRange),
  hasArxivId: given(z.boolean()),
  hasAbstract: given(z.boolean()),
  organizations: given(listOf(z.string())),
  hasOrganization: given(z.boolean()),
  authors: given(listOf(authorId)),
  coauthorsOf: given(listOf(authorId)),
  keywords: given(listOf(z.string())),
  categories: given(listOf(z.string())),
  upvotes: given(intRange),
  commentsCount: given(intRange),
  authorsCount: given(intRange),
  hasCode: given(z.boolean()),
  search: given(searchSchema),
  similarTo: given(parsedBy((id) => decodeNodeId("Paper", id))),
  about: given(searchSchema),
  get and() {
    return given(listOf(filterSchema));
  },
  get or() {
    return given(listOf(filterSchema));
  },
  get not() {
    return given(filterSchema);
  },
});

/** Maximum number of filters nested in `and`, `or` and `not`, including the outermost one. */
const maxFilters = 50;

/** @throws InputError */
export async function parsePaperList(
  context: Context,
  { filter, orderBy }: PaperListArguments,
  scope: readonly Sql[] = [],
): Promise<{ filter: PaperFilter; orderBy: PaperOrder | undefined }> {
  return { filter: await parsePaperFilter(context, filter, scope), orderBy: orderBy ?? undefined };
}

/** A filter in a variable is parsed once for all fields that use it. */
const parsedFilters = new WeakMap<PaperFilterInput, ParsedFilter>();
const filtersOf = new WeakMap<Context, WeakMap<ParsedFilter, Promise<PaperFilter>>>();

/**
 * @param scope further conditions on `papers p`, which restrict what `similarTo` and `about` rank
 * @throws InputError
 */
export async function parsePaperFilter(
  context: Context,
  filter: PaperFilterInput | null | undefined,
  scope: readonly Sql[] = [],
): Promise<PaperFilter> {
  const parsed = (filter && parsedFilters.get(filter)) ?? parse(filter ?? {});
  if (filter) parsedFilters.set(filter, parsed);
  const known = filtersOf.get(context) ?? new WeakMap<ParsedFilter, Promise<PaperFilter>>();
  filtersOf.set(context, known);
  const found = known.get(parsed) ?? withRowIds(context, parsed);
  known.set(parsed, found);
  return withRankings(context.db, await found, scope);
}

/** Finds the authors and papers of a filter. @throws InputError for an unknown one */
async function withRowIds(context: Context, filter: ParsedFilter): Promise<PaperFilter> {
  const idOf = new Map<ObjectKey, number>();
  for (const type of ["Author", "Paper"] as const) {
    const found = keysIn(filter, "filter").filter((each) => each.type === type);
    const keys = found.map(({ key }) => key);
    const ids = await knownIds(context, type, keys, (index) => found[index]?.place ?? "filter");
    for (const [index, key] of keys.entries()) idOf.set(key, ids[index] ?? 0);
  }
  const idsOf = (keys: readonly ObjectKey[]) => keys.map((key) => idOf.get(key) ?? 0);
  const withIds = ({
    authors,
    coauthorsOf,
    similarTo,
    and,
    or,
    not,
    ...rest
  }: ParsedFilter): PaperFilter => ({
    ...rest,
    ...(authors && { authors: idsOf(authors) }),
    ...(coauthorsOf && { coauthorsOf: idsOf(coauthorsOf) }),
    ...(similarTo && { similarTo: idOf.get(similarTo) ?? 0 }),
    ...(and && { and: and.map(withIds) }),
    ...(or && { or: or.map(withIds) }),
    ...(not && { not: withIds(not) }),
  });
  return withIds(filter);
}

/** @throws InputError */
function parse(filter: PaperFilterInput): ParsedFilter {
  if (countFilters(filter) > maxFilters)
    throw new InputError(`filter: more than ${maxFilters} nested filters. Send several requests.`);
  const parsed = filterSchema.safeParse(filter);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError(`filter.${pathOf(issue?.path ?? [])}: ${issue?.message}.`.replace(/\.\.$/, "."));
}

function countFilters(filter: PaperFilterInput): number {
  let count = 0;
  const waiting = [filter];
  for (let next = waiting.pop(); next && count <= maxFilters; next = waiting.pop()) {
    count += 1;
    waiting.push(...(next.and ?? []), ...(next.or ?? []), ...(next.not ? [next.not] : []));
  }
  return count;
}

interface PlacedKey {
  readonly type: "Author" | "Paper";
  readonly key: ObjectKey;
  readonly place: string;
}

/** All authors and papers in a filter, with their paths. */
function keysIn({ authors, coauthorsOf, similarTo, and, or, not }: ParsedFilter, place: string): PlacedKey[] {
  const authorsAt = (keys: readonly ObjectKey[] | undefined, name: string) =>
    (keys ?? []).map(
      (key, index): PlacedKey => ({ type: "Author", key, place: `${place}.${name}[${index}]` }),
    );
  return [
    ...authorsAt(authors, "authors"),
    ...authorsAt(coauthorsOf, "coauthorsOf"),
    ...(similarTo ? [{ type: "Paper", key: similarTo, place: `${place}.similarTo` } as const] : []),
    ...(and ?? []).flatMap((each, index) => keysIn(each, `${place}.and[${index}]`)),
    ...(or ?? []).flatMap((each, index) => keysIn(each, `${place}.or[${index}]`)),
    ...(not ? keysIn(not, `${place}.not`) : []),
  ];
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index ? "." : ""}${String(part)}`))
    .join("");
}
