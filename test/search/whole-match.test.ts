import { describe, expect, test } from "vitest";
import { refreshStaleTermStatistics } from "../../src/domain/upkeep/reanalyze.js";
import { useDatabase } from "../kit/db/database.js";
import { paper, record } from "../kit/models/papers.js";
import { useApp } from "../kit/server/app.js";

// A search that is a person's name or a whole title, among papers that have its words in other places.

const scattered = Array.from({ length: 1_500 }, (_, index) =>
  paper(`Zhao on distillation of large models ${index}`, {
    abstract: "Wang, Zhao and Wang: knowledge, language and knowledge. ".repeat(1 + (index % 5)),
    authors: [{ name: `Zhao ${index}` }, { name: `Ning Wang ${index}` }],
    keywords: ["Wang Zhao", "zhao wang"],
    publishedOn: "2025-06-01",
  }),
);
const own = [
  paper("Cats", { authors: [{ name: "Bo Lind" }, { name: "Zhao Wang" }], publishedOn: "2023-01-01" }),
  paper("Dogs", { authors: [{ name: "Wang, Zháo" }], publishedOn: "2023-01-02" }),
  paper("Birds", { authors: [{ name: "Zhao-Wang" }], publishedOn: "2023-01-03" }),
  paper("Knowledge Distillation of Large Language Models", { publishedOn: "2023-01-04" }),
  paper("Knowledge Distillation of Large Language Models: More of It", { publishedOn: "2023-01-05" }),
  paper("Gemini 1.5: Unlocking Babai's Nearest", { publishedOn: "2023-01-06" }),
];
const database = useDatabase(async ({ db }) => {
  await record(db, [...own, ...scattered]);
  await refreshStaleTermStatistics(db);
});
const app = useApp(database);

async function best(search: string, filter: object = {}): Promise<string[]> {
  const { papers } = await app.get<{ papers: { nodes: { title: string }[] } }>(
    "query ($filter: PaperFilter!) { papers(filter: $filter, first: 3) { nodes { title } } }",
    { filter: { search, ...filter } },
  );
  return papers.nodes.map(({ title }) => title);
}

describe("the papers come first", () => {
  test.each(["Zhao Wang", "zhao wang", '"Zhao Wang"', "ZHAO-WANG"])("of a person: %s", async (search) => {
    expect((await best(search)).slice(0, 2).sort()).toEqual(["Birds", "Cats"]);
    const filter = { publishedOn: { from: "2023-01-01" } };
    expect((await best(search, filter)).slice(0, 2).sort()).toEqual(["Birds", "Cats"]);
  });

  test.each([
    "Knowledge Distillation of Large Language Models",
    "knowledge distillation of large language models.",
    "Knowledge-Distillation of large Language-Models",
  ])("with a title: %s", async (search) => {
    expect((await best(search))[0]).toBe("Knowledge Distillation of Large Language Models");
  });

  test.each(["gemini 1 5 unlocking babai s nearest", "Gemini 1.5 unlocking: Babai's nearest"])(
    "with a title in other punctuation: %s",
    async (search) => {
      expect(await best(search)).toEqual(["Gemini 1.5: Unlocking Babai's Nearest"]);
    },
  );

  test("unless the search excludes words", async () => {
    expect(await best("zhao -wang")).not.toContain("Cats");
    expect(await best("gemini -1.5")).toEqual([]);
  });
});
