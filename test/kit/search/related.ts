import { syntheticPapers } from "../../../seed/synthetic.js";
import type { PaperDraft } from "../../../src/domain/interchange/paper-draft.js";
import { refreshStaleTermStatistics } from "../../../src/domain/upkeep/reanalyze.js";
import { useDatabase } from "../db/database.js";
import { record } from "../models/papers.js";
import { type TestApp, useApp } from "../server/app.js";

export interface Reasons {
  terms: string[];
  name: string | null;
  sharedAuthors: { name: string }[];
  sharedKeywords: { name: string }[];
}

/** By arXiv ID of the related paper. */
export async function reasonsOf(
  app: TestApp,
  arxivId: string,
): Promise<Map<string, Reasons & { score: number }>> {
  const { paper } = await app.get<{
    paper: { related: { edges: { score: number; node: { arxivId: string }; reasons: Reasons }[] } };
  }>(
    `query ($id: String!) {
      paper(by: { arxivId: $id }) {
        related(first: 100) {
          edges { score node { arxivId } reasons { terms name sharedAuthors { name } sharedKeywords { name } } }
        }
      }
    }`,
    { id: arxivId },
  );
  return new Map(
    paper.related.edges.map(({ score, node, reasons }) => [node.arxivId, { ...reasons, score }]),
  );
}

export function numbered(number: number): string {
  return `2501.${String(number).padStart(5, "0")}`;
}

/** Stores papers, numbered from 1, among others: words and names are rare only among many. */
export function usePapers(papers: readonly PaperDraft[]): TestApp {
  const database = useDatabase(async ({ db }) => {
    await record(
      db,
      papers.map((paper, index) => ({ arxivId: numbered(index + 1), ...paper })),
    );
    await record(db, [...syntheticPapers({ count: 300, seed: 3 })]);
    await refreshStaleTermStatistics(db);
  });
  return useApp(database);
}
