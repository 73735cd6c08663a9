import { parse, validate } from "graphql";
import { expect, test } from "vitest";
import { createSchema } from "../../src/schema/index.js";
import { useDatabase } from "../kit/db/database.js";
import { ingestSample } from "../kit/ingest/sample.js";
import { useApp } from "../kit/server/app.js";

const database = useDatabase(async ({ db }) => {
  await ingestSample(db);
});
const app = useApp(database);
const schema = createSchema();

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', amp: "&", "#39": "'" };

/** GraphQL that a page offers to copy. */
async function operationsOn(address: string): Promise<string[]> {
  const response = await fetch(`${app.origin}${address}`, { headers: { accept: "text/html" } });
  return [...(await response.text()).matchAll(/<pre[^>]*>((?:query|mutation|\{)[^<]*)<\/pre>/g)].map(
    ([, text = ""]) => text.replace(/&(lt|gt|quot|amp|#39);/g, (_, name: string) => entities[name] ?? ""),
  );
}

test.each([
  ["/", 2],
  ["/?window=WEEK&organizations=nvidia&minUpvotes=5&search=%22video%22", 2],
  ["/papers?keywords=diffusion+transformer&hasCode=true", 2],
  ["/paper/2509.24006", 1],
  ["/org/nvidia", 1],
])("what %s offers to copy is valid GraphQL", async (address, count) => {
  const operations = await operationsOn(address);
  expect(operations.length).toBeGreaterThanOrEqual(count);
  for (const operation of operations) expect(validate(schema, parse(operation))).toEqual([]);
});
