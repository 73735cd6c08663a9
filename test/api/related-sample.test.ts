import { expect, test } from "vitest";
import { refreshStaleTermStatistics } from "../../src/domain/upkeep/reanalyze.js";
import { isCommonWord } from "../../src/text/analysis/common-words.js";
import { useDatabase } from "../kit/db/database.js";
import { ingestSample } from "../kit/ingest/sample.js";
import type { Reasons } from "../kit/search/related.js";
import { useApp } from "../kit/server/app.js";
import { sentTo } from "../kit/server/sent-statements.js";

const database = useDatabase(async ({ db }) => {
  await ingestSample(db);
  await refreshStaleTermStatistics(db);
});
const app = useApp(database);
const sentBy = sentTo(database);

interface Node {
  title: string;
  keywords: { name: string }[];
}

test("papers of the bundled sample have a reason to be related if they share a word", async () => {
  const { newest, oldest } = await app.get<Record<"newest" | "oldest", { nodes: { id: string }[] }>>(
    "{ newest: papers(first: 100) { nodes { id } } oldest: papers(last: 100) { nodes { id } } }",
  );
  let pairs = 0;
  const unexplained: string[] = [];
  for (const { id } of [...newest.nodes, ...oldest.nodes]) {
    const { paper } = await app.get<{
      paper: Node & { related: { edges: { node: Node; reasons: Reasons }[] } };
    }>(
      `query ($id: ID!) {
        paper(by: { id: $id }) {
          title
          related(first: 5) {
            edges {
              node { title keywords { name } }
              reasons { terms name sharedKeywords { name } sharedAuthors { name } }
            }
          }
        }
      }`,
      { id },
    );
    pairs += paper.related.edges.length;
    for (const { node, reasons } of paper.related.edges) {
      const { terms, name, sharedAuthors, sharedKeywords } = reasons;
      if (name !== null || terms.length + sharedAuthors.length + sharedKeywords.length > 0) continue;
      unexplained.push(`${paper.title} / ${node.title}`);
      const others = wordsOf(node.title, ...node.keywords.map((each) => each.name));
      expect([...wordsOf(paper.title)].filter((word) => others.has(word))).toEqual([]);
    }
  }
  // These share a part of a word, such as `V3`, a common word, or a word with the name of an author.
  expect(unexplained.length).toBeLessThan(pairs / 50);
});

test("papers of a list have their terms, abstracts and keywords read by one statement", async () => {
  const countOf = async (edge: string) => {
    const query = `{ papers(first: 1) { nodes { related(first: 9) { edges { ${edge} } } } } }`;
    return (await sentBy(() => app.get(query))).statements.length;
  };
  const without = await countOf("node { title }");
  expect(await countOf("node { title } reasons { name }")).toBe(without);
  expect(await countOf("node { abstract }")).toBe(without + 1);
  expect(await countOf("reasons { terms }")).toBe(without + 1);
  expect(await countOf("node { abstract } reasons { terms }")).toBe(without + 1);
});

test("a first page of any size has the best of all, and their number", async () => {
  interface Listed {
    totalCount: number;
    pageInfo: { hasNextPage: boolean };
    edges: { score: number; node: { id: string }; reasons: Reasons }[];
  }
  const sizes = [0, 1, 3, 10, 40];
  const list = (first: number) => `r${first}: related(first: ${first}) {
    totalCount pageInfo { hasNextPage } edges { score node { id } reasons { name terms sharedAuthors { name } sharedKeywords { name } } }
  }`;
  const { papers } = await app.get<{ papers: { nodes: { id: string }[] } }>(
    "{ papers(first: 60) { nodes { id } } }",
  );
  const names = new Set<string | null>();
  for (const { id } of papers.nodes) {
    const { paper } = await app.get<{ paper: Record<string, Listed> }>(
      `query ($id: ID!) { paper(by: { id: $id }) { ${[100, ...sizes].map(list).join(" ")} } }`,
      { id },
    );
    const { totalCount, edges = [], pageInfo } = paper["r100"] ?? {};
    expect(pageInfo).toEqual({ hasNextPage: false });
    for (const size of sizes)
      expect(paper[`r${size}`]).toEqual({
        ...{ totalCount, edges: edges.slice(0, size) },
        pageInfo: { hasNextPage: edges.length > size },
      });
    for (const { reasons } of edges) names.add(reasons.name);
  }
  // With links by names, which are known for some candidates only.
  expect(names.size).toBeGreaterThan(1);
});

test("candidates of most papers are found by the same statements, which can be prepared", async () => {
  const { papers } = await app.get<{ papers: { nodes: { id: string }[] } }>(
    "{ papers(first: 30) { nodes { id } } }",
  );
  const { statements } = await sentBy(async () => {
    for (const { id } of papers.nodes)
      await app.get("query ($id: ID!) { paper(by: { id: $id }) { related(first: 5) { nodes { id } } } }", {
        id,
      });
  });
  const texts = statements.filter((text) => text.includes("companions"));
  expect(texts).toHaveLength(30);
  expect(new Set(texts).size).toBeLessThan(6);
});

/** Words that may be reasons: not those that most texts have. */
function wordsOf(...texts: string[]): Set<string> {
  const words = texts.flatMap((text) => text.toLowerCase().match(/\p{L}{3,}/gu) ?? []);
  return new Set(words.filter((word) => !isCommonWord(word)));
}
