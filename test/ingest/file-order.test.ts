import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import { ingest } from "../../src/ingest/ingest.js";
import { createDatabase } from "../kit/db/database.js";
import { derivedMistakes } from "../kit/db/derived.js";
import { dump } from "../kit/db/dump.js";
import { startApp } from "../kit/server/app.js";

let directory: string;
let files: string[];

// The sample in three files that share papers: each has a third of its own, and a few of the next one's.
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "papergraph-order-"));
  const lines = (await readFile("seed/sample.jsonl", "utf8")).trimEnd().split("\n");
  const third = Math.ceil(lines.length / 3);
  files = await Promise.all(
    [0, 1, 2].map(async (part) => {
      const path = join(directory, `part-${part}.jsonl`);
      await writeFile(path, `${lines.slice(part * third, (part + 1) * third + 20).join("\n")}\n`);
      return path;
    }),
  );
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function ingestInOrder(db: Database, order: readonly (string | undefined)[]): Promise<void> {
  for (const file of order) {
    const { rejected } = await ingest(db, {
      files: [file ?? ""],
      standardInput: process.stdin,
      source: "papergraph",
      reading: {},
      now: () => new Date("2025-10-01T00:00:00Z"),
    });
    expect(rejected).toEqual([]);
  }
}

test("the order of files does not matter", async () => {
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  const worlds = [];
  for (const order of orders) {
    const database = await createDatabase();
    await ingestInOrder(
      database.db,
      order.map((part) => files[part]),
    );
    // Counting everything plainly takes seconds; the others are compared with the first.
    if (worlds.length === 0) expect(await derivedMistakes(database.db)).toEqual([]);
    worlds.push(await dump(database.db));
    await database.drop();
  }
  const [first, ...others] = worlds;
  expect(first?.authors.length).toBeGreaterThan(1_000);
  expect(first?.collaborations.length).toBeGreaterThan(10);
  for (const other of others) expect(other).toEqual(first);
});

test("global IDs stay when data are recorded again", async () => {
  const database = await createDatabase();
  const app = await startApp(database);
  await ingestInOrder(database.db, [files[0], files[1], files[2]]);
  const { organizations, authors } = await app.get<
    Record<"organizations" | "authors", { nodes: { id: string }[] }>
  >(
    `{
      organizations(first: 50, orderBy: { field: NAME }) { nodes { id } }
      authors(first: 50, orderBy: { field: NAME }) { nodes { id } }
    }`,
  );
  const ids = [...organizations.nodes, ...authors.nodes].map(({ id }) => id);
  await ingestInOrder(database.db, [files[2], files[1], files[0]]);
  const { nodes } = await app.get<{ nodes: ({ id: string } | null)[] }>(
    `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`,
    { ids },
  );
  expect(nodes.map((node) => node?.id)).toEqual(ids);
  await app.close();
  await database.drop();
});
