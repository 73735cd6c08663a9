import { expect, test } from "vitest";
import { useDatabase } from "../kit/db/database.js";
import { ingestSample } from "../kit/ingest/sample.js";
import { startApp, useApp } from "../kit/server/app.js";
import { limitsWith } from "../kit/server/server-options.js";

const database = useDatabase(async ({ db }) => {
  await ingestSample(db);
});
const app = useApp(database, { limits: limitsWith({ responseCacheBytes: 10_000_000 }) });

const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const open = (path: string, headers: Record<string, string> = browser) =>
  fetch(`${app.origin}${path}`, { headers, redirect: "manual" });

test("the board is a page of HTML, and GraphiQL stays at /graphql", async () => {
  const response = await open("/");
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(await response.text()).toContain("SLA: Beyond Sparsity in Diffusion Transformers");
});

test.each(["DAY", "WEEK", "MONTH"])("the largest board of a %s costs less than the limit", async (window) => {
  expect((await open(`/?window=${window}&top=100`)).status).toBe(200);
});

test("clients that do not accept HTML are redirected to the API", async () => {
  const response = await open("/", { accept: "application/json" });
  expect(response.status).toBe(302);
  expect(response.headers.get("location")).toBe("/graphql");
});

test("a page that a client has is not sent again, and takes no statement", async () => {
  const first = await open("/?window=WEEK");
  const etag = first.headers.get("etag") ?? "";
  database.statements.length = 0;
  const second = await open("/?window=WEEK", { ...browser, "if-none-match": etag });
  expect(second.status).toBe(304);
  expect(database.statements).toEqual([]);
});

test("pages load nothing of other hosts, and run no scripts but their own", async () => {
  const response = await open("/");
  const policy = response.headers.get("content-security-policy");
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'");
  const text = await response.text();
  expect(
    [...text.matchAll(/<(?:script|link|img)\b[^>]*? (?:src|href)="(https?:[^"]*)"/g)]
      .map(([, url = ""]) => new URL(url).origin)
      .filter((origin) => origin !== app.origin),
  ).toEqual([]);
  expect(text).not.toMatch(/ style="/);
});

test("style sheets and scripts have permanent addresses", async () => {
  const text = await (await open("/")).text();
  const addresses = [...text.matchAll(/"(\/static\/[^"]+)"/g)].map(([, address = ""]) => address);
  expect(addresses.length).toBeGreaterThan(3);
  for (const address of addresses) {
    const response = await open(address, { "accept-encoding": "br" });
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(response.headers.get("content-type")).toMatch(/^text\/(css|javascript); charset=utf-8$/);
  }
  const other = await open((addresses[0] ?? "").replace(/static\/[^/]+/, "static/other"));
  expect(other.headers.get("cache-control")).toBe("no-store");
  expect((await open("/static/x/../package.json")).status).toBe(404);
});

test.each([
  ["/nowhere", 404, "There is nothing at this address."],
  ["/paper", 404, "There is nothing at this address."],
  ["/feed.xml", 404, "Did you mean /feed.atom, /feed.rss, or /feed.json?"],
  ["/?window=YEAR", 400, "window: &quot;YEAR&quot; is invalid. Expected DAY, WEEK, or MONTH."],
  ["/?asOf=2025-02-30", 400, "Expected a date such as 2025-07-08"],
  ["/?asOf=2999-01-01", 400, "Expected a day that is not in the future"],
  ["/?asOf=1999-01-01", 400, "asOf: 1999-01-01 is before the first observation"],
  ["/?top=0", 400, "Expected a number from 1 to 100"],
])("%s is a page with status %i that says why", async (path, status, reason) => {
  const response = await open(path);
  expect(response.status).toBe(status);
  const text = await response.text();
  expect(text).toContain(reason);
  expect(text).toContain(
    status === 400 ? "<h1>There is a mistake in this URL</h1>" : "<h1>Page not found</h1>",
  );
  expect(text).toContain('type="search"');
});

test.each(["/search", "/papers"])("%s with a text of many words leads to papers about it", async (path) => {
  const search = "language ".repeat(60).trim();
  const response = await open(`${path}?${new URLSearchParams({ search })}`);
  const text = await response.text();
  expect([response.status, text]).toEqual([
    400,
    expect.stringContaining("The text counts as 60 words, too many to search for"),
  ]);
  const [, link = ""] = /<a href="([^"]+)">Papers about this text</.exec(text) ?? [];
  expect(link).toBe(`/papers?${new URLSearchParams({ about: search })}`);
  expect((await open(link)).status).toBe(200);
});

test("programs get the reason as text", async () => {
  const response = await open("/?window=YEAR", {});
  expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(await response.text()).toBe('window: "YEAR" is invalid. Expected DAY, WEEK, or MONTH.\n');
});

test("an unknown format of a file names those that exist, also to programs", async () => {
  const response = await open("/papers.json", {});
  expect(response.status).toBe(404);
  expect(await response.text()).toContain(
    "Unknown path. Did you mean /papers.csv or /papers.bib? The GraphQL endpoint is /graphql.",
  );
});

test("pages accept only GET and HEAD", async () => {
  const response = await fetch(app.origin, { method: "POST", headers: browser });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  const head = await fetch(app.origin, { method: "HEAD", headers: browser });
  expect([head.status, await head.text()]).toEqual([200, ""]);
});

test("SITE=off redirects / to the API, and other pages do not exist", async () => {
  const { allFeatures } = await import("../kit/server/server-options.js");
  const off = await startApp(database, { features: { ...allFeatures, site: false } });
  try {
    const response = await fetch(off.origin, { headers: browser, redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([302, "/graphql"]);
    expect((await fetch(`${off.origin}/papers`, { headers: browser })).status).toBe(404);
  } finally {
    await off.close();
  }
});

test("invalid addresses and pages without data are charged to the client", async () => {
  for (const path of ["/papers?filter=[", "/feeds.opml?feed=search%3Da"]) {
    const metered = await startApp(database, { limits: limitsWith({ perClient: { costPerMinute: 500 } }) });
    try {
      const statuses: number[] = [];
      for (let i = 0; i < 60; i += 1) statuses.push((await fetch(`${metered.origin}${path}${i}`)).status);
      expect(statuses[0]).toBeLessThan(429);
      expect(statuses.at(-1)).toBe(429);
    } finally {
      await metered.close();
    }
  }
});
