import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { parse } from "graphql";
import { GraphQLClient } from "graphql-request";
import { describe, expect, expectTypeOf, onTestFinished, test, vi } from "vitest";
import { queryById } from "../../examples/by-id.js";
import { chainBetween, findAuthor } from "../../examples/chain.js";
import { loadDashboard } from "../../examples/dashboard.js";
import { readEventStream } from "../../examples/event-stream.js";
import { PapersOfWeekDocument } from "../../examples/generated/graphql.js";
import { networkOf } from "../../examples/network.js";
import { papersOfOrganization } from "../../examples/papers-of-organization.js";
import { type PaperOfWeek, papersOfWeek } from "../../examples/papers-of-week.js";
import { readPersistedDocuments } from "../../src/commands/serving/persisted-documents.js";
import { expireEvents } from "../../src/events/log.js";
import { useDatabase } from "../kit/db/database.js";
import { ingestSample } from "../kit/ingest/sample.js";
import { withApp } from "../kit/live/added-papers.js";
import { testToken, useApp } from "../kit/server/app.js";
import { openProxy, type Running, startScript } from "../kit/server/processes.js";
import { allFeatures } from "../kit/server/server-options.js";

const database = useDatabase(async ({ db }) => {
  const { added, rejected } = await ingestSample(db);
  expect([added > 300, rejected]).toEqual([true, []]);
});
const app = useApp(database);

test("the papers of an organization", async () => {
  const organization = await papersOfOrganization(new GraphQLClient(app.url), "facebook");
  expect(organization?.name).toBe("AI at Meta");
  expect(organization?.papers.totalCount).toBe(organization?.papersCount);
  const upvotes = organization?.papers.nodes.map((paper) => paper.upvotes) ?? [];
  expect(upvotes).toEqual([...upvotes].sort((one, other) => other - one));
  expect(organization?.papers.nodes[0]?.authors.nodes.length).toBeGreaterThan(0);
  expect(await papersOfOrganization(new GraphQLClient(app.url), "nobody-at-all")).toBeNull();
});

test("the papers of a week, each once, over several pages", async () => {
  const papers: PaperOfWeek[] = [];
  for await (const paper of papersOfWeek(new GraphQLClient(app.url), "2025-07-07")) papers.push(paper);
  expect(papers.length).toBeGreaterThan(20);
  expect(new Set(papers.map(({ arxivId }) => arxivId)).size).toBe(papers.length);
  for (const { featuredOn } of papers)
    expect(featuredOn.some((day) => day >= "2025-07-07" && day <= "2025-07-13")).toBe(true);
});

test("the papers of a week by the ID of the document, in a manifest that covers all examples", async () => {
  const persistedDocuments = readPersistedDocuments({
    PERSISTED_DOCUMENTS: ["examples/generated/persisted-documents.json"],
    PERSISTED_DOCUMENTS_ONLY: "on",
  });
  const features = { ...allFeatures, graphiql: false };
  await withApp(database, { persistedDocuments, features }, async ({ url, prepare, logged }) => {
    const variables = { from: "2025-07-07", to: "2025-07-13" };
    const { papers } = await queryById(url, PapersOfWeekDocument, variables);
    expectTypeOf(papers.nodes[0]?.title).toEqualTypeOf<string | undefined>();
    expect(papers.nodes.length).toBe(20);
    await expect(queryById(url, parse("{ __typename }") as never, {})).rejects.toThrow(/no query/);
    await expect(papersOfOrganization(new GraphQLClient(url), "facebook")).rejects.toThrow(/manifest/);
    await prepare();
    expect(logged).toEqual([]);
  });
});

test("a dashboard in one query, which agrees with the lists", async () => {
  const client = new GraphQLClient(app.url);
  const { weeks, organizations, authors, keywords } = await loadDashboard(client, "2025-09-01", "2025-09-28");
  expect(weeks.groups.map(({ period }) => period)).toEqual([
    "2025-09-01",
    "2025-09-08",
    "2025-09-15",
    "2025-09-22",
  ]);
  const { papers } = await app.get<{ papers: { totalCount: number; nodes: { upvotes: number }[] } }>(
    `{
      papers(filter: { publishedOn: { from: "2025-09-01", to: "2025-09-28" } }, first: 100) {
        totalCount nodes { upvotes }
      }
    }`,
  );
  expect(papers.nodes).toHaveLength(papers.totalCount);
  const upvotes = papers.nodes.reduce((sum, paper) => sum + paper.upvotes, 0);
  expect(weeks.totals).toMatchObject({ papers: papers.totalCount, upvotes });
  expect(weeks.groups.reduce((sum, { totals }) => sum + totals.papers, 0)).toBe(papers.totalCount);
  for (const groups of [organizations.groups, authors.groups, keywords.groups])
    expect(groups).toHaveLength(10);
});

test("the path between two authors, found by their names", async () => {
  const client = new GraphQLClient(app.url);
  const chain = await chainBetween(client, "haitao mi", "yann lecun");
  expect(chain?.length).toBe(4);
  expect(chain?.steps[0]?.from.name).toBe("Haitao Mi");
  expect(chain?.steps.at(-1)?.to.name).toBe("Yann LeCun");
  chain?.steps.slice(1).forEach(({ from }, index) => {
    expect(chain.steps[index]?.to).toEqual(from);
  });
  await expect(chainBetween(client, "haitao mi", "nobody at all")).rejects.toThrow(/nobody at all/);
  expect(await findAuthor(client, "nobody at all")).toBeUndefined();
});

test("an organization's network, by names", async () => {
  const network = await networkOf(new GraphQLClient(app.url), "tencent", 10);
  expect(network?.nodes[0]?.name).toBe("Tencent");
  expect(network?.nodes).toHaveLength(11);
  const names = new Set(network?.nodes.map(({ name }) => name));
  for (const { source, target, weight } of network?.links ?? []) {
    expect(names.has(source) && names.has(target)).toBe(true);
    expect(weight).toBeGreaterThan(0);
  }
  expect(await networkOf(new GraphQLClient(app.url), "nobody-at-all")).toBeNull();
});

test("the ticker shows each newly trending paper once and in order, across lost connections", async () => {
  const way = await openProxy({ host: "127.0.0.1", port: Number(new URL(app.url).port) });
  const ticker = startExample("ticker", [], `http://127.0.0.1:${way.port}/graphql`);
  await eventually(async () => expect(await subscriptions()).toBe(1));
  await send("Ticker one");
  await ticker.printed(/Ticker one\n/);
  await way.close();
  await send("Ticker two");
  await send("Ticker three");
  await way.reopen();
  await ticker.printed(/Ticker three\n/);
  expect(ticker.output().replace(/^\d\d:\d\d:\d\d/gm, "at")).toBe(
    "at  #1  Ticker one\nat  #1  Ticker two\nat  #1  Ticker three\n",
  );
  expect((await stop(ticker)).stderr).toMatch(/^(No connection to http:\S+\/graphql\. Reconnecting\.\n)+$/);
  await way.close();
});

test("the bot resumes where it stopped, and reports when that is too long ago", async () => {
  const directory = await mkdtemp(join(tmpdir(), "bot-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, "cursor");
  const remembered = (before: string) =>
    eventually(async () => {
      const cursor = await readFile(file, "utf8");
      expect(cursor).not.toBe(before);
      return cursor;
    });
  // Stopped before its first event.
  const first = startExample("bot", ["", file]);
  const beginning = await remembered("");
  await stop(first);
  await send("Bot one");
  const second = startExample("bot", ["", file]);
  await second.printed(/Bot one/);
  const cursor = await remembered(beginning);
  await stop(second);
  await send("Bot two");
  await send("Bot three");
  const third = startExample("bot", ["", file]);
  await third.printed(/Bot three/);
  await remembered(cursor);
  await stop(third);
  expect([first, second, third].map((bot) => bot.output().match(/Bot \w+/g))).toEqual([
    null,
    ["Bot one"],
    ["Bot two", "Bot three"],
  ]);

  const last = await readFile(file, "utf8");
  await send("Bot four");
  await expireEvents(database.db, new Date(Date.now() + 60_000));
  const fourth = startExample("bot", ["", file]);
  await remembered(last);
  await send("Bot five");
  await fourth.printed(/Bot five/);
  expect(fourth.output()).not.toContain("Bot four");
  expect((await stop(fourth)).stderr).toContain("some events have expired");
});

test("the page receives what the record example sends, and again when it reconnects", async () => {
  const page = await readFile("examples/board.html", "utf8");
  const [board = "", news = ""] = [...page.matchAll(/`(subscription [^`]+)`/g)].map(([, query]) => query);
  const boardSource = await openEventSource(board);
  expect((await boardSource.next()).data.trendingBoard.nodes).toHaveLength(20);
  const newsSource = await openEventSource(news);
  const { id: beginning } = await newsSource.next();

  const example = startExample("record", ["2699.00001"]);
  expect((await example.finished).stdout).toBe("2699.00001: 1 added, 0 updated\n1 observation recorded\n");
  const received = await newsSource.next();
  expect(received.data.paperTrending.paper.title).toMatch(/^A paper of /);
  const { nodes } = (await boardSource.next()).data.trendingBoard;
  expect(nodes.map(({ paper }: { paper: { title: string } }) => paper.title)).toContain(
    received.data.paperTrending.paper.title,
  );

  const again = await openEventSource(news, beginning);
  expect(await again.next()).toEqual({ id: beginning, data: undefined });
  expect((await again.next()).id).toBe(received.id);
  const nobody = await startScript(["examples/record.ts"], { PAPERGRAPH_URL: app.url }).finished;
  expect([nobody.code, nobody.stderr]).toEqual([1, "Set INGEST_TOKEN to the write token of the server.\n"]);
  const settings = { PAPERGRAPH_URL: app.url, INGEST_TOKEN: "another" };
  const refused = await startScript(["examples/record.ts"], settings).finished;
  expect([refused.code, refused.stdout, refused.stderr.trim().split("\n")]).toEqual([
    1,
    "",
    [expect.stringMatching(/INGEST_TOKEN/)],
  ]);
});

test("an organization that does not exist is an error in one sentence", async () => {
  const { code, stdout, stderr } = await startScript(["examples/main.ts", "nosuch"], {
    PAPERGRAPH_URL: app.url,
  }).finished;
  expect([code, stdout, stderr]).toEqual([
    1,
    "",
    "No organization with the slug nosuch. The query `organizations` lists slugs.\n",
  ]);
});

test("a server that does not run is an error in one sentence", async () => {
  const way = await openProxy({ host: "127.0.0.1", port: Number(new URL(app.url).port) });
  await way.close();
  const url = `http://127.0.0.1:${way.port}/graphql`;
  const message = `No server responds at ${url}. Start one with npm start, or set PAPERGRAPH_URL to another address.\n`;
  for (const name of ["main", "record"])
    expect(await startExample(name, [], url).finished).toMatchObject({
      code: 1,
      stdout: "",
      stderr: message,
    });
  const elsewhere = startExample("main", [], `${app.origin}/nothing`);
  expect((await elsewhere.finished).stderr).toBe("Unknown path. The GraphQL endpoint is /graphql.\n");
  const bot = startExample("bot", ["", join(tmpdir(), "no", "cursor")], url);
  await once(bot.child.stderr as Readable, "data");
  expect((await stop(bot)).stderr).toMatch(`Reconnecting: ${message}`);
});

describe("docs/querying.md", () => {
  const section = async (name: string) =>
    (await readFile("docs/querying.md", "utf8")).split(`## ${name}\n`)[1]?.split("\n## ")[0] ?? "";

  test("has searches that find papers of the sample", async () => {
    const text = await section("Search");
    // Syntax, and a search for which it says that the sample has nothing.
    const others = ['"…"', "or", "-word", "word*", "A* search"];
    const spans = [...text.matchAll(/`([^`]+)`/g)].map(([, span = ""]) => span);
    const searches = spans.filter((span) => !others.includes(span));
    expect(searches.length).toBeGreaterThan(8);
    const query = "query ($search: String) { papers(filter: { search: $search }) { totalCount } }";
    const counts = await Promise.all(
      searches.map(async (search) => {
        const { papers } = await app.get<{ papers: { totalCount: number } }>(query, { search });
        return [search, papers.totalCount > 0];
      }),
    );
    expect(counts).toEqual(searches.map((search) => [search, true]));
  });

  test("has searches that find the names next to them", async () => {
    const query = "query ($search: String) { authors(search: $search) { nodes { name } } }";
    const found = [...(await section("Names")).matchAll(/`([^`]+)` finds\s+([^.,]+)[.,]/g)];
    expect(found.length).toBe(4);
    for (const [, search, name] of found)
      expect(await app.get(query, { search })).toEqual({ authors: { nodes: [{ name }] } });
  });
});

test("documents are typed", () => {
  expectTypeOf<PaperOfWeek["title"]>().toEqualTypeOf<string>();
  expectTypeOf<PaperOfWeek["arxivId"]>().toEqualTypeOf<string | null>();
});

/** A browser's EventSource: its request, and the parsed response. */
async function openEventSource(query: string, lastEventId?: string) {
  const response = await fetch(`${app.url}?${new URLSearchParams({ query })}`, {
    headers: {
      accept: "text/event-stream",
      origin: "null",
      ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
    },
  });
  // As for a page that was opened from the file system.
  expect(response.headers.get("access-control-allow-origin")).toMatch(/^(null|\*)$/);
  if (!response.body) throw new Error("The answer has no body.");
  const events = readEventStream(response.body);
  onTestFinished(async () => void (await events.return(undefined)));
  return {
    async next() {
      for await (const { id, data } of { [Symbol.asyncIterator]: () => ({ next: () => events.next() }) })
        if (id !== undefined || data !== undefined)
          return { id, data: data === undefined ? undefined : JSON.parse(data).data };
      throw new Error("The stream has ended.");
    },
  };
}

function startExample(name: string, commandLine: readonly string[], url = app.url): Running {
  const example = startScript([`examples/${name}.ts`, ...commandLine], {
    PAPERGRAPH_URL: url,
    INGEST_TOKEN: testToken,
  });
  onTestFinished(async () => void (await stop(example)));
  return example;
}

async function stop({ child, finished }: Running) {
  child.kill();
  return finished;
}

/** Polls until it holds, since a child process has no fixed timing. */
function eventually<T>(look: () => Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 30_000 });
}

async function subscriptions(): Promise<number> {
  const health = (await (await fetch(`${app.origin}/health`)).json()) as { subscriptions: number };
  return health.subscriptions;
}

let sent = 0;

/** Sends a new paper that has more upvotes than all before it. */
async function send(title: string): Promise<void> {
  sent += 1;
  await new GraphQLClient(app.url, { headers: { authorization: `Bearer ${testToken}` } }).request(
    `mutation ($paper: PaperInput!) { recordPapers(papers: [$paper], source: "test") { added } }`,
    { paper: { title, publishedAt: new Date(), upvotes: 1_000 * sent } },
  );
}
