import { describe, expect, test } from "vitest";
import { syntheticPapers } from "../../seed/synthetic.js";
import type { PaperDraft } from "../../src/domain/interchange/paper-draft.js";
import { refreshStaleTermStatistics } from "../../src/domain/upkeep/reanalyze.js";
import { useDatabase } from "../kit/db/database.js";
import { record } from "../kit/models/papers.js";
import { useApp } from "../kit/server/app.js";

interface RelatedPapers {
  totalCount: number;
  edges: {
    cursor: string;
    score: number;
    node: { id: string; arxivId: string | null };
    reasons: {
      sharedKeywords: { name: string }[];
      sharedAuthors: { name: string }[];
      terms: string[];
      name: string | null;
    };
  }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
}

const relatedQuery = `
  query ($id: String!, $filter: PaperFilter, $first: Int, $after: String, $last: Int, $before: String) {
    paper(by: { arxivId: $id }) {
      related(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
        totalCount
        edges {
          cursor score node { id arxivId }
          reasons { sharedKeywords { name } sharedAuthors { name } terms name }
        }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
  }
`;

/** A global ID of the first release. */
function earlierId(text: string): string {
  return Buffer.from(text).toString("base64url");
}

function numbered(number: number): string {
  return `2501.${String(number).padStart(5, "0")}`;
}

describe("papers that share something", () => {
  const drafts: PaperDraft[] = [
    {
      arxivId: numbered(1),
      title: "R-Zero: Self-Evolving Reasoning from Zero Data",
      abstract: "A challenger proposes questions at the edge of what a solver can answer.",
      authors: [{ name: "Ada Lovelace" }, { name: "Grace Hopper" }],
      keywords: ["curriculum learning"],
    },
    {
      arxivId: numbered(2),
      title: "Improving challengers",
      abstract: "We build on R-Zero. Challengers that propose questions make solvers better.",
      organization: { slug: "navy", name: "Navy" },
    },
    {
      arxivId: numbered(3),
      title: "Compilers for everyone",
      abstract: "How a programming language came to be.",
      authors: [{ name: "Grace Hopper" }],
      publishedOn: "1959-05-28",
    },
    {
      arxivId: numbered(4),
      title: "Teaching children to count",
      abstract: "Lessons in order.",
      keywords: ["Curriculum Learning"],
    },
    { arxivId: numbered(5), title: "The weather of Mars", abstract: "Dust storms." },
  ];
  const database = useDatabase(async ({ db }) => {
    await record(db, drafts);
    // Words and names are rare only among many papers.
    await record(db, [...syntheticPapers({ count: 300, seed: 3 })]);
    await refreshStaleTermStatistics(db);
  });
  const app = useApp(database);

  const related = async (number: number, variables: Record<string, unknown> = {}) => {
    const answer = await app.get<{ paper: { related: RelatedPapers } }>(relatedQuery, {
      id: numbered(number),
      ...variables,
    });
    return answer.paper.related;
  };

  test("come with the reasons, and the paper itself is not among them", async () => {
    const { edges } = await related(1, { first: 100 });
    const found = new Map(edges.map((edge) => [edge.node.arxivId, edge]));
    expect(found.has(numbered(1))).toBe(false);
    expect(edges[0]?.node.arxivId).toBe(numbered(2));
    expect(found.get(numbered(2))?.reasons).toMatchObject({
      sharedKeywords: [],
      sharedAuthors: [],
      name: "R-Zero",
    });
    // As the first paper prints them; the second has other inflections.
    expect(found.get(numbered(2))?.reasons.terms).toEqual(
      expect.arrayContaining(["R-Zero", "challenger", "solver"]),
    );
    expect(found.get(numbered(3))?.reasons.sharedAuthors).toEqual([{ name: "Grace Hopper" }]);
    expect(found.get(numbered(4))?.reasons.sharedKeywords).toEqual([{ name: "curriculum learning" }]);
  });

  test("are related in both directions", async () => {
    const { edges } = await related(2);
    expect(edges[0]).toMatchObject({ node: { arxivId: numbered(1) }, reasons: { name: "R-Zero" } });
    for (const number of [3, 4])
      expect((await related(number, { first: 100 })).edges.map(({ node }) => node.arxivId)).toContain(
        numbered(1),
      );
  });

  test("are the best among those that match a filter", async () => {
    const { edges, totalCount } = await related(1, { filter: { organizations: ["navy"] } });
    expect(edges.map(({ node }) => node.arxivId)).toEqual([numbered(2)]);
    expect(totalCount).toBe(1);
    const none = await related(1, { filter: { organizations: ["nobody"] } });
    expect(none).toMatchObject({ totalCount: 0, edges: [] });
  });

  test("are found in any list by a filter", async () => {
    const list = await related(1, { first: 100 });
    const filter = { similarTo: await globalIdOf(1) };
    const { papers, all } = await app.get<Record<"papers" | "all", Nodes>>(
      `query ($filter: PaperFilter, $navy: PaperFilter) {
        papers(filter: $navy) { totalCount nodes { arxivId } }
        all: papers(filter: $filter, first: 100) { totalCount nodes { arxivId } }
      }`,
      { filter, navy: { and: [filter, { organizations: ["navy"] }] } },
    );
    expect(papers).toEqual({ totalCount: 1, nodes: [{ arxivId: numbered(2) }] });
    expect(all?.nodes).toEqual(list.edges.map(({ node: { arxivId } }) => ({ arxivId })));
    expect(all?.totalCount).toBe(list.totalCount);
    const { organization } = await app.get<{ organization: { papers: Nodes } }>(
      `query ($filter: PaperFilter) {
        organization(slug: "navy") { papers(filter: $filter) { totalCount nodes { arxivId } } }
      }`,
      { filter },
    );
    expect(organization.papers.nodes).toEqual([{ arxivId: numbered(2) }]);
  });

  test("that are not similar remain", async () => {
    const similarTo = await globalIdOf(1);
    const { papers, all } = await app.get<Record<"papers" | "all" | "similar", Nodes>>(
      `query ($filter: PaperFilter, $others: PaperFilter) {
        similar: papers(filter: $filter) { totalCount nodes { arxivId } }
        papers(filter: $others, first: 100) { totalCount nodes { arxivId } }
        all: papers { totalCount nodes { arxivId } }
      }`,
      { filter: { similarTo }, others: { not: { similarTo } } },
    );
    expect(papers?.totalCount).toBe((all?.totalCount ?? 0) - (await related(1)).totalCount);
  });

  test("are counted in statistics", async () => {
    const { paperStats } = await app.get<{ paperStats: { totals: { papers: number } } }>(
      "query ($filter: PaperFilter) { paperStats(filter: $filter) { totals { papers } } }",
      { filter: { similarTo: await globalIdOf(1) } },
    );
    expect(paperStats.totals.papers).toBe((await related(1)).totalCount);
  });

  test("a text is about them if it has any of their words, best first", async () => {
    const about = "Which papers have a challenger who proposes questions to a solver? Not the weather.";
    const { papers } = await app.get<{ papers: Nodes }>(
      "query ($filter: PaperFilter) { papers(filter: $filter, first: 3) { totalCount nodes { arxivId } } }",
      { filter: { about } },
    );
    expect(papers.nodes.slice(0, 2).map(({ arxivId }) => arxivId)).toEqual([numbered(2), numbered(1)]);
    const { papers: oldest } = await app.get<{ papers: Nodes }>(
      "query ($filter: PaperFilter) { papers(filter: $filter, orderBy: { field: PUBLISHED_ON, direction: ASC }) { totalCount nodes { arxivId } } }",
      { filter: { about: "compilers, challengers" } },
    );
    expect(oldest.nodes[0]?.arxivId).toBe(numbered(3));
    expect(oldest.totalCount).toBeGreaterThanOrEqual(3);
  });

  test("a link by a name leads a first page, whatever its size", async () => {
    await record(database.db, [
      {
        arxivId: numbered(13),
        title: "Zorblax: Glaciers in Real Time",
        abstract: "Zorblax draws glaciers, ice and snow.",
      },
      { arxivId: numbered(14), title: "Storms", abstract: "Storms of ice and snow in spring time." },
      { arxivId: numbered(16), title: "Hail", abstract: "Hail, ice and snow in winter time." },
      {
        arxivId: numbered(15),
        title: "Clouds",
        abstract: "Seas, forests, cities and roads by methods like Zorblax.",
      },
    ]);
    const edgesOf = async (first: number) => {
      const { paper } = await app.get<{ paper: { related: { edges: Edge[] } } }>(
        `query ($by: PaperKey!) { paper(by: $by) { related(first: ${first}) { edges { score reasons { name } node { arxivId } } } } }`,
        { by: { arxivId: numbered(13) } },
      );
      return paper.related.edges;
    };
    const all = await edgesOf(100);
    const [first, , third] = all;
    expect([first?.node.arxivId, first?.reasons.name]).toEqual([numbered(15), "Zorblax"]);
    // A first page of one reads the best two. Without its link, the first one would not be among them.
    expect((first?.score ?? 0) - 0.2).toBeLessThan(third?.score ?? 0);
    expect(await edgesOf(1)).toEqual(all.slice(0, 1));
  });

  interface Edge {
    score: number;
    reasons: { name: string | null };
    node: { arxivId: string };
  }

  test.each([
    "How do compilers do what they do, and why?",
    "“How’s that?” What's a compiler, why/how? And why won't it?",
    "HOW DO COMPILERS DO WHAT THEY DO?",
  ])("common words of a question do not count: %s", async (about) => {
    await record(database.db, [{ arxivId: numbered(12), title: "How and Why: What All Should Do" }]);
    const { papers } = await app.get<{ papers: Nodes }>(
      "query ($filter: PaperFilter) { papers(filter: $filter, first: 100) { totalCount nodes { arxivId } } }",
      { filter: { about } },
    );
    expect(papers.nodes[0]?.arxivId).toBe(numbered(3));
    expect(papers.nodes.map(({ arxivId }) => arxivId)).not.toContain(numbered(12));
  });

  test("acronyms that are common words in lower case count", async () => {
    await record(database.db, [{ arxivId: numbered(16), title: "Advice of the WHO" }]);
    const { papers } = await app.get<{ papers: Nodes }>(
      '{ papers(filter: { about: "WHO" }) { nodes { arxivId } } }',
    );
    expect(papers.nodes).toEqual([{ arxivId: numbered(16) }]);
  });

  test("common words that are part of a subject count", async () => {
    await record(database.db, [
      { arxivId: numbered(13), title: "Off-Policy Learning" },
      { arxivId: numbered(14), title: "On-Policy Learning" },
    ]);
    for (const [about, number] of [
      ["What is off policy learning?", 13],
      ["What is on policy learning?", 14],
    ] as const) {
      const { papers } = await app.get<{ papers: Nodes }>(
        "query ($filter: PaperFilter) { papers(filter: $filter) { nodes { arxivId } } }",
        { filter: { about } },
      );
      expect(papers.nodes[0]?.arxivId).toBe(numbered(number));
    }
  });

  test("a new paper is related from its first transaction on, and a removed one no more", async () => {
    await record(database.db, [
      { arxivId: numbered(9), title: "Marsquakes", abstract: "Dust storms on Mars, and its weather." },
    ]);
    expect((await related(5)).edges[0]?.node.arxivId).toBe(numbered(9));
    expect((await related(9)).edges[0]?.node.arxivId).toBe(numbered(5));
  });

  interface Nodes {
    totalCount: number;
    nodes: { arxivId: string }[];
  }

  async function globalIdOf(number: number): Promise<string> {
    const found = await app.get<{ paper: { id: string } }>(
      "query ($id: String!) { paper(by: { arxivId: $id }) { id } }",
      { id: numbered(number) },
    );
    return found.paper.id;
  }

  test.each([
    [
      "similarTo",
      { similarTo: earlierId("Paper:999999") },
      "NOT_FOUND",
      "filter.similarTo: no paper has this ID",
    ],
    [
      "similarTo",
      { and: [{ similarTo: "x" }] },
      "BAD_USER_INPUT",
      'filter.and[0].similarTo: "x" is not a global ID',
    ],
    ["similarTo", { similarTo: earlierId("Author:1") }, "BAD_USER_INPUT", "expected the ID of a Paper"],
    [
      "about",
      { about: "what is it about" },
      "BAD_USER_INPUT",
      'filter.about: no word in "what is it about" to go by',
    ],
    ["about", { about: "… — !" }, "BAD_USER_INPUT", "filter.about: no word in"],
    [
      "about",
      { about: "word ".repeat(2_001) },
      "BAD_USER_INPUT",
      "filter.about: expected at most 10,000 characters",
    ],
  ])("%s rejects %j", async (_name, filter, code, message) => {
    const answer = await app.ask("query ($filter: PaperFilter) { papers(filter: $filter) { totalCount } }", {
      filter,
    });
    expect(answer.errors?.[0]).toMatchObject({ extensions: { code } });
    expect(answer.errors?.[0]?.message).toContain(message);
  });
});

describe("over many papers", () => {
  const database = useDatabase(async ({ db }) => {
    await record(db, [...syntheticPapers({ count: 600, seed: 5 })]);
    await refreshStaleTermStatistics(db);
  });
  const app = useApp(database);

  async function relatedTo(id: string, variables: Record<string, unknown>): Promise<RelatedPapers> {
    const answer = await app.get<{ paper: { related: RelatedPapers } }>(relatedQuery, { id, ...variables });
    return answer.paper.related;
  }

  async function someIds(): Promise<string[]> {
    const { papers } = await app.get<{ papers: { nodes: { arxivId: string | null }[] } }>(
      "{ papers(first: 100) { nodes { arxivId } } }",
    );
    return papers.nodes.flatMap(({ arxivId }, index) =>
      arxivId !== null && index % 5 === 0 ? [arxivId] : [],
    );
  }

  test("pages continue each other in both directions", async () => {
    const [id = ""] = await someIds();
    const whole = await relatedTo(id, { first: 100 });
    const all = whole.edges.map(({ node }) => node.id);
    expect(all.length).toBeGreaterThan(20);
    const forwards: string[] = [];
    for (let after: string | null = null; ; ) {
      const page: RelatedPapers = await relatedTo(id, { first: 7, after });
      forwards.push(...page.edges.map(({ node }) => node.id));
      expect(page.totalCount).toBe(whole.totalCount);
      after = page.pageInfo.endCursor;
      if (forwards.length >= all.length || !page.pageInfo.hasNextPage) break;
    }
    expect(forwards.slice(0, all.length)).toEqual(all);
    const middle = whole.edges[10]?.cursor ?? "";
    const before = await relatedTo(id, { last: 4, before: middle });
    expect(before.edges.map(({ node }) => node.id)).toEqual(all.slice(6, 10));
    expect(before.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: true });
  });

  test("candidates have the scores, and nearly all of the best, that scoring every paper gives", async () => {
    let [found, wanted] = [0, 0];
    for (const id of await someIds()) {
      const chosen = await relatedTo(id, { first: 100 });
      // All papers that meet a filter are candidates if they are few.
      const exact = await relatedTo(id, { first: 100, filter: { upvotes: { min: 0 } } });
      const scores = new Map(exact.edges.map(({ node, score }) => [node.id, score]));
      for (const { node, score } of chosen.edges.slice(0, 20)) {
        const known = scores.get(node.id);
        if (known !== undefined) expect(score).toBe(known);
      }
      const best = exact.edges.slice(0, 10).map(({ node }) => node.id);
      const listed = new Set(chosen.edges.map(({ node }) => node.id));
      wanted += best.length;
      found += best.filter((each) => listed.has(each)).length;
      const ordered = chosen.edges.map(({ score }) => score);
      expect(ordered).toEqual([...ordered].sort((one, other) => other - one));
    }
    expect(wanted).toBeGreaterThan(100);
    expect(found / wanted).toBeGreaterThan(0.9);
  });
});
