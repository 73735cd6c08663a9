import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseFilter, refuseUnknown, writeFilter } from "../../src/site/address/filter-address.js";
import type { PaperFilterJson } from "../../src/site/address/filter-json.js";

const idOf = (text: string) => Buffer.from(text).toString("base64url");
const parse = (query: string) => parseFilter(new URLSearchParams(query)).filter;

describe("a filter in an address", () => {
  test.each<[query: string, filter: PaperFilterJson]>([
    ["", {}],
    [
      "organizations=facebook,nvidia&minUpvotes=20",
      { organizations: ["facebook", "nvidia"], upvotes: { min: 20 } },
    ],
    ["organizations=facebook&organizations=nvidia", { organizations: ["facebook", "nvidia"] }],
    ["keywords=large language models, 3\\,4-d", { keywords: ["large language models", "3,4-d"] }],
    [
      "authors=timdettmers,Ada Lovelace",
      { authors: [idOf("Author/called/timdettmers"), idOf("Author/called/Ada Lovelace")] },
    ],
    [`coauthorsOf=${idOf("Author/name/ada lovelace")}`, { coauthorsOf: [idOf("Author/name/ada lovelace")] }],
    ["similarTo=https://arxiv.org/abs/2507.03607v2", { similarTo: idOf("Paper/arxiv/2507.03607") }],
    [
      "publishedFrom=2025-07-01&publishedTo=2025-07-31",
      { publishedOn: { from: "2025-07-01", to: "2025-07-31" } },
    ],
    ["addedSince=2025-07-01", { addedAt: { since: "2025-07-01T00:00:00.000Z" } }],
    ["addedBefore=2025-07-01T02:00:00+02:00", { addedAt: { before: "2025-07-01T00:00:00.000Z" } }],
    ["hasCode=true&isFeatured=false", { hasCode: true, isFeatured: false }],
    ["search=&organizations=&minUpvotes=&hasCode=&filter=", {}],
    [
      'minUpvotes=5&filter={"not":{"keywords":["survey"],"search":null}}',
      { upvotes: { min: 5 }, not: { keywords: ["survey"] } },
    ],
  ])("%s", (query, filter) => {
    expect(parse(query)).toEqual(filter);
  });

  test.each([
    ["minUpvotes=many", 'minUpvotes: "many" is not a whole number such as 20.'],
    ["minUpvotes=9999999999", 'minUpvotes: "9999999999" is not a whole number of at most 2147483647.'],
    ["minUpvotes=1&minUpvotes=2", "minUpvotes: occurs 2 times in the address. Keep one of them."],
    ["publishedFrom=2025-02-30", 'publishedFrom: "2025-02-30" is not a calendar date such as 2025-07-08.'],
    [
      "addedSince=yesterday",
      'addedSince: "yesterday" is not a date or a time with a time zone such as 2025-07-08T14:28:14Z.',
    ],
    ["hasCode=yes", 'hasCode: "yes" is neither true nor false.'],
    ["filter=[", 'filter: "[" is not a PaperFilter in JSON such as {"not":{"keywords":["survey"]}}.'],
    [
      'filter={"organisations":["a"]}',
      'filter: "{\\"organisations\\":[\\"a\\"]}" is not a PaperFilter: Unrecognized key: "organisations".',
    ],
    [
      'filter={"upvotes":5}',
      'filter: "{\\"upvotes\\":5}" is not a PaperFilter: upvotes: expected an object such as {"min":5}.',
    ],
    ['filter={"keywords":"a"}', 'is not a PaperFilter: keywords: expected a list such as ["graphs"].'],
    ['filter={"upvotes":{"min":"5"}}', "upvotes.min: expected a whole number such as 5."],
    [
      'minUpvotes=1&filter={"upvotes":{"max":3}}',
      "filter: has `upvotes`, which another parameter of the address states. Keep one of them.",
    ],
  ])("%s is refused", (query, message) => {
    expect(() => parse(query)).toThrow(message);
  });

  test("a deeply nested filter is refused", () => {
    const deep = `${'{"not":'.repeat(20_000)}{}${"}".repeat(20_000)}`;
    expect(() => parse(`filter=${deep}`)).toThrow("is not a PaperFilter");
  });

  test("other parameters are returned, or refused by name", () => {
    const { rest } = parseFilter(new URLSearchParams("minUpvotes=3&window=DAY"));
    expect([...rest]).toEqual([["window", "DAY"]]);
    expect(() => refuseUnknown(rest, ["window"])).not.toThrow();
    expect(() => refuseUnknown(rest)).toThrow(
      '"window" is not a parameter of this address. Use search, about,',
    );
  });
});

const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("a,b", "\\", "x\\,y", " z ", "", "é"));
const texts = fc.array(text, { maxLength: 4 });
const person = fc.oneof(
  text,
  text.map((name) => idOf(`Author/called/${name}`)),
  text.map((name) => idOf(`Author/name/${name}`)),
  text.map((name) => idOf(`Author/called/${idOf(`Author/name/${name}`)}`)),
);
const optional = <T>(model: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) =>
  fc.record(model, { requiredKeys: [] });
const counts = optional({ min: fc.integer(), max: fc.integer() });
const instant = fc.oneof(
  fc
    .date({ noInvalidDate: true, min: new Date("0001-01-01"), max: new Date("9999-12-31") })
    .map((each) => each.toISOString()),
  fc.constant("2025-07-01T02:00:00+02:00"),
);
const day = fc.constantFrom("2025-07-01", "2024-02-29", "2025-02-30");
const dates = optional({ from: day, to: day, since: instant, before: instant });
const instants = optional({ since: instant, before: instant });
const conditionsOf = optional<PaperFilterJson>({
  arxivIds: texts,
  publishedOn: dates,
  featuredOn: dates,
  isFeatured: fc.boolean(),
  addedAt: instants,
  updatedAt: instants,
  hasArxivId: fc.boolean(),
  hasAbstract: fc.boolean(),
  organizations: texts,
  hasOrganization: fc.boolean(),
  authors: fc.array(person, { maxLength: 3 }),
  coauthorsOf: fc.array(person, { maxLength: 3 }),
  keywords: texts,
  categories: texts,
  upvotes: counts,
  commentsCount: counts,
  authorsCount: counts,
  hasCode: fc.boolean(),
  search: text,
  similarTo: fc.oneof(text, fc.constant(idOf("Paper/arxiv/2507.03607")), fc.constant(idOf("Paper/title/a"))),
  about: text,
});
const { filter } = fc.letrec<{ filter: PaperFilterJson }>((tie) => ({
  filter: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    conditionsOf,
    fc
      .tuple(
        conditionsOf,
        optional({
          and: fc.array(tie("filter"), { maxLength: 2 }),
          or: fc.array(tie("filter"), { maxLength: 2 }),
          not: tie("filter"),
        }),
      )
      .map(([one, other]) => ({ ...one, ...other })),
  ),
}));

const isBlank = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === "string" && value.trim() === "") ||
  (typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(isBlank));

/** The same conditions without fields that state none. */
function conditions(filter: PaperFilterJson): unknown {
  return Object.fromEntries(
    Object.entries(filter)
      .filter(([name, value]) => (name === "not" ? value !== undefined : !isBlank(value)))
      .map(([name, value]) => [
        name,
        name === "and" || name === "or"
          ? (value as PaperFilterJson[]).map(conditions)
          : name === "not"
            ? conditions(value as PaperFilterJson)
            : value,
      ]),
  );
}

test("any filter is read as it was written", () => {
  fc.assert(
    fc.property(filter, (each) => {
      const address = writeFilter(each).toString();
      expect(parse(address)).toEqual(conditions(each));
    }),
    { numRuns: 300 },
  );
});

test("an address that was read has one canonical form for any order of its parameters", () => {
  fc.assert(
    fc.property(filter, (each) => {
      const address = writeFilter(each);
      const turned = new URLSearchParams([...address].reverse());
      expect(writeFilter(parseFilter(turned).filter).toString()).toBe(address.toString());
    }),
    { numRuns: 100 },
  );
});
