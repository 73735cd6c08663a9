import { z } from "zod";

// A filter of papers in JSON, as the variable of a GraphQL operation.

const given = <T extends z.ZodType>(schema: T) =>
  schema
    .nullish()
    .transform((value): z.output<T> | undefined => value ?? undefined)
    .optional();

const texts = given(z.array(z.string()));
const flag = given(z.boolean());
const text = given(z.string());
const counts = given(z.strictObject({ min: given(z.int32()), max: given(z.int32()) }));
const instants = given(z.strictObject({ since: text, before: text }));
const dates = given(z.strictObject({ from: text, to: text, since: text, before: text }));

const conditions = z.strictObject({
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
});

export interface PaperFilterJson extends z.output<typeof conditions> {
  and?: PaperFilterJson[] | undefined;
  or?: PaperFilterJson[] | undefined;
  not?: PaperFilterJson | undefined;
}

const paperFilter: z.ZodType<PaperFilterJson> = conditions.extend({
  get and() {
    return given(z.array(paperFilter));
  },
  get or() {
    return given(z.array(paperFilter));
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
