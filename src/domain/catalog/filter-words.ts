import { globalIdText } from "../values/global-ids.js";

// Filters of papers in words, for mails, feeds and pages. A filter is as clients send it: a variable of a GraphQL operation.

const phrases: Readonly<Record<string, (value: unknown) => string>> = {
  search: (value) => `matching “${value}”`,
  about: (value) => `about “${value}”`,
  similarTo: (value) => `similar to ${nameOf(value)}`,
  arxivIds: (value) => `with the arXiv ID ${listed(value)}`,
  organizations: (value) => `of ${listed(value)}`,
  authors: (value) => `by ${listed(value)}`,
  coauthorsOf: (value) => `by co-authors of ${listed(value)}`,
  keywords: (value) => `on ${listed(value)}`,
  categories: (value) => `in ${listed(value)}`,
  publishedOn: (value) => `published ${datesWords(value)}`,
  featuredOn: (value) => `featured ${datesWords(value)}`,
  addedAt: (value) => `added ${datesWords(value)}`,
  updatedAt: (value) => `updated ${datesWords(value)}`,
  isFeatured: (value) => (value ? "that were featured" : "that were not featured"),
  hasCode: (value) => (value ? "with code" : "without code"),
  hasOrganization: (value) => (value ? "of an organization" : "without an organization"),
  hasAbstract: (value) => (value ? "with an abstract" : "without an abstract"),
  hasArxivId: (value) => (value ? "with an arXiv ID" : "without an arXiv ID"),
  upvotes: (value) => `with ${rangeWords(value, "upvote")}`,
  commentsCount: (value) => `with ${rangeWords(value, "comment")}`,
  authorsCount: (value) => `with ${rangeWords(value, "author")}`,
  and: (value) => partsOf(value).join(", "),
  or: (value) => `(${partsOf(value).join(" or ")})`,
  not: (value) => `except those ${partsOf([value]).join()}`,
};

/** What papers have that match: `["of facebook", "with code"]`. */
export function filterWords(filter: object): string[] {
  return Object.entries(filter).flatMap(([field, value]) => {
    if (value === null || value === undefined) return [];
    const phrase = phrases[field];
    return phrase ? [phrase(value)] : [`with ${field} ${JSON.stringify(value)}`];
  });
}

function partsOf(filters: unknown): string[] {
  if (!Array.isArray(filters)) return [];
  return filters.map((filter) => filterWords(filter ?? {}).join(", ") || "of any kind");
}

function listed(value: unknown): string {
  return Array.isArray(value) ? value.map(nameOf).join(" or ") : nameOf(value);
}

/** Global IDs are shown by the text in them: `Author/name/ada lovelace` as `ada lovelace`. */
function nameOf(value: unknown): string {
  const text = String(value);
  return /^[A-Z][A-Za-z]+\/[a-z]+\/(.+)$/.exec(globalIdText(text) ?? "")?.[1] ?? text;
}

function datesWords(value: unknown): string {
  const { from, to, since, before } = value as Readonly<Record<string, string | null | undefined>>;
  const words = [
    ...(from ? [`from ${from}`] : []),
    ...(to ? [`until ${to}`] : []),
    ...(since ? [`since ${since}`] : []),
    ...(before ? [`before ${before}`] : []),
  ];
  return words.join(" ") || "on any day";
}

function rangeWords(value: unknown, singular: string): string {
  const { min, max } = value as Readonly<Record<string, number | null | undefined>>;
  if (typeof max !== "number") return `${min ?? 0} or more ${singular}s`;
  const range = typeof min !== "number" ? `up to ${max}` : min === max ? `${max}` : `${min} to ${max}`;
  return `${range} ${max === 1 ? singular : `${singular}s`}`;
}
