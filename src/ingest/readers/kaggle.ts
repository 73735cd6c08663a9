import { quote } from "../../domain/interchange/checks.js";
import type { ParsedDraft } from "../../domain/interchange/parse-paper.js";
import { draftOfArxiv, firstSubmitted, type StatedVersion, splitCategories } from "./arxiv-paper.js";
import { joinAuthorName, splitAuthorNames } from "./author-names.js";
import { isoInstant } from "./instants.js";
import { jsonReader } from "./json-records.js";
import { printedTexts } from "./printed-lists.js";
import { type Fields, fieldsOf } from "./wrappers.js";
import { isoFromInternetDate } from "./xml/internet-dates.js";

/**
 * arXiv's snapshot on Kaggle, `arxiv-metadata-oai-snapshot.json`, which is JSON Lines. Also reads data sets derived from it
 * with other field names: `arxiv_id`, `summary`, `published`, and authors as a list of names.
 */
export const readKaggle = jsonReader(parseSnapshotRow);

function parseSnapshotRow(value: unknown): ParsedDraft {
  const row = fieldsOf(value);
  if (row === undefined) return { problem: "expected a paper as an object" };
  const authors = authorsOf(row);
  const { categories, ...lost } = categoriesOf(row["categories"]);
  const versions = versionsOf(row["versions"]);
  const parsed = draftOfArxiv({
    id: row["id"] ?? row["arxiv_id"] ?? row["arxivId"],
    title: row["title"],
    abstract: row["abstract"] ?? row["summary"],
    ...publicationOf(row, versions),
    authors: authors.names,
    categories,
    versions,
  });
  const problems = [authors.problem, lost.problem].filter((problem) => problem !== undefined);
  if ("problem" in parsed || problems.length === 0) return parsed;
  return { ...parsed, warnings: [...problems, ...(parsed.warnings ?? [])] };
}

interface Names {
  names: readonly string[];
  /** Warning about an invalid value that was dropped. */
  problem?: string;
}

/** Prefers arXiv's `authors_parsed`, in which affiliations may follow the suffix. */
function authorsOf(row: Fields): Names {
  const parsed = namesIn("authors_parsed", row["authors_parsed"]);
  return parsed.names.length > 0 ? parsed : { ...parsed, ...printedNames(row["authors"]) };
}

function printedNames(stated: unknown): Names {
  if (typeof stated !== "string") return namesIn("authors", stated);
  const texts = printedTexts(stated);
  if (texts !== undefined) return namesIn("authors", texts === "other" ? stated : texts);
  const split = splitAuthorNames(stated);
  return "problem" in split ? { names: [], ...split } : split;
}

function namesIn(field: string, stated: unknown): Names {
  if (stated === undefined || stated === null) return { names: [] };
  if (!Array.isArray(stated))
    return { names: [], problem: `${field}: expected a list of names, got ${quote(stated)}` };
  if (stated.length > 20_000) return { names: [], problem: `${field}: expected at most 20,000 authors` };
  const names: string[] = [];
  let problem: string | undefined;
  for (const [index, author] of stated.entries()) {
    const isList = Array.isArray(author) && author.length > 0;
    // A single string is treated as a last name.
    const last: unknown = isList ? (author[0] ?? "") : (fieldsOf(author)?.["name"] ?? author);
    const first: unknown = isList ? (author[1] ?? "") : "";
    const suffix: unknown = isList ? (author[2] ?? "") : "";
    if (typeof last === "string" && typeof first === "string" && typeof suffix === "string") {
      const name = joinAuthorName(last, first, suffix);
      if (name !== undefined) names.push(name);
    } else
      problem ??= `${field}[${index}]: expected a name, or [last name, first names, suffix] as texts, got ${quote(author)}`;
  }
  return problem === undefined ? { names } : { names, problem };
}

/** Early snapshots have a list with one string. */
function categoriesOf(stated: unknown): { categories: string[]; problem?: string } {
  const printed = typeof stated === "string" ? printedTexts(stated) : undefined;
  if (typeof stated === "string" && printed === undefined) return { categories: splitCategories(stated) };
  const texts: unknown[] = [Array.isArray(printed) ? printed : (stated ?? [])].flat();
  const categories = splitCategories(texts.filter((text) => typeof text === "string").join(" "));
  if (printed !== "other" && texts.every((text) => typeof text === "string")) return { categories };
  return {
    categories: printed === "other" ? [] : categories,
    problem: `categories: expected texts, got ${quote(stated)}`,
  };
}

function publicationOf(
  row: Fields,
  versions: readonly StatedVersion[],
): { publishedAt?: unknown; publishedOn?: unknown } {
  const created = firstSubmitted(versions);
  const stated = created ?? row["published"];
  if (typeof stated !== "string") return { publishedAt: stated };
  if (/^\d{4}-\d{2}-\d{2}$/.test(stated)) return { publishedOn: stated };
  return { publishedAt: created === stated ? created : isoInstant(stated) };
}

/** Early snapshots list versions without dates. */
function versionsOf(stated: unknown): StatedVersion[] {
  if (!Array.isArray(stated)) return [];
  return stated.flatMap((version) => {
    if (typeof version !== "object" || version === null || !("created" in version)) return [];
    const { version: name, created } = version as { version?: unknown; created: unknown };
    return [{ name, submittedAt: typeof created === "string" ? isoFromInternetDate(created) : created }];
  });
}
