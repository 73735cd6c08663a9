import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cellText } from "../../src/site/exports/csv.js";
import { texOf } from "../../src/site/parts/bibtex.js";
import { useDatabase } from "../kit/db/database.js";
import { ingestSample } from "../kit/ingest/sample.js";
import { paper, record } from "../kit/models/papers.js";
import { useApp } from "../kit/server/app.js";

const database = useDatabase(async ({ db }) => {
  await ingestSample(db);
  await record(db, [
    paper('=HYPERLINK("http://x"), or 100% of $x_1^{2}$ & more_than {this}', {
      arxivId: "2510.00001",
      publishedOn: "2025-10-02",
      authors: [{ name: "Ada Lovelace" }, { name: "Müller, Jr., Hans" }, { name: "@handle" }],
      keywords: ["odd keys"],
      categories: ["cs.CL", "cs.LG"],
    }),
    paper("Untitled notes", { keywords: ["odd keys"] }),
  ]);
});
const app = useApp(database);
const open = (path: string) => fetch(`${app.origin}${path}`);

/** RFC 4180, strictly. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe("papers as CSV", () => {
  test("are those of the API, in its order", async () => {
    const response = await open("/papers.csv?organizations=facebook&order=UPVOTES");
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="papers.csv"');
    const [header = [], ...rows] = parseCsv(await response.text());
    const { papers } = await app.get<{
      papers: {
        nodes: { arxivId: string | null; title: string; upvotes: number; keywords: { name: string }[] }[];
      };
    }>(`{
      papers(filter: { organizations: ["facebook"] }, orderBy: { field: UPVOTES }, first: 100) {
        nodes { arxivId title upvotes keywords { name } }
      }
    }`);
    const column = (name: string) => rows.map((row) => row[header.indexOf(name)]);
    expect(column("arxiv_id")).toEqual(papers.nodes.map(({ arxivId }) => arxivId ?? ""));
    expect(column("title")).toEqual(papers.nodes.map(({ title }) => title));
    expect(column("upvotes")).toEqual(papers.nodes.map(({ upvotes }) => String(upvotes)));
    expect(column("keywords")).toEqual(
      papers.nodes.map(({ keywords }) => keywords.map(({ name }) => name).join("; ")),
    );
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([header.length]));
    expect(papers.nodes.length).toBeGreaterThan(3);
  });

  test("continue with the next file until the end", async () => {
    const found: string[] = [];
    let url: string | undefined = `${app.origin}/papers.csv?hasCode=true`;
    for (let pages = 0; url !== undefined; pages += 1) {
      expect(pages).toBeLessThan(6);
      const response: Response = await fetch(url);
      found.push(
        ...parseCsv(await response.text())
          .slice(1)
          .map(([id = ""]) => id),
      );
      url = /^<([^>]+)>; rel="next"$/.exec(response.headers.get("link") ?? "")?.[1];
    }
    const { papers } = await app.get<{ papers: { totalCount: number } }>(
      "{ papers(filter: { hasCode: true }) { totalCount } }",
    );
    expect(new Set(found).size).toBe(papers.totalCount);
    expect(papers.totalCount).toBeGreaterThan(100);
  });

  test("have no formulas for a spreadsheet", async () => {
    const [header = [], row = []] = parseCsv(await (await open("/papers.csv?arxivIds=2510.00001")).text());
    expect(row[header.indexOf("title")]).toBe(
      `'=HYPERLINK("http://x"), or 100% of $x_1^{2}$ & more_than {this}`,
    );
  });

  test("any cell is read as it was, apart from the apostrophes before formulas", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc
        .array(fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", " ", '"', ",", ";", "a"))
        .map((all) => all.join("")),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (cells) => {
        const [row = []] = parseCsv(`${cells.map(cellText).join(",")}\r\n`);
        const bare = (cell: string) => cell.replaceAll("'", "");
        expect(row.map(bare)).toEqual(cells.map(bare));
        for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@]/);
      }),
      { numRuns: 2_000 },
    );
  });
});

test.each(["=1", "Ada; =1", "a;=1", 'a;"=1', 'a; " =1', "a\t=1", "a\r\n=1", "a\n\n ＝1"])(
  "%j has no formula where cells end at semicolons or tabs, either",
  (text) => {
    for (const cell of cellText(text).split(/[;\t\r\n]/)) expect(cell).not.toMatch(/^[\s"]*[=＝]/);
  },
);

describe("papers as BibTeX", () => {
  test("have what a citation needs, with escaped texts", async () => {
    const response = await open("/paper/2510.00001.bib");
    expect(response.headers.get("content-type")).toBe("application/x-bibtex; charset=utf-8");
    expect(await response.text()).toBe(`@misc{lovelace2025-2510.00001,
  title = {{=HYPERLINK("http://x"), or 100\\% of $x_1^{2}$ \\& more\\_than \\textbraceleft{}this\\textbraceright{}}},
  author = {Ada Lovelace and {Müller, Jr., Hans} and @handle},
  year = {2025},
  month = {10},
  eprint = {2510.00001},
  archiveprefix = {arXiv},
  primaryclass = {cs.CL},
  doi = {10.48550/arXiv.2510.00001},
  url = {https://arxiv.org/abs/2510.00001},
}
`);
  });

  test("of a filter are one entry each, with distinct keys", async () => {
    const text = await (await open("/papers.bib?publishedFrom=2025-09-01&publishedTo=2025-09-30")).text();
    const keys = [...text.matchAll(/^@misc\{([^,]+),$/gm)].map(([, key]) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThan(20);
    for (const key of keys) expect(key).toMatch(/^[a-z0-9.-]+$/);
    expect(await (await open("/papers.bib?keywords=odd keys")).text()).toMatch(
      /^@misc\{paper-[0-9a-f]{8},$/m,
    );
  });

  test("any title leaves braces and dollar signs balanced", () => {
    const sign = fc.constantFrom(
      "{",
      "}",
      "\\",
      "$",
      "$x^2$",
      "$\\alpha$",
      "%",
      "&",
      "_",
      "^",
      "#",
      "~",
      "a",
      " ",
    );
    fc.assert(
      fc.property(fc.array(sign), (parts) => {
        const text = texOf(parts.join(""));
        let [depth, dollars] = [0, 0];
        for (const [token] of text.matchAll(/\\[$%]|[{}$%]/gs)) {
          if (token === "{") depth += 1;
          if (token === "}") depth -= 1;
          if (token === "$") dollars += 1;
          expect(token).not.toBe("%");
          expect(depth).toBeGreaterThanOrEqual(0);
        }
        expect([depth, dollars % 2]).toEqual([0, 0]);
      }),
      { numRuns: 2_000 },
    );
  });

  test("of an unknown paper are refused", async () => {
    const response = await open("/paper/2599.99999.bib");
    expect([response.status, await response.text()]).toEqual([404, 'There is no paper "2599.99999".\n']);
    expect((await open("/paper/nothing.bib")).status).toBe(400);
  });
});

test.each([
  ["/papers.csv?minUpvotes=x", "minUpvotes: "],
  ["/papers.bib?order=AGE", "order: "],
  ["/papers.csv?after=x", "after: "],
])("%s is refused as text", async (path, reason) => {
  const response = await open(path);
  expect([response.status, response.headers.get("content-type")]).toEqual([400, "text/plain; charset=utf-8"]);
  expect(await response.text()).toContain(reason);
});
