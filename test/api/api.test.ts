import { serverAudits } from "graphql-http";
import { describe, expect, test } from "vitest";
import { welcomeQuery } from "../../src/server/welcome.js";
import { useDatabase } from "../kit/db/database.js";
import { paper, record } from "../kit/models/papers.js";
import { startApp, useApp } from "../kit/server/app.js";

const database = useDatabase(async ({ db }) => {
  await record(
    db,
    [
      paper("Kimi-VL Technical Report", {
        arxivId: "2504.07491",
        abstract: "Vision and language.",
        publishedAt: new Date("2025-04-10T06:48:26Z"),
        featuredOn: ["2025-04-11"],
        authors: [
          { name: "Angang Du", accountId: "u1", accountName: "Angang", username: "angang" },
          { name: "Bohong Yin" },
          { name: "Ghost", hidden: true },
          { name: "Cheng Chen" },
        ],
        organization: { slug: "moonshotai", name: "Moonshot AI", avatarUrl: "https://example.org/m.png" },
        keywords: ["MoE", "long context"],
        upvotes: 136,
        commentsCount: 5,
        codeUrl: "https://github.com/MoonshotAI/Kimi-VL",
        githubStars: 1000,
      }),
      paper("Only a title", { authorsCount: 50, publishedOn: "2023-10-06" }),
    ],
    { source: "daily-papers" },
  );
});
const app = useApp(database);

test("a paper has all its stored fields", async () => {
  const { paper: shown } = await app.get(`{
    paper(by: { arxivId: "arXiv:2504.07491v2" }) {
      arxivId title abstract publishedAt publishedOn featuredOn authorsCount upvotes commentsCount abstractUrl pdfUrl
      projectUrl codeUrl githubStars thumbnailUrl withdrawnAt
      organization { slug name avatarUrl papersCount upvotes }
      keywords { name papersCount }
      authors { totalCount edges { position creditedAs node { name username papersCount } } pageInfo { hasNextPage } }
    }
  }`);
  expect(shown).toEqual({
    arxivId: "2504.07491",
    title: "Kimi-VL Technical Report",
    abstract: "Vision and language.",
    publishedAt: "2025-04-10T06:48:26.000Z",
    publishedOn: "2025-04-10",
    featuredOn: ["2025-04-11"],
    authorsCount: 4,
    upvotes: 136,
    commentsCount: 5,
    abstractUrl: "https://arxiv.org/abs/2504.07491",
    pdfUrl: "https://arxiv.org/pdf/2504.07491",
    projectUrl: null,
    codeUrl: "https://github.com/MoonshotAI/Kimi-VL",
    githubStars: 1000,
    thumbnailUrl: null,
    withdrawnAt: null,
    organization: {
      slug: "moonshotai",
      name: "Moonshot AI",
      avatarUrl: "https://example.org/m.png",
      papersCount: 1,
      upvotes: 136,
    },
    keywords: [
      { name: "MoE", papersCount: 1 },
      { name: "long context", papersCount: 1 },
    ],
    authors: {
      totalCount: 3,
      edges: [
        {
          position: 1,
          creditedAs: "Angang Du",
          node: { name: "Angang Du", username: "angang", papersCount: 1 },
        },
        {
          position: 2,
          creditedAs: "Bohong Yin",
          node: { name: "Bohong Yin", username: null, papersCount: 1 },
        },
        {
          position: 4,
          creditedAs: "Cheng Chen",
          node: { name: "Cheng Chen", username: null, papersCount: 1 },
        },
      ],
      pageInfo: { hasNextPage: false },
    },
  });
});

test("missing fields of a paper are nulls and empty lists", async () => {
  const { papers } = await app.get(`{
    papers(filter: { authorsCount: { min: 50 } }) {
      nodes {
        arxivId abstract publishedAt publishedOn featuredOn abstractUrl authorsCount upvotes commentsCount
        organization { slug } keywords { name } authors { totalCount nodes { name } }
      }
    }
  }`);
  expect(papers).toEqual({
    nodes: [
      {
        arxivId: null,
        abstract: null,
        publishedAt: null,
        publishedOn: "2023-10-06",
        featuredOn: [],
        abstractUrl: null,
        authorsCount: 50,
        upvotes: 0,
        commentsCount: 0,
        organization: null,
        keywords: [],
        authors: { totalCount: 0, nodes: [] },
      },
    ],
  });
});

test("a paper's authors are paged forwards and backwards", async () => {
  const page = async (how: string) => {
    const { paper: shown } = await app.get<{
      paper: { authors: { nodes: { name: string }[]; pageInfo: Record<string, unknown> } };
    }>(
      `{ paper(by: { arxivId: "2504.07491" }) { authors(${how}) { nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`,
    );
    return { names: shown.authors.nodes.map(({ name }) => name), ...shown.authors.pageInfo };
  };
  const first = await page("first: 2");
  expect(first).toMatchObject({
    names: ["Angang Du", "Bohong Yin"],
    hasNextPage: true,
    hasPreviousPage: false,
  });
  const next = await page(`first: 2, after: "${first["endCursor" as keyof typeof first]}"`);
  expect(next).toMatchObject({ names: ["Cheng Chen"], hasNextPage: false, hasPreviousPage: true });
  const last = await page("last: 2");
  expect(last).toMatchObject({
    names: ["Bohong Yin", "Cheng Chen"],
    hasNextPage: false,
    hasPreviousPage: true,
  });
  const before = await page(`last: 2, before: "${last["startCursor" as keyof typeof last]}"`);
  expect(before).toMatchObject({ names: ["Angang Du"], hasPreviousPage: false });
});

test("nodes are found by their IDs; unknown IDs give null", async () => {
  const { papers } = await app.get<{
    papers: {
      nodes: {
        id: string;
        organization: { id: string };
        keywords: { id: string }[];
        authors: { nodes: { id: string }[] };
      }[];
    };
  }>(
    `{ papers(filter: { hasOrganization: true }) { nodes { id organization { id } keywords { id } authors { nodes { id } } } } }`,
  );
  const [one] = papers.nodes;
  const ids = [one?.id, one?.organization.id, one?.keywords[0]?.id, one?.authors.nodes[0]?.id];
  const { nodes } = await app.get(`query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }`, {
    ids: [ids[0], "nonsense", ids[1], Buffer.from("Paper:999999").toString("base64url"), ids[2], ids[3]],
  });
  expect(nodes).toEqual([
    { __typename: "Paper", id: ids[0] },
    null,
    { __typename: "Organization", id: ids[1] },
    null,
    { __typename: "Keyword", id: ids[2] },
    { __typename: "Author", id: ids[3] },
  ]);
  expect(
    await app.get(`query ($id: ID!) { node(id: $id) { ... on Author { name } } author(id: $id) { name } }`, {
      id: ids[3],
    }),
  ).toEqual({
    node: { name: "Angang Du" },
    author: { name: "Angang Du" },
  });
  expect(
    await app.get(`{ node(id: "${Buffer.from("Paper:999999").toString("base64url")}") { id } }`),
  ).toEqual({ node: null });
});

test("organizations, authors and keywords are listed, searched and lead to their papers", async () => {
  expect(
    await app.get(`{
      organization(slug: "MoonshotAI") { name papers { totalCount nodes { title } } }
      organizations(search: "moon", orderBy: { field: NAME, direction: ASC }) { totalCount nodes { slug } }
      authors(search: "cheng", organization: "moonshotai") { totalCount nodes { name papers { nodes { title } } } }
      keyword(name: "moe") { name papers(filter: { upvotes: { min: 1 } }) { totalCount } }
      keywords(search: "cont") { nodes { name } }
      none: keyword(name: "nothing") { name }
      sources { name papersCount lastSucceededAt lastFailedAt lastError }
    }`),
  ).toEqual({
    organization: {
      name: "Moonshot AI",
      papers: { totalCount: 1, nodes: [{ title: "Kimi-VL Technical Report" }] },
    },
    organizations: { totalCount: 1, nodes: [{ slug: "moonshotai" }] },
    authors: {
      totalCount: 1,
      nodes: [{ name: "Cheng Chen", papers: { nodes: [{ title: "Kimi-VL Technical Report" }] } }],
    },
    keyword: { name: "MoE", papers: { totalCount: 1 } },
    keywords: { nodes: [{ name: "long context" }] },
    none: null,
    sources: [
      { name: "daily-papers", papersCount: 2, lastSucceededAt: null, lastFailedAt: null, lastError: null },
    ],
  });
});

describe("over HTTP", () => {
  // The audits query only `__typename`; all 61 must pass.
  const audits = serverAudits({ url: () => app.url, fetchFn: fetch });

  test("the GraphQL-over-HTTP suite has all its audits", () => {
    expect(audits).toHaveLength(61);
  });

  for (const { id, name, fn } of audits)
    test(`audit ${id}: ${name}`, async () => {
      const result = await fn();
      expect(result.status, "reason" in result ? result.reason : "").toBe("ok");
    });

  test("health and readiness", async () => {
    expect((await fetch(`${app.origin}/health`)).status).toBe(200);
    expect((await fetch(`${app.origin}/ready`)).status).toBe(200);
    const preparing = await startApp(database, {
      readiness: async () => ({ ready: false, reason: "Not yet." }),
    });
    const ready = await fetch(`${preparing.origin}/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: "unavailable", code: "NOT_READY", reason: "Not yet." },
    ]);
    expect(Object.fromEntries(ready.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "x-content-type-options": "nosniff",
    });
    expect((await fetch(`${preparing.origin}/health`)).status).toBe(200);
    await preparing.close();
  });

  test("GET requests are answered, and GraphiQL has all that it needs", async () => {
    const query = encodeURIComponent("{ papers { totalCount } }");
    expect(await (await fetch(`${app.url}?query=${query}`)).json()).toEqual({
      data: { papers: { totalCount: 2 } },
    });
    const page = await fetch(app.url, { headers: { accept: "text/html" } });
    expect(page.url).toBe(app.url);
    const html = await page.text();
    expect(html).toContain("GraphiQL");
    // Everything it needs is in the page: nothing is loaded from elsewhere.
    expect(html.match(/<(script|link)[^>]+(src|href)="?https?:[^>]+>/g)).toBeNull();
  });

  test("GraphiQL's example query has results", async () => {
    const { papers } = await app.get<{ papers: { nodes: unknown[] } }>(welcomeQuery);
    expect(papers.nodes).toHaveLength(1);
  });
});

test("the ID of a name finds the account that claims the name", async () => {
  const written = (number: number, fields: object) =>
    paper(`Passed on ${number}`, {
      arxivId: `2501.0009${number}`,
      authors: [{ name: "Emmy Noether", ...fields }],
    });
  await record(database.db, [written(5, {})]);
  const { authors } = await app.get<{ authors: { nodes: { id: string }[] } }>(
    `{ authors(search: "noether") { nodes { id } } }`,
  );
  const id = authors.nodes[0]?.id;
  await record(database.db, [written(6, { accountId: "emmy", accountName: "Emmy", username: "emmy" })]);
  expect(
    await app.get(
      `query ($id: ID!) {
        author(id: $id) { name papersCount papers { totalCount } }
        papers(filter: { authors: [$id] }) { totalCount }
        authors(search: "noether") { nodes { name accountName username papersCount } }
        accounts: authors(search: "emmy") { nodes { username papersCount } }
      }`,
      { id },
    ),
  ).toEqual({
    author: { name: "Emmy Noether", papersCount: 2, papers: { totalCount: 2 } },
    papers: { totalCount: 2 },
    authors: { nodes: [{ name: "Emmy Noether", accountName: "Emmy", username: "emmy", papersCount: 2 }] },
    accounts: { nodes: [{ username: "emmy", papersCount: 2 }] },
  });
});

test("names are found by word prefixes, regardless of accents, case, and order", async () => {
  const found = async (list: string, search: string) => {
    const data = await app.get<Record<string, { nodes: { name: string }[] }>>(
      `query ($search: String) { ${list}(search: $search) { nodes { name } } }`,
      { search },
    );
    return data[list]?.nodes.map(({ name }) => name);
  };
  await record(database.db, [
    paper("Search by name", {
      arxivId: "2501.00099",
      authors: [{ name: "Balázs Nagy-Szabó" }, { name: "O'Brien \\ Quote" }, { name: "Matthias Nießner" }],
      organization: { slug: "Zürich-NLP", name: "Zürich Group" },
      keywords: ["Größe estimation"],
    }),
  ]);
  expect(await found("authors", "balazs")).toEqual(["Balázs Nagy-Szabó"]);
  expect(await found("authors", "SZAB bal")).toEqual(["Balázs Nagy-Szabó"]);
  expect(await found("authors", "o'bri \\ q")).toEqual(["O'Brien \\ Quote"]);
  expect(await found("authors", "alazs")).toEqual([]);
  for (const spelling of ["nieß", "Niess", "NIESSNER", "nies"])
    expect(await found("authors", spelling)).toEqual(["Matthias Nießner"]);
  expect(await found("organizations", "zurich")).toEqual(["Zürich Group"]);
  expect(await found("organizations", "zürich-nl")).toEqual(["Zürich Group"]);
  expect(await found("keywords", "esti rosse")).toEqual([]);
  expect(await found("keywords", "estim GRÖ")).toEqual(["Größe estimation"]);
  for (const spelling of ["GRÖSSE", "grosse", "größe"])
    expect(await found("keywords", spelling)).toEqual(["Größe estimation"]);
  for (const text of ["niessner", "NIESSNER", "Nießner", "grösse"])
    expect(
      await app.get("query ($text: String) { papers(filter: { search: $text }) { nodes { title } } }", {
        text,
      }),
    ).toEqual({ papers: { nodes: [{ title: "Search by name" }] } });
});

test("a name is found by its full text; a text longer than any name finds nothing", async () => {
  const long = `The ${"very ".repeat(70)}long consortium of ${"many ".repeat(12)}`.trim();
  await record(database.db, [
    paper("Long names", {
      arxivId: "2501.00097",
      authors: [{ name: long }],
      organization: { slug: "long", name: long },
      keywords: [long.slice(0, 299)],
    }),
  ]);
  const found = (search: string) =>
    app.get(
      `query ($search: String) {
        authors(search: $search) { totalCount }
        organizations(search: $search) { totalCount }
        keywords(search: $search) { totalCount }
      }`,
      { search },
    );
  const counts = (count: number) =>
    Object.fromEntries(["authors", "organizations", "keywords"].map((list) => [list, { totalCount: count }]));
  for (const search of [long, long.slice(0, 299), long.slice(0, 251), long.slice(0, 20)])
    expect(await found(search)).toEqual(counts(1));
  for (const search of [
    "x".repeat(1000),
    "x ".repeat(500),
    "é".repeat(1000),
    "ﷺ".repeat(1000),
    "'\\".repeat(500),
  ])
    expect(await found(search)).toEqual(counts(0));
  // The space before the digest falls where the key has one.
  for (let length = 300; length < 330; length += 1)
    expect(await found("xx ".repeat(400).slice(0, length))).toEqual(counts(0));
});

test("the upvote history has the last observation of each bucket", async () => {
  const at = (instant: string) => new Date(instant);
  const observe = (upvotes: number, observedAt: Date) =>
    record(database.db, [paper("Watched", { arxivId: "2501.00098", upvotes })], { observedAt });
  await observe(3, at("2025-02-01T09:10:00Z"));
  await observe(5, at("2025-02-01T09:50:00Z"));
  await observe(9, at("2025-02-01T23:59:59Z"));
  await observe(9, at("2025-02-02T12:00:00Z"));
  await observe(8, at("2025-02-10T00:00:00Z"));
  const history = async (question: string) => {
    const { paper: watched } = await app.get<{ paper: { upvoteHistory: { at: string; upvotes: number }[] } }>(
      `{ paper(by: { arxivId: "2501.00098" }) { upvoteHistory${question} { at upvotes } } }`,
    );
    return watched.upvoteHistory.map((point) => `${point.at.slice(5, 16)} ${point.upvotes}`);
  };
  expect(await history("")).toEqual(["02-01T23:59 9", "02-10T00:00 8"]);
  expect(await history("(resolution: HOUR)")).toEqual(["02-01T09:50 5", "02-01T23:59 9", "02-10T00:00 8"]);
  expect(await history("(resolution: MONTH)")).toEqual(["02-10T00:00 8"]);
  expect(await history(`(resolution: HOUR, to: "2025-02-01T09:50:00Z")`)).toEqual(["02-01T09:50 5"]);
  expect(await history(`(from: "2025-02-01T10:00:00Z", to: "2025-02-03T00:00:00Z")`)).toEqual([
    "02-01T23:59 9",
  ]);
  expect(await history(`(from: "2030-01-01T00:00:00Z")`)).toEqual([]);
});
