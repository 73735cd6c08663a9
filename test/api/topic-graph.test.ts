import fc from "fast-check";
import { expect, test } from "vitest";
import { createDatabase } from "../kit/db/database.js";
import { filtersOver } from "../kit/models/filters.js";
import { foldCase, foldName } from "../kit/models/folding.js";
import {
  type ModelDimension,
  ModelGraph,
  type ModelPaper,
  settle,
  totalsOf,
} from "../kit/models/graph-model.js";
import { type ModelFilter, meets } from "../kit/models/model.js";
import { record } from "../kit/models/papers.js";
import { anyDay, chronicle } from "../kit/models/worlds.js";
import { startApp, type TestApp } from "../kit/server/app.js";
import { limitsWith } from "../kit/server/server-options.js";

// Graphs of the papers that match a filter, papers by co-authors, and what is rising: over random papers, compared with a
// plain count.

interface World {
  app: TestApp;
  model: ModelGraph;
  /** Global IDs by the model's names of authors, and by slugs. */
  ids: Readonly<Record<Kind, ReadonlyMap<string, string>>>;
}

type Kind = "AUTHOR" | "ORGANIZATION";
type Question = (world: World) => Promise<void>;

interface Named {
  id: string;
  name: string;
  username?: string | null;
  slug?: string;
}

const named = "... on Author { id name username } ... on Organization { id name slug }";
const nameOf = ({ name, username, slug }: Named) => slug ?? username ?? foldName(name);

const filter: fc.Arbitrary<ModelFilter> = fc.oneof(
  fc.constant({}),
  filtersOver(anyDay),
  fc.tuple(anyDay, anyDay).map(([one, other]) => ({
    publishedOn: one < other ? { from: one, to: other } : { from: other, to: one },
  })),
);
const kind = fc.constantFrom<Kind>("AUTHOR", "ORGANIZATION");
const first = fc.oneof(fc.nat(6), fc.constant(200));
const draw = fc.nat(1_000);

const questions: fc.Arbitrary<Question> = fc.oneof(
  fc.tuple(kind, filter, first).map(
    ([of, asked, size]): Question =>
      (world) =>
        asksTopic(world, of, asked, size),
  ),
  fc.tuple(kind, filter, draw, fc.integer({ min: 1, max: 3 }), first).map(
    ([of, asked, who, depth, size]): Question =>
      (world) =>
        asksNeighborhood(world, of, asked, who, depth, size),
  ),
  fc.tuple(filter, fc.array(draw, { minLength: 1, maxLength: 2 }), fc.boolean()).map(
    ([asked, who, isNegated]): Question =>
      (world) =>
        asksCoauthors(world, asked, who, isNegated),
  ),
  fc
    .tuple(
      fc.constantFrom<ModelDimension>("AUTHOR", "ORGANIZATION", "KEYWORD"),
      fc.constantFrom("PAPERS", "UPVOTES", "COMMENTS"),
      filter,
      fc.oneof(
        fc.tuple(anyDay, anyDay).map((days) => days.sort()),
        fc.constantFrom(
          ["2024-03-01", "2024-03-31"],
          ["2024-01-01", "2024-12-31"],
          ["2025-01-01", "2025-06-30"],
        ),
      ),
      first,
    )
    .map(
      ([of, measure, asked, [from = "", to = ""], size]): Question =>
        (world) =>
          asksRising(world, of, measure, { ...asked, publishedOn: { from, to } }, size),
    ),
);

test("graphs of filters, papers by co-authors and rising entities match a plain count", async () => {
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(
      chronicle,
      fc.array(questions, { minLength: 100, maxLength: 110 }),
      async (received, asking) => {
        const database = await createDatabase();
        const app = await startApp(database, { limits: limitsWith({ maxCost: 100_000_000 }) });
        try {
          await record(database.db, received);
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
    { numRuns: 7, endOnFailure: true },
  );
  expect(asked).toBeGreaterThan(600);
}, 300_000);

async function look(app: TestApp, model: ModelGraph): Promise<World> {
  const { authors, organizations } = await app.get<Record<"authors" | "organizations", { nodes: Named[] }>>(
    "{ authors(first: 100) { nodes { id name username } } organizations(first: 100) { nodes { id name slug } } }",
  );
  const idsOf = ({ nodes }: { nodes: Named[] }) => new Map(nodes.map((node) => [nameOf(node), node.id]));
  return { app, model, ids: { AUTHOR: idsOf(authors), ORGANIZATION: idsOf(organizations) } };
}

/** What is connected: nodes by name, each with what it may share. */
function linksOf(model: ModelGraph, of: Kind, papers: readonly ModelPaper[]): Map<string, Set<unknown>> {
  const links = new Map<string, Set<unknown>>();
  const add = (node: string, link: unknown) => links.set(node, (links.get(node) ?? new Set()).add(link));
  for (const paper of papers)
    for (const author of model.authorsOf(paper)) {
      if (of === "AUTHOR") add(author, paper);
      else if (paper.organization) add(paper.organization.slug, author);
    }
  return links;
}

function weightOf(links: Map<string, Set<unknown>>, one: string, other: string): number {
  const theirs = links.get(other);
  return [...(links.get(one) ?? [])].filter((link) => theirs?.has(link)).length;
}

interface Drawn {
  nodes: Named[];
  members: { papersCount: number; node: Named }[];
  edges: { source: string; target: string; weight: number }[];
}

async function draws({ app }: World, variables: object): Promise<Drawn> {
  const { collaborationGraph } = await app.get<{ collaborationGraph: Drawn }>(
    `query ($around: ID, $of: CollaborationKind, $filter: PaperFilter, $depth: Int! = 1, $first: Int!) {
      collaborationGraph(around: $around, of: $of, filter: $filter, depth: $depth, first: $first) {
        nodes { ${named} } members { papersCount node { ${named} } } edges { source target weight }
      }
    }`,
    { ...variables },
  );
  expect(collaborationGraph.members.map(({ node }) => node)).toEqual(collaborationGraph.nodes);
  return collaborationGraph;
}

function expectEdges({ nodes, edges }: Drawn, links: Map<string, Set<unknown>>): void {
  const names = new Map(nodes.map((node) => [node.id, nameOf(node)]));
  const expected = [...names.values()].flatMap((one, index, all) =>
    all.slice(index + 1).flatMap((other) => {
      const weight = weightOf(links, one, other);
      return weight === 0 ? [] : [[[one, other].sort().join(" – "), weight] as const];
    }),
  );
  expect(edges).toHaveLength(expected.length);
  const drawn = edges.map(
    ({ source, target, weight }) =>
      [[names.get(source), names.get(target)].sort().join(" – "), weight] as const,
  );
  expect(new Map(drawn)).toEqual(new Map(expected));
  const weights = edges.map(({ weight }) => weight);
  expect(weights).toEqual(weights.toSorted((one, other) => other - one));
}

function papersOfNodes(
  model: ModelGraph,
  of: Kind,
  papers: readonly ModelPaper[],
): Map<string, ModelPaper[]> {
  if (of === "AUTHOR") return model.peopleOn(papers);
  const slugs = new Set(papers.flatMap(({ organization }) => organization?.slug ?? []));
  return new Map(
    [...slugs].map((slug) => [slug, papers.filter(({ organization }) => organization?.slug === slug)]),
  );
}

async function asksTopic(world: World, of: Kind, asked: ModelFilter, size: number): Promise<void> {
  const drawn = await draws(world, { of, filter: asked, first: size });
  const papers = world.model.papers.filter((paper) => meets(paper, asked));
  const counted = papersOfNodes(world.model, of, papers);
  const measures = [...counted.values()].map((each) => {
    const { papers: count, upvotes } = totalsOf(world.model, each);
    return { count, upvotes };
  });
  measures.sort((one, other) => other.count - one.count || other.upvotes - one.upvotes);
  expect(
    drawn.members.map(({ papersCount, node }) => {
      const { papers: count, upvotes } = totalsOf(world.model, counted.get(nameOf(node)) ?? []);
      expect(papersCount).toBe(count);
      return { count, upvotes };
    }),
  ).toEqual(measures.slice(0, size));
  expect(new Set(drawn.nodes.map(nameOf)).size).toBe(drawn.nodes.length);
  expectEdges(drawn, linksOf(world.model, of, papers));
}

async function asksNeighborhood(
  world: World,
  of: Kind,
  asked: ModelFilter,
  who: number,
  depth: number,
  size: number,
): Promise<void> {
  const { model, ids } = world;
  const all = [...ids[of].keys()];
  const center = all[who % all.length];
  if (center === undefined) return;
  const around = ids[of].get(center);
  const drawn = await draws(world, { around, of, filter: asked, depth, first: size });
  const papers = model.papers.filter((paper) => meets(paper, asked));
  const links = linksOf(model, of, papers);
  const distances = new Map([[center, 0]]);
  for (const [name, distance] of distances)
    if (distance < depth)
      for (const other of links.keys())
        if (!distances.has(other) && weightOf(links, name, other) > 0) distances.set(other, distance + 1);
  const names = drawn.nodes.map(nameOf);
  expect(names[0]).toBe(center);
  expect(new Set(names).size).toBe(names.length);
  expect(names.map((name) => distances.get(name))).toEqual(
    [...distances.values()].sort((one, other) => one - other).slice(0, size + 1),
  );
  const direct = names.filter((name) => distances.get(name) === 1);
  const weights = [...links.keys()]
    .filter((name) => name !== center)
    .map((name) => weightOf(links, center, name))
    .sort((one, other) => other - one);
  expect(direct.map((name) => weightOf(links, center, name))).toEqual(weights.slice(0, direct.length));
  const counted = papersOfNodes(model, of, papers);
  expect(drawn.members.map(({ papersCount }) => papersCount)).toEqual(
    names.map((name) => counted.get(name)?.length ?? 0),
  );
  expectEdges(drawn, links);
  if (Object.keys(asked).length === 0)
    expect(await draws(world, { around, depth, first: size })).toEqual(drawn);
}

async function asksCoauthors(
  { app, model, ids }: World,
  asked: ModelFilter,
  who: readonly number[],
  isNegated: boolean,
): Promise<void> {
  const authors = who.map((each) => model.authors[each % model.authors.length] ?? "");
  const coauthors = new Set(authors.flatMap((author) => [...model.coauthorsOf(author).keys()]));
  const coauthorsOf = authors.map((author) => ids.AUTHOR.get(author));
  const { papers } = await app.get<{ papers: { totalCount: number; nodes: { arxivId: string }[] } }>(
    "query ($filter: PaperFilter!) { papers(filter: $filter, first: 100) { totalCount nodes { arxivId } } }",
    { filter: { and: [asked, isNegated ? { not: { coauthorsOf } } : { coauthorsOf }] } },
  );
  const expected = model.papers.filter(
    (paper) =>
      meets(paper, asked) && [...model.authorsOf(paper)].some((each) => coauthors.has(each)) !== isNegated,
  );
  expect(papers.nodes.map(({ arxivId }) => arxivId).sort()).toEqual(
    expected.map(({ arxivId }) => arxivId).sort(),
  );
  expect(papers.totalCount).toBe(expected.length);
}

async function asksRising(
  { app, model }: World,
  of: ModelDimension,
  measure: string,
  asked: ModelFilter & { publishedOn: { from: string; to: string } },
  size: number,
): Promise<void> {
  interface Entry {
    organization: Named | null;
    author: Named | null;
    keyword: Named | null;
    current: number;
    previous: number;
    change: number;
    growth: number | null;
  }
  const { rising } = await app.get<{ rising: Entry[] }>(
    `query ($of: RisingKind!, $measure: RisingMeasure!, $filter: PaperFilter!, $first: Int!) {
      rising(of: $of, measure: $measure, filter: $filter, first: $first) {
        organization { id name slug } author { id name username } keyword { id name }
        current previous change growth
      }
    }`,
    { of, measure, filter: asked, first: size },
  );
  const valuesIn = (range: { from: string; to: string }) => {
    const values = new Map<string, number>();
    const field = { PAPERS: "papers", UPVOTES: "upvotes", COMMENTS: "comments" }[measure] as "papers";
    for (const paper of model.papers.filter((each) => meets(each, { ...asked, publishedOn: range })))
      for (const key of keysOf(model, of, paper))
        values.set(key, (values.get(key) ?? 0) + totalsOf(model, [paper])[field]);
    return values;
  };
  const [now, before] = [valuesIn(asked.publishedOn), valuesIn(periodBefore(asked.publishedOn))];
  const expected = [...now]
    .map(([key, current]) => ({ key, current, previous: before.get(key) ?? 0 }))
    .filter(({ current, previous }) => current > previous)
    .sort(
      (one, other) =>
        other.current - other.previous - (one.current - one.previous) || other.current - one.current,
    );
  const byKey = new Map(expected.map((entry) => [entry.key, entry]));
  expect(rising.map(({ change, current }) => [change, current])).toEqual(
    expected.slice(0, size).map(({ current, previous }) => [current - previous, current]),
  );
  const keys = rising.map(({ organization, author, keyword, ...values }) => {
    const key = keyword ? foldCase(keyword.name) : nameOf((organization ?? author) as Named);
    const { current = 0, previous = 0 } = byKey.get(key) ?? {};
    const change = current - previous;
    expect(values).toEqual({ current, previous, change, growth: previous === 0 ? null : change / previous });
    return key;
  });
  expect(new Set(keys).size).toBe(keys.length);
}

function keysOf(model: ModelGraph, of: ModelDimension, paper: ModelPaper): string[] {
  if (of === "AUTHOR") return [...model.authorsOf(paper)];
  if (of === "ORGANIZATION") return paper.organization ? [paper.organization.slug] : [];
  return (paper.keywords ?? []).map(foldCase);
}

/** Day by day: as many months if the period is whole months, otherwise as many days. */
function periodBefore({ from, to }: { from: string; to: string }): { from: string; to: string } {
  const dayAfter = (day: string, days: number) =>
    new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
  const days: string[] = [];
  for (let day = from; day <= to; day = dayAfter(day, 1)) days.push(day);
  let start = dayAfter(from, -days.length);
  if (from.endsWith("-01") && dayAfter(to, 1).endsWith("-01")) {
    let months = new Set(days.map((day) => day.slice(0, 7))).size;
    for (start = from; months > 0; months--)
      do start = dayAfter(start, -1);
      while (!start.endsWith("-01"));
  }
  return { from: start, to: dayAfter(from, -1) };
}
