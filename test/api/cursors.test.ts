import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { useDatabase } from "../kit/db/database.js";
import { openEventStream } from "../kit/live/subscribers.js";
import { paper, record } from "../kit/models/papers.js";
import { useApp } from "../kit/server/app.js";

// The checksum of a cursor has no secret, so anyone can forge a valid one.

const database = useDatabase(async ({ db }) => {
  const authors = ["Ada", "Grace", "Barbara"].map((name) => ({ name }));
  await record(
    db,
    ["qwen", "meta", "mila"].map((slug, index) =>
      paper(`A model of data ${index}`, {
        arxivId: `2507.0000${index + 1}`,
        authors,
        organization: { slug },
        keywords: ["models", "data", "learning"],
        upvotes: 3 + index,
        publishedOn: "2025-07-01",
        featuredOn: ["2025-07-02"],
      }),
    ),
  );
});
const app = useApp(database);

const idOf = (type: string) => Buffer.from(`${type}:1`).toString("base64url");
const inAuthor = (list: string) => `node(id: "${idOf("Author")}") { ... on Author { list: ${list} } }`;
const inOrganization = (list: string) =>
  `node(id: "${idOf("Organization")}") { ... on Organization { list: ${list} } }`;

/** Lists by the kind of their places; `PAGE` stands for the arguments and fields of a page. */
const lists: readonly string[] = [
  ...["PUBLISHED_ON", "FEATURED_ON", "UPVOTES", "COMMENTS", "TITLE"].map(
    (field) => `list: papers(orderBy: { field: ${field} }, PAGE`,
  ),
  'list: papers(filter: { search: "model" }, PAGE',
  'list: papers(filter: { search: "model", hasCode: false }, orderBy: { field: RELEVANCE, direction: ASC }, PAGE',
  "list: trending(window: MONTH, PAGE",
  ...["authors", "organizations", "keywords"].flatMap((list) =>
    ["PAPERS", "UPVOTES", "NAME", "LAST_SEEN"].map(
      (field) => `list: ${list}(orderBy: { field: ${field} }, PAGE`,
    ),
  ),
  inAuthor("coauthors(PAGE"),
  inAuthor("organizations(PAGE"),
  inAuthor("papers(PAGE"),
  inOrganization("authors(PAGE"),
  inOrganization("collaborators(PAGE"),
  `node(id: "${idOf("Paper")}") { ... on Paper { list: authors(PAGE } }`,
];

const streams: readonly string[] = [
  "paperAdded(after: $after)",
  'paperAdded(filter: { search: "model" }, after: $after)',
  "paperTrending(window: WEEK, after: $after)",
  `upvotesChanged(paper: "${idOf("Paper")}", after: $after)`,
];

function listed(list: string, page: string): string {
  return list.replace(/PAGE/, `${page}) { pageInfo { endCursor } edges { cursor } }`);
}

function seal(body: string): string {
  const checksum = createHash("sha256").update(body).digest("base64url").slice(0, 8);
  return Buffer.from(body + checksum).toString("base64url");
}

/** What a cursor holds: the list's checksum, the value, the number. */
function opened(cursor: string): unknown[] {
  return JSON.parse(Buffer.from(cursor, "base64url").toString().slice(0, -8));
}

const strange = fc.constantFrom<unknown[]>(
  ...[1.5, 1e30, -1, 0, 2_147_483_647, 2_147_483_648, -2_147_483_649, 2 ** 53, 1e308, -1e308, 1e-308, 5e-324],
  ...["abc", "", "\0", "a\0b", "\ud800", "x".repeat(5_000), "1; select 1", "NaN", "Infinity", "1e5"],
  ...[
    "2025-07-01",
    "2025-13-45",
    "2025-02-30",
    "0000-01-01",
    "0001-01-01",
    "9999999-01-01",
    "now",
    "infinity",
  ],
  ...[null, true, {}, [], [1], { a: 1 }],
);

/** A cursor of a list: one of its own whose parts are replaced, or any text at all. */
function forged([owner, value, id]: readonly unknown[]): fc.Arbitrary<string> {
  const part = (own: unknown) => fc.oneof(fc.constant(own), strange, fc.jsonValue());
  return fc
    .oneof(
      {
        weight: 6,
        arbitrary: fc.tuple(fc.constant(owner), part(value), part(id)).map((body) => JSON.stringify(body)),
      },
      { weight: 1, arbitrary: fc.array(part(owner), { maxLength: 5 }).map((body) => JSON.stringify(body)) },
      { weight: 1, arbitrary: fc.oneof(strange, fc.jsonValue()).map((body) => JSON.stringify(body)) },
      { weight: 1, arbitrary: fc.string() },
    )
    .map(seal);
}

describe("a forged cursor gets a page or BAD_CURSOR", () => {
  const own: (readonly unknown[])[] = [];
  beforeAll(async () => {
    for (const list of lists) {
      const text = JSON.stringify(await app.get(`{ ${listed(list, "first: 1")} }`));
      own.push(opened(/"endCursor":"([^"]+)"/.exec(text)?.[1] ?? ""));
    }
  });

  test.each(lists.map((list, index) => [listed(list, "…"), list, index] as const))(
    "of %s",
    async (_name, list, index) => {
      const query = (page: string) => `query ($cursor: String) { ${listed(list, page)} }`;
      await fc.assert(
        fc.asyncProperty(
          fc.constant(own[index] ?? []).chain(forged),
          fc.constantFrom(
            "first: 2, after: $cursor",
            "last: 2, before: $cursor",
            "first: 0, before: $cursor",
          ),
          async (cursor, page) => {
            const { status, data, errors = [] } = await app.ask(query(page), { cursor });
            expect([status, errors.map(({ extensions }) => extensions.code)]).toEqual(
              errors.length === 0 ? [200, []] : [200, ["BAD_CURSOR"]],
            );
            if (errors.length === 0) expect(JSON.stringify(data)).toContain('"edges":[');
            else expect(errors[0]?.message).toMatch(/is not a cursor of this API|belongs to another list/);
          },
        ),
        { numRuns: 100 },
      );
      expect(app.logged).toEqual([]);
    },
  );

  test.each(streams)("of %s", async (stream) => {
    const open = async (after: string | undefined) =>
      openEventStream(app.url, {
        query: `subscription ($after: String) { ${stream} { cursor } }`,
        variables: { after },
      });
    const start = await open(undefined);
    const [owner, value, id] = opened((await start.next()).id ?? "");
    start.close();
    await fc.assert(
      fc.asyncProperty(forged([owner, value, id]), async (after) => {
        const subscription = await open(after);
        const { id: started, data } = await subscription.next();
        subscription.close();
        if (started === undefined) expect(data).toMatch(/"code":"BAD_CURSOR"/);
        else expect(opened(started)).toEqual([owner, null, expect.any(Number)]);
      }),
      { numRuns: 100 },
    );
    expect(app.logged).toEqual([]);
  });
});
