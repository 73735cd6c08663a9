import { createHash } from "node:crypto";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { accentsAsTex } from "../../seed/accents.js";
import { createArchiveCalendar } from "../../seed/archive-calendar.js";
import { personName } from "../../seed/names.js";
import { createRandom } from "../../seed/random.js";
import { type SnapshotOptions, snapshotLines } from "../../seed/snapshot.js";
import { detectFormat } from "../../src/ingest/formats.js";
import { readKaggle } from "../../src/ingest/readers/kaggle.js";
import { foldSpace } from "../../src/text/spaces.js";
import { nameFromTex } from "../../src/text/tex.js";
import { readAll } from "../kit/ingest/reading.js";
import { startScript } from "../kit/server/processes.js";

interface Row {
  id: string;
  submitter: string;
  authors: string;
  title: string;
  categories: string;
  license: string | null;
  abstract: string;
  versions: { version: string; created: string }[];
  update_date: string;
  authors_parsed: [last: string, first: string, suffix: string][];
}

const linesOf = (options: SnapshotOptions) => [...snapshotLines(options)];

function shareOf(rows: readonly Row[], wanted: (row: Row) => boolean): number {
  return rows.filter(wanted).length / rows.length;
}

describe("a synthetic snapshot of arXiv", () => {
  const lines = linesOf({ count: 2_000, seed: 1 });
  const rows = lines.map((line): Row => JSON.parse(line));

  test("a seed determines the bytes", () => {
    const digest = createHash("sha256").update(lines.join("")).digest("hex");
    expect({ first: rows[0], digest }).toMatchInlineSnapshot(`
      {
        "digest": "9a6cbec1a90c36b3a623640732b3ccd10f84cbe86aac52b92903c948f5a6219b",
        "first": {
          "abstract": "  Ablations confirm the value of inductive generation with representations in
      the presence of open-domain dialogue, even under heavy noise. We call it
      SulexScape. We show that a single architecture can replace dynamic tracking
      with electrocardiograms trained on the wild, with 88 billion parameters. Recent
      progress relies on causal relighting with benchmarks in power grids, which
      generalizes to unseen domains. Recent progress relies on amortized retrieval
      with embeddings tested against open-domain dialogue, and improves accuracy by
      89% over strong baselines. Most pipelines still depend on large tracking with
      vehicles across urban traffic, as measured by 43 annotators. We show that a
      single architecture can replace spatial translation with experts supervised by
      museum collections, and improves accuracy by 19% over strong baselines. We show
      that a single architecture can replace saliency-guided reasoning with phonemes
      in long videos, compared with 41 alternatives. Existing approaches struggle
      with large rendering with objectives supervised by low-resource languages, and
      improves accuracy by 4% over strong baselines. We further propose to regularize
      fine-grained editing with agents beyond mobile screens, while using 89x fewer
      parameters.
      ",
          "authors": "Ning Jovolra Qiu, Karthik Nybeki Pillai and Amy Wister Edwards",
          "authors_parsed": [
            [
              "Qiu",
              "Ning Jovolra",
              "",
            ],
            [
              "Pillai",
              "Karthik Nybeki",
              "",
            ],
            [
              "Edwards",
              "Amy Wister",
              "",
            ],
          ],
          "categories": "hep-ph",
          "comments": null,
          "doi": "10.5555/0716.0125",
          "id": "0716.0125",
          "journal-ref": "J. Synth. Res. 17 (2007) 6641",
          "license": null,
          "report-no": null,
          "submitter": "Ning Jovolra Qiu",
          "title": "SulexScape: Entropic Compilers for Symbolic Compression",
          "update_date": "2007-04-03",
          "versions": [
            {
              "created": "Mon, 2 Apr 2007 20:45:53 GMT",
              "version": "v1",
            },
          ],
        },
      }
    `);
    expect(linesOf({ count: 10, seed: 2 })[0]).not.toBe(linesOf({ count: 10, seed: 1 })[0]);
  });

  test("ranges have the papers of the whole, so that a snapshot can be continued", () => {
    const parts = [0, 700, 1_400].flatMap((start) =>
      linesOf({ count: Math.min(700, 2_000 - start), seed: 1, start }),
    );
    expect(new Set(parts)).toEqual(new Set(lines));
  });

  test("lines are JSON in ASCII, as Python writes it", () => {
    for (const line of lines) {
      expect(line).toMatch(/^[ -~]+\n$/);
      const letters = line.replace(/\\u([0-9a-f]{4})/g, (_, code) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      );
      expect(`${JSON.stringify(JSON.parse(line))}\n`).toBe(letters);
    }
  });

  test("is recognized, and ingest accepts every paper", async () => {
    const bytes = Buffer.from(lines.join(""));
    expect(detectFormat(bytes.subarray(0, 65_536))).toBe("kaggle");
    const records = await readAll(readKaggle, bytes, { today: "2026-01-01", trailingCount: "comments" });
    expect(records.length).toBe(2_000);
    for (const [index, record] of records.entries()) {
      const row = rows[index];
      expect(record).toMatchObject({
        kind: "paper",
        draft: {
          arxivId: row?.id,
          title: foldSpace(row?.title ?? ""),
          abstract: foldSpace(row?.abstract ?? ""),
          publishedAt: new Date(row?.versions[0]?.created ?? ""),
          authors: row?.authors_parsed.map(([last, first, suffix]) => ({
            name: foldSpace(`${first} ${last} ${suffix}`),
          })),
          categories: row?.categories.split(" "),
          versions: row?.versions.map(({ created }, at) => ({
            number: at + 1,
            submittedAt: new Date(created).toISOString(),
          })),
        },
      });
    }
  });

  test("IDs ascend, and are of the month of the first version, or the next after its 12th", () => {
    const ids = rows.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
    for (const { id, versions } of rows) {
      const first = new Date(versions[0]?.created ?? "");
      const month = `${String(first.getUTCFullYear() % 100).padStart(2, "0")}${first.getUTCMonth() + 13}`;
      expect(id).toMatch(new RegExp(`^${month}\\.\\d{4,5}$|^[a-z-]+/${month}\\d{3}$`));
    }
    expect(shareOf(rows, ({ id }) => id.includes("/"))).toBeCloseTo(0.14, 1.7);
    const years = rows.map(({ versions }) => new Date(versions[0]?.created ?? "").getUTCFullYear());
    const inYear = (year: number) => years.filter((each) => each === year).length;
    expect([Math.min(...years), Math.max(...years)]).toEqual([1995, 2025]);
    expect(inYear(2025)).toBeGreaterThan(2 * inYear(2014));
  });

  test("texts have arXiv's layout", () => {
    for (const { title, abstract } of rows) {
      expect(abstract).toMatch(/^ {2}\S.*\S\n$/s);
      for (const line of abstract.split("\n").slice(0, -2)) expect(line.length).toBeGreaterThan(40);
      for (const line of [...abstract.split("\n"), ...title.split("\n")])
        expect(line.length).toBeLessThan(80);
    }
    expect(rows.some(({ title }) => title.includes("\n  "))).toBe(true);
    expect(shareOf(rows, ({ abstract }) => abstract.includes("$"))).toBeCloseTo(0.2, 1.7);
  });

  test("the number of authors is distributed as in an archive, and some names are in TeX", () => {
    const authors = rows.reduce((sum, row) => sum + row.authors_parsed.length, 0);
    // Without the one paper of 3,303.
    expect((authors - 3_303) / (rows.length - 1)).toBeCloseTo(5, 0);
    expect(shareOf(rows, (row) => row.authors.includes("\\"))).toBeCloseTo(0.02, 1.7);
    expect(rows.some((row) => row.authors_parsed.some(([, , suffix]) => suffix === "Jr."))).toBe(true);
    for (const { authors: line, submitter } of rows) expect(line.startsWith(submitter)).toBe(true);
  });

  test("papers have one to three categories; those with old IDs, of their archive", () => {
    for (const { id, categories } of rows) {
      expect(categories).toMatch(/^\S+( \S+){0,2}$/);
      if (id.includes("/")) expect(categories.split(/[ .]/)[0]).toBe(id.split("/")[0]);
    }
  });

  test("names in TeX decode to the originals", () => {
    const random = createRandom();
    for (let index = 0; index < 5_000; index++) {
      random.restart(1, index);
      const { given, family } = personName(random.fraction);
      expect(nameFromTex(accentsAsTex(`${given} ${family}`))).toBe(`${given} ${family}`);
    }
  });

  test("three million papers have unique IDs", () => {
    const random = createRandom();
    const calendar = createArchiveCalendar(1);
    let [papers, before] = [0, ""];
    for (const [, place] of calendar.inOrder(0, 3_000_000)) {
      const { arxivId } = calendar.publication(random, place);
      if (arxivId <= before) throw new Error(`${arxivId} comes after ${before}.`);
      before = arxivId;
      papers++;
    }
    expect(papers).toBe(3_000_000);
  });

  test.each([
    { count: -1, seed: 1 },
    { count: 1.5, seed: 1 },
    { count: 4_000_000, seed: 1 },
    { count: 1, seed: 1, start: 4_000_000 },
  ])("rejects %o with a reason", (options) => {
    expect(() => linesOf(options)).toThrow(RangeError);
  });
});

describe("seed --kaggle", () => {
  const seed = (...commandLine: string[]) =>
    // No server listens at this address, so opening a database would fail.
    startScript(["seed/main.ts", ...commandLine, "--kaggle"], {
      DATABASE_URL: "postgresql://localhost:1/none",
    });

  test("writes a snapshot to standard output, and nothing else", async () => {
    const { code, stdout, stderr } = await seed("300", "--seed", "3", "--start", "200").finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(linesOf({ count: 300, seed: 3, start: 200 }).join(""));
  });

  test("ends silently when its reader stops", async () => {
    const running = seed("3000000");
    await once(running.child.stdout ?? running.child, "data");
    running.child.stdout?.destroy();
    expect(await running.finished).toMatchObject({ code: 0, stderr: "" });
  });
});
