import fc from "fast-check";
import sql from "sql-template-tag";
import { expect, test } from "vitest";
import { openDatabase } from "../../src/db/client.js";
import type { Database } from "../../src/db/database.js";
import { inWriteTransaction } from "../../src/domain/batch/writer.js";
import { trustLevels } from "../../src/domain/interchange/trust-level.js";
import type { ObjectKey } from "../../src/domain/keys/object-keys.js";
import { recordPapers } from "../../src/domain/recording/record-papers.js";
import { recordUpvotes } from "../../src/domain/recording/record-upvotes.js";
import { registerSource } from "../../src/domain/sources/sources.js";
import { forgetSource } from "../../src/domain/upkeep/forget.js";
import { inDatabase } from "../kit/db/database.js";
import { paper, record } from "../kit/models/papers.js";
import { chronicle, paperNumber } from "../kit/models/worlds.js";
import { startApp, type TestApp } from "../kit/server/app.js";

// A mirror pages through the papers by the time of their last change, and ends with an equal copy.

interface Copied {
  id: string;
  updatedAt: string;
  addedAt: string;
}

const fields = `
  id arxivId title abstract publishedAt publishedOn featuredOn upvotes commentsCount codeUrl addedAt updatedAt
  organization { id } keywords { id } categories versions { number submittedAt } upvoteHistory(resolution: HOUR) { at upvotes }
  authors(first: 100) { edges { position creditedAs node { id } } }
`;

const pageQuery = `query ($after: String, $orderBy: PaperOrder) {
  papers(first: 7, after: $after, orderBy: $orderBy) { nodes { ${fields} } pageInfo { hasNextPage endCursor } }
}`;

class Mirror {
  readonly papers = new Map<string, Copied>();
  readonly #app: TestApp;
  readonly #field: string;
  #cursor: string | null = null;
  #last = "";

  constructor(app: TestApp, field = "UPDATED_AT") {
    this.#app = app;
    this.#field = field;
  }

  /** Reads one page. @returns whether there are more */
  async readPage(): Promise<boolean> {
    const { papers } = await this.#app.get<{
      papers: { nodes: Copied[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
    }>(pageQuery, { after: this.#cursor, orderBy: { field: this.#field, direction: "ASC" } });
    for (const paper of papers.nodes) {
      if (this.#field === "UPDATED_AT") expect(paper.updatedAt >= this.#last).toBe(true);
      this.#last = paper.updatedAt;
      this.papers.set(paper.id, paper);
    }
    this.#cursor = papers.pageInfo.endCursor ?? this.#cursor;
    return papers.pageInfo.hasNextPage;
  }

  async sync(): Promise<void> {
    while (await this.readPage());
  }

  /** Drops the papers that were removed: their IDs are unknown, or those of another paper. */
  async dropRemoved(): Promise<void> {
    const ids = [...this.papers.keys()];
    for (let start = 0; start < ids.length; start += 100) {
      const some = ids.slice(start, start + 100);
      const { nodes } = await this.#app.get<{ nodes: (Copied | null)[] }>(
        "query ($some: [ID!]!) { nodes(ids: $some) { id } }",
        { some },
      );
      for (const [index, id] of some.entries()) if (nodes[index]?.id !== id) this.papers.delete(id);
    }
  }
}

const number = fc.integer({ min: 1, max: 40 });
const observations = fc.array(
  fc.record({
    paper: number.map((each): ObjectKey => `arxiv/${paperNumber(each).arxivId}`),
    upvotes: fc.nat(9),
    observedAt: fc.nat(99).map((hours) => new Date(Date.UTC(2025, 8, 1, hours))),
  }),
  { maxLength: 5 },
);

type Step = (db: Database) => Promise<unknown>;

class Killed extends Error {}

const steps: fc.Arbitrary<Step> = fc.oneof(
  chronicle.map(
    (drafts): Step =>
      (db) =>
        record(db, drafts.slice(0, 12), { source: "one" }),
  ),
  fc.tuple(number, fc.nat(9)).map(
    ([each, upvotes]): Step =>
      (db) =>
        record(db, [{ ...paperNumber(each), upvotes }], { source: "other", observedAt: new Date() }),
  ),
  observations.map(
    (observed): Step =>
      (db) =>
        recordUpvotes(db, observed, { source: "one", now: new Date() }),
  ),
  chronicle.map(
    (drafts): Step =>
      async (db) => {
        const provenance = { source: "one", trustLevel: trustLevels.feed, observedAt: new Date() };
        const killed = recordPapers(db, drafts.slice(0, 12), provenance, {
          also: async (transaction) => {
            await transaction.query(sql`select pg_terminate_backend(pg_backend_pid())`);
            throw new Killed();
          },
        });
        await expect(killed).rejects.toThrow();
      },
  ),
  // The clock was ahead by a minute, and has been set back.
  fc.constant<Step>((db) =>
    inWriteTransaction(db, ({ transaction }) =>
      transaction.query(sql`select setval('write_times', last_value + 60000) from write_times`),
    ),
  ),
);

test("a mirror loses nothing of concurrent writers, however they end and the clock is set", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(steps, { minLength: 6, maxLength: 6 }), { minLength: 3, maxLength: 3 }),
      async (writers) => {
        await inDatabase(async (database) => {
          await registerSource(database.db, "one");
          await record(database.db, [1, 2, 3, 4, 5].map(paperNumber), { source: "kept" });
          const app = await startApp(database);
          const mirror = new Mirror(app);
          let isWriting = true;
          const writing = Promise.all(
            writers.map(async (own) => {
              const db = openDatabase({ url: database.url, connections: 2 });
              for (const step of own) await step(db);
              await db.close();
            }),
          ).finally(() => {
            isWriting = false;
          });
          while (isWriting) await mirror.readPage();
          await writing;
          await mirror.sync();
          const copy = new Mirror(app, "TITLE");
          await copy.sync();
          expect(mirror.papers).toEqual(
            new Map([...mirror.papers.keys()].map((id) => [id, copy.papers.get(id)])),
          );
          expect(mirror.papers.size).toBe(copy.papers.size);

          await forgetSource(database.db, "one", { now: () => new Date() });
          await mirror.sync();
          await mirror.dropRemoved();
          const left = new Mirror(app, "TITLE");
          await left.sync();
          expect(new Set(mirror.papers.values())).toEqual(new Set(left.papers.values()));
          await app.close();
        });
      },
    ),
    { numRuns: 2, endOnFailure: true },
  );
}, 120_000);

test("updatedAt moves with what the API shows of a paper, and with nothing else", async () => {
  await inDatabase(async (database) => {
    const { db } = database;
    const app = await startApp(database);
    const ana = { name: "Ana Prieto", accountId: "ana" };
    const one = paper("One", {
      arxivId: "2507.00001",
      authors: [{ name: "Ana Prieto" }, { name: "Bo Lind" }],
    });
    const shown = async () => {
      const { paper } = await app.get<{ paper: Record<string, string> }>(
        `{ paper(by: { arxivId: "2507.00001" }) { addedAt updatedAt authors { nodes { id name } } } }`,
      );
      return paper;
    };
    const moves = async (work: () => Promise<unknown>) => {
      const before = await shown();
      await work();
      const after = await shown();
      expect(after["addedAt"]).toBe(before["addedAt"]);
      return (after["updatedAt"] ?? "") > (before["updatedAt"] ?? "");
    };
    const started = new Date().toISOString();
    await record(db, [one], { observedAt: new Date("2025-07-01T00:00:00Z") });
    const first = await shown();
    expect(first["addedAt"]).toBe(first["updatedAt"]);
    expect((first["addedAt"] ?? "") >= started).toBe(true);

    expect(await moves(() => record(db, [one]))).toBe(false);
    for (const change of [
      { title: "One and only" },
      { abstract: "On ones." },
      { githubStars: 4 },
      { upvotes: 3 },
      { commentsCount: 2 },
      { featuredOn: ["2025-07-02"] },
      { keywords: ["ones"] },
      { categories: ["cs.CL"] },
      { versions: [{ number: 1, submittedAt: "2025-06-30T00:00:00.000Z" }] },
      { organization: { slug: "lab" } },
      { publishedAt: new Date("2025-06-30T00:00:00Z") },
      { starHistory: [{ at: new Date("2025-07-01T00:00:00Z"), stars: 1 }] },
      { upvoteHistory: [{ at: new Date("2025-07-01T00:00:00Z"), upvotes: 1 }] },
    ])
      expect(
        await moves(() => record(db, [{ ...one, title: "One and only", ...change }])),
        JSON.stringify(change),
      ).toBe(true);
    // An earlier observation, which the history shows.
    const earlier = {
      paper: "arxiv/2507.00001" as const,
      upvotes: 2,
      observedAt: new Date("2025-07-03T00:00:00Z"),
    };
    const observe = () => recordUpvotes(db, [earlier], { source: "test", now: new Date() });
    expect(await moves(observe)).toBe(true);
    expect(await moves(observe)).toBe(false);
    // An account claims the name: the author becomes another one.
    const claim = paper("Two", { arxivId: "2507.00002", authors: [ana] });
    expect(await moves(() => record(db, [claim]))).toBe(true);
    expect(await moves(() => record(db, [claim]))).toBe(false);
    // Names of others.
    const renamed = { arxivId: "2507.00002", authors: [{ ...ana, accountName: "Ana M. Prieto" }] };
    expect(await moves(() => record(db, [paper("Two", renamed)]))).toBe(false);
    expect(JSON.stringify(await shown())).toContain("Ana M. Prieto");
    const organization = { slug: "lab", name: "The Lab" };
    expect(await moves(() => record(db, [paper("Three", { organization })]))).toBe(false);
    await app.close();
  });
});

test("times follow the order of commits, even if the clock was ahead and is set back", async () => {
  await inDatabase(async ({ db }) => {
    const ahead = Date.now() + 3_600_000;
    await db.query(sql`select setval('write_times', ${ahead}::bigint)`);
    await record(db, [paper("One"), paper("Two")]);
    await record(db, [paper("Three")]);
    await record(db, [paper("One", { upvotes: 1 })]);
    const rows = await db.query(
      sql`
        select title, (extract(epoch from added_at) * 1000)::float8 - ${ahead}::float8 as added,
          (extract(epoch from updated_at) * 1000)::float8 - ${ahead}::float8 as updated
        from papers order by title
      `,
    );
    expect(rows).toEqual([
      { title: "One", added: 1, updated: 3 },
      { title: "Three", added: 2, updated: 2 },
      { title: "Two", added: 1, updated: 1 },
    ]);
  });
});

test("ranges of times include their start, but not their end, and lists can be ordered by them", async () => {
  await inDatabase(async (database) => {
    const { db } = database;
    const app = await startApp(database);
    const titles = ["A", "B", "C"];
    for (const title of titles) await record(db, [paper(title)]);
    await record(db, [paper("A", { upvotes: 1 })]);
    const of = async (list: string) => {
      const { papers } = await app.get<{ papers: { nodes: { title: string; addedAt: string }[] } }>(
        `{ papers(${list}) { nodes { title addedAt updatedAt } } }`,
      );
      return papers.nodes;
    };
    const titlesOf = async (list: string) => (await of(list)).map(({ title }) => title).join("");
    expect(await titlesOf("orderBy: { field: ADDED_AT, direction: ASC }")).toBe("ABC");
    expect(await titlesOf("orderBy: { field: UPDATED_AT }")).toBe("ACB");
    const [, b, c] = await of("orderBy: { field: ADDED_AT, direction: ASC }");
    const range = `{ since: "${b?.addedAt}", before: "${c?.addedAt}" }`;
    expect(await titlesOf(`filter: { addedAt: ${range} }`)).toBe("B");
    expect(await titlesOf(`filter: { updatedAt: ${range} }`)).toBe("B");
    expect(
      await titlesOf(`filter: { updatedAt: { since: "${c?.addedAt}" } }, orderBy: { field: TITLE }`),
    ).toBe("CA");
    expect(await titlesOf(`filter: { not: { addedAt: { before: "${c?.addedAt}" } } }`)).toBe("C");
    await app.close();
  });
});

test("categories are found ignoring case, and by a search; versions of several files are united", async () => {
  await inDatabase(async (database) => {
    const { db } = database;
    const app = await startApp(database);
    const archive = { trustLevel: trustLevels.archive, source: "arxiv" };
    const at = (day: number) => `2025-07-0${day}T00:00:00.000Z`;
    const one = paper("One", { arxivId: "2507.00001", categories: ["cs.CL", "physics.optics"] });
    await record(
      db,
      [{ ...one, versions: [1, 3].map((number) => ({ number, submittedAt: at(number) })) }],
      archive,
    );
    await record(
      db,
      [{ ...one, versions: [1, 2].map((number) => ({ number, submittedAt: at(number + 1) })) }],
      archive,
    );
    // A more trusted source with keywords of its own.
    await record(db, [paper("One", { arxivId: "2507.00001", keywords: ["graphs"] })]);
    const found = (filter: string) =>
      app.get(
        `{ papers(filter: ${filter}) { nodes { categories keywords { name } versions { number submittedAt } } } }`,
      );
    const expected = {
      papers: {
        nodes: [
          {
            categories: ["cs.CL", "physics.optics"],
            keywords: [{ name: "graphs" }],
            versions: [
              { number: 1, submittedAt: at(2) },
              { number: 2, submittedAt: at(3) },
              { number: 3, submittedAt: at(3) },
            ],
          },
        ],
      },
    };
    for (const filter of [
      '{ categories: ["CS.cl"] }',
      '{ categories: ["math.AG", "Physics.Optics"] }',
      '{ search: "cs.CL" }',
      '{ search: "graphs" }',
      '{ not: { categories: ["cs.LG"] } }',
    ])
      expect(await found(filter), filter).toEqual(expected);
    expect(await found('{ categories: ["cs.LG", "nothing"] }')).toEqual({ papers: { nodes: [] } });
    await app.close();
  });
});
