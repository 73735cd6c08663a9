import { type ParsedDraft, readPaperInput } from "../../domain/interchange/parse-paper.js";
import { jsonReader } from "./json-records.js";
import { fieldsOf } from "./wrappers.js";

/**
 * papergraph's own JSON Lines: one `PaperInput` per line, plus `accountName` for the full name of an account. An author may be
 * just a name. Unknown fields are errors, so that typos do not go unnoticed.
 */
export const readPapergraph = jsonReader(parseLine);

function parseLine(value: unknown): ParsedDraft {
  const parsed = readPaperInput(withAuthorsAsObjects(value));
  if ("problem" in parsed) return parsed;
  const { upvotes, ...draft } = parsed.draft;
  // An export states the latest total twice, and with its time only in the history.
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
