import { gzipSync } from "node:zlib";
import fc from "fast-check";
import sql from "sql-template-tag";
import { describe, expect, test } from "vitest";
import { pollerLock } from "../../src/commands/poll.js";
import { listSources } from "../../src/domain/sources/sources.js";
import { type PollOptions, poll } from "../../src/poll/poll.js";
import { quotaDelay, retryAfter } from "../../src/poll/rate-limit.js";
import { type DayState, feedDay, intervalOf, nextTurn } from "../../src/poll/schedule.js";
import { createDatabase, type TestDatabase } from "../kit/db/database.js";
import { type FeedAnswer, feedRow, sendRows, startFeed } from "../kit/ingest/feed-server.js";
import { run, serve, start } from "../kit/server/processes.js";

const today = feedDay(new Date());

/** Polls a feed until it has had a number of requests. Returns them and the log. */
async function pollUntil(
  answer: FeedAnswer,
  requests: number,
  options: Partial<PollOptions> = {},
): Promise<{ database: TestDatabase; requested: string[]; said: string[] }> {
  const database = await createDatabase();
  const feed = await startFeed(answer);
  const stop = new AbortController();
  const said: string[] = [];
  const polling = poll(database.db, {
    baseUrl: feed.url,
    since: today,
    intervalMs: 10,
    minDelayMs: 1,
    firstRetryMs: 1,
    requestTimeoutMs: 5_000,
    now: () => new Date(),
    random: () => 0.5,
    signal: stop.signal,
    say: (message) => said.push(message),
    ...options,
  });
  await feed.waitForRequests(requests);
  stop.abort();
  await polling;
  await feed.close();
  return { database, requested: feed.requested, said };
}

async function papersOf({ db }: TestDatabase): Promise<{ arxivId: string; upvotes: number }[]> {
  return db.query(sql`select arxiv_id as "arxivId", upvotes from papers order by arxiv_id`);
}

async function eventsOf({ db }: TestDatabase): Promise<string[]> {
  const rows = await db.query<{ topic: string }>(sql`select topic from events order by number`);
  return rows.map(({ topic }) => topic);
}

describe("the content of the feed", () => {
  test("becomes papers, observations, boards and events, page by page", async () => {
    const { database, requested } = await pollUntil(({ path, count }, response) => {
      if (path.includes("p=1")) sendRows(response, [feedRow("2507.00002", 2)]);
      else
        sendRows(response, [feedRow("2507.00001", count < 3 ? 5 : 9)], {
          link: `<${path}&p=1>; rel="next"`,
        });
    }, 6);
    expect(requested.slice(0, 4)).toEqual([
      `/api/daily_papers?date=${today}&limit=100`,
      `/api/daily_papers?date=${today}&limit=100&p=1`,
      `/api/daily_papers?date=${today}&limit=100`,
      `/api/daily_papers?date=${today}&limit=100&p=1`,
    ]);
    expect(await papersOf(database)).toEqual([
      { arxivId: "2507.00001", upvotes: 9 },
      { arxivId: "2507.00002", upvotes: 2 },
    ]);
    const events = await eventsOf(database);
    expect(events.slice(0, 2)).toEqual(["added", "added"]);
    expect(events).toContain("trending:DAY");
    expect(events.filter((topic) => topic.startsWith("upvotes:"))).toHaveLength(1);
    const days = await database.db.query(sql`select day::text from feature_days`);
    expect(days).toEqual([{ day: today }, { day: today }]);
    await database.drop();
  });

  test("unchanged content publishes no events", async () => {
    const { database } = await pollUntil(
      (_request, response) => sendRows(response, [feedRow("2507.00001", 5)]),
      5,
    );
    expect((await eventsOf(database)).filter((topic) => topic === "added")).toHaveLength(1);
    const observations = await database.db.query(sql`select upvotes from upvote_observations`);
    expect(observations).toEqual([{ upvotes: 5 }]);
    await database.drop();
  });

  test("missing days are filled in from newest to oldest, and publish no events", async () => {
    const { database, requested } = await pollUntil(
      ({ day }, response) => sendRows(response, [feedRow(`25${day.slice(5, 7)}.000${day.slice(8)}`, 1)]),
      6,
      { since: feedDay(new Date(Date.now() - 5 * 86_400_000)), intervalMs: 3_600_000 },
    );
    const days = requested.map((path) => new URL(path, "http://feed").searchParams.get("date"));
    expect(days).toEqual([...new Set(days)].sort().reverse());
    expect(days).toHaveLength(6);
    // The last answer may have come too late to be stored.
    expect((await papersOf(database)).length).toBeGreaterThanOrEqual(5);
    const added = (await eventsOf(database)).filter((topic) => topic === "added");
    expect(added.length).toBeLessThan(4);
    await database.drop();
  });
});

describe("an invalid response", () => {
  const answers: Record<string, FeedAnswer> = {
    "a page for people": (_request, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Maintenance</html>"),
    "half a body": (_request, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('[{"paper": {"id": "2507.00001", "title": "Half');
      response.socket?.end();
    },
    "an object": (_request, response) =>
      response.writeHead(200, { "content-type": "application/json" }).end('{"error": "no"}'),
    "rows whose fields have changed": (_request, response) =>
      sendRows(response, [feedRow("2507.00001", 1, { title: { text: "changed" } })]),
    "an error": (_request, response) => response.writeHead(500).end(),
    "no such thing": (_request, response) => response.writeHead(404).end(),
    "a redirect to another server": (_request, response) =>
      response.writeHead(302, { location: "http://127.0.0.2:9/" }).end(),
    "a redirect to itself": ({ path }, response) => response.writeHead(302, { location: path }).end(),
    "pages without end": ({ count }, response) =>
      sendRows(response, [feedRow(`2507.${String(count).padStart(5, "0")}`, 1)], {
        link: `</api/daily_papers?p=${count}>; rel="next"`,
      }),
    "a next page on another server": (_request, response) =>
      sendRows(response, [feedRow("2507.00001", 1)], { link: '<http://127.0.0.2:9/>; rel="next"' }),
    "a title of ten megabytes": (_request, response) =>
      sendRows(response, [feedRow("2507.00001", 1, { title: "x".repeat(10_000_000) })]),
    "what unpacks to a gigabyte": (_request, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(bomb);
    },
    "no text": (_request, response) =>
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(Buffer.from([0x5b, 0xff, 0xfe, 0x5d])),
  };
  const bomb = gzipSync(Buffer.alloc(100_000_000, " "));

  for (const [what, answer] of Object.entries(answers))
    test(`${what} is not stored, and is reported by the sources field`, async () => {
      const good = new Set<string>();
      const { database, said } = await pollUntil(
        (request, response) => {
          // The next day is requested only after the first has failed and been recorded.
          if (request.day === today || request.day === "") answer(request, response);
          else {
            good.add(request.day);
            sendRows(response, []);
          }
        },
        what === "pages without end" ? 51 : 10,
        { since: feedDay(new Date(Date.now() - 12 * 86_400_000)), intervalMs: 3_600_000 },
      );
      expect(await papersOf(database)).toEqual([]);
      const [state] = await listSources(database.db);
      expect(state).toMatchObject({ name: "daily-papers", lastError: expect.stringContaining(today) });
      expect(said.join("\n")).toContain(today);
      await database.drop();
    });

  test("a server that takes too long is abandoned after several attempts", async () => {
    const { database, said } = await pollUntil(
      ({ day }, response) => {
        if (day !== today) sendRows(response, []);
      },
      6,
      { requestTimeoutMs: 50, since: feedDay(new Date(Date.now() - 86_400_000)), intervalMs: 3_600_000 },
    );
    expect(said.join("\n")).toMatch(/the request timed out \(5 attempts\)/);
    await database.drop();
  });

  test("an invalid row is reported, the others are stored", async () => {
    const { database } = await pollUntil(
      (_request, response) =>
        sendRows(response, [feedRow("2507.00001", 1), feedRow("2507.00002", 2), feedRow("nonsense", 3)]),
      2,
    );
    expect(await papersOf(database)).toHaveLength(2);
    const [state] = await listSources(database.db);
    expect(state?.lastError).toMatch(/rejected 1 of 3 rows: .*nonsense/);
    await database.drop();
  });
});

describe("politeness", () => {
  test("Retry-After is respected", () => {
    const now = new Date("2025-07-08T12:00:00Z");
    expect(retryAfter(new Headers({ "retry-after": "7" }), now)).toBe(7_000);
    expect(retryAfter(new Headers({ "retry-after": "Tue, 08 Jul 2025 12:00:30 GMT" }), now)).toBe(30_000);
    expect(retryAfter(new Headers({ "retry-after": "soon" }), now)).toBeUndefined();
    expect(retryAfter(new Headers({ "retry-after": "999999999" }), now)).toBe(3_600_000);
    expect(retryAfter(new Headers(), now)).toBeUndefined();
  });

  test("a rate limit is not exhausted", () => {
    const policy = { "ratelimit-policy": '"fixed window";"api";q=500;w=300' };
    expect(quotaDelay(new Headers({ ratelimit: '"api";r=489;t=203', ...policy }))).toBe(0);
    expect(quotaDelay(new Headers({ ratelimit: '"api";r=20;t=203', ...policy }))).toBe(203_000);
    expect(quotaDelay(new Headers({ ratelimit: "limit=500, remaining=4, reset=30" }))).toBe(30_000);
    expect(quotaDelay(new Headers({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "12" }))).toBe(12_000);
    expect(quotaDelay(new Headers())).toBe(0);
  });

  test("after 429 with Retry-After no request is made before that time", async () => {
    const times: number[] = [];
    const { database } = await pollUntil((_request, response) => {
      times.push(performance.now());
      if (times.length === 1) response.writeHead(429, { "retry-after": "1" }).end();
      else sendRows(response, []);
    }, 2);
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(990);
    await database.drop();
  });

  test("a day is polled less often the older it is, and not after two weeks", () => {
    const ages = Array.from({ length: 16 }, (_, age) => intervalOf(age, 300_000));
    const followed = ages.filter((pause) => pause !== undefined);
    expect(followed).toEqual([...followed].sort((one, other) => one - other));
    expect(followed.at(-1)).toBe(86_400_000);
    expect(ages[15]).toBeUndefined();
  });

  test("today comes first when due, and no day is requested before it is due", () => {
    const now = new Date("2025-07-20T12:00:00Z");
    const stamp = fc.integer({ min: 0, max: 40 * 86_400_000 }).map((ago) => new Date(now.getTime() - ago));
    const state: fc.Arbitrary<DayState> = fc.record({
      polledAt: fc.option(stamp),
      failedAt: fc.option(stamp),
    });
    const anyDay = fc.integer({ min: 0, max: 40 }).map((age) => new Date(now.getTime() - age * 86_400_000));
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            anyDay.map((at) => at.toISOString().slice(0, 10)),
            state,
          ),
          { maxLength: 40 },
        ),
        (known) => {
          const days = new Map(known);
          const question = { today: "2025-07-20", now, since: "2025-06-15", intervalMs: 300_000, days };
          const turn = nextTurn(question);
          expect(turn.day >= question.since && turn.day <= question.today).toBe(true);
          const { polledAt, failedAt } = days.get(turn.day) ?? {};
          if (polledAt && turn.at <= now) expect(now.getTime() - polledAt.getTime()).toBeGreaterThan(0);
          const ofToday = days.get("2025-07-20");
          const recent = (at: Date | null | undefined) => at && now.getTime() - at.getTime() < 300_000;
          if (!recent(ofToday?.polledAt) && !recent(ofToday?.failedAt)) expect(turn.day).toBe("2025-07-20");
          if (turn.at <= now && recent(failedAt)) expect.fail("a day was fetched right after it failed");
        },
      ),
      { numRuns: 500 },
    );
  });

  test("days are those of New York", () => {
    expect(feedDay(new Date("2025-07-08T03:59:00Z"))).toBe("2025-07-07");
    expect(feedDay(new Date("2025-07-08T04:00:00Z"))).toBe("2025-07-08");
    expect(feedDay(new Date("2025-12-08T04:59:00Z"))).toBe("2025-12-07");
  });
});

describe("between processes", () => {
  test("one of two polls, and the other takes over when the first is killed", async () => {
    const database = await createDatabase();
    const feed = await startFeed((_request, response) => sendRows(response, [feedRow("2507.00001", 1)]));
    const settings = { DATABASE_URL: database.url, HF_BASE_URL: feed.url.href, POLL_INTERVAL: "0.02" };
    const [one, other] = [start(["poll"], settings), start(["poll"], settings)];
    const { host, pathname } = new URL(database.url);
    const [, where, from] = await one.printed(/^Database: (.+)\.\nPolling (.+)\.\n/m);
    expect([where, from]).toEqual([`${host}${pathname}`, feed.url.origin]);
    await other.printed(/Polling/);
    await feed.waitForRequests(20);
    await Promise.any(
      [one, other].map((each) => each.printed(/Another process is polling for this database/)),
    );
    const holders = await database.db.query<{ pid: number }>(sql`
      select distinct l.pid from pg_locks l join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and l.granted and a.application_name = 'papergraph leader'
        and (l.classid::bigint << 32) + l.objid::bigint = ${String(pollerLock)}::bigint
    `);
    expect(holders).toHaveLength(1);
    const before = feed.requested.length;
    one.child.kill("SIGKILL");
    await one.finished;
    await feed.waitForRequests(before + 40);
    other.child.kill("SIGTERM");
    expect(await other.finished).toMatchObject({ code: 0 });
    await feed.close();
    await database.drop();
  });

  test.each([
    ["2025-02-30", /Expected a date like/],
    ["2999-01-01", /Expected a date that is not in the future/],
  ])("a poll since %s is refused", async (since, reason) => {
    const { code, stderr } = await run(["poll", "--since", since], {
      DATABASE_URL: "postgresql://127.0.0.1:1/none",
    });
    expect([code, stderr]).toEqual([1, expect.stringMatching(reason)]);
  });

  test("a poll of older days works next to a server that polls", async () => {
    const database = await createDatabase();
    const feed = await startFeed((_request, response) => sendRows(response, []));
    const settings = { DATABASE_URL: database.url, HF_BASE_URL: feed.url.href };
    const [yesterday, since] = [1, 16].map((age) => feedDay(new Date(Date.now() - age * 86_400_000)));
    await database.db.query(sql`
      insert into poll_days (day, polled_at)
      select day, now() from generate_series(${yesterday}::date - 13, ${yesterday}::date, interval '1 day') day
    `);
    const server = await serve({ ...settings, SAMPLE: "off", POLL: "on" });
    await feed.waitForRequests(1);
    const older = start(["poll", "--since", String(since)], settings);
    await older.printed(new RegExp(`Fetched all days since ${since}`));
    expect(feed.requested).toContain(`/api/daily_papers?date=${since}&limit=100`);
    for (const { child } of [older, server]) child.kill("SIGTERM");
    expect((await older.finished).code).toBe(0);
    await server.finished;
    await feed.close();
    await database.drop();
  });

  test("a server without internet access logs it once, and serves requests", async () => {
    const database = await createDatabase();
    const feed = await startFeed((_request, response) => sendRows(response, []));
    await feed.close();
    const server = await serve({
      DATABASE_URL: database.url,
      SAMPLE: "off",
      POLL: "on",
      HF_BASE_URL: feed.url.href,
      POLL_INTERVAL: "0.01",
    });
    await server.printed(/127\.0\.0\.1:\d+ is unreachable .*; retrying/);
    const response = await fetch(`${server.origin}/graphql?query={sources{name,lastError}}`);
    expect(await response.json()).toEqual({
      data: { sources: [{ name: "daily-papers", lastError: expect.stringContaining("ECONNREFUSED") }] },
    });
    server.child.kill("SIGTERM");
    const { code, stdout } = await server.finished;
    expect(code).toBe(0);
    expect(stdout.match(/is unreachable/g)).toHaveLength(1);
    await database.drop();
  });
});
