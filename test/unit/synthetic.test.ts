import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createCalendar } from "../../seed/calendar.js";
import { makeSample } from "../../seed/make-sample.js";
import { createRandom } from "../../seed/random.js";
import { type SyntheticOptions, syntheticPapers } from "../../seed/synthetic.js";
import type { PaperDraft } from "../../src/domain/interchange/paper-draft.js";
import { parsePaperInput } from "../../src/domain/interchange/parse-paper.js";
import { nameKey } from "../../src/domain/values/folded-keys.js";

const papersOf = (options: SyntheticOptions) => [...syntheticPapers(options)];

/** The value below which the given share of `values` lies. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}

function shareOf<T>(items: readonly T[], wanted: (item: T) => boolean): number {
  return items.filter(wanted).length / items.length;
}

describe("synthetic papers", () => {
  const many = papersOf({ count: 20_000, seed: 1 });
  const authorships = many.flatMap((paper) => paper.authors ?? []);

  test("a seed determines the papers", () => {
    expect(papersOf({ count: 200, seed: 1 })).toEqual(many.slice(0, 200));
    const others = papersOf({ count: 200, seed: 2 });
    expect(others.filter((paper, index) => paper.title === many[index]?.title)).toEqual([]);
  });

  test("a range has the papers of the whole, so that the work can be split", () => {
    const parts = [0, 70, 140].flatMap((start) => papersOf({ count: 70, seed: 1, start }));
    expect(parts).toEqual(many.slice(0, 210));
  });

  test("ingest accepts every paper unchanged", () => {
    for (const paper of many.slice(0, 2_000)) {
      const parsed = parsePaperInput(JSON.parse(JSON.stringify(paper)));
      expect(parsed).toEqual({ draft: paper });
    }
  });

  test("every paper appears within the period and is featured then or later", () => {
    for (const { publishedAt, featuredOn } of papersOf({
      count: 5_000,
      seed: 3,
      from: "2024-02-28",
      to: "2024-03-02",
    })) {
      const published = publishedAt?.toISOString().slice(0, 10) ?? "";
      expect(published >= "2024-02-28" && published <= "2024-03-02").toBe(true);
      expect(featuredOn?.every((day) => day >= published)).toBe(true);
    }
  });

  test("arXiv IDs are of months without real ones, and one paper in a hundred has none", () => {
    for (const { arxivId, publishedAt } of many) {
      const year = publishedAt?.toISOString().slice(2, 4);
      if (arxivId !== undefined) expect(arxivId).toMatch(new RegExp(`^${year}(1[3-9]|2[0-4])\\.\\d{5}$`));
    }
    expect(shareOf(many, (paper) => paper.arxivId === undefined)).toBeCloseTo(0.01, 2.2);
  });

  test("a million papers have unique arXiv IDs, using older months if the period has too few", () => {
    const random = createRandom();
    const calendar = createCalendar(1, "2025-05-20", "2025-07-10");
    const ids = new Set<string>();
    for (let index = 0; index < 1_000_000; index++) {
      random.restart(1, index);
      ids.add(calendar.publication(random, index).arxivId);
    }
    expect(ids.size).toBe(1_000_000);
    expect([...ids].filter((id) => !/^2[45]\d\d\.\d{5}$/.test(id))).toEqual([]);
  });

  test("five million papers fit", () => {
    const [last] = papersOf({ count: 1, seed: 1, start: 4_999_999 });
    expect(last?.publishedAt?.getUTCFullYear()).toBeGreaterThan(2014);
  });

  test("authors are as numerous, claimed, and hidden as in the real papers", () => {
    const lengths = many.flatMap((paper) => paper.authors?.length ?? []);
    expect(quantile(lengths, 0.5)).toBe(7);
    expect([quantile(lengths, 0.25), quantile(lengths, 0.75)]).toEqual([5, 10]);
    expect(Math.max(...lengths)).toBeGreaterThan(300);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(3303);
    expect(shareOf(authorships, (author) => author.accountId !== undefined)).toBeCloseTo(0.393, 1.7);
    expect(shareOf(authorships, (author) => author.hidden === true)).toBeCloseTo(0.0055, 2.7);
    expect(shareOf(many, (paper) => paper.authorsCount !== undefined)).toBeCloseTo(0.005, 2.5);
  });

  test("names are shared between accounts, spelled in two ways, and found with and without an account", () => {
    const accounts = new Map<string, Set<string>>();
    const spellings = new Map<string, Set<string>>();
    for (const { name, accountId } of authorships) {
      const key = nameKey(name);
      if (accountId !== undefined) accounts.set(key, (accounts.get(key) ?? new Set()).add(accountId));
      spellings.set(key, (spellings.get(key) ?? new Set()).add(name));
    }
    // 4 % in the real rows, where the 6,777 papers are a third as many.
    const collisions = shareOf([...accounts.values()], (ids) => ids.size > 1);
    expect(collisions).toBeGreaterThan(0.02);
    expect(collisions).toBeLessThan(0.2);
    expect([...spellings.values()].filter((names) => names.size > 1).length).toBeGreaterThan(100);
    const unclaimed = authorships.filter((author) => author.accountId === undefined);
    expect(shareOf(unclaimed, (author) => accounts.has(nameKey(author.name)))).toBeGreaterThan(0.2);
  });

  test("upvotes, comments, keywords, links and abstracts are distributed as in the real papers", () => {
    const quantilesOf = (values: number[]) => [0.05, 0.25, 0.5, 0.75, 0.95].map((at) => quantile(values, at));
    const close = (found: readonly number[], real: readonly number[]) => {
      for (const [index, value] of real.entries())
        expect(Math.abs((found[index] ?? 0) - value), `${found} instead of ${real}`).toBeLessThanOrEqual(
          1 + value * 0.05,
        );
    };
    close(quantilesOf(many.map((paper) => paper.upvotes ?? 0)), [2, 8, 15, 28, 73]);
    close(quantilesOf(many.map((paper) => paper.commentsCount ?? 0)), [0, 1, 2, 3, 6]);
    close(quantilesOf(many.map((paper) => paper.keywords?.length ?? 0)), [5, 7, 9, 12, 16]);
    close(
      [
        quantile(
          many.map((paper) => paper.abstract?.length ?? 0),
          0.5,
        ),
      ],
      [1326],
    );
    expect(shareOf(many, (paper) => paper.codeUrl !== undefined)).toBeCloseTo(0.58, 1.7);
    expect(shareOf(many, (paper) => paper.projectUrl !== undefined)).toBeCloseTo(0.193, 1.7);
    expect(shareOf(many, (paper) => paper.withdrawnAt !== undefined)).toBeCloseTo(0.0003, 3);
    expect(new Set(many.map((paper) => paper.title)).size).toBeGreaterThan(19_900);
  });

  test("two of five papers have an organization, and the first have thousands among 150,000", () => {
    expect(shareOf(many, (paper) => paper.organization !== undefined)).toBeCloseTo(0.4, 1.7);
    const papers = new Map<string, number>();
    for (const { organization } of many)
      if (organization) papers.set(organization.slug, (papers.get(organization.slug) ?? 0) + 1);
    expect(papers.size).toBeGreaterThan(1_000);
    expect((Math.max(...papers.values()) * 150_000) / many.length).toBeGreaterThan(1_000);
  });

  test.each([
    { count: -1, seed: 1 },
    { count: 1.5, seed: 1 },
    { count: 1, seed: Number.NaN },
    { count: 1, seed: 1, from: "2025-02-30" },
    { count: 1, seed: 1, from: "2025-07-08", to: "2025-07-07" },
  ])("rejects %o with a reason", (options) => {
    expect(() => papersOf(options)).toThrow(RangeError);
  });
});

describe("the bundled sample", () => {
  const sample = readFileSync(new URL("../../seed/sample.jsonl", import.meta.url), "utf8");
  const papers = sample
    .trimEnd()
    .split("\n")
    .map((line): PaperDraft => {
      const parsed = parsePaperInput(JSON.parse(line));
      if ("problem" in parsed) throw new Error(`${parsed.problem}: ${line}`);
      return parsed.draft;
    });

  test("holds some 400 papers of 24 months in at most 600 kB, and no abstracts", () => {
    expect(Buffer.byteLength(sample)).toBeLessThanOrEqual(600_000);
    expect(papers.length).toBeGreaterThanOrEqual(390);
    expect(new Set(papers.flatMap((paper) => paper.featuredOn?.[0]?.slice(0, 7) ?? [])).size).toBe(24);
    expect(papers.filter((paper) => paper.abstract !== undefined)).toEqual([]);
  });

  test("has something of every kind", () => {
    const having = (wanted: (paper: PaperDraft) => boolean) => papers.filter(wanted).length;
    expect(having((paper) => (paper.featuredOn?.length ?? 0) > 1)).toBe(1);
    expect(having((paper) => paper.withdrawnAt !== undefined)).toBe(2);
    expect(having((paper) => paper.authors?.length === 1)).toBeGreaterThan(4);
    expect(having((paper) => (paper.authors?.length ?? 0) > 40)).toBeGreaterThan(3);
    expect(having((paper) => paper.authorsCount === 3303)).toBe(1);
    expect(having((paper) => paper.arxivId === undefined)).toBe(8);
    expect(new Set(papers.map((paper) => paper.organization?.slug)).size).toBeGreaterThan(20);
    const week = having(({ publishedAt }) => {
      const day = publishedAt?.toISOString().slice(0, 10) ?? "";
      return day >= "2025-07-07" && day <= "2025-07-13";
    });
    expect(week).toBeGreaterThan(50);
  });

  const data = new URL("../../../shared/data/", import.meta.url);
  test.skipIf(!existsSync(data))(
    "is what make-sample makes of the data in ../shared/data (skipped without it)",
    async () => {
      expect(await makeSample(fileURLToPath(data))).toBe(sample);
    },
  );
});
