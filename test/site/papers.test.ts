import { expect, test } from "vitest";
import { useDatabase } from "../kit/db/database.js";
import { ingestSample } from "../kit/ingest/sample.js";
import { testToken, useApp } from "../kit/server/app.js";

const database = useDatabase(async ({ db }) => {
  await ingestSample(db);
});
const app = useApp(database);

const open = (path: string) =>
  fetch(`${app.origin}${path}`, { headers: { accept: "text/html" }, redirect: "manual" });
const read = async (path: string) => (await open(path)).text();
const linksOf = (text: string) =>
  [...text.matchAll(/<a href="(\/paper\/[^"]+)" data-item/g)].map(([, to = ""]) => to);

test("pages of a list have each paper once, forward and back", async () => {
  const seen: string[] = [];
  let [next, pages]: [string | undefined, number] = ["/papers?order=UPVOTES&minUpvotes=50", 0];
  let last = "";
  while (next !== undefined) {
    last = await read(next);
    seen.push(...linksOf(last));
    pages += 1;
    next = /rel="next" href="([^"]+)"/.exec(last)?.[1]?.replaceAll("&amp;", "&");
  }
  const { papers } = await app.get<{ papers: { totalCount: number } }>(
    "{ papers(filter: { upvotes: { min: 50 } }) { totalCount } }",
  );
  expect(new Set(seen).size).toBe(papers.totalCount);
  expect(seen).toHaveLength(papers.totalCount);
  expect(pages).toBe(Math.ceil(papers.totalCount / 30));
  const previous = /rel="prev" href="([^"]+)"/.exec(last)?.[1]?.replaceAll("&amp;", "&") ?? "";
  expect(linksOf(await read(previous))).toEqual(
    seen.slice(-30 - linksOf(last).length, -linksOf(last).length),
  );
});

test("the form of the filter holds the conditions of the address", async () => {
  const text = await read(
    "/papers?organizations=nvidia&hasCode=true&minComments=2&filter=%7B%22not%22%3A%7B%22keywords%22%3A%5B%22survey%22%5D%7D%7D",
  );
  expect(text).toMatch(/<input id="filter-organizations" name="organizations" type="text" value="nvidia"/);
  expect(text).toMatch(/<option value="true" selected>yes/);
  expect(text).toContain(
    '<input type="hidden" name="filter" value="{&quot;not&quot;:{&quot;keywords&quot;:[&quot;survey&quot;]}}"/>',
  );
  expect(text).toMatch(/aria-label="Remove Code"/);
});

test.each([
  "arXiv:2509.04664v3",
  "2509.04664v1",
  "https://arxiv.org/abs/2509.04664",
  "https%3A%2F%2Farxiv.org%2Fpdf%2F2509.04664",
])("/paper/%s redirects to the address of the paper", async (form) => {
  const response = await open(`/paper/${form}`);
  expect([response.status, response.headers.get("location")]).toEqual([301, "/paper/2509.04664"]);
});

test("a paper without an arXiv ID has its global ID as address; one with it redirects from there", async () => {
  const id = async (by: string) =>
    (await app.get<{ paper: { id: string } }>(`{ paper(by: { ${by} }) { id } }`)).paper.id;
  const response = await open(`/paper/${await id('arxivId: "2509.04664"')}`);
  expect([response.status, response.headers.get("location")]).toEqual([301, "/paper/2509.04664"]);
  await fetch(app.url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${testToken}` },
    body: JSON.stringify({
      query: `mutation { recordPapers(papers: [{ title: "No number <yet>" }], source: "test") { added } }`,
    }),
  });
  const [address] = linksOf(await read("/papers?search=number%20yet"));
  const text = await read(address ?? "");
  expect(text).toContain("<h1>No number &lt;yet></h1>");
});

test("a paper's page has its BibTeX to copy, the same as in the file", async () => {
  const file = await read("/paper/2509.04664.bib");
  const [, shown = ""] =
    /<div data-copy="BibTeX"><pre[^>]*>([^<]*)<\/pre>/.exec(await read("/paper/2509.04664")) ?? [];
  expect(shown.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&lt;", "<")).toBe(file);
});

test("a paper's page describes it for search engines and previews of links", async () => {
  const text = await read("/paper/2509.04664");
  const json = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)?.[1] ?? "{}");
  expect(json).toMatchObject({
    "@type": "ScholarlyArticle",
    headline: "Why Language Models Hallucinate",
    datePublished: "2025-09-04",
    sameAs: "https://arxiv.org/abs/2509.04664",
    url: `${app.origin}/paper/2509.04664`,
  });
  expect(json.author.map(({ name }: { name: string }) => name)).toContain("Adam Tauman Kalai");
  expect(text).toContain(`<link rel="canonical" href="${app.origin}/paper/2509.04664"/>`);
  expect(text).toContain(
    '<meta property="og:title" content="Why Language Models Hallucinate · papergraph"/>',
  );
  expect(text).toContain("Related papers");
});

test.each([
  ["/paper/2599.99999", 404, "No paper here has the arXiv ID 2599.99999"],
  ["/paper/nope", 404, "is not an arXiv ID such as 2507.03607"],
  ["/paper/%E0%A4%A", 404, "There is nothing at this address."],
  ["/papers?order=AGE", 400, "Expected RELEVANCE, "],
  ["/papers?minUpvotes=many", 400, "is not a whole number such as 20"],
  ["/papers?nonsense=1", 400, "is not a parameter of this address"],
  ["/papers?after=x", 400, "after: this is not a page of the list. Follow the links of the list."],
  ["/papers?authors=nobody%20at%20all", 404, "There is no author"],
])("%s is a page with status %i that says why", async (path, status, reason) => {
  const response = await open(path);
  expect(response.status).toBe(status);
  expect(await response.text()).toContain(reason);
});

test("text of papers and of addresses is text, not HTML", async () => {
  const text = await read("/papers?search=%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
  expect(text).not.toContain("<script>alert");
  expect(text).toContain("&lt;script>alert(1)");
});

test("suggestions are options of a list, and of no text none", async () => {
  expect(await read("/suggest?text=yann%20lec")).toContain('href="/author/ylecun"');
  expect(await read("/suggest?text=")).toBe("<div></div>");
});
