import type { OrganizationDraft } from "../interchange/paper-draft.js";
import type { TrustLevel } from "../interchange/trust-level.js";
import { nameSeparator } from "../lists/name-search.js";
import { caseKey, nameKey } from "../values/folded-keys.js";

export interface KnownOrganization {
  /** 0 until an ID is assigned. */
  id: number;
  sourceId: string | null;
  slug: string;
  slugKey: string;
  /** Defaults to the slug. */
  name: string;
  avatarUrl: string | null;
  trustLevel: number;
  /** Keys of current and former slugs. */
  slugs: string[];
}

/** The stored organizations of a batch. */
export interface RecordedOrganizations {
  /** The organization of each draft. */
  ids: ReadonlyMap<OrganizationDraft, number>;
  /** Organizations whose name or slug has changed. */
  renamed: readonly number[];
  /** Duplicate rows and the organizations that take over their papers. */
  absorbed: ReadonlyMap<number, number>;
}

/** The key in global IDs. A row without slugs and ID has been absorbed by the one that has its slug now. */
function keyOf({ slugs, sourceId, slugKey }: KnownOrganization): string {
  const [first] = slugs.toSorted();
  if (first === undefined && sourceId !== null) return `source/${sourceId}`;
  return `slug/${first ?? slugKey}`;
}

/** Search keys in addition to the name: the slugs as names. */
export function slugNames(slugKeys: readonly string[]): string {
  return [...new Set(slugKeys.map(nameKey))].sort().join(nameSeparator);
}

/**
 * Resolves the organizations of drafts: by the source's ID, otherwise by current or former slug. A slug that appears
 * with another ID moves to that organization. An organization known only by slug is absorbed by the one with an ID
 * when that ID appears with the slug.
 *
 * A source of the same or higher trust level overwrites names; a lower one only fills gaps.
 */
export class OrganizationIdentities {
  readonly #trustLevel: TrustLevel;
  readonly #before = new Map<KnownOrganization, string>();
  readonly #bySource = new Map<string, KnownOrganization>();
  readonly #bySlug = new Map<string, KnownOrganization>();
  readonly #meant = new Map<OrganizationDraft, KnownOrganization>();
  readonly #absorbed = new Map<KnownOrganization, KnownOrganization>();
  readonly #added: KnownOrganization[] = [];

  constructor(known: readonly KnownOrganization[], trustLevel: TrustLevel) {
    this.#trustLevel = trustLevel;
    for (const row of known) {
      this.#before.set(row, JSON.stringify(row));
      if (row.sourceId !== null) this.#bySource.set(row.sourceId, row);
      for (const slugKey of row.slugs) this.#bySlug.set(slugKey, row);
    }
  }

  static keyed(this: void, row: KnownOrganization) {
    return { ...row, key: keyOf(row), nameKey: nameKey(row.name), otherNameKeys: slugNames(row.slugs) };
  }

  /** Applies a draft. */
  state(draft: OrganizationDraft): void {
    const slugKey = caseKey(draft.slug);
    const row = this.#find(draft, slugKey) ?? this.#add(draft, slugKey);
    this.#meant.set(draft, row);
    this.#own(row, slugKey);
    for (const former of (draft.formerSlugs ?? []).map(caseKey))
      if (!this.#bySlug.has(former)) this.#own(row, former);
    const replaces = this.#trustLevel >= row.trustLevel;
    const { slug, name } = row;
    if (draft.sourceId !== undefined) {
      row.sourceId = draft.sourceId;
      this.#bySource.set(draft.sourceId, row);
      if (replaces && slugKey !== row.slugKey) Object.assign(row, { slug: draft.slug, slugKey });
    }
    if (replaces && draft.name !== undefined) row.name = draft.name;
    else if (name === slug) row.name = row.slug;
    if (replaces || row.avatarUrl === null) row.avatarUrl = draft.avatarUrl ?? row.avatarUrl;
    row.trustLevel = Math.max(row.trustLevel, this.#trustLevel);
  }

  /** Rows that need an ID. */
  get added(): KnownOrganization[] {
    return this.#added.filter((row) => !this.#absorbed.has(row));
  }

  /** Stored rows that have changed. */
  get changed(): KnownOrganization[] {
    return [...this.#before].filter(([row, before]) => JSON.stringify(row) !== before).map(([row]) => row);
  }

  /** Call after all rows have IDs. */
  outcome(drafts: readonly OrganizationDraft[]): RecordedOrganizations {
    const kept = (row: KnownOrganization) => this.#absorbed.get(row) ?? row;
    const ids = new Map<OrganizationDraft, number>();
    for (const draft of drafts) {
      const row = this.#meant.get(draft);
      if (row) ids.set(draft, kept(row).id);
    }
    const renamed = [...this.#before].filter(([row, json]) => {
      const before: KnownOrganization = JSON.parse(json);
      return before.name !== row.name || before.slug !== row.slug;
    });
    const absorbed = [...this.#absorbed].filter(([row]) => row.id !== 0);
    return {
      ids,
      renamed: renamed.map(([row]) => row.id),
      absorbed: new Map(absorbed.map(([row, into]) => [row.id, into.id])),
    };
  }

  #find({ sourceId }: OrganizationDraft, slugKey: string): KnownOrganization | undefined {
    const slugged = this.#bySlug.get(slugKey);
    if (sourceId === undefined) return slugged;
    const sourced = this.#bySource.get(sourceId);
    if (sourced === undefined) return slugged?.sourceId === null ? slugged : undefined;
    if (slugged?.sourceId === null) this.#absorb(slugged, sourced);
    return sourced;
  }

  #add({ slug }: OrganizationDraft, slugKey: string): KnownOrganization {
    const row = {
      id: 0,
      sourceId: null,
      slug,
      slugKey,
      name: slug,
      avatarUrl: null,
      trustLevel: 0,
      slugs: [],
    };
    this.#added.push(row);
    return row;
  }

  #absorb(row: KnownOrganization, into: KnownOrganization): void {
    this.#absorbed.set(row, into);
    for (const slugKey of row.slugs) this.#own(into, slugKey);
    if (into.avatarUrl === null) into.avatarUrl = row.avatarUrl;
  }

  #own(row: KnownOrganization, slugKey: string): void {
    const owner = this.#bySlug.get(slugKey);
    if (owner === row) return;
    if (owner) owner.slugs = owner.slugs.filter((key) => key !== slugKey);
    this.#bySlug.set(slugKey, row);
    row.slugs = [...row.slugs, slugKey].sort();
  }
}
