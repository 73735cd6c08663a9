import { GraphQLClient } from "graphql-request";
import { expect, expectTypeOf, test } from "vitest";
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

test("documents are typed", () => {
  expectTypeOf<PaperOfWeek["title"]>().toEqualTypeOf<string>();
  expectTypeOf<PaperOfWeek["arxivId"]>().toEqualTypeOf<string | null>();
});
