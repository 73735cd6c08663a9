import { type ParsedDraft, readPaperInput } from "../../domain/interchange/parse-paper.js";
import { jsonReader } from "./json-records.js";
import { fieldsOf } from "./wrappers.js";

/**
 * papergraph's own JSON Lines: a `PaperInput` of the schema a line, with the accounts' own names as `accountName`. An author
 * may be a name alone. Unknown fields are refused, since a typo must not vanish.
 */
export const readPapergraph = jsonReader(parseLine);

function parseLine(value: unknown): ParsedDraft {
  const parsed = readPaperInput(withAuthorsAsObjects(value));
  if ("problem" in parsed) return parsed;
  const { upvotes, ...draft } = parsed.draft;
  // An export states its latest total twice; the history says when it was observed.
  const isRepeated = upvotes !== undefined && draft.upvoteHistory?.at(-1)?.upvotes === upvotes;
  return isRepeated ? { ...parsed, draft } : parsed;
}

function withAuthorsAsObjects(value: unknown): unknown {
  const fields = fieldsOf(value);
  const authors = fields?.["authors"];
  if (!Array.isArray(authors) || !authors.some((author) => typeof author === "string")) return value;
  return {
    ...fields,
    authors: authors.map((author) => (typeof author === "string" ? { name: author } : author)),
  };
}
