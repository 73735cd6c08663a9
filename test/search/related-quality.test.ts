import { readFile } from "node:fs/promises";
import sql from "sql-template-tag";
import { expect, test } from "vitest";
import type { Queryable } from "../../src/db/database.js";
import type { PaperDraft } from "../../src/domain/interchange/paper-draft.js";
import { parsePaperInput } from "../../src/domain/interchange/parse-paper.js";
import { rankRelated } from "../../src/domain/related/rank.js";
import { loadSubject } from "../../src/domain/related/subject.js";
import { refreshStaleTermStatistics } from "../../src/domain/upkeep/reanalyze.js";
import { mean, ndcg } from "../bench/relevance/quality.js";
import { sharedAuthors, sharedKeywords } from "../bench/relevance/related-questions.js";
import { useDatabase } from "../kit/db/database.js";
import { record } from "../kit/models/papers.js";

// The full measurement is `npm run bench -- --only relevance`.

let papers: PaperDraft[] = [];
const database = useDatabase(async ({ db }) => {
  const lines = (await readFile("seed/sample.jsonl", "utf8")).trimEnd().split("\n");
  papers = lines.flatMap((line) => {
    const parsed = parsePaperInput(JSON.parse(line));
    return "draft" in parsed ? [parsed.draft] : [];
  });
  // Without keywords and authors, which are the answers.
  await record(
    db,
    papers.map(({ title, arxivId, abstract }) => ({ title, arxivId, abstract }) as PaperDraft),
  );
  await refreshStaleTermStatistics(db);
});

test.each([
  ["keyword", () => sharedKeywords(papers, false), 0.085],
  ["pair of authors", () => sharedAuthors(papers), 0.075],
])("papers that share a %s are related by their texts", async (_name, questionsOf, least) => {
  const rows = await database.db.query<{ id: number; arxivId: string }>(
    sql`select id, arxiv_id as "arxivId" from papers`,
  );
  const ids = new Map(rows.map(({ id, arxivId }) => [arxivId, id]));
  const positions = new Map(papers.map(({ arxivId }, index) => [ids.get(arxivId ?? "") ?? 0, index]));
  const gains: number[] = [];
  for (const { paper, right } of questionsOf()) {
    const subject = await loadSubject(database.db, ids.get(papers[paper]?.arxivId ?? "") ?? 0);
    const found = subject ? (await rankRelated(database.db, subject, [])).best : [];
    gains.push(
      ndcg(
        found.map(({ id }) => positions.get(id) ?? -1),
        right,
        10,
      ),
    );
  }
  expect(gains.length).toBeGreaterThan(10);
  expect(mean(gains)).toBeGreaterThan(least);
});

test("the texts of few papers are not read one by one", async () => {
  const { db } = database;
  await db.query(sql`vacuum analyze`);
  const plans: string[] = [];
  const explained: Queryable = {
    async query({ text, values }, name) {
      const rows = await db.query<Record<string, string>>({ text: `explain ${text}`, values });
      plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
      return db.query({ text, values }, name);
    },
  };
  const rows = await db.query<{ id: number }>(sql`select id from papers order by id limit 20`);
  for (const { id } of rows) {
    const subject = await loadSubject(db, id);
    if (subject) await rankRelated(explained, subject, []);
  }
  expect(plans.filter((plan) => plan.includes("paper_texts_search_idx"))).toHaveLength(rows.length);
  expect(plans.filter((plan) => plan.includes("Seq Scan on paper_texts"))).toEqual([]);
});
