import type { Random } from "../../seed/random.js";
import type { GeneratedOperation } from "./documents.js";
import { pick } from "./pool.js";
import { hostileStrings, hostileValue } from "./values.js";

type Mutation = (random: Random, operation: GeneratedOperation) => void;

const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join(" ");
const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);

const inserts = [
  ...[
    "\0",
    "\ud800",
    "\ufeff",
    "\u2028",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "$",
    "@",
    "...",
    '"',
    '"""',
    "#",
    "!",
    "|",
  ],
  ...[
    "@defer",
    "@stream(initialCount: 1)",
    "on",
    "fragment",
    "extend",
    "null",
    "true",
    "😀",
    '"\\uD800"',
    '"\\u{110000}"',
  ],
] as const;

const replaceOne = (random: Random, text: string, pattern: RegExp, replacement: string): string => {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return text;
  const { index, 0: found } = pick(random, matches);
  return text.slice(0, index) + replacement + text.slice(index + found.length);
};

const manyAliases = (random: Random) =>
  times(random.chance(0.05) ? 6_000 : 300, (index) => `a${index}: __typename`);

/** Mutations of the document's text. Most make it invalid, some only expensive. */
const documentMutations: readonly Mutation[] = [
  (random, operation) => {
    const at = random.below(operation.query.length);
    operation.query = operation.query.slice(0, at) + pick(random, inserts) + operation.query.slice(at);
  },
  (random, operation) => {
    operation.query = operation.query.slice(0, random.below(operation.query.length));
  },
  (random, operation) => {
    const at = random.below(operation.query.length);
    operation.query = operation.query.slice(0, at) + operation.query.slice(at + 1 + random.below(5));
  },
  (random, operation) => {
    const name = pick(random, [
      "unknownField",
      "__proto__",
      "constructor",
      "toString",
      "__schema",
      "hasOwnProperty",
    ]);
    operation.query = replaceOne(random, operation.query, /\b[a-z]\w+\b/g, name);
  },
  (random, operation) => {
    const number = pick(random, [
      "99999999999999999999",
      "-2147483649",
      "1e999",
      "1.5",
      "0x10",
      "01",
      "-0",
      "1_000",
    ]);
    operation.query = replaceOne(random, operation.query, /\b\d+\b/g, number);
  },
  (random, operation) => {
    operation.query = replaceOne(
      random,
      operation.query,
      /"[^"\\]*"/g,
      JSON.stringify(pick(random, hostileStrings)),
    );
  },
  (random, operation) => {
    operation.query = replaceOne(random, operation.query, /"[^"\\]*"/g, '"""block \\""" of\n  \0 text"""');
  },
  (random, operation) => {
    operation.query = replaceOne(
      random,
      operation.query,
      /\b[A-Z_]{3,}\b/g,
      pick(random, ["JUNK", "null", "true", "day", '"DAY"', "[DAY]"]),
    );
  },
  (random, operation) => {
    operation.query = operation.query.replace("{", `{ ${manyAliases(random)} `);
  },
  (random, operation) => {
    const depth = pick(random, [15, 60, 250, 3_000, 24_000]);
    operation.query = nested("{a", "}", depth);
  },
  (random, operation) => {
    const depth = pick(random, [60, 250, 3_000, 40_000]);
    operation.query = `{ papers(filter: ${nested("{not:", "}", depth)}) { totalCount } }`;
  },
  (random, operation) => {
    operation.query = `{ nodes(ids: ${nested("[", "]", pick(random, [60, 250, 3_000, 45_000]))}) { id } }`;
  },
  (random, operation) => {
    operation.query = replaceOne(
      random,
      operation.query,
      /\b[a-z]\w+\b(?= *\{)/g,
      `papers ${"@include(if: true) ".repeat(1 + random.below(200))}`,
    );
  },
  (random, operation) => {
    operation.query = `{ papers(first: 1) { nodes { title ${"@x ".repeat(1 + random.below(2_000))}} } }`;
  },
  (random, operation) => {
    const levels = 2 + random.below(20);
    const fragments = times(
      levels,
      (index) => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} }`,
    );
    operation.query = `{ ...f0 } ${fragments} fragment f${levels} on Query { ${random.chance(0.2) ? "...f0" : "__typename"} }`;
  },
  (random, operation) => {
    operation.query += ` ${times(1 + random.below(100), (index) => `fragment unused${index} on Paper { title }`)}`;
  },
  (random, operation) => {
    operation.query += ` query Second { papers(first: 1) { totalCount } }`;
    operation.operationName = pick(random, [undefined, "Second", "Third", "", "__proto__"]);
  },
  (random, operation) => {
    const inner = pick(random, ["name", "fields { name type { name ofType { name } } }", "nested"]);
    operation.query = `{ __schema { types { ${inner.replace("nested", "fields { type { fields { type { fields { name } } } } }")} } } }`;
  },
  (random, operation) => {
    operation.query = `{ __type(name: ${JSON.stringify(pick(random, ["Paper", "constructor", "", "\0"]))}) { name fields(includeDeprecated: true) { name } } }`;
  },
  (random, operation) => {
    operation.query = `${"# comment\n".repeat(random.below(2_000))}${operation.query}`;
  },
  (random, operation) => {
    operation.query = pick(random, [
      "",
      " ",
      "{}",
      "{",
      "type A { b: C }",
      "schema { query: Q }",
      "query",
      "subscription { a b }",
      "{ __typename @skip }",
      "query ($a: [[[[Int]]]]) { __typename }",
      "query ($a: Nope!) { papers { totalCount } }",
      "{ ...a } fragment a on Query { ...a }",
      "mutation { __typename }",
      "subscription { __typename }",
      "subscription { trendingBoard { asOf } paperAdded { cursor } }",
      "query ($n: Int!) { papers(first: $n, last: $n) { totalCount } }",
    ]);
  },
];

/** Mutations of the variables. */
const variableMutations: readonly Mutation[] = [
  (random, operation) => {
    const name = Object.keys(operation.variables)[0] ?? "v0";
    operation.variables = { ...operation.variables, [name]: hostileValue(random) };
  },
  (_random, operation) => {
    operation.variables = {};
  },
  (random, operation) => {
    operation.variables = {
      ...operation.variables,
      extra: hostileValue(random),
      [pick(random, hostileStrings)]: 1,
    };
  },
  (random, operation) => {
    operation.query = "query ($filter: PaperFilter) { papers(first: 1, filter: $filter) { totalCount } }";
    operation.variables = { filter: deepFilter(pick(random, [5, 50, 150, 1_000])) };
  },
  (random, operation) => {
    operation.query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    operation.variables = {
      ids: Array.from({ length: pick(random, [1, 100, 101, 5_000]) }, (_, index) => `x${index}`),
    };
  },
  (random, operation) => {
    operation.query = "query ($s: String) { papers(first: 1, filter: { search: $s }) { totalCount } }";
    operation.variables = {
      s: pick(random, [...hostileStrings, "or ".repeat(2_000), "model or ".repeat(1_000), '"'.repeat(999)]),
    };
  },
  (random, operation) => {
    operation.query = operation.query.replace(
      /\(\$v0: [^,)]+/,
      () => `($v0: ${pick(random, ["Int", "[String!]!", "Nope", "Paper", "PaperFilter!", "PaperKey"])}`,
    );
  },
];

function deepFilter(depth: number): unknown {
  let filter: unknown = { hasCode: true };
  for (let level = 0; level < depth; level++)
    filter = level % 2 === 0 ? { not: filter } : { or: [filter, filter] };
  // `or` doubles the serialized size: keep it small enough to send.
  return depth > 20 ? notFilter(depth) : filter;
}

function notFilter(depth: number): unknown {
  let filter: unknown = { hasCode: true };
  for (let level = 0; level < depth; level++) filter = { not: filter };
  return filter;
}

/** Applies one or two mutations to an operation. */
export function mutate(random: Random, operation: GeneratedOperation): void {
  const count = random.chance(0.2) ? 2 : 1;
  for (let index = 0; index < count && operation.query.length > 0; index++)
    pick(random, random.chance(0.7) ? documentMutations : variableMutations)(random, operation);
}
