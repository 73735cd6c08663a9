import { beforeAll, describe, expect, test } from "vitest";
import { trustLevels } from "../../src/domain/interchange/trust-level.js";
import { recordPapers } from "../../src/domain/recording/record-papers.js";
import { useDatabase } from "../kit/db/database.js";
import { ingestSample } from "../kit/ingest/sample.js";
import { useApp } from "../kit/server/app.js";
import { limitsWith } from "../kit/server/server-options.js";
import { writerOf } from "../kit/server/writing.js";

const database = useDatabase(async ({ db }) => {
  await ingestSample(db);
});
const app = useApp(database, { limits: limitsWith({ responseCacheBytes: 10_000_000 }) });

interface Opened {
  status: number;
  location: string | null;
  text: string;
  /** Of the `main` element, without markup. */
  shown: string;
}

async function open(path: string): Promise<Opened> {
  const response = await fetch(`${app.origin}${path}`, {
    headers: { accept: "text/html" },
    redirect: "manual",
  });
  const text = await response.text();
  const shown = (/<main[^>]*>(.*)<\/main>/s.exec(text)?.[1] ?? "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
  return { status: response.status, location: response.headers.get("location"), text, shown };
}

test("an organization has its papers, authors, collaborators and numbers over time", async () => {
  const { organization, paperStats } = await app.get<{
    organization: {
      papersCount: number;
      upvotes: number;
      authors: { nodes: { name: string }[] };
      collaborators: { nodes: { name: string }[] };
      papers: { nodes: { title: string }[] };
    };
    paperStats: { groups: { totals: { papers: number } }[] };
  }>(`{
    organization(slug: "facebook") {
      papersCount upvotes
      authors(first: 3) { nodes { name } }
      collaborators(first: 2) { nodes { name } }
      papers(first: 3) { nodes { title } }
    }
    paperStats(filter: { organizations: ["facebook"] }, by: [MONTH]) { groups { totals { papers } } }
  }`);
  const { status, shown, text } = await open("/org/facebook");
  expect(status).toBe(200);
  expect(shown).toContain(
    `Organization AI at Meta ${organization.papersCount} papers ${organization.upvotes} upvotes`,
  );
  for (const { name } of [...organization.authors.nodes, ...organization.collaborators.nodes])
    expect(shown).toContain(name);
  for (const { title } of organization.papers.nodes) expect(shown).toContain(title);
  expect(text.match(/class="bar-value"/g)).toHaveLength(2 * paperStats.groups.length);
  expect(text).toContain('<link rel="alternate" type="application/atom+xml"');
  expect(text).toContain('href="/feed.atom?organizations=facebook"');
});

describe("addresses are permanent: others redirect", () => {
  beforeAll(async () => {
    await recordPapers(
      database.db,
      [
        {
          title: "On addresses",
          authors: [{ name: "Ada Lovelace" }, { name: "Grace Hopper" }],
          organization: { slug: "old-lab", sourceId: "lab-1", name: "The Lab" },
        },
        { title: "On later ones", organization: { slug: "new-lab", sourceId: "lab-1", name: "The Lab" } },
      ],
      { source: "sample", trustLevel: trustLevels.feed, observedAt: new Date() },
    );
  });

  test.each([
    ["/org/FACEBOOK", "/org/facebook"],
    ["/org/AI%20at%20Meta", "/org/facebook"],
    ["/org/old-lab", "/org/new-lab"],
    ["/author/TimDettmers", "/author/timdettmers"],
    ["/author/Tim%20Dettmers", "/author/timdettmers"],
    ["/author/ADA%20LOVELACE", "/author/ada%20lovelace"],
    [`/author/${Buffer.from("Author/name/ada lovelace").toString("base64url")}`, "/author/ada%20lovelace"],
    ["/keyword/Reinforcement%20Learning", "/keyword/reinforcement%20learning"],
  ])("%s to %s", async (path, location) => {
    const moved = await open(path);
    expect([moved.status, moved.location]).toEqual([301, location]);
    expect((await open(location)).status).toBe(200);
  });
});

test("an author has a timeline, co-authors and a graph of them", async () => {
  const { author } = await app.get<{
    author: { id: string; name: string; coauthors: { nodes: { name: string }[] } };
  }>(`{ author(username: "timdettmers") { id name coauthors(first: 3) { nodes { name } } } }`);
  const { shown, text } = await open("/author/timdettmers");
  expect(shown).toContain("Author Tim Dettmers");
  for (const { name } of author.coauthors.nodes) expect(shown).toContain(name);
  expect(text.match(/class="node center"/g)).toHaveLength(1);
  expect(text.match(/class="node"/g)?.length).toBeGreaterThanOrEqual(author.coauthors.nodes.length);
  // The ID, as the username could pass to another account.
  expect(text).toContain(`href="/feed.atom?authors=${author.id}"`);
});

test("a keyword has organizations, authors and related keywords", async () => {
  const { shown, text } = await open("/keyword/reinforcement%20learning");
  expect(shown).toMatch(/Keyword reinforcement learning \d+ papers/);
  expect(shown).toMatch(/Organizations .* Authors .* Related keywords /);
  expect(text).not.toContain('<li><a href="/keyword/reinforcement%20learning">');
});

test("a comparison has a line and a column for each, over the same months", async () => {
  const { text, shown } = await open("/compare?organizations=facebook,nvidia&measure=upvotes");
  expect(text.match(/<polyline class="line series-\d"/g)).toHaveLength(2);
  expect(shown).toContain("Month facebook nvidia");
  const { paperStats } = await app.get<{ paperStats: { totals: { upvotes: number } } }>(
    `{ paperStats(filter: { organizations: ["nvidia"] }) { totals { upvotes } } }`,
  );
  expect(text).toContain(`nvidia: ${paperStats.totals.upvotes.toLocaleString("en-US")}`);
  expect((await open("/compare?keywords=nothing,nowhere")).shown).toContain("No paper is of any of them.");
  expect((await open("/compare")).text).toContain('name="organizations"');
});

test("the calendar has the days of the latest year with papers, and of any other", async () => {
  const { paperStats } = await app.get<{ paperStats: { groups: { period: string }[] } }>(
    `{ paperStats(filter: { featuredOn: { from: "2025-01-01", to: "2025-12-31" } }, by: [DAY], dateField: FEATURED_ON, dense: false, first: 400) {
      groups { period }
    } }`,
  );
  const { text, shown } = await open("/calendar");
  expect(shown).toContain("Papers of 2025 by day");
  expect(text.match(/<rect class="day level-/g)).toHaveLength(365);
  expect(text.match(/<rect class="day level-[1-4]/g)).toHaveLength(paperStats.groups.length);
  const day = paperStats.groups[0]?.period ?? "";
  expect(text).toContain(`href="/papers?featuredFrom=${day}&amp;featuredTo=${day}&amp;order=UPVOTES"`);
  const month = "featuredFrom=2025-09-01&amp;featuredTo=2025-09-30&amp;order=UPVOTES";
  expect(text).toContain(`<a href="/papers?${month}">Sep 2025</a>`);
  const empty = (await open("/calendar?year=1999&by=published")).shown;
  expect(empty).toContain("No paper is of 1999.");
  expect(empty).not.toContain("up to 1 a day");
});

test.each([2012, 2025])("the calendar of %i has all weeks inside its picture", async (year) => {
  const { text } = await open(`/calendar?year=${year}`);
  const [, width] = /viewBox="0 0 (\d+) /.exec(/<svg class="wide".*/s.exec(text)?.[0] ?? "") ?? [];
  const squares = [...text.matchAll(/<rect class="day level-\d" x="(\d+)" y="\d+" width="(\d+)"/g)];
  const right = Math.max(...squares.map(([, x, wide]) => Number(x) + Number(wide)));
  expect(right).toBeGreaterThan(0);
  expect(right).toBeLessThanOrEqual(Number(width));
});

test("a search has people, organizations, keywords and papers", async () => {
  const { shown, text } = await open("/search?search=reasoning");
  expect(shown).toMatch(/Results for “reasoning” Keywords .* Papers /);
  expect(text).toContain('value="reasoning"');
  expect((await open("/search?search=dettmers")).shown).toContain("Tim Dettmers");
  expect((await open("/search?search=qqqqqq")).shown).toContain("No paper matches.");
  // Common words are nothing to go by for papers about them.
  expect((await open("/search?search=%22what+is+it+about%22")).shown).toContain("No paper matches.");
  expect((await open("/search?search=%3Cb%3E")).text).toContain("Results for “&lt;b>”");
  expect((await open("/search")).status).toBe(200);
});

test("a keyword has the authors with more papers than before", async () => {
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  const paper = (title: string, publishedOn: string) => ({
    ...{ title, publishedOn, keywords: ["loom weaving"], authors: [{ name: "Ada Lovelace" }] },
  });
  const papers = [
    paper("First Loom", daysAgo(120)),
    paper("Second Loom", daysAgo(20)),
    paper("Third Loom", daysAgo(10)),
  ];
  expect((await writerOf(app).papers(papers)).added).toBe(3);
  const { shown } = await open("/keyword/loom%20weaving");
  expect(shown).toContain("Rising authors in 90 days Ada Lovelace from 1 to 2 papers");
});

test("a comparison says which names have no papers", async () => {
  const { shown, text } = await open("/compare?organizations=facebook,gogle");
  expect(shown).toMatch(/No paper of gogle \( search for it \) \./);
  expect(text).toContain('href="/search?search=gogle"');
  expect((await open("/compare?organizations=facebook,nvidia")).shown).not.toContain("No paper of");
});

test("a path has the papers between two people", async () => {
  const { author } = await app.get<{ author: { coauthors: { nodes: { name: string; id: string }[] } } }>(
    `{ author(username: "timdettmers") { coauthors(first: 1) { nodes { name id } } } }`,
  );
  const [coauthor] = author.coauthors.nodes;
  const { shown } = await open(`/path?from=Tim+Dettmers&to=${coauthor?.id}`);
  expect(shown).toContain(`Tim Dettmers and ${coauthor?.name} are 1 paper apart.`);
  expect((await open("/path?from=timdettmers&to=Tim+Dettmers")).shown).toContain("Both are the same person");
  expect((await open("/path?from=timdettmers&to=Ada+Lovelace")).shown).toContain(
    "No chain of up to 12 papers",
  );
  expect((await open("/path?from=timdettmers")).text).toContain('value="timdettmers"');
});

test.each([
  ["/org/nobody", 404, 'There is no organization "nobody".'],
  ["/author/Nobody%20Known", 404, 'There is no author "Nobody Known".'],
  ["/keyword/nothing", 404, 'There is no paper with the keyword "nothing".'],
  ["/path?from=timdettmers&to=Nobody+Known", 404, 'There is no author "Nobody Known".'],
  [
    "/compare?organizations=facebook",
    400,
    "organizations: expected 2 to 5 organizations, separated by commas, got 1.",
  ],
  ["/compare?organizations=a,b&keywords=c,d", 400, "Compare one kind of things."],
  ["/compare?organizations=a,b&measure=age", 400, "Expected papers or upvotes."],
  ["/calendar?year=25", 400, "is not a year such as 2025."],
  ["/calendar?month=7", 400, "is not a parameter of this address. Use year or by."],
  ["/search?q=x", 400, "Use search."],
])("%s is a page with status %i that says why", async (path, status, reason) => {
  const { text, ...page } = await open(path);
  expect(page.status).toBe(status);
  expect(page.shown.replaceAll("&quot;", '"')).toContain(reason);
  expect(text).toContain('type="search"');
});

test("every page is kept until the data changes", async () => {
  for (const path of [
    "/org/facebook",
    "/author/timdettmers",
    "/calendar?year=2025",
    "/compare?organizations=facebook,nvidia",
  ]) {
    const first = await fetch(`${app.origin}${path}`, { headers: { accept: "text/html" } });
    await first.text();
    database.statements.length = 0;
    const headers = { accept: "text/html", "if-none-match": first.headers.get("etag") ?? "" };
    expect((await fetch(`${app.origin}${path}`, { headers })).status).toBe(304);
    expect(database.statements).toEqual([]);
  }
});
