import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import { exportPapers } from "../../src/domain/interchange/export.js";
import type { PaperDraft } from "../../src/domain/interchange/paper-draft.js";
import { trustLevels } from "../../src/domain/interchange/trust-level.js";
import { ingest } from "../../src/ingest/ingest.js";
import { inDatabase, type TestDatabase } from "../kit/db/database.js";
import { paper, record } from "../kit/models/papers.js";
import { shuffledRecordings } from "../kit/models/worlds.js";
import { startApp, type TestApp } from "../kit/server/app.js";

// Global IDs follow from what sources state, not from the order in which they were read.

let directory: string;
let lines: string[];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "papergraph-ids-"));
  lines = (await readFile("seed/sample.jsonl", "utf8")).trimEnd().split("\n");
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const lists = {
  papers: "arxivId title",
  // The name of an account is the one stated last.
  authors: "username papersCount",
  organizations: "name papersCount",
  keywords: "papersCount",
};

interface Listed {
  page: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
}

/** All objects of the API by ID. */
async function objectsOf(app: TestApp): Promise<Map<string, unknown>> {
  const objects = new Map<string, unknown>();
  for (const [list, fields] of Object.entries(lists))
    for (let after: string | null = null, more = true; more; ) {
      const query = `query ($after: String) {
        page: ${list}(first: 100, after: $after) { nodes { id ${fields} } pageInfo { hasNextPage endCursor } }
      }`;
      const { page }: Listed = await app.get(query, { after });
      for (const { id, ...object } of page.nodes) {
        expect(objects.has(id)).toBe(false);
        objects.set(id, object);
      }
      [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
    }
  return objects;
}

async function idsAfter(fill: (database: TestDatabase) => Promise<void>): Promise<Map<string, unknown>> {
  let ids = new Map<string, unknown>();
  await inDatabase(async (database) => {
    await fill(database);
    const app = await startApp(database);
    ids = await objectsOf(app);
    await app.close();
  });
  return new Map([...ids].sort(([one], [other]) => (one < other ? -1 : 1)));
}

async function ingestLines(db: Database, name: string, text: string): Promise<void> {
  const file = join(directory, name);
  await writeFile(file, text);
  const { rejected } = await ingest(db, {
    files: [file],
    standardInput: process.stdin,
    source: "papergraph",
    reading: {},
    now: () => new Date("2025-10-01T00:00:00Z"),
  });
  expect(rejected).toEqual([]);
}

async function exported(db: Database): Promise<string> {
  let text = "";
  await exportPapers(db, async (written) => {
    text += written;
  });
  return text;
}

test("IDs are the same after the sample in another order, and after an export", async () => {
  let copy = "";
  const ids = await idsAfter(async ({ db }) => {
    await ingestLines(db, "forward", lines.join("\n"));
    copy = await exported(db);
  });
  expect(ids.size).toBeGreaterThan(3_000);
  const backward = await idsAfter(({ db }) => ingestLines(db, "backward", lines.toReversed().join("\n")));
  expect([...backward]).toEqual([...ids]);
  const restored = await idsAfter(({ db }) => ingestLines(db, "copy", copy));
  expect([...restored]).toEqual([...ids]);
});

test("IDs are the same after recordings in any order", async () => {
  await fc.assert(
    fc.asyncProperty(shuffledRecordings, async ({ once, again }) => {
      const [ids, others] = await Promise.all(
        [once, again].map((recordings) =>
          idsAfter(async ({ db }) => {
            for (const { draft, ...origin } of recordings) await record(db, [draft], origin);
          }),
        ),
      );
      expect([...(others ?? [])]).toEqual([...(ids ?? [])]);
    }),
    { numRuns: 6, endOnFailure: true },
  );
});

test("the ID of an organization does not depend on which of its slugs came last", async () => {
  const named = (number: number, slug: string): PaperDraft =>
    paper(`By ${slug} ${number}`, {
      arxivId: `2507.0000${number}`,
      organization: { slug, sourceId: "lab", name: "The Lab" },
    });
  const drafts = [named(1, "new-lab"), named(2, "Old-Lab"), named(3, "lab")];
  const organizationIds = async (order: readonly PaperDraft[]) =>
    [
      ...(await idsAfter(async ({ db }) => {
        for (const draft of order) await record(db, [draft]);
      })),
    ].filter(([id]) => Buffer.from(id, "base64url").toString().startsWith("Organization/"));
  const ids = await organizationIds(drafts);
  expect(ids).toHaveLength(1);
  expect(await organizationIds(drafts.toReversed())).toEqual(ids);
  const archived = { trustLevel: trustLevels.archive };
  await inDatabase(async (database) => {
    for (const draft of drafts) await record(database.db, [draft], archived);
    const app = await startApp(database);
    for (const slug of ["LAB", "old-lab", "new-lab"])
      expect(await app.get("query ($slug: String!) { organization(slug: $slug) { id } }", { slug })).toEqual({
        organization: { id: ids[0]?.[0] },
      });
    await app.close();
  });
});
