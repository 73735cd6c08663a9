import fc from "fast-check";
import sql, { raw } from "sql-template-tag";
import { beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import { trustLevels } from "../../src/domain/interchange/trust-level.js";
import { createDatabase, type TestDatabase, useDatabase } from "../kit/db/database.js";
import { derivedMistakes } from "../kit/db/derived.js";
import { type Dump, dump } from "../kit/db/dump.js";
import { paper, record } from "../kit/models/papers.js";
import { type Recording, shuffledRecordings } from "../kit/models/worlds.js";

describe("papers", () => {
  const { db } = scratch();

  test("recording a paper twice is a no-op", async () => {
    const draft = paper("Attention", {
      arxivId: "1706.03762",
      abstract: "Sequences.",
      authors: [{ name: "Ashish Vaswani", accountId: "a1" }, { name: "Noam Shazeer" }],
      keywords: ["transformer"],
      organization: { slug: "google", name: "Google" },
      featuredOn: ["2025-07-01"],
      upvotes: 3,
    });
    expect(await record(db(), [draft])).toEqual(["added"]);
    const before = await dump(db());
    expect(await record(db(), [draft, draft])).toEqual(["unchanged", "unchanged"]);
    expect(await dump(db())).toEqual(before);
    expect(before.papers).toHaveLength(1);
  });

  test("a paper featured again has both days, even within a batch", async () => {
    const draft = paper("AutoWebGLM", { arxivId: "2404.03648", featuredOn: ["2024-04-08"] });
    expect(await record(db(), [draft, { ...draft, featuredOn: ["2024-04-05"] }])).toEqual([
      "added",
      "updated",
    ]);
    const [row] = (await dump(db())).papers;
    expect(row?.["days"]).toEqual(["2024-04-05", "2024-04-08"]);
    expect(row?.["latest_featured_on"]).toEqual(new Date("2024-04-08"));
  });

  test("papers with different IDs are different, even with the same title", async () => {
    await record(db(), [
      paper("FuseChat", { arxivId: "2402.16107" }),
      paper("FuseChat", { arxivId: "2408.07990" }),
    ]);
    expect((await dump(db())).papers).toHaveLength(2);
  });

  test("a paper without ID gets the ID of a paper with the same title, regardless of punctuation", async () => {
    await record(
      db(),
      [paper("Chain-of-Thought:  PROMPTING", { commentsCount: 2, publishedOn: "2025-07-01" })],
      {
        trustLevel: trustLevels.page,
      },
    );
    await record(db(), [paper("Chain of thought prompting", { arxivId: "2201.11903", commentsCount: 5 })]);
    expect((await dump(db())).papers).toMatchObject([
      { arxiv_id: "2201.11903", title: "Chain of thought prompting", comments_count: 5 },
    ]);
  });

  test("titles and keywords are compared case folded", async () => {
    await record(db(), [
      paper("GRÖSSE DER STRASSE", { publishedOn: "2025-07-01", keywords: ["Straße"] }),
      paper("Größe der Straße", { arxivId: "2507.00001" }),
      paper("Another", { arxivId: "2507.00002", keywords: ["STRASSE"] }),
    ]);
    expect(await dump(db())).toMatchObject({
      papers: [{ arxiv_id: "2507.00001", title_key: "grossederstrasse" }, { arxiv_id: "2507.00002" }],
      keywords: [{ key: "strasse", papers_count: 2 }],
    });
  });

  test("a page fills gaps and does not override the feed", async () => {
    await record(db(), [
      paper("PLD", {
        arxivId: "2506.12542",
        commentsCount: 0,
        publishedAt: new Date("2025-06-14T23:30:00Z"),
      }),
    ]);
    const draft = paper("pld", {
      commentsCount: 9,
      publishedOn: "2025-06-13",
      authorsCount: 3,
      organization: { slug: "intuit", name: "Intuit" },
    });
    await record(db(), [draft], { trustLevel: trustLevels.page });
    expect((await dump(db())).papers).toMatchObject([
      {
        title: "PLD",
        comments_count: 0,
        published_on: new Date("2025-06-14"),
        authors_count: 3,
        slug_key: "intuit",
      },
    ]);
  });

  test("changed upvotes are observations, and update derived data", async () => {
    const draft = paper("Votes", {
      arxivId: "2507.00001",
      upvotes: 3,
      organization: { slug: "qwen" },
      authors: [{ name: "Li" }],
    });
    await record(db(), [draft], { observedAt: new Date("2025-07-01T00:00:00Z") });
    await record(db(), [draft], { observedAt: new Date("2025-07-02T00:00:00Z") });
    await record(db(), [{ ...draft, upvotes: 8 }], { observedAt: new Date("2025-07-03T00:00:00Z") });
    expect(await dump(db())).toMatchObject({
      papers: [{ upvotes: 8, observations: 2 }],
      organizations: [{ slug_key: "qwen", name: "qwen", papers_count: 1, upvotes: 8 }],
      authors: [{ name: "Li", papers_count: 1, upvotes: 8 }],
    });
  });
});

describe("authors", () => {
  const { db } = scratch();
  const claimed = (name: string, accountId: string) => ({
    name,
    accountId,
    accountName: `${accountId} itself`,
  });

  test("a name belongs to the only account that has it, in either order", async () => {
    await record(db(), [paper("One", { arxivId: "2507.00001", authors: [{ name: "Balázs Nagy" }] })]);
    expect((await dump(db())).authors).toMatchObject([
      { account_id: null, name: "Balázs Nagy", papers_count: 1 },
    ]);
    await record(db(), [paper("Two", { arxivId: "2507.00002", authors: [claimed("Balazs NAGY", "bn")] })]);
    expect((await dump(db())).authors).toMatchObject([
      { account_id: "bn", name: "bn itself", papers_count: 2 },
    ]);
  });

  test("a name of two accounts belongs to neither, until one gives it up", async () => {
    await record(db(), [
      paper("One", { arxivId: "2507.00001", authors: [{ name: "Wei Zhang" }] }),
      paper("Two", { arxivId: "2507.00002", authors: [claimed("Wei Zhang", "wz1")] }),
      paper("Three", { arxivId: "2507.00003", authors: [claimed("Wei Zhang", "wz2")] }),
    ]);
    const countsOf = async () =>
      Object.fromEntries(
        (await dump(db())).authors.map((row) => [
          row["account_id"] ?? row["own_name_key"],
          row["papers_count"],
        ]),
      );
    expect(await countsOf()).toEqual({ "wei zhang": 1, wz1: 1, wz2: 1 });
    await record(db(), [paper("Three", { arxivId: "2507.00003", authors: [claimed("W. Zhang", "wz2")] })]);
    expect(await countsOf()).toEqual({ wz1: 2, wz2: 1 });
  });

  test("names are equal regardless of case, also for letters with irregular case", async () => {
    const by = (number: number, name: string) =>
      paper(`P${number}`, { arxivId: `2507.0000${number}`, authors: [{ name }] });
    await record(db(), [
      by(1, "Matthias Nießner"),
      by(2, "Matthias Niessner"),
      by(3, "MATTHIAS NIEẞNER"),
      by(4, "Οδυσσεύς"),
      by(5, "ΟΔΥΣΣΕΥΣ"),
      by(6, "Οδυσσευσ"),
    ]);
    expect((await dump(db())).authors).toMatchObject([
      { own_name_key: "matthias niessner", papers_count: 3 },
      { own_name_key: "οδυσσευσ", papers_count: 3 },
    ]);
  });

  test("hidden authorships count in the number of authors and appear nowhere else", async () => {
    await record(db(), [
      paper("One", {
        arxivId: "2507.00001",
        authors: [{ name: "Ada" }, { name: "Ghost", accountId: "g", hidden: true }],
      }),
    ]);
    expect(await dump(db())).toMatchObject({
      papers: [{ authors_count: 2 }],
      authors: [{ name: "Ada", papers_count: 1 }],
      claimedNames: [],
    });
  });

  test("an author without account has the most frequent spelling", async () => {
    const spell = (number: number, name: string) =>
      paper(`P${number}`, { arxivId: `2507.0000${number}`, authors: [{ name }] });
    await record(db(), [spell(1, "ADA LOVELACE"), spell(2, "Ada Lovelace"), spell(3, "Ada Lovelace")]);
    expect((await dump(db())).authors).toMatchObject([{ name: "Ada Lovelace", papers_count: 3 }]);
  });
});

test("the order and batch size in which sources record papers do not matter", async () => {
  await fc.assert(
    fc.asyncProperty(shuffledRecordings, fc.integer({ min: 1, max: 9 }), async ({ once, again }, size) => {
      const [one, other] = [await createDatabase(), await createDatabase()];
      try {
        await recordAll(one.db, once, 100);
        await recordAll(other.db, again, size);
        expect(settled(await dump(other.db))).toEqual(settled(await dump(one.db)));
        expect(await derivedMistakes(other.db)).toEqual([]);
        await recordAll(other.db, once, size);
        expect(settled(await dump(other.db))).toEqual(settled(await dump(one.db)));
      } finally {
        await Promise.all([one.drop(), other.drop()]);
      }
    }),
    { numRuns: 25 },
  );
});

test("concurrent batches give the same result as sequential ones", async () => {
  const [one, other] = [await createDatabase(), await createDatabase()];
  const [{ once } = { once: [] }] = fc.sample(shuffledRecordings, { numRuns: 1, seed: 7 });
  await recordAll(one.db, once, 5);
  await Promise.all([
    recordAll(other.db, once, 4),
    recordAll(other.db, once, 3),
    recordAll(other.db, once, 7),
  ]);
  expect(settled(await dump(other.db))).toEqual(settled(await dump(one.db)));
  await Promise.all([one.drop(), other.drop()]);
});

/** Spellings "as first seen" (of slugs and keywords) are the one thing that may depend on the order; keys do not. */
function settled(world: Dump) {
  return {
    ...world,
    papers: world.papers.map(({ search: _search, ...row }) => row),
  };
}

async function recordAll(db: Database, recordings: readonly Recording[], size: number): Promise<void> {
  for (let from = 0; from < recordings.length; ) {
    const first = recordings[from];
    if (first === undefined) return;
    const batch = recordings.slice(from, from + size);
    const other = batch.findIndex(({ source }) => source !== first.source);
    const same = other < 0 ? batch : batch.slice(0, other);
    await record(
      db,
      same.map(({ draft }) => draft),
      first,
    );
    from += same.length;
  }
}

/** A database that is empty at the beginning of each test. */
function scratch(): { db: () => Database } {
  const database: TestDatabase = useDatabase();
  const tables =
    "papers, organizations, authors, keywords, claimed_names, sources, affiliations, collaborations, paper_days, organization_months";
  beforeEach(async () => {
    await database.db.query(sql`truncate ${raw(tables)} cascade`);
  });
  return { db: () => database.db };
}
