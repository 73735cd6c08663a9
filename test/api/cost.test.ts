import fc from "fast-check";
import { type DocumentNode, getNamedType, isListType, isNonNullType, isObjectType, parse } from "graphql";
import { describe, expect, test } from "vitest";
import { createRandom, type Random } from "../../seed/random.js";
import { operationOf } from "../../src/plan/operation.js";
import { costOfField } from "../../src/schema/builder/field-options.js";
import { createSchema } from "../../src/schema/index.js";
import { explain } from "../../src/server/cost/explanation.js";
import { Pricing } from "../../src/server/cost/pricing.js";
import { randomOperation } from "../bench/cost/random-operation.js";
import { generateOperation, validDocument } from "../fuzz/documents.js";
import { useDatabase } from "../kit/db/database.js";
import { useApp } from "../kit/server/app.js";

const schema = createSchema();

function costOf(query: string, variableValues: Record<string, unknown> = {}): number {
  const operation = operationOf({ schema, document: parse(query), variableValues });
  if (operation === undefined) throw new Error("The operation cannot be executed.");
  return Math.round(new Pricing(operation).total());
}

/** Values of the same types; some variables are left out. */
function otherValues(random: Random, variables: Record<string, unknown>): Record<string, unknown> {
  const others = Object.entries(variables).map(([name, value]): [string, unknown] => {
    if (typeof value === "number") return [name, random.below(100)];
    return [name, typeof value === "boolean" ? !value : value];
  });
  return Object.fromEntries(others.filter(() => random.chance(0.7)));
}

describe("a price", () => {
  const fields = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter(({ name }) => !name.startsWith("__"))
    .flatMap((type) =>
      Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field })),
    );

  test("exists for every list: its length", () => {
    const lists = fields.filter(({ field: { type } }) =>
      isListType(isNonNullType(type) ? type.ofType : type),
    );
    expect(
      lists.filter(({ field }) => costOfField(field).rows === undefined).map(({ name }) => name),
    ).toEqual([]);
  });

  test("exists for every connection: its statement, its page, and a count", () => {
    const connections = fields.filter(({ field }) => getNamedType(field.type).name.endsWith("Connection"));
    const unpriced = connections.filter(({ field }) => {
      const { statement, batch, page, pass } = costOfField(field);
      return (statement ?? batch) === undefined || page === undefined || pass === undefined;
    });
    expect(unpriced.map(({ name }) => name)).toEqual([]);
  });

  test("exists for every field of the root types", () => {
    const roots = fields.filter(({ name }) => /^(Query|Mutation)\./.test(name));
    expect(
      roots.filter(({ field }) => costOfField(field).statement === undefined).map(({ name }) => name),
    ).toEqual([]);
  });
});

describe("the cost of an operation", () => {
  const values = {
    ...{ slugs: ["a"], keywords: ["b"], arxivIds: ["2507.00001"], words: ["c", "d"] },
    ...{ authorIds: ["QXV0aG9yOjE"], organizationIds: ["T3JnYW5pemF0aW9uOjE"], nodeIds: ["QXV0aG9yOjE"] },
  };
  const queries = fc.nat().map((seed) => {
    const random = createRandom();
    random.restart(seed, 0);
    return randomOperation(schema, random, values);
  });

  test("is the sum of the costs of its fields", () => {
    fc.assert(
      fc.property(queries, (query) => {
        const operation = operationOf({ schema, document: parse(query), variableValues: {} });
        if (operation === undefined) throw new Error(query);
        const pricing = new Pricing(operation);
        const shares = explain(pricing, operation, Number.POSITIVE_INFINITY, 0);
        const sum = shares.reduce((total, { cost }) => total + cost, 0);
        expect(Math.abs(sum - pricing.total())).toBeLessThan(1e-6 * pricing.total() + 1e-6);
      }),
      { numRuns: 300 },
    );
  });

  test("does not depend on requests with other variables before", () => {
    const ids = { Author: ["a"], Keyword: ["b"], Organization: ["c"], Paper: ["d"] };
    const pool = {
      ids,
      slugs: ["e"],
      keywords: ["f"],
      arxivIds: ["2507.00001"],
      usernames: ["h"],
      cursors: ["g"],
    };
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.nat(), { maxLength: 3 }), (seed, others) => {
        const random = createRandom();
        random.restart(seed, 0);
        const { query, variables, operationName } = generateOperation(random, pool, schema, "query");
        const known = validDocument(schema, query);
        fc.pre(known !== undefined);
        const price = (document: DocumentNode, variableValues: Record<string, unknown>) => {
          const operation = operationOf({ schema, document, variableValues, operationName });
          try {
            return operation && Math.round(new Pricing(operation).total());
          } catch (error) {
            return String(error);
          }
        };
        for (const other of others) {
          random.restart(other, 0);
          price(known, otherValues(random, variables));
        }
        expect(price(known, variables)).toBe(price(parse(query), variables));
      }),
      { numRuns: 150 },
    );
  });

  test("is the same through fragments, and doubles with a second alias", () => {
    fc.assert(
      fc.property(queries, (query) => {
        const selections = query.slice(1, -1);
        const once = costOf(query);
        expect(costOf(`{ ...F } fragment F on Query { ... { ${selections} } }`)).toBe(once);
        const twice = costOf(
          `{ ...F ...G } fragment F on Query { ${selections} } fragment G on Query { ...F }`,
        );
        expect(Math.abs(twice - 2 * once)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 100 },
    );
  });

  test("is low for statistics of one calendar month, whose sums are stored", () => {
    const statistics = (filter: string) =>
      costOf(`{
        all: paperStats(filter: ${filter}) { totals { papers authors medianUpvotes } }
        of: paperStats(filter: ${filter}, by: [AUTHOR], first: 10) { groups { totals { papers } } }
      }`);
    const month = statistics('{ publishedOn: { from: "2024-02-01", to: "2024-02-29" } }');
    const others = [
      '{ publishedOn: { from: "2024-02-01", to: "2024-02-28" } }',
      '{ publishedOn: { from: "2024-02-02", to: "2024-02-29" } }',
      '{ publishedOn: { from: "2023-02-01", to: "2024-02-29" } }',
      '{ publishedOn: { from: "2024-02-01", to: "2024-02-29" }, hasCode: true }',
    ];
    for (const other of others) expect(statistics(other)).toBeGreaterThan(5 * month);
  });

  test("depends on variables and their defaults as on literals", () => {
    const list = (first: string) =>
      `{ papers(first: ${first}) { nodes { authors(first: ${first}) { nodes { name } } } } }`;
    const literal = costOf(list("50"));
    expect(costOf(`query ($n: Int) ${list("$n")}`, { n: 50 })).toBe(literal);
    expect(costOf(`query ($n: Int = 50) ${list("$n")}`)).toBe(literal);
    expect(costOf(`query ($n: Int = 1) ${list("$n")}`, { n: 50 })).toBe(literal);
    expect(costOf(`query ($n: Int) ${list("$n")}`)).toBe(costOf(list("20")));
    expect(costOf(list("-50"))).toBe(costOf(list("0")));
  });

  test("excludes exactly what directives exclude", () => {
    const papers = "papers { nodes { title } }";
    const query = (directive: string) =>
      `query ($yes: Boolean = true) { __typename ${papers.replace(" {", ` ${directive} {`)} }`;
    const [all, nothing] = [costOf(query("")), costOf("{ __typename }")];
    for (const directive of ["@include(if: true)", "@include(if: $yes)", "@skip(if: false)"])
      expect(costOf(query(directive))).toBe(all);
    for (const directive of ["@include(if: false)", "@skip(if: $yes)", "@skip(if: true) @include(if: true)"])
      expect(costOf(query(directive))).toBe(nothing);
  });

  test("charges for a full list regardless of the page", () => {
    const counting = (first: number, filter: string) =>
      costOf(`{ papers(first: ${first}, filter: ${filter}) { totalCount } }`) -
      costOf(`{ papers(first: ${first}, filter: ${filter}) { __typename } }`);
    expect(counting(0, "{ hasCode: true }")).toBe(counting(100, "{ hasCode: true }"));
    expect(counting(0, '{ search: "model" }')).toBeGreaterThan(10 * counting(0, "{}"));
  });
});

/** A field under many names. */
/** A field under aliases, 20 to a selection set. */
const aliases = (count: number, field: string, part = 0) =>
  Array.from(
    { length: count },
    (_, index) =>
      `${index % 20 ? "" : "... { "}a${part}_${index}: ${field}${index % 20 === 19 || index === count - 1 ? " }" : ""}`,
  ).join(" ");

describe("an operation that costs too much", () => {
  const app = useApp(useDatabase());
  const ids = (count: number) =>
    JSON.stringify(
      Array.from({ length: count }, (_, index) => Buffer.from(`Keyword:${index + 1}`).toString("base64url")),
    );
  const introspection =
    "types { name fields { name args { name type { name } } type { name ofType { name ofType { name } } } } }";

  test.each([
    [
      "repeated introspection",
      `{ ${Array.from({ length: 60 }, (_, index) => `a${index}: __schema { ${introspection} }`).join(" ")} }`,
    ],
    [
      "counts of searches",
      `{ ${Array.from({ length: 60 }, (_, index) => `a${index}: papers(first: 0, filter: {search: "model or learning or data"}) { totalCount }`).join(" ")} }`,
    ],
    [
      "a page size from a variable's default",
      "query ($n: Int = 100) { keywords(first: $n) { nodes { papers(first: $n) { nodes { authors(first: $n) { nodes { name } } } } } } }",
    ],
    [
      "lists of many ids",
      `{ nodes(ids: ${ids(100)}) { ... on Keyword { papers(first: 100) { nodes { abstract keywords { papers(first: 5) { nodes { title } } } } } } } }`,
    ],
    [
      "statistics of authors and keywords",
      `{ ${Array.from({ length: 45 }, (_, index) => `a${index}: paperStats(by: [AUTHOR, KEYWORD]) { groups { totals { papers } } }`).join(" ")} }`,
    ],
    [
      "histories of every paper",
      `{ ${Array.from({ length: 5 }, (_, index) => `a${index}: papers(first: 100) { nodes { upvoteHistory(resolution: HOUR) { at } } }`).join(" ")} }`,
    ],
    [
      "the edges of a large graph, each in a hundred copies",
      `{ collaborationGraph(around: "QXV0aG9yOjE", first: 200) { edges { ${aliases(100, "weight")} } } }`,
    ],
    [
      "a type by introspection, each field in hundreds of copies",
      `{ __type(name: "Node") { ${Array.from({ length: 25 }, (_, index) => `b${index}: possibleTypes { fields { ...L } }`).join(" ")} } }
       fragment L on __Field { ${aliases(900, "name")} }`,
    ],
    [
      "a page of papers with 1,500 values each",
      `{ papers(first: 100) { nodes { ${aliases(1_500, "upvotes")} } } }`,
    ],
    [
      "the same through fragments of a hundred values",
      `{ papers(first: 100) { nodes { ${Array.from({ length: 12 }, (_, index) => `...F${index}`).join(" ")} } } }
       ${Array.from({ length: 12 }, (_, index) => `fragment F${index} on Paper { ${aliases(100, "upvotes", index)} }`).join(" ")}`,
    ],
    [
      "searches for short prefixes",
      `{ ${Array.from({ length: 16 }, (_, index) => `a${index}: papers(filter: { search: "l* a*" }) { nodes { id } }`).join(" ")} }`,
    ],
    [
      "the ends of rankings",
      `{ ${Array.from({ length: 10 }, (_, index) => `a${index}: papers(last: 1, filter: { search: "model or data" }) { nodes { id } }`).join(" ")} }`,
    ],
    [
      "a search for a word of hundreds of parts",
      `{ papers(filter: { search: "${"the-of-".repeat(100)}" }) { totalCount } }`,
    ],
    [
      "a search for hundreds of words",
      `{ papers(filter: { search: "${Array.from({ length: 300 }, (_, index) => `w${index}`).join(" or ")}" }) { totalCount } }`,
    ],
  ])("is refused: %s", async (_name, query) => {
    const { status, errors } = await app.ask(query);
    expect([status, errors?.length, errors?.[0]?.extensions.code]).toEqual([400, 1, "QUERY_TOO_COSTLY"]);
  });

  test("is rejected with the paths and shares of the most expensive fields", async () => {
    const { errors } = await app.ask(
      `{ cheap: organizations { nodes { name } } ...F }
       fragment F on Query { all: papers(first: 100) { nodes { title authors(first: 100) { nodes { papers { totalCount nodes { id } } } } } } }`,
    );
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(
        /costs [\d,]+ units, and the limit is 100,000\. Most expensive: all\.nodes\.authors\.nodes\.papers \(\d\d%\), /,
      ),
      extensions: {
        cost: {
          limit: 100_000,
          fields: [
            { path: "all.nodes.authors.nodes.papers", share: expect.any(Number) },
            { path: "all.nodes.authors.nodes.papers.totalCount" },
            { path: expect.any(String) },
          ],
        },
      },
    });
  });

  test("is rejected with the common parent of many cheap fields", async () => {
    const { errors } = await app.ask(
      `{ papers(first: 100) { nodes { ${Array.from({ length: 1_000 }, () => "...F").join(" ")} } } } fragment F on Paper { ${aliases(800, "title")} }`,
    );
    expect(errors?.[0]?.message).toMatch(/Most expensive: papers\.nodes \(100%\)/);
  });

  describe("because of a long search text, says how many words it has, and what to do,", () => {
    const text = "language ".repeat(50);
    const listed = "totalCount nodes { arxivId }";

    test.each([
      ["in a variable", "papers(filter: { search: $text }, first: 5) { LISTED }"],
      [
        "among other conditions",
        "papers(filter: { and: [{ hasCode: true }, { not: { or: [{ search: $text }] } }] }) { LISTED }",
      ],
      ["of a trending board", "trending(filter: { search: $text }) { totalCount nodes { paper { id } } }"],
      [
        "of statistics",
        "paperStats(filter: { search: $text }, by: [MONTH]) { totals { papers } groups { totals { papers } } }",
      ],
    ])("%s", async (_name, fields) => {
      const { errors } = await app.ask(`query ($text: String!) { ${fields.replace("LISTED", listed)} }`, {
        text,
      });
      expect(errors?.[0]).toMatchObject({
        message: expect.stringMatching(
          /\. The search text counts as 50 words, .* Shorten it, or pass it as `about` instead of `search`: that ranks papers by the whole text\.$/,
        ),
        extensions: { code: "QUERY_TOO_COSTLY", cost: { searchWords: 50 } },
      });
    });

    test("in the document", async () => {
      const query = `{ papers(filter: { search: "${text}" }) { ${listed} } }`;
      for (let asked = 0; asked < 2; asked += 1)
        expect((await app.ask(query)).errors?.[0]?.message).toMatch(/counts as 50 words/);
      expect(costOf(query)).toBeGreaterThan(100_000);
    });

    test("which works", async () => {
      const query = `query ($text: String!) { papers(filter: { about: $text }, first: 5) { ${listed} } }`;
      expect((await app.ask(query, { text })).data).toEqual({ papers: { totalCount: 0, nodes: [] } });
    });

    test("unless it is too costly for other reasons", async () => {
      const { errors } = await app.ask(
        `query ($text: String!) { papers(filter: { search: $text }, first: 100) { nodes { authors(first: 100) { nodes { papers { totalCount } } } } } }`,
        { text },
      );
      expect(errors?.[0]?.message).toMatch(/Request smaller pages/);
      expect(errors?.[0]?.extensions).not.toHaveProperty("cost.searchWords");
    });
  });

  test("of statistics is reduced by what the error says", async () => {
    const groups = (filter: string) =>
      app.ask(
        `{ paperStats(filter: ${filter}, by: [KEYWORD, AUTHOR], first: 1) { groups { totals { shareOfPapers medianUpvotes } } } }`,
      );
    const { errors } = await groups("{}");
    expect(errors?.[0]?.message).toMatch(
      /Most expensive: paperStats .*\. Request fewer groups, group by fewer dimensions, limit `publishedOn` \(.*\) to some weeks/,
    );
    const weeks = '{ publishedOn: { from: "2025-07-01", to: "2025-07-21" } }';
    expect((await groups(weeks)).errors).toBeUndefined();
  });

  test("of lists below groups of statistics is reduced by smaller pages", async () => {
    const { errors } = await app.ask(
      "{ paperStats(by: [ORGANIZATION], first: 1000) { groups { organization { papers(first: 100) { nodes { title } } } } } }",
    );
    expect(errors?.[0]?.message).toMatch(
      /Most expensive: paperStats\.groups\.organization\.papers .*\. Request smaller pages/,
    );
  });

  test("is a tenth as large for the payload of a subscription", async () => {
    const { errors } = await app.ask(
      "subscription { trendingBoard(first: 100) { nodes { paper { authors(first: 100) { nodes { name } } } } } }",
    );
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(/^Each payload costs [\d,]+ units, and the limit is 10,000\./),
      extensions: { code: "QUERY_TOO_COSTLY" },
    });
  });
});

describe("variables", () => {
  const app = useApp(useDatabase());
  const query = "query ($filter: PaperFilter) { papers(filter: $filter) { totalCount } }";
  const filters = (count: number) => ({ filter: { and: Array.from({ length: count }, () => ({})) } });

  test("with thousands of values are rejected before they are coerced", async () => {
    const { status, errors } = await app.ask(query, filters(3_000));
    expect([status, errors?.[0]?.extensions.code]).toEqual([400, "VARIABLES_TOO_LARGE"]);
    expect((await app.ask(query, filters(60))).errors?.[0]?.message).toMatch(/more than 50 nested filters/);
  });

  test("that an operation does not declare are ignored", async () => {
    expect((await app.ask(query, { unused: filters(1_900).filter.and })).data).toEqual({
      papers: { totalCount: 0 },
    });
  });
});

describe("a client that sends X-Papergraph-Cost", () => {
  const app = useApp(useDatabase());

  test("gets the cost of its operation and the limit", async () => {
    const query = "query ($n: Int = 3) { papers(first: $n) { nodes { title } } }";
    const request = (headers: Record<string, string>) =>
      fetch(app.url, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ query }),
      });
    expect(await (await request({ "x-papergraph-cost": "1" })).json()).toEqual({
      data: { papers: { nodes: [] } },
      extensions: { cost: { requested: costOf(query), limit: 100_000 } },
    });
    expect(await (await request({})).json()).toEqual({ data: { papers: { nodes: [] } } });
  });
});
