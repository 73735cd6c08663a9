import { expect, test } from "vitest";
import { openDatabase } from "../../src/db/client.js";
import { createDatabase, useDatabase } from "../kit/db/database.js";
import { ingestSample } from "../kit/ingest/sample.js";
import { startApp, testToken, useApp } from "../kit/server/app.js";
import { limitsWith } from "../kit/server/server-options.js";

const database = useDatabase(async ({ db }) => {
  await ingestSample(db);
});
const app = useApp(database, { limits: limitsWith({ responseCacheBytes: 10_000_000 }) });
const headers = { accept: "text/html" };

const record = (upvotes: number) =>
  fetch(app.url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${testToken}` },
    body: JSON.stringify({
      query:
        'mutation ($all: [UpvoteObservationInput!]!) { recordUpvotes(observations: $all, source: "test") { recorded } }',
      variables: {
        all: [{ paper: { arxivId: "2509.04664" }, upvotes, observedAt: new Date().toISOString() }],
      },
    }),
  });

test("the clock of the sample is explained; the board is live from the first upvote of another source", async () => {
  const sample = await (await fetch(app.origin, { headers })).text();
  expect(sample).toContain("This server has only the bundled sample of papers, which ends on Sep 30, 2025.");
  expect(sample).not.toContain("data-live");
  await record(230);
  const live = await (await fetch(app.origin, { headers })).text();
  expect(live).not.toContain("bundled sample of papers");
  expect(live).toMatch(/<strong>1<\/strong>[\s\S]*?Why Language Models Hallucinate/);
  // The board of the day before has not been computed here, so no paper is reported as new.
  expect(live.includes('class="change')).toBe(false);
});

test("a board on which nothing is recent says so, and leads to the one of its last day", async () => {
  const read = async (path: string) => (await fetch(`${app.origin}${path}`, { headers })).text();
  await record(230);
  const note = "No paper was featured after Sep 30, 2025, and no upvotes are recent";
  expect(await read("/")).not.toContain(note);
  const quiet = await read("/?maxUpvotes=100");
  expect(quiet.replace(/\s+/g, " ")).toContain(note);
  expect(quiet).toContain('href="/?maxUpvotes=100&amp;asOf=2025-09-30"');
});

test("a past board has the upvotes of then", async () => {
  const upvotesAt = async (path: string) => {
    const text = await (await fetch(`${app.origin}${path}`, { headers })).text();
    const [, upvotes] = /Why Language Models Hallucinate[\s\S]*?data-upvotes="(\d+)"/.exec(text) ?? [];
    return Number(upvotes);
  };
  const then = await upvotesAt("/?window=MONTH&top=100&asOf=2025-09-30");
  expect(then).toBeGreaterThan(100);
  await record(then + 100);
  expect(await upvotesAt("/")).toBe(then + 100);
  expect(await upvotesAt("/?window=MONTH&top=100&asOf=2025-09-30")).toBe(then);
});

test("a board explains its order, and leads to the one by total upvotes", async () => {
  const text = await (
    await fetch(`${app.origin}/?window=WEEK&asOf=2025-09-30&hasCode=true`, { headers })
  ).text();
  expect(text.replace(/\s+/g, " ")).toContain("an upvote loses half of its value every 2.5 days");
  const query = "featuredFrom=2025-09-24&amp;featuredTo=2025-09-30&amp;hasCode=true&amp;order=UPVOTES";
  expect(text).toContain(`href="/papers?${query}">Papers featured in these 7 days, by total upvotes</a>`);
});

test("the page names the subscription that says when it has changed", async () => {
  await record(231);
  const page = await (await fetch(`${app.origin}/?window=WEEK&minUpvotes=20`, { headers })).text();
  const given = /data-live="([^"]+)"/.exec(page)?.[1]?.replaceAll("&quot;", '"') ?? "{}";
  const { documentId, variables } = JSON.parse(given) as { documentId: string; variables: object };
  const query = new URLSearchParams({ documentId, variables: JSON.stringify(variables) });
  const leaving = new AbortController();
  const stream = await fetch(`${app.url}?${query}`, {
    headers: { accept: "text/event-stream" },
    signal: leaving.signal,
  });
  let text = "";
  for await (const chunk of stream.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes("event: next")) break;
  }
  leaving.abort();
  const [, data = ""] = /data: (.*)/.exec(text) ?? [];
  const { nodes } = JSON.parse(data).data.trendingBoard;
  expect(nodes[0]).toMatchObject({ rank: 1, paper: { upvotes: 231 } });
  expect(page).toContain(`data-paper="${nodes[0].paper.id}"`);
});

test("pages work on a server that accepts only persisted documents", async () => {
  const strict = await startApp(database, {
    persistedDocuments: { manifest: new Map([["one", "{ __typename }"]]), isExclusive: true },
  });
  try {
    expect((await fetch(strict.origin, { headers })).status).toBe(200);
    expect((await fetch(`${strict.origin}/papers`, { headers })).status).toBe(200);
  } finally {
    await strict.close();
  }
});

test("a client beyond its budget gets a page that says when to come back", async () => {
  const poor = await startApp(database, { limits: limitsWith({ perClient: { costPerMinute: 5_000 } }) });
  try {
    const statuses = new Set<number>();
    for (let at = 0; at < 5; at += 1) {
      const response = await fetch(`${poor.origin}/papers?minUpvotes=${at}`, { headers });
      statuses.add(response.status);
      if (response.status === 429) {
        expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
        expect(await response.text()).toContain("Too many requests");
      }
    }
    expect(statuses).toContain(429);
  } finally {
    await poor.close();
  }
});

test("a page says that the database is unreachable", async () => {
  const lost = await createDatabase();
  const db = openDatabase({ url: lost.url, connections: 2, connectionTimeoutMs: 1_000 });
  const server = await startApp({ db, url: lost.url });
  await lost.drop();
  const response = await fetch(`${server.origin}/papers`, { headers });
  expect(response.status).toBe(503);
  expect(await response.text()).toContain("papergraph is unavailable");
  await server.close();
  await db.close();
});

test("parameters that other sites append to links are ignored", async () => {
  expect((await fetch(`${app.origin}/?utm_source=x&fbclid=y`, { headers })).status).toBe(200);
});
