import fc from "fast-check";
import sql, { raw } from "sql-template-tag";
import { describe, expect, test } from "vitest";
import { useDatabase } from "../kit/db/database.js";
import { subscribe, subscribed } from "../kit/live/subscribers.js";
import { recordKeyedThings } from "../kit/models/keyed-things.js";
import { idOfRow } from "../kit/models/row-ids.js";
import { testToken, useApp } from "../kit/server/app.js";
import { type Receipt, recordUpvotesMutation, requestAs, writerOf } from "../kit/server/writing.js";

// Global IDs, and finding things by what people have.

const database = useDatabase(({ db }) => recordKeyedThings(db));
const app = useApp(database);
const write = writerOf(app);

const idOf = (text: string) => Buffer.from(text).toString("base64url");

const everything = `{
  papers(first: 100) { nodes { id title } }
  organizations(first: 100) { nodes { id title: name } }
  authors(first: 100) { nodes { id title: name } }
  keywords(first: 100) { nodes { id title: name } }
}`;

async function titlesById(): Promise<Map<string, string>> {
  const data = await app.get<Record<string, { nodes: { id: string; title: string }[] }>>(everything);
  return new Map(Object.values(data).flatMap(({ nodes }) => nodes.map(({ id, title }) => [id, title])));
}

const nodesQuery = `query ($ids: [ID!]!) {
  nodes(ids: $ids) {
    id
    ... on Paper { title }
    ... on Organization { title: name }
    ... on Author { title: name }
    ... on Keyword { title: name }
  }
}`;

test("IDs are made from what sources state", async () => {
  expect(
    [...(await titlesById()).keys()].map((id) => Buffer.from(id, "base64url").toString()).sort(),
  ).toEqual(
    [
      "Paper/arxiv/2507.00001",
      "Paper/arxiv/2507.00004",
      "Paper/arxiv/2507.00005",
      "Paper/arxiv/hep-th/9901001",
      "Paper/title/ongrossetrees3.5",
      "Organization/slug/a",
      "Organization/slug/b",
      "Organization/slug/new-lab",
      "Author/account/g/1",
      "Author/name/ada lovelace",
      "Author/name/ωmega 東京",
      "Keyword/name/2024",
      "Keyword/name/grösse",
    ].sort(),
  );
});

test("every ID finds its object, and so does the ID of earlier versions, with one statement a type", async () => {
  const titles = await titlesById();
  const rows = await database.db.query<{ type: string; id: number; title: string }>(sql`
    select 'Paper' as type, id, title from papers
    union all select 'Organization', id, name from organizations
    union all select 'Author', id, name from authors
    union all select 'Keyword', id, name from keywords
  `);
  const former = new Map(rows.map(({ type, id, title }) => [idOfRow(type, id), title]));
  expect(former.size).toBe(titles.size);
  database.statements.length = 0;
  const ids = [...titles.keys(), ...former.keys()];
  const { nodes } = await app.get<{ nodes: { id: string; title: string }[] }>(nodesQuery, { ids });
  expect(database.statements).toHaveLength(4);
  expect(nodes.map(({ title }) => title)).toEqual([...titles.values(), ...former.values()]);
  expect(nodes.map(({ id }) => titles.get(id))).toEqual(nodes.map(({ title }) => title));
});

test("the keyword 2024 is not taken for a row", async () => {
  const { keyword } = await app.get<{ keyword: { id: string } }>(`{ keyword(name: "2024") { id } }`);
  expect(await app.get(nodesQuery, { ids: [keyword.id] })).toEqual({
    nodes: [{ id: keyword.id, title: "2024" }],
  });
});

describe("every argument takes both formats", () => {
  const formats = async (type: "Author" | "Paper" | "Organization", name: string) => {
    const [from, named] = [raw(`${type.toLowerCase()}s`), raw(type === "Paper" ? "title" : "name")];
    const rows = await database.db.query<{ id: number }>(
      sql`select id from ${from} where ${named} = ${name}`,
    );
    const ids = new Map([...(await titlesById())].map(([id, title]) => [title, id]));
    return [ids.get(name) ?? "", idOfRow(type, rows[0]?.id ?? 0)];
  };

  test.each([
    ["Author", "Ada Lovelace", "author(id: $id) { name }"],
    ["Author", "Ada Lovelace", "papers(filter: { authors: [$id] }) { totalCount }"],
    ["Author", "Ada Lovelace", "papers(filter: { not: { or: [{ authors: [$id] }] } }) { nodes { title } }"],
    ["Author", "Ada Lovelace", "paperStats(filter: { authors: [$id] }) { totals { papers } }"],
    ["Author", "Ada Lovelace", "collaborationPath(from: $id, to: $id) { length }"],
    [
      "Author",
      "Ada Lovelace",
      "collaborationGraph(around: $id) { nodes { ... on Author { id } } edges { source target } }",
    ],
    ["Organization", "The Lab", "collaborationGraph(around: $id) { nodes { ... on Organization { id } } }"],
    ["Paper", "On Trees", "paper(by: { id: $id }) { id title }"],
    ["Paper", "On Größe: trees / 3.5", "paper(by: { id: $id }) { id title }"],
    ["Paper", "On Größe: trees / 3.5", "node(id: $id) { id }"],
  ] as const)("%s %s: %s", async (type, name, field) => {
    const answers = [];
    for (const id of await formats(type, name))
      answers.push(await app.ask(`query ($id: ID!) { ${field} }`, { id }));
    expect(answers[0]?.errors).toBeUndefined();
    expect(JSON.stringify(answers[0]?.data)).not.toMatch(/null|\[\]|"totalCount":0|"papers":0/);
    expect(answers[1]).toEqual(answers[0]);
  });

  test("recordUpvotes", async () => {
    const ids = [
      ...(await formats("Paper", "On Trees")),
      ...(await formats("Paper", "On Größe: trees / 3.5")),
      idOf("Paper/arxiv/2507.99999"),
      idOf("Paper/title/nothing"),
    ];
    const observations = ids.map((id, index) => ({
      paper: { id },
      upvotes: index,
      observedAt: `2025-09-0${index + 1}T00:00:00Z`,
    }));
    const { data } = await requestAs<{ recordUpvotes: Receipt }>(
      app,
      `Bearer ${testToken}`,
      recordUpvotesMutation,
      { observations },
    );
    expect(data?.recordUpvotes).toMatchObject({ recorded: 4, rejected: [{ index: 4 }, { index: 5 }] });
  });

  test("upvotesChanged", async () => {
    const ids = await formats("Paper", "On Trees");
    const subscribers = ids.map((paper) =>
      subscribe("server-sent events", app.url, {
        query: "subscription ($paper: ID!) { upvotesChanged(paper: $paper) { upvotes } }",
        variables: { paper },
      }),
    );
    await subscribed(app, ids.length);
    await write.upvotes([{ arxivId: "2507.00001", upvotes: 77, observedAt: new Date() }]);
    for (const subscriber of subscribers) {
      expect(await subscriber.next()).toEqual({ data: { upvotesChanged: { upvotes: 77 } } });
      subscriber.close();
    }
  });
});

test("edges of a graph refer to its nodes, also without selecting them", async () => {
  const { author } = await app.get<{ author: { id: string } }>(`{ author(username: "GRACE-h") { id } }`);
  const { collaborationGraph: graph } = await app.get<{
    collaborationGraph: { nodes?: { id: string }[]; edges: { source: string; target: string }[] };
  }>(`query ($id: ID!) { collaborationGraph(around: $id) { edges { source target } } }`, { id: author.id });
  expect(graph.edges.flatMap(({ source, target }) => [source, target]).sort()).toEqual(
    [author.id, idOf("Author/name/ada lovelace")].sort(),
  );
});

test("an object may be requested several times in one operation", async () => {
  const ids = [...(await titlesById()).keys()];
  const data = await app.get<Record<string, { id: string }[]>>(
    "query ($ids: [ID!]!) { one: nodes(ids: $ids) { id } other: nodes(ids: $ids) { id } }",
    { ids },
  );
  const expected = ids.map((id) => ({ id }));
  expect(data).toEqual({ one: expected, other: expected });
  for (const id of ids)
    expect(
      await app.get("query ($id: ID!) { one: node(id: $id) { id } other: node(id: $id) { id } }", { id }),
    ).toEqual({ one: { id }, other: { id } });
});

describe("a former key still finds its object", () => {
  const found = async (key: string) =>
    (
      await app.get<{ node: { id: string; title: string } | null }>(
        nodesQuery.replace("$ids: [ID!]!", "$id: ID!").replace("nodes(ids: $ids)", "node(id: $id)"),
        { id: idOf(key) },
      )
    ).node;

  test("of a paper that has got an arXiv ID", async () => {
    await write.papers([{ title: "Untitled: a study" }]);
    expect(await found("Paper/title/untitledastudy")).toMatchObject({
      id: idOf("Paper/title/untitledastudy"),
    });
    await write.papers([{ title: "Untitled — a Study", arxivId: "2507.01000" }]);
    expect(await found("Paper/title/untitledastudy")).toMatchObject({ id: idOf("Paper/arxiv/2507.01000") });
  });

  test("of an organization under another slug", async () => {
    for (const slug of ["old-lab", "new-lab"])
      expect(await found(`Organization/slug/${slug}`)).toEqual({
        id: idOf("Organization/slug/new-lab"),
        title: "The Lab",
      });
  });

  test("of an organization that was known by slug only", async () => {
    await write.papers([{ title: "By slug", organization: { slug: "first-slug" } }]);
    await write.papers([
      { title: "By another", organization: { slug: "another-slug", sourceId: "one", name: "One" } },
      { title: "By both", organization: { slug: "first-slug", sourceId: "one" } },
    ]);
    expect(await found("Organization/slug/first-slug")).toMatchObject({ title: "One" });
  });

  test("of an organization that has lost its slug to another", async () => {
    await write.papers([
      { title: "Lost", organization: { slug: "taken", sourceId: "loser", name: "Loser" } },
    ]);
    await write.papers([
      { title: "Taken", organization: { slug: "taken", sourceId: "taker", name: "Taker" } },
    ]);
    expect(await found("Organization/slug/taken")).toMatchObject({ title: "Taker" });
    const id = idOf("Organization/source/loser");
    expect(await found("Organization/source/loser")).toEqual({ id, title: "Loser" });
  });

  test("of a name that belongs to an account", async () => {
    await write.papers([{ title: "By name", authors: [{ name: "Emmy Noether" }] }]);
    expect(await found("Author/name/emmy noether")).toMatchObject({ id: idOf("Author/name/emmy noether") });
    await write.papers([{ title: "By account", authors: [{ name: "Emmy Noether", accountId: "emmy" }] }]);
    expect(await found("Author/name/emmy noether")).toMatchObject({ id: idOf("Author/account/emmy") });
    await write.papers([
      { title: "By another account", authors: [{ name: "Emmy Noether", accountId: "emmy2" }] },
    ]);
    expect(await found("Author/name/emmy noether")).toMatchObject({ id: idOf("Author/name/emmy noether") });
  });

  test("as another version folded it", async () => {
    expect(await found("Author/name/Ada  LOVELACE")).toMatchObject({ title: "Ada Lovelace" });
    expect(await found("Keyword/name/GRÖSSE")).toMatchObject({ title: "Größe" });
    expect(await found("Organization/slug/Old-Lab")).toMatchObject({ title: "The Lab" });
    expect(await found("Paper/title/On Größe: trees / 3.5")).toMatchObject({
      title: "On Größe: trees / 3.5",
    });
  });
});

test("what is no ID is refused, or null in a list", async () => {
  const texts = [
    ..."Paper|Paper/|Paper:0|Paper/5|Paper/row/5|Paper/arxiv|Query/name/x|Author/username/x|constructor/name/x".split(
      "|",
    ),
    ...["Keyword/name/a\0b", "Paper:2147483648", "Paper:01", `Keyword/name/${"x".repeat(2_000)}`],
  ];
  const ids = [...texts.map(idOf), "", "\ud800", "\0", "é", "x".repeat(150_000)];
  for (const id of ids) {
    const { errors } = await app.ask("query ($id: ID!) { node(id: $id) { id } }", { id });
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(/^id: .* is not a global ID/),
      extensions: { code: "BAD_USER_INPUT" },
    });
  }
  expect(await app.get(nodesQuery, { ids })).toEqual({ nodes: ids.map(() => null) });
  const unknown = ["Paper/arxiv/x", "Paper/title/", "Author/name/\u0001", "Author/account/😀"].map(idOf);
  expect(await app.get(nodesQuery, { ids: unknown })).toEqual({ nodes: unknown.map(() => null) });
});

test("any text is an ID, is refused, or finds nothing", async () => {
  const key = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("arxiv/", "title/", "slug/", "name/", "/", ":", "1"),
  );
  const text = fc
    .tuple(fc.constantFrom("Paper", "Author", "Organization", "Keyword"), fc.array(key, { maxLength: 4 }))
    .map(([type, keys]) => idOf([type, ...keys].join("")));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(text, fc.string({ unit: "binary" })), { minLength: 1, maxLength: 50 }),
      async (ids) => {
        const { nodes } = await app.get<{ nodes: unknown[] }>(nodesQuery, { ids });
        expect(nodes).toHaveLength(ids.length);
      },
    ),
    { numRuns: 30 },
  );
});

test("an author of an address is found by username or else by name, in any spelling", async () => {
  const rows = await database.db.query<{ username: string; name: string }>(
    sql`select username, name from authors where username is not null`,
  );
  const names = ["ada LOVELACE", ...rows.flatMap(({ username, name }) => [username.toUpperCase(), name])];
  const ids = names.map((name) => idOf(`Author/called/${name}`));
  const { nodes } = await app.get<{ nodes: { title: string }[] }>(nodesQuery, { ids });
  expect(nodes.map(({ title }) => title)).toEqual([
    "Ada Lovelace",
    ...rows.flatMap(({ name }) => [name, name]),
  ]);
  expect(rows.length).toBeGreaterThan(0);
  const unknown = await app.ask("query ($id: ID!) { papers(filter: { authors: [$id] }) { totalCount } }", {
    id: idOf("Author/called/Nobody"),
  });
  expect(unknown.errors?.[0]?.message).toMatch(
    'filter.authors[0]: no author has this username or name: "Nobody".',
  );
});
