import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sql from "sql-template-tag";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordUpvotes } from "../../src/domain/recording/record-upvotes.js";
import { type IngestOptions, ingest } from "../../src/ingest/ingest.js";
import { inDatabase, type TestDatabase } from "../kit/db/database.js";
import { derivedMistakes } from "../kit/db/derived.js";
import { paper, record } from "../kit/models/papers.js";

// Upvotes are observed when the file was made, not when it is read.

const arxivId = "2507.00010";
const day = (date: string) => new Date(`${date}T00:00:00Z`);
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "papergraph-observations-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

let clock = Date.parse("2025-10-01T00:00:00Z");

/** Ingests a snapshot of one paper, an hour after the previous one. */
async function read(
  { db }: TestDatabase,
  upvotes: number,
  { observedAt, fetchedAt }: { observedAt?: Date; fetchedAt?: string } = {},
) {
  const file = join(directory, "snapshot.json");
  const row = { paper: { id: arxivId, title: "Counting Clouds", upvotes, authors: [] }, numComments: 0 };
  await writeFile(file, JSON.stringify(fetchedAt === undefined ? [row] : { fetchedAt, papers: [row] }));
  clock += 3_600_000;
  const options: IngestOptions = {
    files: [file],
    standardInput: process.stdin,
    observedAt,
    reading: {},
    now: () => new Date(clock),
  };
  const { added, updated, unchanged } = await ingest(db, options);
  return { added, updated, unchanged };
}

async function observe({ db }: TestDatabase, upvotes: number, observedAt: Date) {
  await recordUpvotes(db, [{ paper: `arxiv/${arxivId}`, upvotes, observedAt }], {
    source: "live",
    now: new Date(clock),
  });
}

/** The total, and the history. */
async function stateOf({ db }: TestDatabase) {
  const [row] = await db.query<{ upvotes: number; history: number[] }>(sql`
    select upvotes, array(
      select o.upvotes from upvote_observations o where paper_id = p.id order by observed_at
    ) as history from papers p
  `);
  expect(await derivedMistakes(db)).toEqual([]);
  return row;
}

describe("snapshots of one paper", () => {
  const [first, second] = [day("2025-09-01"), day("2025-09-02")];

  test.each([
    ["the command line", (at: Date) => ({ observedAt: at })],
    ["the file", (at: Date) => ({ fetchedAt: at.toISOString() })],
  ])("of which %s has its instant give one history, in any order", (_name, said) =>
    inDatabase(async (database) => {
      expect(await read(database, 12, said(second))).toMatchObject({ added: 1 });
      expect(await read(database, 11, said(first))).toMatchObject({ updated: 1 });
      expect(await stateOf(database)).toEqual({ upvotes: 12, history: [11, 12] });
      for (const [upvotes, at] of [
        [11, first],
        [12, second],
        [11, first],
        [12, second],
      ] as const)
        expect(await read(database, upvotes, said(at))).toMatchObject({ unchanged: 1 });
      expect(await stateOf(database)).toEqual({ upvotes: 12, history: [11, 12] });
    }),
  );

  test("without instants are one observation of the larger total, in any order", () =>
    inDatabase(async (database) => {
      for (const [upvotes, total] of [
        [11, 11],
        [12, 12],
        [11, 12],
        [12, 12],
      ] as const) {
        await read(database, upvotes);
        expect(await stateOf(database)).toEqual({ upvotes: total, history: [total] });
      }
    }));

  test("do not override an observation with an instant, unless they have a later one", () =>
    inDatabase(async (database) => {
      await record(database.db, [paper("Counting Clouds", { arxivId })]);
      await observe(database, 10, first);
      await read(database, 12);
      expect(await stateOf(database)).toEqual({ upvotes: 10, history: [10] });
      await read(database, 9, { observedAt: day("2025-08-31") });
      expect(await stateOf(database)).toEqual({ upvotes: 10, history: [9, 10] });
      await read(database, 13, { observedAt: second });
      expect(await stateOf(database)).toEqual({ upvotes: 13, history: [9, 10, 13] });
    }));

  test("are overridden by an observation with an instant, even one before the ingest", () =>
    inDatabase(async (database) => {
      await read(database, 12);
      await observe(database, 7, second);
      expect(await stateOf(database)).toEqual({ upvotes: 7, history: [7] });
      await read(database, 12);
      expect(await stateOf(database)).toEqual({ upvotes: 7, history: [7] });
    }));

  test("stay in the history before a later live total, and are confirmed by the same total", () =>
    inDatabase(async (database) => {
      await read(database, 12);
      await record(database.db, [paper("Counting Clouds", { arxivId, upvotes: 12 })], {
        observedAt: new Date(clock + 1_000),
      });
      await read(database, 15);
      expect(await stateOf(database)).toEqual({ upvotes: 12, history: [12, 12] });
    }));

  test("of one instant count with the larger total, in any order", () =>
    inDatabase(async (database) => {
      for (const upvotes of [5, 8, 5]) await read(database, upvotes, { observedAt: first });
      expect(await stateOf(database)).toEqual({ upvotes: 8, history: [8] });
    }));
});
