import { type ParsedDraft, readPaperInput } from "../../domain/interchange/parse-paper.js";
import { jsonReader } from "./json-records.js";
import { observedAtOf, observedOnce } from "./observation.js";
import { type Fields, fieldsOf } from "./wrappers.js";

/**
 * Daily Papers as JSON: the response of `GET /api/daily_papers` (an array of rows), a single row, or the flat papers of
 * `/api/papers`. The format is undocumented; this follows 8,000 real rows.
 */
export const readDaily = jsonReader(parseDailyRow);

/**
 * Parses a row, ignoring unknown fields.
 *
 * @param around other fields of the object that wraps the rows
 */
export function parseDailyRow(value: unknown, around: Fields = {}): ParsedDraft {
  const row = fieldsOf(value);
  if (row === undefined) return { problem: "expected a row of Daily Papers as an object" };
  const nested = row["paper"] ?? undefined;
  const paper = nested === undefined ? row : fieldsOf(nested);
  if (paper === undefined) return { problem: "paper: expected an object" };
  const id = paper["id"] ?? paper["arxivId"] ?? paper["arxiv_id"];
  // A title is not enough: news, posts and issues have one too.
  if (id === undefined || id === null)
    return nested === undefined
      ? { problem: "expected `paper`, or a paper's `id`; the row has neither" }
      : { problem: "paper: expected an `id`, an arXiv ID like 2507.03607" };

  const featured = paper["submittedOnDailyAt"] ?? row["submittedOnDailyAt"];
  const parsed = readPaperInput({
    arxivId: id,
    title: paper["title"] ?? row["title"],
    abstract: either(paper["summary"], row["summary"]),
    // The outer `publishedAt` is the same time in New York, mislabeled as UTC.
    publishedAt: paper["publishedAt"],
    featuredOn:
      typeof featured === "string" ? [featured.slice(0, 10)] : featured == null ? undefined : [featured],
    withdrawnAt: paper["withdrawnAt"],
    authors: mapList(paper["authors"], authorOf),
    organization: organizationOf(either(paper["organization"], row["organization"])),
    keywords: paper["ai_keywords"],
    upvotes: paper["upvotes"],
    commentsCount: either(row["numComments"], paper["numComments"]),
    projectUrl: paper["projectPage"],
    codeUrl: paper["githubRepo"],
    githubStars: paper["githubStars"],
    thumbnailUrl: either(row["thumbnail"], paper["thumbnail"]),
  });
  if ("problem" in parsed) return parsed;
  const { at, problem } = observedAtOf(paper, row, around);
  const draft = observedOnce(parsed.draft, at);
  return problem === undefined
    ? { ...parsed, draft }
    : { draft, warnings: [...(parsed.warnings ?? []), problem] };
}

/** The first value that is not null; null only if the other is missing. */
function either(one: unknown, other: unknown): unknown {
  return one ?? (other === undefined ? one : other);
}

/** `_id` identifies the authorship; `user._id` identifies the account. */
function authorOf(value: unknown): unknown {
  if (typeof value === "string") return { name: value };
  const author = fieldsOf(value);
  if (author === undefined) return value;
  const account = fieldsOf(author["user"]);
  return {
    name: author["name"],
    hidden: author["hidden"],
    ...(account && {
      accountId: account["_id"],
      accountName: account["fullname"],
      username: account["user"] ?? account["name"],
      avatarUrl: absolute(account["avatarUrl"]),
    }),
  };
}

/** `name` is the slug, `fullname` the display name. */
function organizationOf(value: unknown): unknown {
  const organization = fieldsOf(value);
  if (organization === undefined) return value;
  return {
    sourceId: organization["_id"],
    slug: organization["name"],
    name: organization["fullname"],
    avatarUrl: absolute(organization["avatar"]),
  };
}

/** Avatars hosted by the site have relative URLs. */
function absolute(url: unknown): unknown {
  return typeof url === "string" && url.startsWith("/") ? `https://huggingface.co${url}` : url;
}

function mapList(value: unknown, map: (item: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map(map) : value;
}
