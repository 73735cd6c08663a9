import { describe, expect, test } from "vitest";
import type { PaperDraft } from "../../src/domain/interchange/paper-draft.js";
import { refreshStaleTermStatistics } from "../../src/domain/upkeep/reanalyze.js";
import { makeDocument } from "../../src/search/document.js";
import { hashTerm } from "../../src/search/term-hash.js";
import { useDatabase } from "../kit/db/database.js";
import { record } from "../kit/models/papers.js";
import { useApp } from "../kit/server/app.js";

const text = "pre-training of TinyLlama with a corpus";

function impactOf(term: string, texts: Partial<Parameters<typeof makeDocument>[0]>): number {
  const { termHashes, impacts } = makeDocument({
    title: "",
    names: [],
    keywords: [],
    abstract: "",
    ...texts,
  });
  return impacts[termHashes.indexOf(hashTerm(term))] ?? 0;
}

describe("the impact of a term", () => {
  test.each(["pretrain", "tinyllama"])("is that of one occurrence for the joined form %s", (joined) => {
    expect(impactOf(joined, { abstract: text })).toBe(impactOf("corpus", { abstract: text }));
    expect(impactOf(joined, { title: text })).toBe(impactOf("corpus", { title: text }));
  });

  test("does not depend on joined forms and function words", () => {
    expect(impactOf("corpus", { abstract: "pre-training of a corpus" })).toBe(
      impactOf("corpus", { abstract: "pre training corpus" }),
    );
  });

  test("in title and abstract is the same with any number of authors and keywords", () => {
    const names = Array.from({ length: 300 }, (_, index) => `Ada Q${index}`);
    expect(impactOf("corpus", { abstract: text, names, keywords: ["graphs", "trees"] })).toBe(
      impactOf("corpus", { abstract: text }),
    );
  });
});

describe("a related paper", () => {
  const subjects: PaperDraft[] = [
    {
      arxivId: "2501.00001",
      title: "Lanterns",
      abstract: `A pulsar near a quasar. ${"Another quasar. ".repeat(5)}`,
    },
    { arxivId: "2501.00002", title: "Recipes for the kitchen", abstract: "Soup." },
  ];
  const others: PaperDraft[] = [
    { arxivId: "2501.00003", title: "A quasar in the sky" },
    { arxivId: "2501.00004", title: "A pulsar in the sky" },
    { arxivId: "2501.00005", title: "Lessons for the school" },
  ].map((paper) => ({ ...paper, abstract: "It was seen." }));
  const database = useDatabase(async ({ db }) => {
    await record(db, [...subjects, ...others]);
    await refreshStaleTermStatistics(db);
  });
  const app = useApp(database);

  async function scoresOf(arxivId: string): Promise<Record<string, number>> {
    const { paper } = await app.get<{
      paper: { related: { edges: { score: number; node: { arxivId: string } }[] } };
    }>(
      "query ($id: String!) { paper(by: { arxivId: $id }) { related { edges { score node { arxivId } } } } }",
      {
        id: arxivId,
      },
    );
    return Object.fromEntries(paper.related.edges.map(({ score, node }) => [node.arxivId, score]));
  }

  test("shares more if it shares a word that the paper repeats", async () => {
    const { "2501.00003": repeated = 0, "2501.00004": once = 0 } = await scoresOf("2501.00001");
    expect(once).toBeGreaterThan(0);
    expect(repeated / once).toBeGreaterThan(3);
  });

  test("shares more than function words of the title", async () => {
    expect(await scoresOf("2501.00002")).not.toHaveProperty("2501.00005");
  });
});
