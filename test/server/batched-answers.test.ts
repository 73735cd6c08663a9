import fc from "fast-check";
import { type ExecutionArgs, execute, type GraphQLError, parse } from "graphql";
import { expect, test } from "vitest";
import { createRandom } from "../../seed/random.js";
import { syntheticPapers } from "../../seed/synthetic.js";
import { operationOf } from "../../src/plan/operation.js";
import { Planner } from "../../src/plan/planner.js";
import { type Context, createContext } from "../../src/schema/builder/context.js";
import { createSchema } from "../../src/schema/index.js";
import { createClientShares } from "../../src/server/clients/client-shares.js";
import { generateOperation, validDocument } from "../fuzz/documents.js";
import { loadPool } from "../fuzz/pool.js";
import { useDatabase } from "../kit/db/database.js";
import { record } from "../kit/models/papers.js";
import { useApp } from "../kit/server/app.js";
import { sentTo } from "../kit/server/sent-statements.js";

const database = useDatabase(async ({ db }) => {
  await record(db, [...syntheticPapers({ count: 400, seed: 1 })]);
});
const sentBy = sentTo(database);
const app = useApp(database);
const schema = createSchema();

test("results in batches equal those of resolvers, for random operations", async () => {
  const shares = createClientShares(database.db, { maxStatements: 2 });
  const planner = new Planner(schema, (error) => error as GraphQLError, 8_000_000);
  const [random, pool] = [createRandom(), await loadPool(app.url)];
  let together = 0;
  for (let index = 0; index < 700; index++) {
    random.restart(9, index);
    const { query, variables, operationName } = generateOperation(random, pool, schema, "query");
    if (validDocument(schema, query) === undefined) continue;
    const document = parse(query);
    const now = new Date();
    const args = (): ExecutionArgs & { contextValue: Context } => ({
      schema,
      document,
      variableValues: variables,
      operationName,
      contextValue: { ...createContext(shares.share("client"), { access: "refused" }), now },
    });
    let isPlanned = true;
    const run = () => {
      const given = args();
      return planner.execute(
        operationOf(given),
        given.contextValue,
        async () => {
          isPlanned = false;
          return {};
        },
        100,
      );
    };
    // Statements that recur are prepared.
    for (let times = 0; times < 2; times++) await run();
    if (!isPlanned) continue;
    const { result, statements, batches } = await sentBy(() => Promise.all([run(), run(), run()]));
    together += batches;
    // A batch that Postgres refuses is followed by its three statements.
    if (batches > 0) expect({ query, few: statements.length < 3 }).toEqual({ query, few: true });
    const resolved = JSON.stringify(await execute(args()));
    for (const each of result)
      expect({ query, variables, result: JSON.stringify(each) }).toEqual({
        query,
        variables,
        result: resolved,
      });
  }
  expect(together).toBeGreaterThan(50);
});

const slugQuery =
  "query ($slug: String!, $username: String!) { organization(slug: $slug) { slug name } author(username: $username) { name } }";

test("concurrent requests share statements, whatever their values", async () => {
  const { slugs } = await loadPool(app.url);
  const names = fc.oneof(
    fc.constantFrom(...slugs, "", "NULL", "null", "a,b", "{}", "{a}", '"', "\\", "'", "$1", "value_1"),
    fc.string({ unit: "grapheme", maxLength: 10 }).filter((text) => !text.includes("\0")),
  );
  const pairs = fc.array(fc.record({ slug: names, username: names }), { minLength: 8, maxLength: 12 });
  let all = 0;
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(pairs, async (list) => {
      const { result, statements } = await sentBy(() =>
        Promise.all(list.map((variables) => app.ask(slugQuery, variables))),
      );
      all += list.length;
      sent += statements.length;
      for (const [index, variables] of list.entries())
        expect(result[index]).toEqual(await app.ask(slugQuery, variables));
    }),
    { numRuns: 30 },
  );
  expect(sent).toBeLessThan(all);
});
