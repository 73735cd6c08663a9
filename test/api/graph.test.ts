import fc from "fast-check";
import { expect, test } from "vitest";
import { createDatabase } from "../kit/db/database.js";
import { derivedMistakes } from "../kit/db/derived.js";
import { filtersOver } from "../kit/models/filters.js";
import { foldCase, foldName } from "../kit/models/folding.js";
import {
  firstOn,
  groupsOf,
  lastOn,
  type ModelDimension,
  ModelGraph,
  settle,
  totalsOf,
  upvotesOf,
} from "../kit/models/graph-model.js";
import { type ModelFilter, meets } from "../kit/models/model.js";
import { record } from "../kit/models/papers.js";
import { anyDay, chronicle } from "../kit/models/worlds.js";
import { startApp, type TestApp } from "../kit/server/app.js";
import { limitsWith } from "../kit/server/server-options.js";

// Random worlds of papers, recorded in parts, and random queries on each: every response is compared with a plain
// reading of the same papers.

/** A world behind the API, next to its model. */
interface World {
  app: TestApp;
  graph: ModelGraph;
  /** Global ids, by the model's names of authors. */
  ids: Map<string, string>;
}

interface Person {
  id: string;
  name: string;
  username: string | null;
}

interface Connection<Edge> {
  totalCount: number;
  edges: Edge[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

type Question = (world: World) => Promise<void>;

/** How the model calls an author of the API. */
const called = ({ name, username }: Pick<Person, "name" | "username">) => username ?? foldName(name);

/** Any of a list, by a number that was drawn before the list was known. */
const pick = <Item>(items: readonly Item[], draw: number): Item => {
  const item = items[draw % items.length];
  if (item === undefined) throw new Error("There is nothing to pick from.");
  return item;
};

const draw = fc.nat(1_000_000);
const size = fc.integer({ min: 1, max: 5 });
const filter: fc.Arbitrary<ModelFilter> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.tuple(anyDay, anyDay).map(([one, other]) => publishedBetween(one, other)) },
  { weight: 1, arbitrary: anyDay.map((from) => ({ publishedOn: { from } })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        anyDay,
        anyDay,
        fc.constantFrom<string[] | undefined>(["google"], ["qwen", "FACEBOOK"], undefined),
      )
      .map(
        ([one, other, organizations]): ModelFilter => ({
          ...publishedBetween(one, other),
          ...(organizations === undefined ? { hasOrganization: true } : { organizations }),
        }),
      ),
  },
  { weight: 4, arbitrary: filtersOver(anyDay) },
);
const dimensions = fc
  .tuple(
    fc.option(fc.constantFrom<ModelDimension>("DAY", "WEEK", "MONTH", "YEAR"), { nil: undefined }),
    fc.uniqueArray(fc.constantFrom<ModelDimension>("ORGANIZATION", "AUTHOR", "KEYWORD"), { maxLength: 2 }),
    fc.boolean(),
  )
  .map(([period, subjects, periodFirst]) => {
    const by = [...(period === undefined ? [] : [period]), ...subjects].slice(0, 2);
    return periodFirst ? by : by.reverse();
  });

function publishedBetween(one: string, other: string): ModelFilter {
  return { publishedOn: one < other ? { from: one, to: other } : { from: other, to: one } };
}

const questions: fc.Arbitrary<Question> = fc.oneof(
  fc.tuple(draw, size).map(
    ([who, first]): Question =>
      (world) =>
        asksCoauthors(world, who, first),
  ),
  fc.tuple(draw, size).map(
    ([who, first]): Question =>
      (world) =>
        asksAuthorOrganizations(world, who, first),
  ),
  fc.tuple(draw, size).map(
    ([which, first]): Question =>
      (world) =>
        asksOrganization(world, which, first),
  ),
  fc.tuple(draw, draw, fc.integer({ min: 1, max: 12 })).map(
    ([from, to, most]): Question =>
      (world) =>
        asksPath(world, from, to, most),
  ),
  fc.tuple(draw, fc.boolean(), fc.integer({ min: 1, max: 3 }), fc.nat(12)).map(
    ([who, person, depth, first]): Question =>
      (world) =>
        asksGraph(world, who, person, depth, first),
  ),
  {
    weight: 4,
    arbitrary: fc.tuple(filter, dimensions, fc.oneof(fc.nat(12), fc.constant(10_000))).map(
      ([asked, by, first]): Question =>
        (world) =>
          asksStats(world, asked, by, first),
    ),
  },
  fc
    .tuple(
      fc.constantFrom("authors" as const, "organizations" as const, "keywords" as const),
      fc.constantFrom("PAPERS", "UPVOTES", "NAME", "LAST_SEEN"),
      fc.constantFrom("ASC", "DESC"),
      fc.constantFrom(
        undefined,
        "jose",
        "p1 JOSÉ",
        "holder",
        "NIESSNER",
        "Γιώργος",
        "the f",
        "ai lab",
        "graph",
        "reinf learn",
        "zzz",
      ),
      size,
    )
    .map(
      ([list, field, direction, search, first]): Question =>
        (world) =>
          asksList(world, list, { field, direction }, search, first),
    ),
);

test("computed results match a simple in-memory model", async () => {
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(
      chronicle,
      fc.integer({ min: 1, max: 25 }),
      fc.array(questions, { minLength: 140, maxLength: 160 }),
      async (received, batchSize, asking) => {
        const database = await createDatabase();
        // Compares every measure of every grouping, regardless of cost.
        const app = await startApp(database, { limits: limitsWith({ maxCost: 100_000_000 }) });
        try {
          for (let from = 0; from < received.length; from += batchSize)
            await record(database.db, received.slice(from, from + batchSize));
          expect(await derivedMistakes(database.db)).toEqual([]);
          const world = await look(app, new ModelGraph(settle(received)));
          for (const question of asking) await question(world);
          asked += asking.length;
          expect(app.logged).toEqual([]);
        } finally {
          await app.close();
          await database.drop();
        }
      },
    ),
    { numRuns: 15, endOnFailure: true },
  );
  expect(asked).toBeGreaterThan(2_000);
}, 300_000);

/** Finds the IDs of all authors, who must be exactly those of the model. */
async function look(app: TestApp, graph: ModelGraph): Promise<World> {
  const { authors } = await app.get<{ authors: { nodes: Person[] } }>(
    "{ authors(first: 100) { nodes { id name username } } }",
  );
  const ids = new Map(authors.nodes.map((author) => [called(author), author.id]));
  expect([...ids.keys()].sort()).toEqual(graph.authors.sort());
  expect(authors.nodes).toHaveLength(ids.size);
  return { app, graph, ids };
}

/** Reads a connection to its end, page by page. */
async function walk<Edge>(
  read: (after: string | null) => Promise<Connection<Edge>>,
  first: number,
): Promise<Edge[]> {
  const edges: Edge[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const page = await read(after);
    expect(page.edges.length).toBeLessThanOrEqual(first);
    edges.push(...page.edges);
    more = page.pageInfo.hasNextPage;
    after = page.pageInfo.endCursor;
    if (!more) expect(page.totalCount).toBe(edges.length);
  }
  return edges;
}

const pageFields = "totalCount pageInfo { hasNextPage endCursor }";

function expectDescending(numbers: readonly number[]): void {
  expect(numbers).toEqual([...numbers].sort((one, other) => other - one));
}

async function asksCoauthors({ app, graph, ids }: World, who: number, first: number): Promise<void> {
  const author = pick(graph.authors, who);
  type Edge = { papersCount: number; lastOn: string | null; node: Person };
  const edges = await walk<Edge>(async (after) => {
    const data = await app.get<{ author: { coauthors: Connection<Edge> } }>(
      `query ($id: ID!, $first: Int, $after: String) {
        author(id: $id) {
          coauthors(first: $first, after: $after) {
            ${pageFields} edges { papersCount lastOn node { id name username } }
          }
        }
      }`,
      { id: ids.get(author), first, after },
    );
    return data.author.coauthors;
  }, first);
  expectDescending(edges.map(({ papersCount }) => papersCount));
  expect(
    new Map(edges.map(({ node, papersCount, lastOn: last }) => [called(node), [papersCount, last]])),
  ).toEqual(
    new Map(
      [...graph.coauthorsOf(author)].map(([other, papers]) => [other, [papers.length, lastOn(papers)]]),
    ),
  );
}

async function asksAuthorOrganizations(
  { app, graph, ids }: World,
  who: number,
  first: number,
): Promise<void> {
  const author = pick(graph.authors, who);
  const mine = graph.papersOf(author);
  type Edge = { papersCount: number; firstOn: string | null; lastOn: string | null; node: { slug: string } };
  let counts: unknown;
  const edges = await walk<Edge>(async (after) => {
    const data = await app.get<{
      author: { papersCount: number; upvotes: number; organizations: Connection<Edge> };
    }>(
      `query ($id: ID!, $first: Int, $after: String) {
        author(id: $id) {
          papersCount upvotes
          organizations(first: $first, after: $after) {
            ${pageFields} edges { papersCount firstOn lastOn node { slug } }
          }
        }
      }`,
      { id: ids.get(author), first, after },
    );
    counts = [data.author.papersCount, data.author.upvotes];
    return data.author.organizations;
  }, first);
  expect(counts).toEqual([mine.length, upvotesOf(mine)]);
  expectDescending(edges.map(({ papersCount }) => papersCount));
  const expected = graph.organizations.flatMap((slug) => {
    const papers = mine.filter(({ organization }) => organization?.slug === slug);
    return papers.length === 0 ? [] : [[slug, [papers.length, firstOn(papers), lastOn(papers)]] as const];
  });
  expect(
    new Map(edges.map((edge) => [edge.node.slug, [edge.papersCount, edge.firstOn, edge.lastOn]])),
  ).toEqual(new Map(expected));
}

async function asksOrganization({ app, graph }: World, which: number, first: number): Promise<void> {
  if (graph.organizations.length === 0) return;
  const slug = pick(graph.organizations, which);
  const papers = graph.papersFrom(slug);
  type AuthorEdge = { papersCount: number; firstOn: string | null; lastOn: string | null; node: Person };
  type CollaboratorEdge = { sharedAuthorsCount: number; node: { slug: string } };
  interface Data {
    organization: {
      papersCount: number;
      upvotes: number;
      authors: Connection<AuthorEdge>;
      collaborators: Connection<CollaboratorEdge>;
    };
  }
  const ask = async (after: { authors?: string | null; collaborators?: string | null }) => {
    const { organization } = await app.get<Data>(
      `query ($slug: String!, $first: Int, $afterAuthor: String, $afterOther: String) {
        organization(slug: $slug) {
          papersCount upvotes
          authors(first: $first, after: $afterAuthor) {
            ${pageFields} edges { papersCount firstOn lastOn node { id name username } }
          }
          collaborators(first: $first, after: $afterOther) {
            ${pageFields} edges { sharedAuthorsCount node { slug } }
          }
        }
      }`,
      { slug, first, afterAuthor: after.authors, afterOther: after.collaborators },
    );
    expect([organization.papersCount, organization.upvotes]).toEqual([papers.length, upvotesOf(papers)]);
    return organization;
  };
  const authors = await walk(async (after) => (await ask({ authors: after })).authors, first);
  expectDescending(authors.map(({ papersCount }) => papersCount));
  expect(
    new Map(authors.map((edge) => [called(edge.node), [edge.papersCount, edge.firstOn, edge.lastOn]])),
  ).toEqual(
    new Map(
      [...graph.peopleOn(papers)].map(([person, theirs]) => [
        person,
        [theirs.length, firstOn(theirs), lastOn(theirs)],
      ]),
    ),
  );
  const others = await walk(async (after) => (await ask({ collaborators: after })).collaborators, first);
  expectDescending(others.map(({ sharedAuthorsCount }) => sharedAuthorsCount));
  expect(new Map(others.map(({ node, sharedAuthorsCount }) => [node.slug, sharedAuthorsCount]))).toEqual(
    graph.collaboratorsOf(slug),
  );
}

async function asksPath(
  { app, graph, ids }: World,
  from: number,
  to: number,
  maxLength: number,
): Promise<void> {
  const [one, other] = [pick(graph.authors, from), pick(graph.authors, to)];
  interface Step {
    from: Person;
    via: { arxivId: string };
    to: Person;
  }
  const { collaborationPath: path } = await app.get<{
    collaborationPath: { length: number; steps: Step[] } | null;
  }>(
    `query ($from: ID!, $to: ID!, $maxLength: Int!) {
      collaborationPath(from: $from, to: $to, maxLength: $maxLength) {
        length steps { from { id name username } via { arxivId } to { id name username } }
      }
    }`,
    { from: ids.get(one), to: ids.get(other), maxLength },
  );
  const distance = graph.distance(one, other);
  const expected = distance !== null && distance <= maxLength ? distance : null;
  expect(path?.length ?? null).toBe(expected);
  if (path === null) return;
  expect(path.steps).toHaveLength(path.length);
  let here = one;
  for (const step of path.steps) {
    expect(called(step.from)).toBe(here);
    const paper = graph.papers.find(({ arxivId }) => arxivId === step.via.arxivId);
    const people = paper ? [...graph.authorsOf(paper)] : [];
    expect(people).toEqual(expect.arrayContaining([called(step.from), called(step.to)]));
    here = called(step.to);
  }
  expect(here).toBe(other);
}

async function asksGraph(
  { app, graph, ids }: World,
  who: number,
  person: boolean,
  depth: number,
  first: number,
): Promise<void> {
  if (!person && graph.organizations.length === 0) return;
  const centre = pick(person ? graph.authors : graph.organizations, who);
  const around = person
    ? ids.get(centre)
    : (
        await app.get<{ organization: { id: string } }>(
          "query ($slug: String!) { organization(slug: $slug) { id } }",
          {
            slug: centre,
          },
        )
      ).organization.id;
  type Node = { id: string; name: string; username?: string | null; slug?: string };
  const { collaborationGraph: drawn } = await app.get<{
    collaborationGraph: { nodes: Node[]; edges: { source: string; target: string; weight: number }[] };
  }>(
    `query ($around: ID!, $depth: Int!, $first: Int!) {
      collaborationGraph(around: $around, depth: $depth, first: $first) {
        nodes { ... on Author { id name username } ... on Organization { id name slug } }
        edges { source target weight }
      }
    }`,
    { around, depth, first },
  );
  const names = drawn.nodes.map(
    ({ name, username, slug }) => slug ?? called({ name, username: username ?? null }),
  );
  const neighborsOf = (name: string): Map<string, number> =>
    person
      ? new Map([...graph.coauthorsOf(name)].map(([other, papers]) => [other, papers.length]))
      : graph.collaboratorsOf(name);

  const distances = new Map([[centre, 0]]);
  for (const [name, distance] of distances)
    if (distance < depth)
      for (const other of neighborsOf(name).keys())
        if (!distances.has(other)) distances.set(other, distance + 1);
  expect(names[0]).toBe(centre);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toHaveLength(Math.min(first, distances.size - 1) + 1);
  // Nearest first; around the centre itself, those with most in common.
  const nearness = names.map((name) => distances.get(name) ?? Number.NaN);
  expect(nearness).toEqual([...distances.values()].sort((one, other) => one - other).slice(0, names.length));
  const weights = [...neighborsOf(centre).values()].sort((one, other) => other - one);
  const direct = names.filter((name) => distances.get(name) === 1);
  expect(direct.map((name) => neighborsOf(centre).get(name))).toEqual(weights.slice(0, direct.length));

  const nameOf = new Map(drawn.nodes.map(({ id }, index) => [id, names[index] ?? ""]));
  const expected = names.flatMap((one, index) =>
    names.slice(index + 1).flatMap((other) => {
      const weight = neighborsOf(one).get(other);
      return weight === undefined ? [] : [[[one, other].sort().join(" – "), weight] as const];
    }),
  );
  expectDescending(drawn.edges.map(({ weight }) => weight));
  expect(drawn.edges).toHaveLength(expected.length);
  expect(
    new Map(
      drawn.edges.map(({ source, target, weight }) => [
        [nameOf.get(source) ?? "", nameOf.get(target) ?? ""].sort().join(" – "),
        weight,
      ]),
    ),
  ).toEqual(new Map(expected));
}

async function asksStats(
  { app, graph }: World,
  asked: ModelFilter,
  by: readonly ModelDimension[],
  first: number,
): Promise<void> {
  const totals = "totals { papers upvotes comments authors organizations medianUpvotes maxUpvotes }";
  interface Group {
    period: string | null;
    organization: { slug: string } | null;
    author: Person | null;
    keyword: { name: string } | null;
    totals: Record<string, number | null>;
  }
  const { paperStats } = await app.get<{
    paperStats: { totals: Record<string, number | null>; groups: Group[]; truncated: boolean };
  }>(
    `query ($filter: PaperFilter, $by: [StatDimension!]!, $first: Int!) {
      paperStats(filter: $filter, by: $by, first: $first) {
        ${totals} truncated
        groups { period organization { slug } author { id name username } keyword { name } ${totals} }
      }
    }`,
    { filter: asked, by, first },
  );
  const papers = graph.papers.filter((paper) => meets(paper, asked));
  expect(paperStats.totals).toEqual(totalsOf(graph, papers));

  const expected = groupsOf(graph, asked, by);
  const keysOf = (group: Group) =>
    by.map((dimension) => {
      if (dimension === "ORGANIZATION") return group.organization?.slug ?? null;
      if (dimension === "AUTHOR") return group.author ? called(group.author) : null;
      if (dimension === "KEYWORD") return group.keyword ? foldCase(group.keyword.name) : null;
      return group.period;
    });
  const order = (group: { period: string | null; totals: Record<string, number | null> }) => [
    group.period,
    group.totals["papers"],
    group.totals["upvotes"],
  ];
  expect(paperStats.truncated).toBe(expected.length > first);
  expect(paperStats.groups.map(order)).toEqual(
    expected.slice(0, first).map(({ period, totals: each }) => [period, each.papers, each.upvotes]),
  );
  const byKeys = new Map(expected.map((group) => [JSON.stringify(group.keys), group.totals]));
  const shown = paperStats.groups.map((group) => [JSON.stringify(keysOf(group)), group.totals] as const);
  expect(new Set(shown.map(([key]) => key)).size).toBe(shown.length);
  for (const [key, counted] of shown) expect([key, counted]).toEqual([key, byKeys.get(key)]);
}

async function asksList(
  { app, graph }: World,
  list: "authors" | "organizations" | "keywords",
  orderBy: { field: string; direction: string },
  search: string | undefined,
  first: number,
): Promise<void> {
  type Edge = {
    node: { name: string; username?: string | null; slug?: string; papersCount: number; upvotes: number };
  };
  const own = { authors: "username", organizations: "slug", keywords: "" }[list];
  const type = { authors: "AuthorOrder", organizations: "OrganizationOrder", keywords: "KeywordOrder" }[list];
  const edges = await walk<Edge>(async (after) => {
    const data = await app.get<Record<string, Connection<Edge>>>(
      `query ($orderBy: ${type}, $search: String, $first: Int, $after: String) {
        ${list}(orderBy: $orderBy, search: $search, first: $first, after: $after) {
          ${pageFields} edges { node { name ${own} papersCount upvotes } }
        }
      }`,
      { orderBy, search, first, after },
    );
    return data[list] ?? { totalCount: 0, edges: [], pageInfo: { hasNextPage: false, endCursor: null } };
  }, first);

  const members = membersOf(graph, list).filter(({ words }) =>
    (search === undefined ? [] : foldName(search).split(" ")).every((begin) =>
      words.split(" ").some((word) => word.startsWith(begin)),
    ),
  );
  const byKey = new Map(members.map((member) => [member.key, member]));
  const listed = edges.map(({ node }) => {
    const key =
      node.slug ??
      (list === "authors" ? called({ ...node, username: node.username ?? null }) : foldCase(node.name));
    expect([key, node.papersCount, node.upvotes]).toEqual([
      key,
      byKey.get(key)?.papers.length,
      upvotesOf(byKey.get(key)?.papers ?? []),
    ]);
    return { key, name: node.name };
  });
  expect(listed.map(({ key }) => key).sort()).toEqual([...byKey.keys()].sort());

  const values = listed.map(({ key, name }) => {
    const { papers = [] } = byKey.get(key) ?? {};
    if (orderBy.field === "PAPERS") return papers.length;
    if (orderBy.field === "UPVOTES") return upvotesOf(papers);
    return orderBy.field === "NAME" ? foldName(name) : lastOn(papers);
  });
  values.slice(1).forEach((value, index) => {
    const before = values[index] ?? null;
    if (value === null) return;
    expect(before).not.toBeNull();
    const inOrder = orderBy.direction === "ASC" ? (before ?? "") <= value : (before ?? "") >= value;
    expect(inOrder, `${values}`).toBe(true);
  });
}

/** Everything of a kind, with its papers and the words under which it is found. */
function membersOf(graph: ModelGraph, list: "authors" | "organizations" | "keywords") {
  if (list === "organizations")
    return graph.organizations.map((slug) => ({
      key: slug,
      words: `${foldName(`The ${slug}`)} ${foldName(slug)}`,
      papers: graph.papersFrom(slug),
    }));
  if (list === "authors")
    return graph.authors.map((author) => ({
      key: author,
      words: graph.wordsOf(author),
      papers: graph.papersOf(author),
    }));
  const keywords = new Set(graph.papers.flatMap(({ keywords: own }) => (own ?? []).map(foldCase)));
  return [...keywords].map((key) => ({
    key,
    words: foldName(key),
    papers: graph.papers.filter(({ keywords: own }) => own?.some((each) => foldCase(each) === key)),
  }));
}
