import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PaperDraft } from "../../src/domain/interchange/paper-draft.js";
import { useDatabase } from "../kit/db/database.js";
import { filtersOver } from "../kit/models/filters.js";
import { inOrder, type ModelFilter, type ModelOrder, meets, orderValueOf } from "../kit/models/model.js";
import { paper, record } from "../kit/models/papers.js";
import { feed, paperNumber } from "../kit/models/worlds.js";
import { useApp } from "../kit/server/app.js";

interface Listed {
  papers: {
    totalCount: number;
    nodes: { arxivId: string }[];
    pageInfo: {
      hasNextPage: boolean;
      hasPreviousPage: boolean;
      startCursor: string | null;
      endCursor: string | null;
    };
  };
}

const listQuery = `
  query List($filter: PaperFilter, $orderBy: PaperOrder, $first: Int, $after: String, $last: Int, $before: String) {
    papers(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
      totalCount
      nodes { arxivId }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;

describe("any filter, order and page size", () => {
  const undated = paperNumber(99);
  // One world of many papers, some of them without date, organization or names.
  const world: PaperDraft[] = [
    ...new Map(
      fc
        .sample(feed, { numRuns: 4, seed: 42 })
        .flat()
        .map((draft) => [draft.arxivId, draft]),
    ).values(),
    { ...undated, upvotes: 3 },
    { ...paperNumber(98), authorsCount: 7 },
    { ...paperNumber(97), publishedOn: "2025-07-05" },
  ];
  const database = useDatabase(async ({ db }) => {
    await record(db, world);
  });
  const app = useApp(database);

  const filter = filtersOver(
    fc.integer({ min: 1, max: 12 }).map((number) => `2025-07-${String(number).padStart(2, "0")}`),
  );
  const order: fc.Arbitrary<ModelOrder> = fc.record({
    field: fc.constantFrom("PUBLISHED_ON", "FEATURED_ON", "UPVOTES", "COMMENTS", "TITLE"),
    direction: fc.constantFrom("ASC", "DESC"),
  });

  test("matches the in-memory model, page by page, forward and backward", async () => {
    await fc.assert(
      fc.asyncProperty(filter, order, fc.integer({ min: 1, max: 9 }), async (asked, orderBy, size) => {
        const expected = world.filter((each) => meets(each, asked));
        const forwards = await walk(asked, orderBy, size, "forwards");
        const backwards = await walk(asked, orderBy, size, "backwards");
        expect(backwards.ids).toEqual(forwards.ids);
        expect([...forwards.ids].sort()).toEqual(expected.map(({ arxivId }) => arxivId).sort());
        expect(forwards.totalCount).toBe(expected.length);
        const byId = new Map(world.map((each) => [each.arxivId, each]));
        const values = forwards.ids.map((id) => orderValueOf(byId.get(id) ?? paper(""), orderBy));
        values.slice(1).forEach((value, index) => {
          expect(inOrder(values[index] ?? null, value, orderBy), `${values}`).toBe(true);
        });
      }),
      { numRuns: 150 },
    );
  });

  async function walk(asked: ModelFilter, orderBy: ModelOrder, size: number, way: "forwards" | "backwards") {
    const ids: string[] = [];
    let totalCount = -1;
    let cursor: string | null = null;
    for (let more = true; more; ) {
      const page: Record<string, unknown> =
        way === "forwards" ? { first: size, after: cursor } : { last: size, before: cursor };
      const { papers }: Listed = await app.get<Listed>(listQuery, { filter: asked, orderBy, ...page });
      const nodes = papers.nodes.map(({ arxivId }) => arxivId);
      expect(nodes.length).toBeLessThanOrEqual(size);
      if (way === "forwards") ids.push(...nodes);
      else ids.unshift(...nodes);
      expect(way === "forwards" ? papers.pageInfo.hasPreviousPage : papers.pageInfo.hasNextPage).toBe(
        cursor !== null,
      );
      more = way === "forwards" ? papers.pageInfo.hasNextPage : papers.pageInfo.hasPreviousPage;
      cursor = way === "forwards" ? papers.pageInfo.endCursor : papers.pageInfo.startCursor;
      totalCount = papers.totalCount;
    }
    return { ids, totalCount };
  }
});

describe("cursors", () => {
  const database = useDatabase(async ({ db }) => {
    await record(
      db,
      [1, 2, 3, 4, 5].map((n) => paper(`Paper ${n}`, { arxivId: `2507.0000${n}`, upvotes: n })),
    );
  });
  const app = useApp(database);
  const orderBy = { field: "UPVOTES" };

  test("paging continues in place after its last row has moved or been deleted", async () => {
    const { papers } = await app.get<Listed>(listQuery, { orderBy, first: 2 });
    expect(papers.nodes.map(({ arxivId }) => arxivId)).toEqual(["2507.00005", "2507.00004"]);
    await record(database.db, [paper("Paper 4", { arxivId: "2507.00004", upvotes: 100 })]);
    const next = await app.get<Listed>(listQuery, { orderBy, first: 2, after: papers.pageInfo.endCursor });
    expect(next.papers.nodes.map(({ arxivId }) => arxivId)).toEqual(["2507.00003", "2507.00002"]);
  });

  test.each([
    ["another order", { orderBy: { field: "TITLE" } }],
    ["another direction", { orderBy: { field: "UPVOTES", direction: "ASC" } }],
    ["another filter", { orderBy, filter: { hasCode: false } }],
  ])("rejects a cursor of a list with %s", async (_name, list) => {
    const { papers } = await app.get<Listed>(listQuery, { orderBy, first: 2 });
    const { errors } = await app.ask(listQuery, { ...list, first: 2, after: papers.pageInfo.endCursor });
    expect(errors?.[0]).toMatchObject({
      extensions: { code: "BAD_CURSOR" },
      message: expect.stringContaining("another list"),
    });
  });

  test("rejects a cursor with any byte changed", async () => {
    const { papers } = await app.get<Listed>(listQuery, { orderBy, first: 2 });
    const cursor = papers.pageInfo.endCursor ?? "";
    await fc.assert(
      fc.asyncProperty(fc.nat(cursor.length - 1), fc.constantFrom(..."Aa0_-"), async (index, character) => {
        const forged = `${cursor.slice(0, index)}${character}${cursor.slice(index + 1)}`;
        fc.pre(Buffer.from(forged, "base64url").compare(Buffer.from(cursor, "base64url")) !== 0);
        const { status, errors } = await app.ask(listQuery, { orderBy, first: 2, after: forged });
        expect(status).toBe(200);
        expect(errors?.[0]?.extensions.code).toBe("BAD_CURSOR");
      }),
      { numRuns: 60 },
    );
  });
});

describe("search", () => {
  const database = useDatabase(async ({ db }) => {
    await record(db, [
      paper("Diffusion models for molecules", {
        arxivId: "2507.00001",
        abstract: "We generate structures.",
        authors: [{ name: "Balázs Nagy" }],
      }),
      paper("A survey", {
        arxivId: "2507.00002",
        abstract: "Diffusion is surveyed.",
        keywords: ["score matching"],
      }),
      paper("Reinforcement learning", {
        arxivId: "2507.00003",
        organization: { slug: "facebook", name: "AI at Meta" },
      }),
    ]);
  });
  const app = useApp(database);
  const found = async (search: string, more: Record<string, unknown> = {}) => {
    const { papers } = await app.get<Listed>(listQuery, { filter: { search, ...more } });
    return papers.nodes.map(({ arxivId }) => Number(arxivId.slice(-1)));
  };

  test("matches title, abstract, keywords, author and organization names, best first", async () => {
    expect(await found("diffusion")).toEqual([1, 2]);
    expect(await found("score matching")).toEqual([2]);
    expect(await found("balazs")).toEqual([1]);
    expect(await found("meta")).toEqual([3]);
    expect(await found("facebook")).toEqual([3]);
  });

  test("understands phrases, or, and -without", async () => {
    expect(await found('"diffusion models"')).toEqual([1]);
    expect((await found("molecules or meta")).sort()).toEqual([1, 3]);
    expect(await found("diffusion -survey")).toEqual([1]);
    expect(await found("diffusion", { not: { search: "molecules" } })).toEqual([2]);
  });

  test("follows a renamed organization", async () => {
    await record(database.db, [
      paper("Other", {
        arxivId: "2507.00004",
        organization: { slug: "facebook", name: "Superintelligence Labs" },
      }),
    ]);
    expect((await found("superintelligence")).sort()).toEqual([3, 4]);
    expect(await found("meta")).toEqual([]);
  });

  test("accepts any text without an internal error", async () => {
    const nasty = [
      "'",
      '"',
      '"unclosed',
      "or",
      "-",
      "- - or -",
      "(&|!):*<->",
      "🚀",
      "x".repeat(10_000),
      "a\0b",
      "'; drop table papers; --",
      "\\",
      "%",
      "the",
      " or the",
      "\ud800",
      "ﷺ".repeat(10),
    ];
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: "binary" })), async (search) => {
        const { status, errors } = await app.ask(listQuery, { filter: { search } });
        expect(status).toBe(200);
        for (const error of errors ?? []) {
          expect(error.extensions.code).toBe("BAD_USER_INPUT");
          expect(error.message).toMatch(/no searchable word/);
        }
      }),
      { numRuns: 150, examples: nasty.map((text): [string] => [text]) },
    );
    expect(app.logged).toEqual([]);
  });
});
