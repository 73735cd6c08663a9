import type { IncomingMessage } from "node:http";
import { remembering } from "../../../text/remembering.js";
import { maxValues } from "../../limits/values.js";
import { Refusal } from "../refusals.js";
import { decodeUtf8, parseJson } from "./json.js";

/** The parameters of a GraphQL request over HTTP. */
export interface Parameters {
  readonly query?: string;
  readonly documentId?: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly extensions?: Record<string, unknown>;
}

const names = ["query", "documentId", "variables", "operationName", "extensions"];

const isJsonInUtf8 = remembering(100, (contentType) => {
  const [type = "", ...parameters] = contentType.toLowerCase().split(";");
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^\s"]*)/.exec(parameter)?.[1])
    .find(Boolean);
  const isJson = ["application/json", "application/graphql+json"].includes(type.trim());
  return isJson && (charset === undefined || charset === "utf-8" || charset === "utf8");
});

/** @throws Refusal unless the headers say that the body is JSON in UTF-8 */
export function checkContentType({ headers }: IncomingMessage): void {
  if (isJsonInUtf8(headers["content-type"] ?? "")) return;
  throw new Refusal(
    "UNSUPPORTED_MEDIA_TYPE",
    "Send the body as JSON in UTF-8, with `Content-Type: application/json`.",
    {
      "accept-post": "application/json",
    },
  );
}

/**
 * @param maxValues maximum number of values in the body
 * @throws Refusal
 */
export function parametersOfBody(body: Buffer, maxValues: number): Parameters {
  const parsed = parseJson(decodeUtf8(body, "the body"), "the body", maxValues);
  if (Array.isArray(parsed))
    throw new Refusal(
      "BATCHING_NOT_SUPPORTED",
      "The body is a list of operations. Send one operation per request.",
    );
  return checked(parsed);
}

/** @throws Refusal */
export function parametersOfUrl(url: string): Parameters {
  const search = new URLSearchParams(url.includes("?") ? url.slice(url.indexOf("?") + 1) : "");
  const json = (name: string) => {
    const text = search.get(name);
    return text === null || text === "" ? undefined : parseJson(text, `\`${name}\``, maxValues);
  };
  return checked({
    query: ownCopy(search.get("query")),
    documentId: ownCopy(search.get("documentId")),
    variables: json("variables"),
    operationName: ownCopy(search.get("operationName")),
    extensions: json("extensions"),
  });
}

/** A text that is kept longer than its request: a part of the URL would retain all of it. */
function ownCopy(text: string | null): string | undefined {
  return text === null || text === "" ? undefined : Buffer.from(text).toString();
}

/** Does not visit nested members: 100,000 variables take no longer than a few. */
function checked(parsed: unknown): Parameters {
  if (!isObject(parsed))
    throw invalid(
      "the body",
      "an object with `query` or `documentId` and, optionally, `variables`, `operationName` and `extensions`",
    );
  const query = stringOf(parsed, "query");
  const documentId = stringOf(parsed, "documentId");
  const variables = objectOf(parsed, "variables");
  const operationName = stringOf(parsed, "operationName");
  const extensions = objectOf(parsed, "extensions");
  for (const name in parsed)
    if (!names.includes(name) && parsed[name] !== null && parsed[name] !== undefined)
      throw new Refusal("INVALID_REQUEST", `Unknown request parameter. Expected only ${names.join(", ")}.`);
  return {
    ...(query !== undefined && { query }),
    ...(documentId !== undefined && { documentId }),
    ...(variables && { variables }),
    ...(operationName !== undefined && { operationName }),
    ...(extensions && { extensions }),
  };
}

/** @throws Refusal */
function stringOf(parsed: Record<string, unknown>, name: string): string | undefined {
  const value = parsed[name] ?? undefined;
  if (value === undefined || typeof value === "string") return value;
  throw invalid(`\`${name}\``, "a string");
}

/** @throws Refusal */
function objectOf(parsed: Record<string, unknown>, name: string): Record<string, unknown> | undefined {
  const value = parsed[name] ?? undefined;
  if (value === undefined || isObject(value)) return value;
  throw invalid(`\`${name}\``, "an object");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(where: string, expected: string): Refusal {
  return new Refusal("INVALID_REQUEST", `Invalid parameter ${where}: expected ${expected}.`);
}
