import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { Refusal } from "../refusals.js";
import { decodeUtf8, parseJson } from "./json.js";

/** The parameters of a GraphQL request over HTTP. */
export interface Parameters {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly extensions?: Record<string, unknown>;
}

const nullable = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? undefined);

const names = ["query", "variables", "operationName", "extensions"];

const schema = z.looseObject(
  {
    query: nullable(z.string("expected a string")),
    variables: nullable(z.record(z.string(), z.unknown(), "expected an object")),
    operationName: nullable(z.string("expected a string")),
    extensions: nullable(z.record(z.string(), z.unknown(), "expected an object")),
  },
  "expected an object with `query` and optional `variables`, `operationName` and `extensions`",
);

const persistedQuery = z.object({ persistedQuery: z.object({}) });

/** @throws Refusal unless the headers declare the body as JSON in UTF-8 */
export function checkContentType({ headers }: IncomingMessage): void {
  const [type = "", ...parameters] = (headers["content-type"] ?? "").toLowerCase().split(";");
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^\s"]*)/.exec(parameter)?.[1])
    .find(Boolean);
  const isJson = ["application/json", "application/graphql+json"].includes(type.trim());
  if (isJson && (charset === undefined || charset === "utf-8" || charset === "utf8")) return;
  throw new Refusal(
    "UNSUPPORTED_MEDIA_TYPE",
    "Send the body as JSON in UTF-8, with `Content-Type: application/json`.",
    {
      "accept-post": "application/json",
    },
  );
}

/** @throws Refusal */
export function parametersOfBody(body: Buffer): Parameters {
  const parsed = parseJson(decodeUtf8(body, "the body"), "the body");
  if (Array.isArray(parsed))
    throw new Refusal(
      "BATCHING_NOT_SUPPORTED",
      "Batches of operations are not supported. Send one operation per request.",
    );
  return checked(parsed);
}

/** @throws Refusal */
export function parametersOfUrl(url: string): Parameters {
  const search = new URLSearchParams(url.includes("?") ? url.slice(url.indexOf("?") + 1) : "");
  const json = (name: string) => {
    const text = search.get(name);
    return text === null || text === "" ? undefined : parseJson(text, `\`${name}\``);
  };
  return checked({
    query: search.get("query") || undefined,
    variables: json("variables"),
    operationName: search.get("operationName") || undefined,
    extensions: json("extensions"),
  });
}

function checked(parsed: unknown): Parameters {
  const { data, error } = schema.safeParse(parsed);
  if (error) {
    const [issue] = error.issues;
    const name = issue?.path[0];
    const where = typeof name === "string" ? `\`${name}\`` : "the body";
    throw new Refusal("INVALID_REQUEST", `Invalid parameter ${where}: ${issue?.message ?? "wrong type"}.`);
  }
  const unknown = Object.entries(data).some(([name, value]) => !names.includes(name) && value !== null);
  if (unknown)
    throw new Refusal("INVALID_REQUEST", `Unknown request parameter. Expected only ${names.join(", ")}.`);
  const { query, variables, operationName, extensions } = data;
  if (query === undefined) throw withoutQuery(extensions);
  return {
    query,
    ...(variables && { variables }),
    ...(operationName !== undefined && { operationName }),
    ...(extensions && { extensions }),
  };
}

/**
 * Apollo clients first send only the hash of a query. This message makes them send the query, and no more hashes.
 *
 * @see https://www.apollographql.com/docs/apollo-server/performance/apq
 */
function withoutQuery(extensions: unknown): Refusal {
  return persistedQuery.safeParse(extensions).success
    ? new Refusal("PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")
    : new Refusal("INVALID_REQUEST", "The request has no query. Send GraphQL text as the parameter `query`.");
}
