import type { ParsedDraft } from "../../domain/interchange/parse-paper.js";
import { draftOfArxiv, splitCategories } from "./arxiv-paper.js";
import { joinAuthorName, splitAuthorNames } from "./author-names.js";
import { jsonReader } from "./json-records.js";
import { type Fields, fieldsOf } from "./wrappers.js";
import { isoFromInternetDate } from "./xml/internet-dates.js";

/**
 * arXiv's snapshot on Kaggle, `arxiv-metadata-oai-snapshot.json`: JSON Lines in spite of its name. Data sets made from it
 * name the same things in other ways: `arxiv_id`, `summary`, `published`, and authors as a list of names.
 */
export const readKaggle = jsonReader(parseSnapshotRow);

function parseSnapshotRow(value: unknown): ParsedDraft {
  const row = fieldsOf(value);
  if (row === undefined) return { problem: "expected a paper as an object" };
  const authors = authorsOf(row);
  const parsed = draftOfArxiv({
    id: row["id"] ?? row["arxiv_id"] ?? row["arxivId"],
    title: row["title"],
    abstract: row["abstract"] ?? row["summary"],
    ...publicationOf(row),
    authors: authors.names,
    categories: categoriesOf(row["categories"]),
  });
  if ("problem" in parsed || authors.problem === undefined) return parsed;
  return { ...parsed, warnings: [authors.problem, ...(parsed.warnings ?? [])] };
}

interface Names {
  names: readonly string[];
  /** What was left out. */
  problem?: string;
}

/** `authors_parsed` is arXiv's own reading of the line of authors; affiliations follow the suffix in some rows. */
function authorsOf(row: Fields): Names {
  const parsed = namesOf(row["authors_parsed"]);
  if (parsed.names.length > 0) return parsed;
  const line = row["authors"];
  const printed = Array.isArray(line)
    ? {
        names: line.flatMap((name) => (typeof name === "string" ? (joinAuthorName("", name, "") ?? []) : [])),
      }
    : typeof line === "string"
      ? splitAuthorNames(line)
      : { names: [] };
  return "problem" in printed ? { names: [], ...printed } : { ...parsed, ...printed };
}

function namesOf(parsed: unknown): Names {
  if (parsed === undefined || parsed === null) return { names: [] };
  if (!Array.isArray(parsed)) return { names: [], problem: "authors_parsed: expected a list" };
  if (parsed.length > 20_000)
    return { names: [], problem: "authors_parsed: expected at most 20,000 authors" };
  const names: string[] = [];
  let problem: string | undefined;
  for (const [index, author] of parsed.entries()) {
    const [last, first = "", suffix = ""]: unknown[] = Array.isArray(author) ? author : [];
    if (typeof last !== "string" || typeof first !== "string" || typeof suffix !== "string") {
      problem ??= `authors_parsed[${index}]: expected [last name, first names, suffix] as texts`;
      continue;
    }
    const name = joinAuthorName(last, first, suffix);
    if (name !== undefined) names.push(name);
  }
  return problem === undefined ? { names } : { names, problem };
}

/** Early snapshots have a list of one text. */
function categoriesOf(stated: unknown): string[] {
  return splitCategories(typeof stated === "string" ? stated : [stated ?? ""].flat().join(" "));
}

function publicationOf(row: Fields): { publishedAt?: unknown; publishedOn?: unknown } {
  const stated = firstCreated(row["versions"]) ?? row["published"];
  return typeof stated === "string" && /^\d{4}-\d{2}-\d{2}$/.test(stated)
    ? { publishedOn: stated }
    : { publishedAt: stated };
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
