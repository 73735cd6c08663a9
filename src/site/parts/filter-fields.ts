/** A field of the filter bar: one parameter of an address. */
export interface FilterField {
  readonly name: string;
  readonly label: string;
  readonly kind: "text" | "number" | "date" | "flag";
  /** An example, shown in the empty field. */
  readonly example?: string;
}

export const filterFields: readonly FilterField[] = [
  { name: "search", label: "Words", kind: "text", example: '"chain of thought" -math' },
  { name: "organizations", label: "Organizations", kind: "text", example: "facebook, nvidia" },
  { name: "authors", label: "Authors", kind: "text", example: "username or name" },
  { name: "coauthorsOf", label: "Co-authors of", kind: "text", example: "username or name" },
  { name: "keywords", label: "Keywords", kind: "text", example: "reinforcement learning" },
  { name: "categories", label: "arXiv categories", kind: "text", example: "cs.CL, cs.LG" },
  { name: "publishedFrom", label: "Published from", kind: "date" },
  { name: "publishedTo", label: "Published to", kind: "date" },
  { name: "featuredFrom", label: "Featured from", kind: "date" },
  { name: "featuredTo", label: "Featured to", kind: "date" },
  { name: "minUpvotes", label: "Upvotes, at least", kind: "number" },
  { name: "maxUpvotes", label: "Upvotes, at most", kind: "number" },
  { name: "minComments", label: "Comments, at least", kind: "number" },
  { name: "maxAuthors", label: "Authors, at most", kind: "number" },
  { name: "hasCode", label: "Code", kind: "flag" },
  { name: "hasOrganization", label: "Organization", kind: "flag" },
];

const otherLabels: Readonly<Record<string, string>> = {
  about: "About",
  similarTo: "Similar to",
  arxivIds: "arXiv IDs",
  addedSince: "Added since",
  addedBefore: "Added before",
  maxComments: "Comments, at most",
  minAuthors: "Authors, at least",
  hasAbstract: "Abstract",
  hasArxivId: "arXiv ID",
  isFeatured: "Featured",
  filter: "Filter",
};

const labels: Readonly<Record<string, string>> = {
  ...otherLabels,
  ...Object.fromEntries(filterFields.map(({ name, label }) => [name, label])),
};

export function labelOf(name: string): string {
  return labels[name] ?? name;
}

/** How the value of a parameter is shown. */
export function shownValue(value: string): string {
  if (value === "true") return "yes";
  if (value === "false") return "no";
  return value.replace(/\\(.)/gs, "$1").replace(/,(?=\S)/g, ", ");
}
