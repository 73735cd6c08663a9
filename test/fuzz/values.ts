import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from "graphql";
import type { Random } from "../../seed/random.js";
import { type Pool, pick } from "./pool.js";

/** Share of values that do not match their type. */
const hostileShare = 0.02;
/** Maximum nesting of generated input objects; mutations nest deeper. */
const maxInputDepth = 3;

const words = [
  "model",
  "learning",
  "data",
  "diffusion",
  "agent",
  "3d",
  "café",
  "注意",
  "😀",
  "of",
  "the",
  "-",
  '"x y"',
];

export const hostileStrings = [
  "",
  "\0",
  "a\0b",
  "\ud800",
  "\udfff tail",
  "\u202e\ufeff",
  "'; drop table papers; --",
  "%_\\",
  "(((((",
  "a & b | !c :* <->",
  "\\u0000",
  "constructor",
  "__proto__",
  "9".repeat(400),
  "e\u0301".repeat(300),
  "word ".repeat(300),
  "x".repeat(20_000),
] as const;

const hostileNumbers = [
  -1, 0, 101, 10_001, 2_147_483_647, 2_147_483_648, -2_147_483_649, 1e21, 1.5, -0, 1e308,
  9_007_199_254_740_992,
] as const;

/** JSON values that match few types. */
export function hostileValue(random: Random): unknown {
  switch (random.below(8)) {
    case 0:
      return null;
    case 1:
      return pick(random, hostileNumbers);
    case 2:
      return pick(random, hostileStrings);
    case 3:
      return random.chance(0.5);
    case 4:
      return [pick(random, hostileStrings), null, {}];
    case 5:
      return { [pick(random, hostileStrings)]: pick(random, hostileNumbers), toString: 1 };
    case 6:
      return [[[[]]]];
    default:
      return {};
  }
}

/** Generates a JSON value for an argument, input field or variable; occasionally an invalid one. */
export function valueFor(
  random: Random,
  pool: Pool,
  type: GraphQLInputType,
  name: string,
  depth = 0,
): unknown {
  if (random.chance(hostileShare)) return hostileValue(random);
  if (isNonNullType(type)) return valueFor(random, pool, type.ofType, name, depth);
  if (isListType(type)) {
    const length = random.chance(0.03) ? 120 : random.below(4);
    return Array.from({ length }, () => valueFor(random, pool, type.ofType, name, depth + 1));
  }
  if (isEnumType(type)) return pick(random, type.getValues()).name;
  if (isInputObjectType(type)) return inputFor(random, pool, type, depth);
  switch (type.name) {
    case "Int":
      return random.chance(0.04) ? pick(random, hostileNumbers) : random.below(random.chance(0.1) ? 100 : 6);
    case "Float":
      return random.fraction();
    case "Boolean":
      return random.chance(0.5);
    case "ID":
      return idFor(random, pool, name);
    default:
      return textFor(random, pool, type.name, name);
  }
}

function inputFor(random: Random, pool: Pool, type: GraphQLInputObjectType, depth: number): unknown {
  const fields = Object.values(type.getFields());
  if (type.isOneOf && !random.chance(0.05)) {
    const { name, type: fieldType } = pick(random, fields);
    return { [name]: valueFor(random, pool, fieldType, name, depth + 1) };
  }
  const share = depth > maxInputDepth ? 0 : 0.2;
  return Object.fromEntries(
    fields
      .filter(({ type: fieldType }) => isNonNullType(fieldType) || random.chance(share))
      .map(({ name, type: fieldType }) => [name, valueFor(random, pool, fieldType, name, depth + 1)]),
  );
}

function idFor(random: Random, { ids }: Pool, name: string): string {
  if (random.chance(0.06)) return forgedId(random);
  if (name === "paper") return pick(random, ids.Paper);
  if (name === "around") return pick(random, random.chance(0.5) ? ids.Author : ids.Organization);
  if (["from", "to", "authors", "coauthorsOf"].includes(name)) return pick(random, ids.Author);
  return pick(random, ids[pick(random, ["Author", "Keyword", "Organization", "Paper"] as const)]);
}

function forgedId(random: Random): string {
  const kind = pick(random, [":", "/arxiv/", "/title/", "/slug/", "/source/", "/account/", "/name/"]);
  const type = pick(random, ["Author", "Paper", "Keyword", "Organization", "Query", "constructor", ""]);
  const key = pick(random, [
    "0",
    "-1",
    "1",
    "2147483648",
    "99999999999999999999",
    "1.5",
    "x",
    "\0",
    "",
    "1:2",
  ]);
  return random.chance(0.2)
    ? pick(random, hostileStrings)
    : Buffer.from(`${type}${kind}${key}`).toString("base64url");
}

function textFor(random: Random, pool: Pool, type: string, name: string): string {
  if (type === "Date") return dateFor(random);
  if (type === "DateTime") return `${dateFor(random)}T12:00:00.000Z`;
  if (type === "TimeZone")
    return pick(random, [
      "UTC",
      "utc",
      "Europe/Berlin",
      "America/New_York",
      "Asia/Kathmandu",
      "Etc/GMT+5",
      "CET",
      "+05:30",
    ]);
  if (type === "URL")
    return pick(random, ["https://example.org/a", "http://[::1]/", "javascript:alert(1)", "x"]);
  if (random.chance(0.04)) return pick(random, hostileStrings);
  if (name === "after" || name === "before") return cursorFor(random, pool);
  if (name === "slug" || name === "organization" || name === "organizations") return pick(random, pool.slugs);
  if (name === "keywords" || name === "name") return pick(random, pool.keywords);
  if (name === "username") return pick(random, pool.usernames);
  if (name === "arxivIds")
    return pick(random, ["", "arXiv:", "https://arxiv.org/pdf/"]) + pick(random, pool.arxivIds);
  if (name === "arxivId") return pick(random, pool.arxivIds);
  return Array.from({ length: 1 + random.below(3) }, () => pick(random, words)).join(
    random.chance(0.3) ? " or " : " ",
  );
}

function dateFor(random: Random): string {
  if (random.chance(0.1))
    return pick(random, ["0000-00-00", "2025-02-30", "9999-12-31", "0001-01-01", "-1-1-1", "2025-1-1"]);
  const day = (limit: number) => String(1 + random.below(limit)).padStart(2, "0");
  return `${2023 + random.below(3)}-${day(12)}-${day(28)}`;
}

function cursorFor(random: Random, { cursors }: Pool): string {
  const cursor = pick(random, cursors);
  if (random.chance(0.6)) return cursor;
  return random.chance(0.5)
    ? cursor.slice(0, random.below(cursor.length))
    : Buffer.from(JSON.stringify(["x", null, random.next()])).toString("base64url");
}

/** A value as a GraphQL literal. */
export function literalOf(value: unknown, type: GraphQLType | undefined): string {
  if (isNonNullType(type)) return literalOf(value, type.ofType);
  if (Array.isArray(value)) {
    const itemType = isListType(type) ? type.ofType : undefined;
    return `[${value.map((item) => literalOf(item, itemType)).join(", ")}]`;
  }
  if (typeof value === "string" && isEnumType(type)) return value === "" ? '""' : value;
  if (typeof value === "object" && value !== null) {
    const fields = isInputObjectType(type) ? type.getFields() : {};
    const parts = Object.entries(value).map(
      ([name, item]) => `${name}: ${literalOf(item, fields[name]?.type)}`,
    );
    return `{ ${parts.join(", ")} }`;
  }
  return JSON.stringify(value) ?? "null";
}
