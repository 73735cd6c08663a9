import { z } from "zod";

// A filter of papers in JSON, as the variable of a GraphQL operation.

const given = <T extends z.ZodType>(schema: T) =>
  schema
    .nullish()
    .transform((value): z.output<T> | undefined => value ?? undefined)
    .optional();

/** What a value of another type is to be. */
const expected = (what: string) => ({
  error: ({ code }: { code: string }) => (code === "invalid_type" ? `expected ${what}` : undefined),
});

const string = z.string(expected('a text such as "graphs"'));
const integer = z.int32(expected("a whole number such as 5"));
const texts = given(z.array(string, expected('a list such as ["graphs"]')));
const flag = given(z.boolean(expected("true or false")));
const text = given(string);
const counts = given(
  z.strictObject({ min: given(integer), max: given(integer) }, expected('an object such as {"min":5}')),
);
const instants = given(
  z.strictObject(
    { since: text, before: text },
    expected('an object such as {"since":"2025-07-01T00:00:00Z"}'),
  ),
);
const dates = given(
  z.strictObject(
    { from: text, to: text, since: text, before: text },
    expected('an object such as {"from":"2025-07-01"}'),
  ),
);

const conditions = z.strictObject(
  {
    arxivIds: texts,
    publishedOn: dates,
    featuredOn: dates,
    isFeatured: flag,
    addedAt: instants,
    updatedAt: instants,
    hasArxivId: flag,
    hasAbstract: flag,
    organizations: texts,
    hasOrganization: flag,
    /** Global IDs. */
    authors: texts,
    coauthorsOf: texts,
    keywords: texts,
    categories: texts,
    upvotes: counts,
    commentsCount: counts,
    authorsCount: counts,
    hasCode: flag,
    search: text,
    /** Global ID. */
    similarTo: text,
    about: text,
  },
  expected('an object such as {"hasCode":true}'),
);

export interface PaperFilterJson extends z.output<typeof conditions> {
  and?: PaperFilterJson[] | undefined;
  or?: PaperFilterJson[] | undefined;
  not?: PaperFilterJson | undefined;
}

const paperFilter: z.ZodType<PaperFilterJson> = conditions.extend({
  get and() {
    return given(z.array(paperFilter, expected('a list such as [{"hasCode":true}]')));
  },
  get or() {
    return given(z.array(paperFilter, expected('a list such as [{"hasCode":true}]')));
  },
  get not() {
    return given(paperFilter);
  },
});

/** More levels of objects and lists than any filter that the API takes. */
const maxDepth = 110;

/** The shape is checked here, so that errors name the invalid part; the API checks the values. */
export const filterText = z.string().transform((json, parsing): PaperFilterJson => {
  const refuse = (message: string) => {
    parsing.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  const value = parseJson(json);
  if (value === undefined || depthOf(json) > maxDepth)
    return refuse('is not a PaperFilter in JSON such as {"not":{"keywords":["survey"]}}');
  const parsed = paperFilter.safeParse(value);
  if (parsed.success) return withoutEmpty(parsed.data);
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).map(String).join(".");
  return refuse(`is not a PaperFilter${path && `: ${path}`}: ${issue?.message}`);
});

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** A bound: brackets within texts count, too. */
function depthOf(json: string): number {
  let [depth, deepest] = [0, 0];
  for (const sign of json) {
    if (sign === "{" || sign === "[") depth += 1;
    else if (sign === "}" || sign === "]") depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

const isEmpty = (value: unknown) =>
  value === undefined || (typeof value === "string" && value.trim() === "") || isEmptyObject(value);

const isEmptyObject = (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

/** Drops empty conditions: missing values, blank texts and ranges without bounds. */
export function withoutEmpty(filter: PaperFilterJson): PaperFilterJson {
  const { and, or, not, ...conditions } = filter;
  const kept = Object.entries(conditions).map(([name, value]) => [
    name,
    isRange(value) ? Object.fromEntries(Object.entries(value).filter(([, bound]) => !isEmpty(bound))) : value,
  ]);
  return {
    ...Object.fromEntries(kept.filter(([, value]) => !isEmpty(value))),
    ...(and && { and: and.map(withoutEmpty) }),
    ...(or && { or: or.map(withoutEmpty) }),
    ...(not && { not: withoutEmpty(not) }),
  };
}

const isRange = (value: unknown): value is object => typeof value === "object" && !Array.isArray(value);
