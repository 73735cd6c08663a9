import { shapeOf } from "../../limits/text-shape.js";
import { tooManyValues } from "../../limits/values.js";
import { Refusal } from "../refusals.js";

/** Far more than queries need: filters nest up to 50 levels. */
const maxNesting = 200;

/** Number of characters searched for a syntax error, which takes up to 2 ms. */
const maxSearched = 4_000;

/** One token of JSON, RFC 8259, after white space. */
const token =
  /[ \t\r\n]*(?:([{}[\],:])|("[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

/**
 * Parses JSON from a client.
 *
 * @param what the name of the text in messages: "the body", "variables"
 * @param maxValues maximum number of members of objects and elements of lists
 * @throws Refusal INVALID_JSON with the position of the error, never with the text itself; REQUEST_TOO_DEEP,
 *   VARIABLES_TOO_LARGE
 */
export function parseJson(text: string, what: string, maxValues: number): unknown {
  const { depth, values } = shapeOf(text, "json", { depth: maxNesting, values: maxValues });
  if (values > maxValues) throw new Refusal("VARIABLES_TOO_LARGE", tooManyValues(maxValues));
  if (depth > maxNesting)
    throw new Refusal(
      "REQUEST_TOO_DEEP",
      `The JSON of ${what} nests more than ${maxNesting} levels deep. Reduce the nesting.`,
    );
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("INVALID_JSON", `Expected ${what} to be JSON: ${problemWith(text)}.`);
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** @throws Refusal INVALID_JSON for bytes that are not UTF-8 */
export function decodeUtf8(bytes: Buffer, what: string): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Refusal("INVALID_JSON", `Expected ${what} to be JSON in UTF-8: it contains invalid UTF-8.`);
  }
}

function problemWith(text: string): string {
  if (text.trim() === "") return "it is empty";
  const index = indexOfError(text);
  return index === undefined
    ? `syntax error after position ${maxSearched}`
    : `syntax error at position ${index}`;
}

/**
 * Index of the first syntax error; undefined if it is not among the characters searched. V8's messages quote the text and
 * often omit the index.
 */
function indexOfError(text: string): number | undefined {
  const open: string[] = [];
  let expected: "value" | "firstKey" | "key" | "firstValue" | "colon" | "separator" = "value";
  token.lastIndex = 0;
  for (;;) {
    const start = token.lastIndex;
    if (start > maxSearched) return undefined;
    const [found, sign, string] = token.exec(text) ?? [];
    if (found === undefined) return afterSpace(text, start);
    const here = afterSpace(text, start);
    const closes = sign === "}" || sign === "]";
    const isValue = sign === undefined || sign === "{" || sign === "[";
    if (closes) {
      const pair = sign === "}" ? "{" : "[";
      const mayClose = expected === "separator" || expected === (sign === "}" ? "firstKey" : "firstValue");
      if (open.pop() !== pair || !mayClose) return here;
      expected = "separator";
    } else if (expected === "value" || expected === "firstValue") {
      if (!isValue) return here;
      if (sign !== undefined) open.push(sign);
      expected = sign === "{" ? "firstKey" : sign === "[" ? "firstValue" : "separator";
    } else if (expected === "key" || expected === "firstKey") {
      if (string === undefined) return here;
      expected = "colon";
    } else if (expected === "colon") {
      if (sign !== ":") return here;
      expected = "value";
    } else {
      if (sign !== "," || open.length === 0) return here;
      expected = open.at(-1) === "{" ? "key" : "value";
    }
  }
}

function afterSpace(text: string, at: number): number {
  let index = at;
  while (index < text.length && " \t\r\n".includes(text.charAt(index))) index += 1;
  return index;
}
