import fc from "fast-check";
import sql from "sql-template-tag";
import { describe, expect, test } from "vitest";
import { inClient, useDatabase } from "../kit/db/database.js";
import { type Added, addedQuery, newId, titlesOf, withApp } from "../kit/live/added-papers.js";
import { openEventStream, subscribe, subscribed, transports } from "../kit/live/subscribers.js";
import { paper, record } from "../kit/models/papers.js";
import { logWorth, type ModelPaper, upvotesOf, type Window } from "../kit/models/trending-model.js";
import { useApp } from "../kit/server/app.js";
import { limitsWith } from "../kit/server/server-options.js";
import { writerOf } from "../kit/server/writing.js";

const hour = 3_600_000;

describe.each(transports)("over %s", (transport) => {
  const database = useDatabase();
  const app = useApp(database);
  const write = writerOf(app);
  const open = <Data>(query: string, variables: Record<string, unknown> = {}, operationName?: string) =>
    subscribe<Data>(transport, app.url, { query, variables, ...(operationName ? { operationName } : {}) });

  async function closed(...subscribers: { close(): void }[]): Promise<void> {
    for (const subscriber of subscribers) subscriber.close();
    await subscribed(app, 0);
  }

  test("a new paper is delivered once, to subscribers whose filter matches it", async () => {
    const all = open<Added>(addedQuery);
    const some = open<Added>(addedQuery, { filter: { keywords: ["wanted"], hasOrganization: true } });
    await subscribed(app, 2);
    const [arxivId, before] = [newId(), new Date()];
    await write.papers([
      { title: "One", arxivId },
      { title: "Two", keywords: ["Wanted"] },
      { title: "Three", keywords: ["Wanted"], organization: { slug: "qwen" } },
    ]);
    await write.papers([{ title: "One", arxivId, abstract: "Known by now.", upvotes: 4 }]);
    await write.papers([{ title: "Four", keywords: ["WANTED"], organization: { slug: "qwen" } }]);
    const received = await all.take(4);
    expect(titlesOf(received)).toEqual(["One", "Two", "Three", "Four"]);
    expect(titlesOf(await some.take(2))).toEqual(["Three", "Four"]);
    const instants = received.map(({ data }) => Date.parse(data?.paperAdded.occurredAt ?? ""));
    for (const instant of instants) {
      expect(instant).toBeGreaterThanOrEqual(before.getTime());
      expect(instant).toBeLessThanOrEqual(Date.now());
    }
    expect(new Set(received.map(({ data }) => data?.paperAdded.cursor)).size).toBe(4);
    await closed(all, some);
  });

  test("papers from files and archives publish no events", async () => {
    const subscriber = open<Added>(addedQuery);
    await subscribed(app, 1);
    await record(database.db, [paper("From a file", { arxivId: newId() })]);
    await write.papers([{ title: "From a bot" }]);
    expect(titlesOf(await subscriber.take(1))).toEqual(["From a bot"]);
    await closed(subscriber);
  });

  test("each upvote change of one paper is delivered with the previous number, and none of other papers", async () => {
    const [arxivId, other] = [newId(), newId()];
    await write.papers([
      { title: "Watched", arxivId, upvotes: 1 },
      { title: "Next to it", arxivId: other },
    ]);
    const { paper: watched } = await app.get<{ paper: { id: string } }>(
      "query ($arxivId: String) { paper(by: { arxivId: $arxivId }) { id } }",
      { arxivId },
    );
    const subscriber = open<Record<"upvotesChanged", object>>(
      `subscription ($paper: ID!) { upvotesChanged(paper: $paper) { previousUpvotes upvotes paper { arxivId } } }`,
      { paper: watched.id },
    );
    await subscribed(app, 1);
    const observed = async (id: string, upvotes: number) =>
      write.upvotes([{ arxivId: id, upvotes, observedAt: new Date() }]);
    await observed(arxivId, 5);
    await observed(other, 7);
    await observed(arxivId, 5);
    await write.upvotes([{ arxivId, upvotes: 3, observedAt: "2024-01-01T00:00:00Z" }]);
    await write.papers([{ title: "Watched", arxivId, upvotes: 6 }]);
    await observed(arxivId, 0);
    expect((await subscriber.take(3)).map(({ data }) => data?.upvotesChanged)).toEqual([
      { previousUpvotes: 1, upvotes: 5, paper: { arxivId } },
      { previousUpvotes: 5, upvotes: 6, paper: { arxivId } },
      { previousUpvotes: 6, upvotes: 0, paper: { arxivId } },
    ]);
    await closed(subscriber);
    expect(subscriber.waiting).toEqual([]);
  });

  test("operationName selects the operation of a document", async () => {
    const document = `
      subscription Papers($filter: PaperFilter) { paperAdded(filter: $filter) { paper { ...Title } } }
      subscription Board($first: Int = 1) { trendingBoard(window: MONTH, first: $first) { nodes { paper { ...Title } } } }
      query Nothing { __typename }
      fragment Title on Paper { title }
    `;
    const papers = open(document, { filter: { keywords: ["named"] } }, "Papers");
    const board = open(document, { first: 0 }, "Board");
    expect(await board.next()).toEqual({ data: { trendingBoard: { nodes: [] } } });
    await subscribed(app, 2);
    await write.papers([{ title: "Unheard" }, { title: "Heard", keywords: ["named"] }]);
    expect(await papers.next()).toEqual({ data: { paperAdded: { paper: { title: "Heard" } } } });
    await closed(papers, board);
    for (const name of [undefined, "Unheard", "papers"]) {
      const refused = open(document, {}, name);
      await refused.ended;
      expect(refused.waiting.every(({ data }) => data === undefined)).toBe(true);
    }
  });

  test.each([
    [
      "top of none",
      "{ paperTrending(top: 0) { cursor } }",
      "BAD_USER_INPUT",
      /^top: 0 is out of range.*1 to 100/,
    ],
    ["top of too many", "{ paperTrending(top: 101) { cursor } }", "BAD_USER_INPUT", /1 to 100/],
    ["no such window", "{ paperTrending(window: YEAR) { cursor } }", "GRAPHQL_VALIDATION_FAILED", /YEAR/],
    [
      "a board of too many",
      "{ trendingBoard(first: 101) { asOf } }",
      "BAD_USER_INPUT",
      /^first: 101 is out of range\. Use 0 to 100\.$/,
    ],
    ["a board of fewer than none", "{ trendingBoard(first: -1) { asOf } }", "BAD_USER_INPUT", /^first: -1/],
    [
      "a paper that is not there",
      `{ upvotesChanged(paper: "${Buffer.from("Paper:2000000000").toString("base64url")}") { cursor } }`,
      "NOT_FOUND",
      /^paper: no paper has this ID/,
    ],
    ["an invalid id", `{ upvotesChanged(paper: "1") { cursor } }`, "BAD_USER_INPUT", /^paper: "1"/],
    [
      "the id of something else",
      `{ upvotesChanged(paper: "${Buffer.from("Author:1").toString("base64url")}") { cursor } }`,
      "BAD_USER_INPUT",
      /expected the ID of a Paper, got the ID of an Author/,
    ],
    [
      "an empty list in a filter",
      `{ paperAdded(filter: { or: [{ keywords: [] }] }) { cursor } }`,
      "BAD_USER_INPUT",
      /^filter.or\[0\].keywords: an empty list/,
    ],
    [
      "an author that is not there",
      `{ paperTrending(filter: { authors: ["${Buffer.from("Author:2000000000").toString("base64url")}"] }) { cursor } }`,
      "NOT_FOUND",
      /^filter.authors\[0\]/,
    ],
    [
      "a search without a word",
      `{ paperAdded(filter: { search: "?!" }) { cursor } }`,
      "BAD_USER_INPUT",
      /no searchable word/,
    ],
    [
      "a board of a search without a word",
      `{ trendingBoard(filter: { search: "?!" }) { asOf } }`,
      "BAD_USER_INPUT",
      /no searchable word/,
    ],
    ["an invalid cursor", `{ paperAdded(after: "nonsense") { cursor } }`, "BAD_CURSOR", /^after: "nonsense"/],
    ["an empty cursor", `{ paperTrending(after: "") { cursor } }`, "BAD_CURSOR", /^after: ""/],
    ["a field that is not there", "{ paperRemoved { cursor } }", "GRAPHQL_VALIDATION_FAILED", /paperRemoved/],
    [
      "two fields at once",
      "{ paperAdded { cursor } paperTrending { cursor } }",
      "GRAPHQL_VALIDATION_FAILED",
      /must select only one top level field/,
    ],
    ["half a document", "{ paperAdded {", "GRAPHQL_PARSE_FAILED", /Syntax Error/],
    [
      "too deep a question",
      `{ paperAdded { paper ${"{ organization { papers { nodes ".repeat(4)}{ title }${" } } }".repeat(4)} } }`,
      "QUERY_TOO_DEEP",
      /15 fields deep; the limit is 12/,
    ],
    [
      "too costly a question",
      "{ trendingBoard(first: 100) { nodes { paper { organization { papers(first: 100) { nodes { upvotes authors(first: 100) { nodes { name } } } } } } } } }",
      "QUERY_TOO_COSTLY",
      /the limit is 10,000/,
    ],
    [
      "a document without end",
      `{ paperAdded { ${"cursor ".repeat(5_000)} } }`,
      "QUERY_TOO_LARGE",
      /more than 5000 tokens/,
    ],
    [
      "a field that is skipped",
      "{ paperAdded @skip(if: true) { cursor } }",
      "BAD_USER_INPUT",
      /selects no field/,
    ],
  ])(
    "%s is refused with an error that teaches, and takes no place",
    async (_what, selection, code, message) => {
      await withApp(database, { limits: limitsWith({ perClient: { maxSubscriptions: 1 } }) }, async (own) => {
        const subscriber = subscribe(transport, own.url, { query: `subscription ${selection}` });
        await subscriber.ended;
        expect(subscriber.waiting).toEqual([
          {
            errors: [
              expect.objectContaining({
                message: expect.stringMatching(message),
                extensions: expect.objectContaining({ code }),
              }),
            ],
          },
        ]);
        const next = subscribe<Added>(transport, own.url, { query: addedQuery });
        await subscribed(own, 1);
        next.close();
        await subscribed(own, 0);
      });
    },
  );

  test("a variable of the wrong type is rejected", async () => {
    for (const variables of [
      { filter: { nope: 1 } },
      { filter: "x" },
      { after: 7 },
      { filter: { upvotes: { min: "1" } } },
    ]) {
      const subscriber = open(addedQuery, variables);
      await subscriber.ended;
      expect(subscriber.waiting).toMatchObject([
        {
          errors: [
            { message: expect.stringMatching(/^Variable "\$/), extensions: { code: "BAD_USER_INPUT" } },
          ],
        },
      ]);
    }
    await subscribed(app, 0);
  });
});

describe("papers that enter the top", () => {
  const database = useDatabase();
  const app = useApp(database);
  const write = writerOf(app);

  test("are delivered once while they stay on the board, with their ranks, to matching subscribers", async () => {
    const arxivIds = Array.from({ length: 14 }, newId);
    const papers: ModelPaper[] = arxivIds.map(() => ({ observations: [] }));
    await write.papers(
      arxivIds.map((arxivId, number) => ({
        arxivId,
        title: `P${number}`,
        keywords: number % 2 ? ["odd"] : [],
      })),
    );
    const questions: { window: Window; top: number; odd: boolean }[] = [
      { window: "DAY", top: 1, odd: false },
      { window: "DAY", top: 3, odd: false },
      { window: "DAY", top: 100, odd: false },
      { window: "WEEK", top: 4, odd: true },
      { window: "MONTH", top: 6, odd: false },
    ];
    const query = `subscription ($window: TrendingWindow!, $top: Int!, $filter: PaperFilter) {
      paperTrending(window: $window, top: $top, filter: $filter) {
        window rank previousRank paper { arxivId trending(window: $window) { enteredAt } }
      }
    }`;
    const subscribers = questions.flatMap(({ window, top, odd }) =>
      transports.map((transport) =>
        subscribe<{ paperTrending: object }>(transport, app.url, {
          query,
          variables: { window, top, filter: odd ? { keywords: ["odd"] } : null },
        }),
      ),
    );
    await subscribed(app, subscribers.length);

    const rankings = (window: Window) =>
      papers
        .map((model, number) => ({ number, upvotes: upvotesOf(model) }))
        .filter(({ upvotes }) => upvotes.length > 0)
        .map(({ number, upvotes }) => ({ number, value: logWorth(upvotes, window) }))
        .sort((one, other) => other.value - one.value || other.number - one.number)
        .map(({ number }) => number);
    const heard = questions.map(() => new Set<number>());
    const expected: object[][] = questions.map(() => []);
    const random = fc.sample(fc.nat(1_000_000), { numRuns: 1_000, seed: 12 });
    const dice = (sides: number) => (random.pop() ?? 0) % sides;
    for (let round = 0; round < 40; round += 1) {
      const before = questions.map(({ window }) => rankings(window));
      const observed = Array.from({ length: 1 + dice(3) }, () => ({
        number: dice(arxivIds.length),
        at: Date.UTC(2025, 4, 1) + round * 3 * hour + dice(170) * 60_000,
        upvotes: dice(4) === 0 ? 0 : dice(40),
      })).filter(({ number }, index, all) => all.findIndex((other) => other.number === number) === index);
      for (const { number, ...observation } of observed)
        papers[number] = { observations: [...(papers[number]?.observations ?? []), observation] };
      for (const [place, { window, top, odd }] of questions.entries()) {
        const now = rankings(window);
        const known = heard[place] ?? new Set();
        for (const number of [...known]) if (!now.includes(number)) known.delete(number);
        for (const [index, number] of now.slice(0, top).entries()) {
          if (known.has(number)) continue;
          known.add(number);
          const previous = (before[place] ?? []).indexOf(number);
          if (!odd || number % 2 === 1)
            expected[place]?.push({
              window,
              rank: index + 1,
              previousRank: previous < 0 ? null : previous + 1,
              paper: expect.objectContaining({ arxivId: arxivIds[number] }),
            });
        }
      }
      await write.upvotes(
        observed.map(({ number, at, upvotes }) => ({
          arxivId: arxivIds[number] ?? "",
          upvotes,
          observedAt: new Date(at),
        })),
      );
    }
    for (const [index, subscriber] of subscribers.entries()) {
      const wanted = expected[Math.floor(index / transports.length)] ?? [];
      expect(wanted.length).toBeGreaterThan(5);
      const received = await subscriber.take(wanted.length);
      expect(received.map(({ data }) => data?.paperTrending)).toEqual(wanted);
    }
    for (const subscriber of subscribers) subscriber.close();
    await subscribed(app, 0);
    for (const subscriber of subscribers) expect(subscriber.waiting).toEqual([]);
  });
});

describe("the whole board", () => {
  const database = useDatabase();
  const app = useApp(database);
  const write = writerOf(app);
  const boardQuery = (
    fields: string,
  ) => `subscription ($window: TrendingWindow!, $filter: PaperFilter, $first: Int! = 20) {
    trendingBoard(window: $window, filter: $filter, first: $first) { ${fields} }
  }`;
  interface Board {
    trendingBoard: {
      asOf: string;
      totalCount: number;
      nodes: { rank: number; paper: { arxivId: string; upvotes?: number } }[];
    };
  }

  test.each(transports)(
    "is delivered at once, and after changes at most once a second, including the last (%s)",
    async (transport) => {
      const arxivIds = Array.from({ length: 6 }, newId);
      await write.papers(
        arxivIds.map((arxivId) => ({ arxivId, title: "On the board", upvotes: 1, keywords: [transport] })),
      );
      const variables = { window: "DAY", filter: { keywords: [transport] } };
      const subscriber = subscribe<Board>(transport, app.url, {
        query: boardQuery("asOf totalCount nodes { rank score previousRank enteredAt paper { arxivId } }"),
        variables,
      });
      const received = [await subscriber.next()];
      expect(received[0]?.data?.trendingBoard).toMatchObject({ totalCount: 6, nodes: { length: 6 } });
      let changes = 0;
      while (received.length + subscriber.waiting.length < 4) {
        changes += 1;
        const arxivId = arxivIds[changes % arxivIds.length] ?? "";
        await write.upvotes([{ arxivId, upvotes: 1 + (changes % 50), observedAt: new Date() }]);
      }
      expect(changes).toBeGreaterThan(4);
      const { trending } = await app.get<{ trending: Board["trendingBoard"] }>(
        `query ($filter: PaperFilter) { trending(filter: $filter) { nodes { rank paper { arxivId } } } }`,
        variables,
      );
      const ranks = ({ nodes }: Pick<Board["trendingBoard"], "nodes">) =>
        nodes.map(({ paper: { arxivId } }) => arxivId);
      do received.push(await subscriber.next());
      while (subscriber.waiting.length > 0 || received.length < 4);
      const last = () => received.at(-1)?.data?.trendingBoard ?? { nodes: [] };
      while (ranks(last()).join() !== ranks(trending).join()) received.push(await subscriber.next());
      const instants = received.slice(1).map(({ data }) => Date.parse(data?.trendingBoard.asOf ?? ""));
      // The instant is taken when the board is read, after the second is over.
      for (const [index, instant] of instants.slice(1).entries())
        expect(instant - (instants[index] ?? 0)).toBeGreaterThanOrEqual(1_000);
      subscriber.close();
      await subscribed(app, 0);
    },
  );

  test("is not delivered again if the selected fields are unchanged", async () => {
    const [mine = "", other = ""] = [newId(), newId()];
    await write.papers([
      { arxivId: mine, title: "Mine", upvotes: 1, keywords: ["mine"] },
      { arxivId: other, title: "Another's", upvotes: 1 },
    ]);
    const subscriber = subscribe<Record<"trendingBoard", object>>("WebSocket", app.url, {
      query: boardQuery("nodes { paper { arxivId upvotes } }"),
      variables: { window: "MONTH", filter: { keywords: ["mine"] } },
    });
    const board = (upvotes: number) => ({
      data: { trendingBoard: { nodes: [{ paper: { arxivId: mine, upvotes } }] } },
    });
    expect(await subscriber.next()).toEqual(board(1));
    // Both servers receive the same events: once this one has delivered the first, so has the other.
    const witness = subscribe<Board>("server-sent events", app.url, {
      query: boardQuery("asOf nodes { paper { upvotes } }"),
      variables: { window: "MONTH", filter: { keywords: ["mine"] }, first: 1 },
    });
    await witness.next();
    await write.upvotes([{ arxivId: other, upvotes: 4, observedAt: new Date() }]);
    await witness.next();
    await write.upvotes([{ arxivId: mine, upvotes: 9, observedAt: new Date() }]);
    expect(await subscriber.next()).toEqual(board(9));
    for (const each of [subscriber, witness]) each.close();
    await subscribed(app, 0);
  });

  test("is computed once at a time, however long that takes", async () => {
    const arxivId = newId();
    await write.papers([{ arxivId, title: "Slow", upvotes: 1, keywords: ["slow"] }]);
    const variables = { window: "DAY", filter: { keywords: ["slow"] }, first: 1 };
    const open = (fields: string) =>
      subscribe<Board>("WebSocket", app.url, { query: boardQuery(fields), variables });
    const slowFields = "asOf nodes { paper { upvotes related(first: 1) { totalCount } } }";
    const slow = open(slowFields);
    const late: (typeof slow)[] = [];
    const witness = open("asOf nodes { paper { upvotes } }");
    for (const each of [slow, witness]) await each.next();
    const computing = () =>
      database.db.query(
        sql`select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%from search_terms%'`,
      );
    let upvotes = 1;
    await inClient(database.url, async (client) => {
      await client.query("begin; lock table search_terms in access exclusive mode");
      for (let delivered = 0; delivered < 3; delivered += 1) {
        await write.upvotes([{ arxivId, upvotes: ++upvotes, observedAt: new Date() }]);
        await witness.next();
        // Those who come later wait for it, too.
        late.push(open(slowFields));
        await subscribed(app, 2 + late.length);
      }
      expect(await computing()).toHaveLength(1);
      expect(slow.waiting).toEqual([]);
    });
    const seen = async () => (await slow.next()).data?.trendingBoard.nodes[0]?.paper;
    while ((await seen())?.upvotes !== upvotes);
    for (const each of late) await each.next();
    for (const each of [slow, witness, ...late]) each.close();
    await subscribed(app, 0);
  });

  test("takes no cursor and sends no event IDs", async () => {
    const stream = await openEventStream(app.url, {
      query: boardQuery("totalCount"),
      variables: { window: "DAY" },
    });
    expect(await stream.next()).toEqual({ comment: true });
    expect(await stream.next()).toEqual({
      event: "next",
      data: expect.stringMatching(/^{"data":{"trendingBoard"/),
    });
    stream.close();
    await subscribed(app, 0);
  });
});
