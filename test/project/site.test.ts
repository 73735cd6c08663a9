import { expect, test } from "vitest";
import { siteQueries } from "../bench/site/site-queries.js";
import { siteVariables } from "../bench/site/site-variables.js";
import { useDatabase } from "../kit/db/database.js";
import { ingestSample } from "../kit/ingest/sample.js";
import { useApp } from "../kit/server/app.js";

const database = useDatabase(async ({ db }) => {
  await ingestSample(db);
});
const app = useApp(database);

test.each(siteQueries)("the site's $name is one request with an answer", async ({ name, query }) => {
  const variables = await siteVariables(database.db, 12);
  const lists: number[] = [];
  for (const each of variables[name]) {
    const data = await app.get(query, each);
    expect(Object.values(data)).not.toContain(null);
    lists.push(countItems(data));
  }
  expect(lists.filter((length) => length > 0).length).toBeGreaterThan(lists.length / 2);
});

/** Items of all lists of an answer. */
function countItems(value: unknown): number {
  if (Array.isArray(value)) return value.length + value.reduce((sum, each) => sum + countItems(each), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce((sum: number, each) => sum + countItems(each), 0);
}
