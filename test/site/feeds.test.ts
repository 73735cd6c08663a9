import { parseFeed } from "@rowanmanning/feed-parser";
import sql from "sql-template-tag";
import { beforeAll, describe, expect, test } from "vitest";
import { recordUpvotes } from "../../src/domain/recording/record-upvotes.js";
import { recomputeStaleBoards } from "../../src/domain/upkeep/stale-boards.js";
import { useDatabase } from "../kit/db/database.js";
import { ingestSample } from "../kit/ingest/sample.js";
import { paper, record } from "../kit/models/papers.js";
import { startApp, useApp } from "../kit/server/app.js";
import { allFeatures, limitsWith } from "../kit/server/server-options.js";

// Feeds as feed readers get them: parsed by another library than the one that writes them.

const database = useDatabase(async ({ db }) => {
  await ingestSample(db);
  while (await recomputeStaleBoards(db, new Date()));
});
const app = useApp(database, { limits: limitsWith({ responseCacheBytes: 10_000_000 }) });

const open = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${app.origin}${path}`, { headers });

interface ReadEntry {
  id: string;
  title: string;
  url: string;
  at: string;
  html: string;
  authors: string[];
}

async function readXml(
  path: string,
): Promise<{ title: string | null; url: string | null; entries: ReadEntry[] }> {
  const response = await open(path);
  const text = await response.text();
  expect([response.status, text.slice(0, 100)]).toEqual([200, expect.stringContaining("<?xml")]);
  const { title, url, items } = parseFeed(text);
  const entries = items.map((item) => ({
    id: item.id ?? "",
    title: item.title ?? "",
    url: item.url ?? "",
    at: (item.published ?? item.updated)?.toISOString() ?? "",
    html: item.content ?? item.description ?? "",
    authors: item.authors.map(({ name }) => name ?? ""),
  }));
  return { title, url, entries };
}

interface JsonFeed {
  version: string;
  title: string;
  home_page_url: string;
  feed_url: string;
  items: {
    id: string;
    url: string;
    title: string;
    content_html: string;
    date_published: string;
    authors: { name: string }[];
    tags: string[];
  }[];
}

async function readJson(path: string): Promise<JsonFeed> {
  return (await open(path)).json() as Promise<JsonFeed>;
}

describe("papers that reached a number of upvotes", () => {
  const query = "organizations=facebook&minUpvotes=5";
  let json: JsonFeed;
  beforeAll(async () => {
    json = await readJson(`/feed.json?${query}`);
  });

  test("are the same entries in all formats, and those of the API", async () => {
    const wanted = json.items.map(({ id, title, url, date_published, content_html, authors }) => ({
      id,
      title,
      url,
      at: date_published,
      html: content_html,
      authors: authors.map(({ name }) => name),
    }));
    expect((await readXml(`/feed.atom?${query}`)).entries).toEqual(wanted);
    // RSS has dates in seconds.
    const seconds = wanted.map((entry) => ({ ...entry, at: entry.at.replace(/\.\d+Z/, ".000Z") }));
    expect((await readXml(`/feed.rss?${query}`)).entries).toEqual(seconds);
    const { crossings } = await app.get<{
      crossings: { edges: { crossedAt: string; node: { title: string } }[] };
    }>(
      `{ crossings(event: { upvotes: 5 }, filter: { organizations: ["facebook"] }, first: 50) {
        edges { crossedAt node { title } }
      } }`,
    );
    expect(wanted.map(({ at, title }) => [at, title])).toEqual(
      crossings.edges.map(({ crossedAt, node }) => [crossedAt, node.title]),
    );
    expect(wanted.length).toBeGreaterThan(2);
  });

  test("have what a reader shows: upvotes, authors, organization, links", async () => {
    const item = json.items.find(({ title }) => title.startsWith("DepthLM"));
    expect(item?.id).toBe("tag:papergraph,2025:Paper/arxiv/2509.25413/upvotes/5");
    expect(item?.url).toBe(`${app.origin}/paper/2509.25413`);
    expect(item?.content_html).toContain("Reached 5 with 8 upvotes · 8 upvotes now");
    expect(item?.content_html).toContain(`<a href="${app.origin}/org/facebook">AI at Meta</a>`);
    expect(item?.content_html).toContain('<a href="https://arxiv.org/abs/2509.25413">arXiv</a>');
    expect(item?.authors.length).toBeGreaterThan(3);
  });

  test("follow JSON Feed 1.1", () => {
    expect(json.version).toBe("https://jsonfeed.org/version/1.1");
    expect(json.title).toBe("Papers of facebook that reach 5 upvotes");
    expect(json.feed_url).toBe(`${app.origin}/feed.json?${query}`);
    expect(json.home_page_url).toBe(`${app.origin}/papers?${query}`);
    expect(new Set(json.items.map(({ id }) => id)).size).toBe(json.items.length);
    for (const item of json.items) {
      expect(new Date(item.date_published).toISOString()).toBe(item.date_published);
      expect(item).toMatchObject({
        id: expect.any(String),
        title: expect.any(String),
        content_html: expect.any(String),
        tags: expect.any(Array),
      });
    }
  });
});

test("papers that entered the top of a board have their rank, and keep it when they rise", async () => {
  const path = "/feed.json?window=WEEK&top=3";
  const before = await readJson(path);
  expect(before.title).toBe("Papers that enter the top 3 of the week");
  expect(before.home_page_url).toBe(`${app.origin}/?window=WEEK&top=3`);
  expect(before.items.length).toBeGreaterThan(5);
  for (const { content_html } of before.items)
    expect(content_html).toMatch(/Rank [123] of the week when it entered the top 3 · /);
  const dates = before.items.map(({ date_published }) => date_published);
  expect(dates).toEqual([...dates].sort().reverse());
  const risen = before.items.at(-1);
  const arxivId = risen?.url.split("/").at(-1) ?? "";
  await recordUpvotes(database.db, [{ paper: `arxiv/${arxivId}`, upvotes: 9_999, observedAt: new Date() }], {
    source: "sample",
    now: new Date(),
  });
  await expect
    .poll(async () => (await readJson(path)).items.at(-1)?.content_html)
    .toContain("9,999 upvotes now");
  const after = await readJson(path);
  expect(after.items.map(({ id, date_published }) => [id, date_published])).toEqual(
    before.items.map(({ id, date_published }) => [id, date_published]),
  );
});

describe("a reader that asks again", () => {
  test("gets 304 without a statement, by tag or by time", async () => {
    const first = await open("/feed.atom?minUpvotes=20");
    const [etag, modified] = [first.headers.get("etag") ?? "", first.headers.get("last-modified") ?? ""];
    expect(modified).toMatch(/GMT$/);
    // Data of the tests before may still arrive.
    await expect
      .poll(async () => {
        database.statements.length = 0;
        await open("/feed.atom?minUpvotes=20");
        return database.statements;
      })
      .toEqual([]);
    for (const headers of [{ "if-none-match": etag }, { "if-modified-since": modified }]) {
      const again = await open("/feed.atom?minUpvotes=20", headers);
      expect([again.status, await again.text()]).toEqual([304, ""]);
    }
    const older = new Date(Date.parse(modified) - 1_000).toUTCString();
    expect((await open("/feed.atom?minUpvotes=20", { "if-modified-since": older })).status).toBe(200);
    // A tag takes precedence.
    const both = { "if-none-match": '"other"', "if-modified-since": modified };
    expect((await open("/feed.atom?minUpvotes=20", both)).status).toBe(200);
    expect(database.statements).toEqual([]);
  });

  test("gets a new entry first, and the others unchanged", async () => {
    const before = await readJson("/feed.json?search=zeolite");
    expect(before.items).toEqual([]);
    await record(database.db, [paper("On zeolites", { upvotes: 3, abstract: "Zeolite pores." })]);
    await expect.poll(async () => (await readJson("/feed.json?search=zeolite")).items.length).toBe(1);
    const [item] = (await readJson("/feed.json?search=zeolite")).items;
    expect(item).toMatchObject({
      title: "On zeolites",
      id: expect.stringMatching(/^tag:papergraph,2025:Paper\/title\//),
    });
    expect(item?.content_html).toContain("Added · 3 upvotes now");
  });
});

test("titles keep their signs, and what XML cannot have is replaced", async () => {
  const title = 'A <b>bold</b> & "quoted" ]]> title of $x^2$ 🙂';
  await record(database.db, [paper(title, { keywords: ["q]]>&<q"], abstract: "a < b ]]> & c" })]);
  for (const format of ["atom", "rss"]) {
    const address = `/feed.${format}?keywords=${encodeURIComponent("q]]>&<q")}`;
    await expect.poll(async () => (await readXml(address)).entries.length).toBe(1);
    const { entries } = await readXml(address);
    expect(entries[0]?.title).toBe(title);
    // This reader decodes HTML as well.
    expect(entries[0]?.html).toContain("<p>a < b ]]> & c</p>");
    const written = await (await open(address)).text();
    expect(written.replaceAll("]]]]><![CDATA[>", "]]>")).toContain(
      "&lt;p&gt;a &amp;lt; b ]]&gt; &amp;amp; c&lt;/p&gt;",
    );
  }
  const { title: shown } = await readXml(`/feed.atom?search=a${encodeURIComponent("\u0001\ufffe<")}`);
  expect(shown).toBe("New papers matching “a\ufffd\ufffd<”");
});

test("every paper of the sample is an entry that another reader parses", async () => {
  const ids = new Set<string>();
  for (let month = 1; month <= 9; month += 1) {
    const range = `publishedFrom=2025-0${month}-01&publishedTo=2025-0${month}-28`;
    for (const format of ["atom", "rss"])
      for (const { id, title, html } of (await readXml(`/feed.${format}?${range}`)).entries) {
        expect(title).not.toBe("");
        expect(html).toContain("<p>");
        ids.add(id);
      }
  }
  expect(ids.size).toBeGreaterThan(100);
});

test("an empty feed is a valid one", async () => {
  for (const format of ["atom", "rss"])
    expect((await readXml(`/feed.${format}?organizations=nobody`)).entries).toEqual([]);
  expect(await (await open("/feed.atom?organizations=nobody")).text()).toContain(
    "<updated>2000-01-01T00:00:00.000Z",
  );
});

test.each([
  ["minUpvotes=many", 'minUpvotes: "many" is not a whole number such as 20.'],
  ["window=YEAR", 'window: "YEAR" is not a board. Use DAY, WEEK, or MONTH.'],
  ["window=DAY&top=0", 'top: "0" is not a number of ranks from 1 to 100.'],
  ["top=3", "`top` needs a board. Add window=DAY, WEEK, or MONTH."],
  ["organisations=a", '"organisations" is not a parameter of this address. Use window, top, search, '],
  ["authors=Nobody+Known", 'no author has this username or name: "Nobody Known". Names are matched in full'],
  ["search=---", "search: no searchable word"],
  ['filter={"or":[]}', "filter.or: an empty list matches nothing"],
])("an invalid address is refused as text: %s", async (query, message) => {
  for (const format of ["atom", "rss", "json"]) {
    const response = await open(`/feed.${format}?${query}`);
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await response.text()).toContain(message);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
  }
});

describe("a list of feeds", () => {
  const feedsIn = (text: string) =>
    [...text.matchAll(/xmlUrl="([^"]*)"/g)].map(([, url = ""]) => url.replaceAll("&amp;", "&"));

  test("has those of the address", async () => {
    const feeds = ["organizations=facebook&minUpvotes=20", `${app.origin}/feed.rss?window=WEEK`];
    const response = await open(
      `/feeds.opml?${feeds.map((feed) => `feed=${encodeURIComponent(feed)}`).join("&")}`,
    );
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="papergraph.opml"');
    expect(feedsIn(await response.text())).toEqual([
      `${app.origin}/feed.atom?organizations=facebook&minUpvotes=20`,
      `${app.origin}/feed.atom?window=WEEK`,
    ]);
  });

  test("has some by default, which exist", async () => {
    const feeds = feedsIn(await (await open("/feeds.opml")).text());
    expect(feeds).toHaveLength(4);
    for (const feed of feeds) expect((await fetch(feed)).status).toBe(200);
  });

  test("is well-formed for any search text", async () => {
    const text = await (await open(`/feeds.opml?feed=${encodeURIComponent("search=a%00b%EF%BF%BE")}`)).text();
    expect(text).not.toMatch(/[\0\ufffe]/);
    expect(text).toContain("matching “a\ufffdb\ufffd");
  });

  test("of invalid feeds is refused", async () => {
    const response = await open("/feeds.opml?feed=window%3DYEAR");
    expect([response.status, await response.text()]).toEqual([
      400,
      'window: "YEAR" is not a board. Use DAY, WEEK, or MONTH.\n',
    ]);
  });
});

test("links are to PUBLIC_URL", async () => {
  const elsewhere = await startApp(database, {
    features: { ...allFeatures, publicUrl: "https://papers.example" },
  });
  try {
    const response = await fetch(`${elsewhere.origin}/feed.json?minUpvotes=20`);
    const { feed_url, items } = (await response.json()) as JsonFeed;
    expect(feed_url).toBe("https://papers.example/feed.json?minUpvotes=20");
    expect(items[0]?.url).toMatch(/^https:\/\/papers\.example\/paper\//);
    const here = await readJson("/feed.json?minUpvotes=20");
    expect(items.map(({ id }) => id)).toEqual(here.items.map(({ id }) => id));
  } finally {
    await elsewhere.close();
  }
});

test("a feed is one statement", async () => {
  await database.db.query(sql`select 1`);
  database.statements.length = 0;
  await readXml("/feed.atom?minUpvotes=7&hasCode=true");
  expect(database.statements).toHaveLength(1);
});

test.each(["/feed.atom", "/feed.rss"])("texts of %s have no white space around them", async (path) => {
  const title = `A & B <c> ]]> "d"`;
  await record(database.db, [
    paper(title, { arxivId: "2512.00001", authors: [{ name: "R & D" }], keywords: ["q & a"] }),
  ]);
  const text = await (await open(`${path}?keywords=q+%26+a&minAuthors=1`)).text();
  const texts = [...text.matchAll(/<([a-z:]+)[^>]*>([^<]*)<\/\1>/g)].map(([, , content = ""]) => content);
  expect(texts.filter((content) => content !== content.trim())).toEqual([]);
  expect(texts).toContain('A &amp; B &lt;c&gt; ]]&gt; "d"');
  expect(text).not.toContain("CDATA");
  const [item] = parseFeed(text).items;
  expect([item?.title, item?.authors[0]?.name]).toEqual([title, "R & D"]);
});
