import { GraphQLClient } from "graphql-request";
import { expect, expectTypeOf, test } from "vitest";
import { chainBetween, findAuthor } from "../examples/chain.js";
import { loadDashboard } from "../examples/dashboard.js";
import { networkOf } from "../examples/network.js";
import { papersOfOrganization } from "../examples/papers-of-organization.js";
import { type PaperOfWeek, papersOfWeek } from "../examples/papers-of-week.js";
import { ingest } from "../src/ingest/ingest.js";
import { useApp } from "./kit/app.js";
import { useDatabase } from "./kit/database.js";

const database = useDatabase(async ({ db }) => {
  const { added, rejected } = await ingest(db, {
    files: ["seed/sample.jsonl"],
    standardInput: process.stdin,
    source: "sample",
    reading: {},
    now: () => new Date(),
  });
  expect([added > 300, rejected]).toEqual([true, []]);
});
const app = useApp(database);

test("the papers of an organization", async () => {
  const organization = await papersOfOrganization(new GraphQLClient(app.url), "facebook");
  expect(organization?.name).toBe("AI at Meta");
  expect(organization?.papers.totalCount).toBe(organization?.papersCount);
  const upvotes = organization?.papers.nodes.map((paper) => paper.upvotes) ?? [];
  expect(upvotes).toEqual([...upvotes].sort((one, other) => other - one));
  expect(organization?.papers.nodes[0]?.authors.nodes.length).toBeGreaterThan(0);
  expect(await papersOfOrganization(new GraphQLClient(app.url), "nobody-at-all")).toBeNull();
});

test("the papers of a week, each once, over as many pages as it takes", async () => {
  const papers: PaperOfWeek[] = [];
  for await (const paper of papersOfWeek(new GraphQLClient(app.url), "2025-07-07")) papers.push(paper);
  expect(papers.length).toBeGreaterThan(20);
  expect(new Set(papers.map(({ arxivId }) => arxivId)).size).toBe(papers.length);
  for (const { featuredOn } of papers)
    expect(featuredOn.some((day) => day >= "2025-07-07" && day <= "2025-07-13")).toBe(true);
});

test("a dashboard in one question, which agrees with the lists", async () => {
  const client = new GraphQLClient(app.url);
  const { weeks, organizations, authors, keywords } = await loadDashboard(client, "2025-09-01", "2025-09-28");
  expect(weeks.groups.map(({ period }) => period)).toEqual([
    "2025-09-01",
    "2025-09-08",
    "2025-09-15",
    "2025-09-22",
  ]);
  const { papers } = await app.get<{ papers: { totalCount: number; nodes: { upvotes: number }[] } }>(
    `{
      papers(filter: { publishedOn: { from: "2025-09-01", to: "2025-09-28" } }, first: 100) {
        totalCount nodes { upvotes }
      }
    }`,
  );
  expect(papers.nodes).toHaveLength(papers.totalCount);
  const upvotes = papers.nodes.reduce((sum, paper) => sum + paper.upvotes, 0);
  expect(weeks.totals).toMatchObject({ papers: papers.totalCount, upvotes });
  expect(weeks.groups.reduce((sum, { totals }) => sum + totals.papers, 0)).toBe(papers.totalCount);
  for (const groups of [organizations.groups, authors.groups, keywords.groups])
    expect(groups).toHaveLength(10);
});

test("the chain between two people, found by their names", async () => {
  const client = new GraphQLClient(app.url);
  const chain = await chainBetween(client, "haitao mi", "yann lecun");
  expect(chain?.length).toBe(4);
  expect(chain?.steps[0]?.from.name).toBe("Haitao Mi");
  expect(chain?.steps.at(-1)?.to.name).toBe("Yann LeCun");
  chain?.steps.slice(1).forEach(({ from }, index) => {
    expect(chain.steps[index]?.to).toEqual(from);
  });
  await expect(chainBetween(client, "haitao mi", "nobody at all")).rejects.toThrow(/nobody at all/);
  expect(await findAuthor(client, "nobody at all")).toBeUndefined();
});

test("an organization's network, by names", async () => {
  const network = await networkOf(new GraphQLClient(app.url), "tencent", 10);
  expect(network?.nodes[0]?.name).toBe("Tencent");
  expect(network?.nodes).toHaveLength(11);
  const names = new Set(network?.nodes.map(({ name }) => name));
  for (const { source, target, weight } of network?.links ?? []) {
    expect(names.has(source) && names.has(target)).toBe(true);
    expect(weight).toBeGreaterThan(0);
  }
  expect(await networkOf(new GraphQLClient(app.url), "nobody-at-all")).toBeNull();
});

test("documents are typed", () => {
  expectTypeOf<PaperOfWeek["title"]>().toEqualTypeOf<string>();
  expectTypeOf<PaperOfWeek["arxivId"]>().toEqualTypeOf<string | null>();
});
