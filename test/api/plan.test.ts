import { type ExecutionArgs, type ExecutionResult, execute, type GraphQLError, parse } from "graphql";
import sql from "sql-template-tag";
import { expect, test } from "vitest";
import { createRandom } from "../../seed/random.js";
import { syntheticPapers } from "../../seed/synthetic.js";
import { openDatabase } from "../../src/db/client.js";
import { hasGenericPlan } from "../../src/plan/generic-plan.js";
import { operationOf } from "../../src/plan/operation.js";
import { Planner } from "../../src/plan/planner.js";
import { type Context, createContext } from "../../src/schema/builder/context.js";
import { createSchema } from "../../src/schema/index.js";
import { resultText } from "../../src/server/http/responses/shown-result.js";
import { generateOperation, validDocument } from "../fuzz/documents.js";
import { loadPool } from "../fuzz/pool.js";
import { useDatabase } from "../kit/db/database.js";
import { record } from "../kit/models/papers.js";
import { useApp } from "../kit/server/app.js";

// Planned operations must give what graphql-js gives, to the order of keys.

const database = useDatabase(async ({ db }) => {
  await record(db, [...syntheticPapers({ count: 400, seed: 1 })]);
});
const app = useApp(database);
const schema = createSchema();
const planner = new Planner(schema, (error) => error as GraphQLError, 8_000_000);

interface Compared {
  /** JSON of the planned result; undefined if resolvers execute the operation. */
  planned: string | undefined;
  resolved: string;
}

function executePlanned(
  args: ExecutionArgs,
  resolve: () => Promise<ExecutionResult> = async () => ({}),
  by = planner,
): Promise<ExecutionResult> {
  return by.execute(operationOf(args), args.contextValue as Context, resolve, 100);
}

async function compare(
  query: string,
  variableValues: Record<string, unknown> = {},
  operationName?: string,
): Promise<Compared> {
  const document = parse(query);
  const context = createContext(database.db, { access: "refused" });
  const args = (): ExecutionArgs => ({
    schema,
    document,
    variableValues,
    operationName,
    contextValue: { ...createContext(database.db, { access: "refused" }), now: context.now },
  });
  let isPlanned = true;
  const planned = await executePlanned(args(), async (): Promise<ExecutionResult> => {
    isPlanned = false;
    return {};
  });
  return {
    planned: isPlanned ? JSON.stringify(planned) : undefined,
    resolved: JSON.stringify(await execute(args())),
  };
}

test.each([1, 2, 3])(
  "planned results equal those of resolvers, for random operations with seed %i",
  async (seed) => {
    const [random, pool] = [createRandom(), await loadPool(app.url)];
    let count = 0;
    for (let index = 0; index < 500; index++) {
      random.restart(seed, index);
      const { query, variables, operationName } = generateOperation(random, pool, schema, "query");
      if (validDocument(schema, query) === undefined) continue;
      const { planned, resolved } = await compare(query, variables, operationName);
      if (planned === undefined) continue;
      count += 1;
      expect({ query, variables, result: planned }).toEqual({ query, variables, result: resolved });
    }
    expect(count).toBeGreaterThan(60);
  },
);

const dimensions = ["", "DAY", "WEEK", "MONTH", "YEAR", "ORGANIZATION", "AUTHOR", "KEYWORD"].map((by) => [
  by,
]);
const pairs = ["DAY", "WEEK", "MONTH", "YEAR"].flatMap((period) =>
  ["ORGANIZATION", "AUTHOR", "KEYWORD"].map((subject) => [period, subject]),
);
const filters = [
  "{}",
  '{ publishedOn: { from: "2024-03-15", to: "2024-07-20" } }',
  '{ publishedOn: { from: "2025-03-01" } }',
  '{ publishedOn: { to: "2020-05-01" } }',
  "{ hasCode: true }",
  '{ organizations: ["SLUG", "none"], publishedOn: { from: "2024-03-15", to: "2024-07-31" } }',
  '{ organizations: ["SLUG"], hasOrganization: true, and: [{ publishedOn: { to: "2024-07-20" } }] }',
  "{ hasOrganization: false }",
  '{ publishedOn: { from: "2030-01-01", to: "2030-04-01" } }',
  '{ publishedOn: { from: "2030-01-01" } }',
  '{ publishedOn: { from: "0001-01-01", to: "9999-12-31" } }',
];

test.each([...dimensions, ...pairs, ["KEYWORD", "WEEK"], ["ORGANIZATION", "AUTHOR"]])(
  "statistics by %s %s are planned",
  async (...by) => {
    const [slug = ""] = (await loadPool(app.url)).slugs;
    for (const filter of filters.map((each) => each.replace("SLUG", slug)))
      for (const first of [1, 7, 1_000])
        expect(
          await compare(`{
            paperStats(by: [${by.filter(Boolean).join(", ")}], filter: ${filter}, first: ${first}) {
              totals { papers upvotes comments authors organizations medianUpvotes maxUpvotes }
              groups {
                period organization { slug } author { name } keyword { name } totals { papers upvotes comments }
              }
            }
          }`),
        ).toSatisfy(({ planned, resolved }: Compared) => planned === resolved);
  },
);

const periods = [
  '{ publishedOn: { from: "2024-03-15", to: "2024-07-20" } }',
  '{ publishedOn: { from: "2024-04-01", to: "2024-06-30" }, hasCode: true }',
  '{ publishedOn: { from: "2024-06-01", to: "2024-06-30" } }',
  '{ publishedOn: { from: "2030-01-01", to: "2030-04-01" } }',
];

test.each(["ORGANIZATION", "AUTHOR", "KEYWORD"])("rising by %s is planned", async (of) => {
  for (const filter of periods)
    for (const measure of ["PAPERS", "UPVOTES", "COMMENTS"]) {
      const { planned, resolved } = await compare(`{
          rising(of: ${of}, measure: ${measure}, first: 30, filter: ${filter}) {
            organization { slug } author { name } keyword { name } current previous change growth
          }
        }`);
      expect(planned).toBe(resolved);
    }
});

const nested = `
  totalCount
  edges { cursor node { __typename id } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
`;

test.each([
  ["authors", 'paper(by: { id: "PARENT" })', "Paper"],
  ["papers", 'organization(slug: "SLUG")', "Organization"],
  ["authors", 'organization(slug: "SLUG")', "Organization"],
  ["collaborators", 'organization(slug: "SLUG")', "Organization"],
  ["papers", 'author(id: "PARENT")', "Author"],
  ["coauthors", 'author(id: "PARENT")', "Author"],
  ["organizations", 'author(id: "PARENT")', "Author"],
] as const)("pages of %s of %s are planned, with their cursors", async (list, parent, type) => {
  const pool = await loadPool(app.url);
  for (const [index, id] of pool.ids[type].slice(0, 10).entries())
    for (const page of ["first: 0", "first: 2", "last: 2", "first: 100"]) {
      const field = parent.replace("PARENT", id).replace("SLUG", pool.slugs[index] ?? "");
      const { planned, resolved } = await compare(`{ ${field} { ${list}(${page}) { ${nested} } } }`);
      expect(planned).toBe(resolved);
    }
});

test("an operation with directives has a plan for each combination of its conditions", async () => {
  const query = `query ($code: Boolean!, $title: Boolean!) {
    papers(first: 3) { nodes { title @include(if: $title) codeUrl @skip(if: $code) upvotes } }
  }`;
  for (const code of [true, false])
    for (const title of [true, false]) {
      const { planned, resolved } = await compare(query, { code, title });
      expect(planned).toBe(resolved);
    }
});

test("resolvers report invalid arguments", async () => {
  const { planned, resolved } = await compare("{ papers(first: 1000) { nodes { title } } }");
  expect(planned).toBeUndefined();
  expect(resolved).toContain("out of range");
});

test("an operation is one statement", async () => {
  database.statements.length = 0;
  await app.get(`{
    papers(first: 5) { totalCount nodes { title organization { name } authors(first: 5) { nodes { name } } } }
    paperStats(by: [MONTH]) { groups { period totals { papers } } }
  }`);
  expect(database.statements).toHaveLength(1);
});

test("fragments that multiply selections are not planned", async () => {
  const levels = ["a", "b", "c", "d"].map((name, index) => {
    const below = name === "d" ? "slug" : `...${"bcd"[index]}`;
    const lists = Array.from(
      { length: 40 },
      (_, list) => `l${list}: papers(first: 0) { nodes { organization { ${below} } } }`,
    );
    return `fragment ${name} on Organization { ${lists.join(" ")} }`;
  });
  const { planned } = await compare(`{ organization(slug: "x") { ...a } } ${levels.join(" ")}`);
  expect(planned).toBeUndefined();
});

test("groups selected under several keys are left to resolvers, which compute them once", async () => {
  const { planned } = await compare(
    "{ paperStats(by: [MONTH]) { a: groups { period } b: groups { period } } }",
  );
  expect(planned).toBeUndefined();
});

test("a statement with long values is left to resolvers: cursors of nested lists repeat the filter", async () => {
  const query = `query ($filter: PaperFilter) {
    organization(slug: "x") { papers(filter: $filter) { edges { a: cursor b: cursor c: cursor } } }
  }`;
  const filterOf = (length: number) => ({ filter: { keywords: ["x".repeat(length)] } });
  expect((await compare(query, filterOf(100))).planned).toBeDefined();
  expect((await compare(query, filterOf(20_000))).planned).toBeUndefined();
});

test("nothing is read below a page of size 0", async () => {
  database.statements.length = 0;
  const { planned, resolved } = await compare(`{
    papers(first: 0) { totalCount edges { cursor node { organization { slug } } } nodes { authors { nodes { name } } } }
  }`);
  expect(planned).toBe(resolved);
  expect(database.statements[0]).not.toMatch(/organizations|authorships/);
});

test("an argument that looks like the placeholder of a parent's ID does not change cursors", async () => {
  const slug = (await loadPool(app.url)).slugs[0];
  const { planned, resolved } = await compare(`{
    organization(slug: "${slug}") {
      papers(filter: { or: [{ search: "\\u0000parent" }, { upvotes: { min: 0 } }] }, orderBy: { field: TITLE, direction: ASC }) {
        edges { cursor }
      }
    }
  }`);
  expect(planned).toContain("cursor");
  expect(planned).toBe(resolved);
});

test("papers of a row are not planned by relevance, which counts them first", async () => {
  const slug = (await loadPool(app.url)).slugs[0];
  const { planned } = await compare(
    `{ organization(slug: "${slug}") { papers(filter: { search: "model" }) { nodes { title } } } }`,
  );
  expect(planned).toBeUndefined();
});

test("statements that recur are prepared, and planned once if their plan does not depend on their values", async () => {
  await database.db.query(sql`analyze`);
  const ask = async (query: string) => {
    const db = openDatabase({ url: database.url, connections: 1 });
    const [document, contextValue] = [parse(query), createContext(db, { access: "refused" })];
    for (let times = 0; times < 10; times++) await executePlanned({ schema, document, contextValue });
    const prepared = await db.query(sql`select (generic_plans > 0) as once from pg_prepared_statements`);
    await db.close();
    return prepared;
  };
  const papersBy = (field: string, filter: string) =>
    `{ papers(first: 7, orderBy: { field: ${field} }, filter: ${filter}) { nodes { title } } }`;
  const [newest] = await database.db.query<{ day: string }>(
    sql`select max(published_on)::text as day from papers`,
  );
  expect(await ask(papersBy("UPVOTES", "{}"))).toEqual([{ once: true }]);
  expect(await ask(papersBy("PUBLISHED_ON", '{ publishedOn: { to: "2030-01-01" } }'))).toEqual([
    { once: true },
  ]);
  // A third of the papers, as Postgres assumes of any open range, would be found soon by upvotes; those of few days are not.
  expect(await ask(papersBy("UPVOTES", `{ publishedOn: { from: "${newest?.day}" } }`))).toEqual([
    { once: false },
  ]);
  // Postgres assumes that a closed range selects few papers.
  const all = '{ publishedOn: { from: "2000-01-01", to: "2030-01-01" }, hasCode: true }';
  expect(await ask(`{ papers(filter: ${all}) { totalCount } }`)).toEqual([{ once: false }]);
  expect(await ask(papersBy("UPVOTES", '{ search: "model" }'))).toEqual([{ once: false }]);
});

test("a statement has one plan for all values if it reads tables alike, whatever it does with the rows", async () => {
  const { db } = database;
  await db.query(
    sql`create table numbers as select a, (a * 7919) % 20000 as b, a % 100 as c from generate_series(1, 20000) a`,
  );
  await db.query(sql`create index on numbers (a)`);
  await db.query(sql`create index on numbers (b)`);
  await db.query(sql`analyze numbers`);
  const within = (from: number, to: number) =>
    sql`from numbers where a >= ${from}::int and a <= ${to}::int and c >= ${0}::int and c <= ${99}::int`;
  // Groups of one row are sorted, those of many hashed.
  expect(await hasGenericPlan(db, sql`select b, count(*) ${within(1, 600)} group by b`)).toBe(true);
  // All rows are better read in order than by an index.
  expect(await hasGenericPlan(db, sql`select b, count(*) ${within(1, 20_000)} group by b`)).toBe(false);
  // A third of the rows would be found soon by another index.
  const first = sql`select a from numbers where a >= ${19_990}::int order by b limit 5`;
  expect(await hasGenericPlan(db, first)).toBe(false);
});

test("what health checks ask takes no statement", async () => {
  const { planned } = await compare("{ __typename ...other } fragment other on Query { name: __typename }");
  expect(planned).toBeUndefined();
});

test("data that exceed the limit stay in Postgres", async () => {
  const small = new Planner(schema, (error) => error as GraphQLError, 40);
  const execution = (query: string) =>
    executePlanned(
      { schema, document: parse(query), contextValue: createContext(database.db, { access: "refused" }) },
      undefined,
      small,
    );
  const none = await execution("{ papers(first: 0) { nodes { id } } }");
  expect(resultText(none, 40)).toBe('{"data":{"papers":{"nodes":[]}}}');
  expect(await execution("{ papers { nodes { title } } }")).toMatchObject({ data: { text: null } });
});

test.each([
  [
    "the statement",
    `{
      __proto__: paper(by: { arxivId: "2507.00001" }) { title }
      other: keyword(name: "x") { ...name }
    } fragment name on Keyword { name }`,
    2,
  ],
  ["what a ranking reads first", '{ papers(filter: { search: "model" }) { totalCount } }', 1],
])("when %s fails, the errors are those of resolvers", async (_failing, query, count) => {
  const unreachable = openDatabase({ url: "postgres://127.0.0.1:1/none" });
  const document = parse(query);
  const args = () => ({
    schema,
    document,
    contextValue: createContext(unreachable, { access: "refused" }),
  });
  const planned = await executePlanned(args());
  const resolved = await execute(args());
  expect(planned.errors).toHaveLength(count);
  expect(JSON.stringify([planned.data, planned.errors])).toBe(
    JSON.stringify([resolved.data, resolved.errors]),
  );
  await unreachable.close();
});
