import type { ParsedDraft } from "../../domain/paper-input.js";
import { draftOfArxiv, splitCategories } from "./arxiv-paper.js";
import { joinAuthorName, splitAuthorNames } from "./author-names.js";
import { isoFromInternetDate } from "./internet-dates.js";
import { jsonReader } from "./json-records.js";

/** arXiv's snapshot on Kaggle, `arxiv-metadata-oai-snapshot.json`: JSON Lines in spite of its name. */
export const readKaggle = jsonReader(parseSnapshotRow);

function parseSnapshotRow(value: unknown): ParsedDraft {
  if (typeof value !== "object" || value === null) return { problem: "expected a paper as an object" };
  const row = value as Readonly<Record<string, unknown>>;
  const authors = authorsOf(row);
  if ("problem" in authors) return authors;
  return draftOfArxiv({
    id: row["id"],
    title: row["title"],
    abstract: row["abstract"],
    publishedAt: firstCreated(row["versions"]),
    authors: authors.names,
    categories: categoriesOf(row["categories"]),
  });
}

/** `authors_parsed` is arXiv's own reading of the line of authors; affiliations follow the suffix in some rows. */
function authorsOf(row: Readonly<Record<string, unknown>>): { names: string[] } | { problem: string } {
  const parsed = row["authors_parsed"] ?? [];
  if (!Array.isArray(parsed)) return { problem: "authors_parsed: expected a list" };
  if (parsed.length > 20_000) return { problem: "authors_parsed: expected at most 20,000 authors" };
  const names: string[] = [];
  for (const [index, author] of parsed.entries()) {
    const [last, first = "", suffix = ""]: unknown[] = Array.isArray(author) ? author : [];
    if (typeof last !== "string" || typeof first !== "string" || typeof suffix !== "string")
      return { problem: `authors_parsed[${index}]: expected [last name, first names, suffix] as texts` };
    const name = joinAuthorName(last, first, suffix);
    if (name !== undefined) names.push(name);
  }
  const line = row["authors"];
  return names.length === 0 && typeof line === "string" ? splitAuthorNames(line) : { names };
}

/** Early snapshots have a list of one text. */
function categoriesOf(stated: unknown): string[] {
  return splitCategories(typeof stated === "string" ? stated : [stated ?? ""].flat().join(" "));
}

/** When the first version came; early snapshots list the versions without dates. */
function firstCreated(versions: unknown): unknown {
  if (!Array.isArray(versions)) return undefined;
  const dated = versions.filter(
    (version): version is { version?: unknown; created: unknown } =>
      typeof version === "object" && version !== null && "created" in version,
  );
  const created = (dated.find(({ version }) => version === "v1") ?? dated[0])?.created;
  return typeof created === "string" ? isoFromInternetDate(created) : created;
}
