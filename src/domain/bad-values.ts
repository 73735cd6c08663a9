/** A place in a paper's input: `["authors", 3, "accountId"]`. */
export type ValuePath = readonly PropertyKey[];

/** Without these a value is no paper, or another one. */
const required: ReadonlySet<unknown> = new Set(["title", "arxivId"]);
/** Lists of which one element may be lost. */
const lists: ReadonlySet<unknown> = new Set(["authors", "keywords", "featuredOn", "upvoteHistory"]);
/** What an author or organization may lose; without its other fields it is lost itself. */
const optionalParts: Readonly<Record<string, ReadonlySet<unknown>>> = {
  authors: new Set(["accountId", "accountName", "username", "avatarUrl", "hidden"]),
  organization: new Set(["sourceId", "formerSlugs", "name", "avatarUrl"]),
};

type Fields = Record<PropertyKey, unknown>;

/** Stands for an element of a list until it is taken out. */
const lost = Symbol("lost");

/**
 * A paper's input without the values at some places: each costs the smallest part that a paper can do without, a field, an
 * element of a list, or an author. The value itself stays as it is.
 *
 * @returns undefined where the paper cannot do without it
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
    // Of a list without a good value nothing is known, not that it is empty.
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
