import type { OutgoingHttpHeaders } from "node:http";
import type { GraphQLError } from "graphql";
import { InputError } from "../../../domain/values/input-error.js";
import type { Problem } from "../../../site/pages/problem-page.js";
import { addressOf } from "../../../site/parts/links.js";
import { NotFound } from "../../../site/routing/problems.js";
import { countedWords } from "../../../text/analysis/query.js";
import { Refusal } from "../refusals.js";
import { AskFailed } from "./ask.js";

export interface ShownProblem extends Problem {
  readonly headers: OutgoingHttpHeaders;
}

const statuses: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  BAD_CURSOR: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  QUERY_TOO_COSTLY: 400,
  QUERY_TIMEOUT: 503,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  BUSY: 503,
  DATABASE_UNAVAILABLE: 503,
};

/** What the client is to know of an error; undefined for an unexpected one. @param query of the address */
export function problemOf(error: unknown, query: URLSearchParams): ShownProblem | undefined {
  if (error instanceof AskFailed) return error.errors[0] && problemOfOperation(error.errors[0], query);
  if (error instanceof Refusal)
    return { status: error.status, message: error.message, headers: error.headers };
  if (error instanceof NotFound)
    return { status: 404, message: error.message, similar: error.similar, headers: {} };
  if (error instanceof InputError)
    return { status: statuses[error.code] ?? 400, message: error.message, headers: {} };
  return undefined;
}

function problemOfOperation(
  { message, extensions: { code, http, cost } }: GraphQLError,
  query: URLSearchParams,
): ShownProblem {
  const { searchWords } = (cost ?? {}) as { searchWords?: number };
  if (searchWords !== undefined) return longSearch(searchWords, query);
  const status = statuses[String(code)] ?? http?.status ?? 500;
  const shown = code === "BAD_CURSOR" ? badCursor(message) : message;
  return { status, message: shown, headers: { ...http?.headers } };
}

/** The API advises to pass another field of the filter, which the forms of pages lack. */
function longSearch(words: number, query: URLSearchParams): ShownProblem {
  const search = query.get("search");
  return {
    status: 400,
    message: `The text counts as ${countedWords(words)} words, too many to search for papers that have all of them. Shorten it, or list the papers about it, which need not have all of its words.`,
    similar:
      search === null
        ? []
        : [
            {
              name: "Papers about this text",
              href: addressOf("/papers", new URLSearchParams({ about: search })),
              note: "those that share most with it",
            },
          ],
    headers: {},
  };
}

/** The API advises to pass a cursor as returned, but readers of pages see none. */
function badCursor(message: string): string {
  const parameter = message.slice(0, message.indexOf(":"));
  return `${parameter}: this is not a page of the list. Follow the links of the list.`;
}
