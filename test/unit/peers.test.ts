import { expect, test } from "vitest";
import { withPeersTable } from "../bench/peers/peers-document.js";
import { postgraphileQuestions } from "../bench/peers/postgraphile-questions.js";

// The other servers need packages of their own; these parts of the bench do not.

test("groups of PostGraphile are read in papergraph's form: by month, most papers first", () => {
  const group = (month: string, papers: string, upvotes: string) => ({
    keys: [month],
    distinctCount: { rowId: papers },
    sum: { upvotes },
  });
  const organization = (organizationId: number, slug: string, ...groupedAggregates: unknown[]) => ({
    organizationId,
    organization: { slug, papers: { groupedAggregates } },
  });
  const data = {
    organizationSlugs: {
      nodes: [
        organization(7, "late", group("2024-03-01", "2", "9")),
        organization(3, "early", group("2024-03-01", "2", "9"), group("2024-01-01", "1", "5")),
        organization(5, "large", group("2024-03-01", "10", "1")),
      ],
    },
  };
  const round = { variables: {}, values: [["late", "early", "large"], "2024-01-15", "2024-03-31"] };
  const totals = (papers: number, upvotes: number) => ({ papers, upvotes });
  expect(postgraphileQuestions.Q4.read(data, round)).toEqual({
    paperStats: {
      groups: [
        { period: "2024-01-01", organization: { slug: "early" }, totals: totals(1, 5) },
        { period: "2024-03-01", organization: { slug: "large" }, totals: totals(10, 1) },
        { period: "2024-03-01", organization: { slug: "early" }, totals: totals(2, 9) },
        { period: "2024-03-01", organization: { slug: "late" }, totals: totals(2, 9) },
      ],
    },
  });
});

test("the figures of a run replace those of the last one in the document", () => {
  const peer = { cache: false, spread: [90, 110] as const, serverCpu: 0.5, postgresCpu: 0.25 };
  const report = {
    at: "2026-11-27T12:00:00.000Z",
    cores: 2,
    node: "20.20.2",
    postgres: "18.4",
    peers: [
      {
        papers: 3_000,
        questions: [
          {
            question: "Q1",
            peers: [
              { ...peer, peer: "limit", kind: "limit" as const, requestsPerSecond: 4_000 },
              { ...peer, peer: "PostGraphile 5", kind: "postgraphile" as const, requestsPerSecond: 1_000 },
              { ...peer, peer: "papergraph", kind: "papergraph" as const, requestsPerSecond: 3_000 },
            ],
          },
        ],
      },
    ],
  };
  const marker = "<!-- table: peers, written by npm run bench -- --only peers --write-docs -->\n";
  const written = withPeersTable(`before\n${marker}old figures\n<!-- end -->\nafter\n`, report);
  expect(written).not.toContain("old figures");
  expect(written).toContain("| Q1 | limit | 4,000 | 90, 110 | 0.50 + 0.25 |  |");
  expect(written).toContain("|  | papergraph | 3,000 | 90, 110 | 0.50 + 0.25 | 0.75 | 3.00 |");
  expect(withPeersTable(written, report)).toBe(written);
});
