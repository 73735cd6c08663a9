/** A path into a paper's input: `["authors", 3, "accountId"]`. */
export type ValuePath = readonly PropertyKey[];

/** Without these, there is no paper, or a different one. */
const required: ReadonlySet<unknown> = new Set(["title", "arxivId"]);
/** Lists whose elements can be dropped individually. */
const lists: ReadonlySet<unknown> = new Set([
  "authors",
  "keywords",
  "categories",
  "versions",
  "featuredOn",
  "upvoteHistory",
  "starHistory",
]);
/**
 * Optional fields of authors and organizations; an invalid value in any other field drops the whole author or
 * organization.
 */
const optionalParts: Readonly<Record<string, ReadonlySet<unknown>>> = {
  authors: new Set(["accountId", "accountName", "username", "avatarUrl", "hidden"]),
  organization: new Set(["sourceId", "formerSlugs", "name", "avatarUrl"]),
};

type Fields = Record<PropertyKey, unknown>;

/** Marks a list element for removal. */
const lost = Symbol("lost");

/**
 * Copies a paper's input without the values at the given paths. Each path removes the smallest optional part: a
 * field, a list element, or an author.
 *
 * @returns undefined if a required value is invalid
 */
export function withoutValues(value: unknown, places: readonly ValuePath[]): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const paper: Fields = { ...value };
  const shortened = new Map<PropertyKey, unknown[]>();
  for (const place of places) {
    const [field, index, part] = place;
    if (field === undefined || required.has(field)) return undefined;
    if (!lists.has(field) || typeof index !== "number") dropField(paper, field, index);
    else {
      const list = shortened.get(field) ?? [...(paper[field] as readonly unknown[])];
      shortened.set(field, list);
      const item = list[index];
      list[index] =
        part !== undefined && optionalParts[String(field)]?.has(part) && item !== lost
          ? without(item, part)
          : lost;
    }
  }
  for (const [field, list] of shortened) {
    const kept = list.filter((item) => item !== lost);
    // A list with only invalid values counts as missing, not as empty.
    paper[field] = kept.length === 0 ? undefined : kept;
  }
  return paper;
}

function dropField(paper: Fields, field: PropertyKey, part: PropertyKey | undefined): void {
  if (paper[field] === undefined) return;
  paper[field] =
    part !== undefined && optionalParts[String(field)]?.has(part) ? without(paper[field], part) : undefined;
}

function without(value: unknown, part: PropertyKey): Fields {
  const fields: Fields = { ...(value as object) };
  delete fields[part];
  return fields;
}
