import type {
  AuthorNameFragment,
  KeywordNameFragment,
  OrganizationNameFragment,
} from "../../generated/documents.js";
import { authorAddress, keywordAddress, organizationAddress } from "../../parts/links.js";
import { countOf } from "../../parts/numbers.js";
import type { Ranked } from "../entities/entity-parts.js";

// Organizations, authors or keywords as entries of a list.

type Named = AuthorNameFragment | KeywordNameFragment | OrganizationNameFragment;

export interface Names {
  readonly organizations: readonly OrganizationNameFragment[];
  readonly authors: readonly AuthorNameFragment[];
  readonly keywords: readonly KeywordNameFragment[];
}

export interface NamedEntry extends Ranked, Pick<Named, "papersCount"> {
  /** The slug of an organization, or the username of an author. */
  readonly handle: string | null;
}

export function entriesOf({ organizations, authors, keywords }: Names): {
  readonly organizations: readonly NamedEntry[];
  readonly authors: readonly NamedEntry[];
  readonly keywords: readonly NamedEntry[];
} {
  return {
    organizations: organizations.map((each) => entry(each, organizationAddress(each.slug), each.slug)),
    authors: authors.map((each) => entry(each, authorAddress(each), each.username)),
    keywords: keywords.map((each) => entry(each, keywordAddress(each.name))),
  };
}

function entry({ name, papersCount }: Named, href: string, handle: string | null = null): NamedEntry {
  return { name, papersCount, href, handle, note: countOf(papersCount, "paper") };
}
