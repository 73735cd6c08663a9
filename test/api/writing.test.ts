import fc from "fast-check";
import sql from "sql-template-tag";
import { beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import { useDatabase } from "../kit/db/database.js";
import { derivedMistakes } from "../kit/db/derived.js";
import { dump } from "../kit/db/dump.js";
import { startApp, testToken, useApp } from "../kit/server/app.js";
import { recordPapersMutation, recordUpvotesMutation, requestAs, writerOf } from "../kit/server/writing.js";

const database = useDatabase();
const app = useApp(database);
const db = () => database.db;
const write = writerOf(app);

const right = `Bearer ${testToken}`;

/** An ID that no other test uses. */
let used = 0;
function newId(): string {
  used += 1;
  return `2501.${String(used).padStart(5, "0")}`;
}

describe("write access", () => {
  const calls = [
    ["recordPapers", recordPapersMutation, { papers: [{ title: "Smuggled in" }] }],
    [
      "recordUpvotes",
      recordUpvotesMutation,
      {
        observations: [{ paper: { arxivId: "2501.99999" }, upvotes: 3, observedAt: "2025-01-01T00:00:00Z" }],
      },
    ],
  ] as const;

  test.each(calls)("%s: rejected without a token on the server", async (_name, mutation, variables) => {
    const closed = await startApp(database, { ingestToken: undefined });
    for (const authorization of [undefined, right, "Bearer undefined"]) {
      const { errors } = await requestAs(closed, authorization, mutation, variables);
      expect(errors).toMatchObject([
        { message: expect.stringMatching(/INGEST_TOKEN/), extensions: { code: "FORBIDDEN" } },
      ]);
    }
    await closed.close();
    expect((await dump(db())).papers.map(({ title }) => title)).not.toContain("Smuggled in");
  });

  test.each(calls)("%s: rejected without the right token", async (_name, mutation, variables) => {
    const wrong = [
      undefined,
      "",
      "Bearer",
      "Bearer ",
      testToken,
      `Basic ${testToken}`,
      "Bearer another-token-altogether",
      `${right}x`,
      right.slice(0, -1),
      right.toUpperCase(),
      `${right} ${testToken}`,
    ];
    for (const authorization of wrong) {
      const { status, data, errors } = await requestAs(app, authorization, mutation, variables);
      expect([authorization, errors?.[0]?.extensions.code]).toEqual([authorization, "UNAUTHENTICATED"]);
      const isToken = /^Bearer \S+$/i.test(authorization ?? "");
      expect(errors?.[0]?.message).toMatch(
        isToken ? /is not the server's INGEST_TOKEN/ : /^Mutations and lists of watches require/,
      );
      expect(errors?.[0]?.message).not.toContain(testToken);
      expect(data ?? null).toBeNull();
      expect(status).toBeLessThan(500);
    }
    expect((await dump(db())).papers.map(({ title }) => title)).not.toContain("Smuggled in");
  });

  test("is granted by the token, regardless of the case of the scheme", async () => {
    for (const authorization of [right, `bearer ${testToken}`, `BEARER   ${testToken}`]) {
      const arxivId = newId();
      const { data } = await requestAs(app, authorization, recordPapersMutation, {
        papers: [{ title: `By ${authorization.slice(0, 6)} ${arxivId}`, arxivId }],
      });
      expect(data).toMatchObject({ recordPapers: { added: 1, rejected: [] } });
    }
  });

  test("is rejected by GET, with or without the token", async () => {
    const address = new URL(app.url);
    address.searchParams.set(
      "query",
      `mutation { recordPapers(papers: [{title: "Got"}], source: "x") { added } }`,
    );
    const response = await fetch(address, { headers: { authorization: right } });
    expect(response.status).toBe(405);
    expect((await dump(db())).papers.map(({ title }) => title)).not.toContain("Got");
  });

  test("is required for a body of more than a megabyte", async () => {
    const papers = Array.from({ length: 20 }, (_, index) => ({
      title: `Long ${index}`,
      arxivId: newId(),
      abstract: "word ".repeat(12_000),
    }));
    const refused = await requestAs(app, "Bearer of-something-else", recordPapersMutation, { papers });
    expect(refused).toMatchObject({ status: 413, errors: [{ extensions: { code: "BODY_TOO_LARGE" } }] });
    expect(await write.papers(papers)).toMatchObject({ added: 20, rejected: [] });
    const tooMuch = [{ title: "Too long", abstract: "word ".repeat(6_500_000) }];
    expect(await requestAs(app, right, recordPapersMutation, { papers: tooMuch })).toMatchObject({
      status: 413,
    });
  });
});

describe("papers", () => {
  test("every field of a paper can be written and read", async () => {
    const [arxivId, publishedAt] = [newId(), "2025-07-03T12:30:00.000Z"];
    const receipt = await write.papers([
      {
        arxivId: `arXiv:${arxivId}v2`,
        title: "  Everything \n said ",
        abstract: "In a few words.",
        publishedAt,
        featuredOn: ["2025-07-08", "2025-07-07", "2025-07-08"],
        withdrawnAt: "2025-07-09T00:00:00Z",
        authors: [
          { name: "Ada", accountId: "a1", username: "ada", avatarUrl: "https://example.org/ada.png" },
          { name: "Grace", hidden: true },
        ],
        organization: { slug: "qwen", name: "Qwen", avatarUrl: "https://example.org/qwen.png" },
        keywords: ["LLMs", "llms", "graphs"],
        upvotes: 7,
        commentsCount: 2,
        projectUrl: "https://example.org/project",
        codeUrl: "https://example.org/code",
        githubStars: 11,
        thumbnailUrl: "https://example.org/small.png",
      },
    ]);
    expect(receipt).toEqual({ added: 1, updated: 0, unchanged: 0, rejected: [] });
    const { paper } = await app.get(
      `query ($arxivId: String) { paper(by: { arxivId: $arxivId }) {
        arxivId title abstract publishedAt publishedOn featuredOn withdrawnAt authorsCount
        authors { edges { position creditedAs node { name username avatarUrl } } }
        organization { slug name avatarUrl } keywords { name }
        upvotes commentsCount projectUrl codeUrl githubStars thumbnailUrl
      } }`,
      { arxivId },
    );
    expect(paper).toEqual({
      arxivId,
      title: "Everything said",
      abstract: "In a few words.",
      publishedAt,
      publishedOn: "2025-07-03",
      featuredOn: ["2025-07-07", "2025-07-08"],
      withdrawnAt: "2025-07-09T00:00:00.000Z",
      authorsCount: 2,
      authors: {
        edges: [
          {
            position: 1,
            creditedAs: "Ada",
            node: { name: "Ada", username: "ada", avatarUrl: "https://example.org/ada.png" },
          },
        ],
      },
      organization: { slug: "qwen", name: "Qwen", avatarUrl: "https://example.org/qwen.png" },
      keywords: [{ name: "LLMs" }, { name: "graphs" }],
      upvotes: 7,
      commentsCount: 2,
      projectUrl: "https://example.org/project",
      codeUrl: "https://example.org/code",
      githubStars: 11,
      thumbnailUrl: "https://example.org/small.png",
    });
  });

  test("an invalid one is reported by its index, and the others are stored", async () => {
    const [first, last] = [newId(), newId()];
    const receipt = await write.papers([
      { title: "A good one", arxivId: first },
      { title: "No such id", arxivId: "2501.x" },
      { title: " \n " },
      { title: "Fewer than none", upvotes: -1 },
      { title: "Nameless", authors: [{ name: "Ada" }, { name: "" }] },
      { title: "Of nobody", organization: { slug: " " } },
      { title: "Of another age", publishedOn: "1723-01-01" },
      { title: "x".repeat(2_001) },
      { title: "Of no category", categories: ["cs.CL", "language"] },
      { title: "Before the first", versions: [{ number: 0, submittedAt: "2025-01-01T00:00:00Z" }] },
      { title: "Another good one", arxivId: last, projectUrl: null, upvotes: null, authors: null },
    ]);
    expect(receipt).toEqual({
      added: 2,
      updated: 0,
      unchanged: 0,
      rejected: [
        { index: 1, message: expect.stringMatching(/^arxivId: "2501.x" is not an arXiv identifier/) },
        { index: 2, message: "title: a paper needs a title" },
        { index: 3, message: "upvotes: expected 0 or more" },
        { index: 4, message: "authors[1].name: expected non-empty text" },
        { index: 5, message: "organization.slug: expected non-empty text" },
        { index: 6, message: expect.stringMatching(/^publishedOn: "1723-01-01" is not a date between 1900/) },
        { index: 7, message: "title: expected at most 2,000 characters" },
        { index: 8, message: 'categories[1]: "language" is not an arXiv category like cs.CL or hep-th' },
        { index: 9, message: "versions[0].number: expected 1 or more" },
      ],
    });
    const { papers } = await app.get(
      `query ($search: String) { papers(filter: { search: $search }) { nodes { arxivId } } }`,
      { search: `"good one"` },
    );
    expect((papers as { nodes: { arxivId: string }[] }).nodes.map(({ arxivId }) => arxivId).sort()).toEqual([
      first,
      last,
    ]);
  });

  test("a value of the wrong type rejects the whole call", async () => {
    const arxivId = newId();
    const before = await written(db());
    for (const bad of [
      { title: 7 },
      { title: "x", publishedOn: "2025-02-30" },
      { title: "x", publishedAt: "yesterday" },
      { title: "x", votes: 3 },
      { arxivId },
    ]) {
      const { errors } = await requestAs(app, right, recordPapersMutation, {
        papers: [{ title: "Next to a bad one", arxivId }, bad],
      });
      expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    }
    expect(await written(db())).toEqual(before);
  });

  test("between zero and a thousand per call", async () => {
    const papers = Array.from({ length: 1_000 }, () => ({ title: "One of many", arxivId: newId() }));
    const before = await written(db());
    const { errors } = await requestAs(app, right, recordPapersMutation, {
      papers: [...papers, { title: "And one more" }],
    });
    expect(errors).toMatchObject([
      {
        message: "papers: 1,001 are too many. Send at most 1,000 at once.",
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
    expect(await written(db())).toEqual(before);
    expect(await write.papers(papers)).toMatchObject({ added: 1_000 });
    expect(await write.papers(papers)).toMatchObject({ added: 0, unchanged: 1_000 });
    expect(await write.papers([])).toEqual({ added: 0, updated: 0, unchanged: 0, rejected: [] });
    expect(await write.papers([{ title: "" }])).toMatchObject({ added: 0, rejected: [{ index: 0 }] });
  });

  test("a source has a name, and is listed with what it recorded", async () => {
    for (const source of ["", "  ", "x".repeat(101)]) {
      const { errors } = await requestAs(app, right, recordPapersMutation, { papers: [], source });
      expect(errors).toMatchObject([{ message: expect.stringMatching(/^source: expected a name/) }]);
    }
    const before = new Date();
    await requestAs(app, right, recordPapersMutation, {
      papers: [{ title: "Sent by a bot", arxivId: newId() }],
      source: " my  bot ",
    });
    const { sources } = await app.get<{ sources: { name: string; lastSucceededAt: string }[] }>(
      "{ sources { name papersCount lastSucceededAt } }",
    );
    const bot = sources.find(({ name }) => name === "my bot");
    expect(bot).toMatchObject({ papersCount: 1 });
    expect(Date.parse(bot?.lastSucceededAt ?? "")).toBeGreaterThanOrEqual(before.getTime());
  });
});

describe("upvotes", () => {
  const [known, other] = [newId(), newId()];
  beforeAll(async () => {
    await write.papers([
      { title: "A known one", arxivId: known },
      { title: "Another known one", arxivId: other },
    ]);
  });

  test("an invalid observation is reported by its index, and the others are stored", async () => {
    const { paper, organizations } = await app.get<{
      paper: { id: string };
      organizations: { nodes: { id: string }[] };
    }>(
      `query ($known: String) { paper(by: { arxivId: $known }) { id } organizations(first: 1) { nodes { id } } }`,
      { known },
    );
    const nobody = Buffer.from("Paper:2000000000").toString("base64url");
    const observedAt = "2025-03-01T00:00:00.000Z";
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    const { data } = await requestAs(app, right, recordUpvotesMutation, {
      observations: [
        { paper: { arxivId: known }, upvotes: 3, observedAt },
        { paper: { arxivId: known }, upvotes: 9, observedAt: soon },
        { paper: { arxivId: "2512.99999" }, upvotes: 3, observedAt },
        { paper: { id: nobody }, upvotes: 3, observedAt },
        { paper: { id: organizations.nodes[0]?.id }, upvotes: 3, observedAt },
        { paper: { id: "nonsense" }, upvotes: 3, observedAt },
        { paper: { arxivId: "nonsense" }, upvotes: 3, observedAt },
        { paper: { arxivId: known }, upvotes: -1, observedAt },
        { paper: { arxivId: known }, upvotes: 3, observedAt: "1999-12-31T23:59:59Z" },
        { paper: { id: paper.id }, upvotes: 4, observedAt: "2025-03-02T00:00:00Z" },
        { paper: { arxivId: `${other}v3` }, upvotes: 1, observedAt },
      ],
    });
    expect(data).toEqual({
      recordUpvotes: {
        recorded: 3,
        unchanged: 0,
        rejected: [
          {
            index: 1,
            message: expect.stringMatching(/^observedAt: is in the future; the server time is 20/),
          },
          { index: 2, message: expect.stringMatching(/^paper: unknown paper/) },
          { index: 3, message: expect.stringMatching(/^paper: unknown paper/) },
          {
            index: 4,
            message: expect.stringMatching(
              /^paper.id: expected the ID of a Paper, got the ID of an Organization/,
            ),
          },
          { index: 5, message: expect.stringMatching(/^paper.id: "nonsense" is not a global ID/) },
          { index: 6, message: expect.stringMatching(/nonsense.* is not an arXiv identifier/) },
          { index: 7, message: "upvotes: expected 0 or more" },
          { index: 8, message: expect.stringMatching(/^observedAt: .*2000/) },
        ],
      },
    });
    expect(await historyOf(known)).toEqual([
      { at: "2025-03-01T00:00:00.000Z", upvotes: 3 },
      { at: "2025-03-02T00:00:00.000Z", upvotes: 4 },
    ]);
    expect(await upvotesOf(known, other)).toEqual([4, 1]);
  });

  test("implausibly many upvotes are rejected, before sums of them overflow", async () => {
    const arxivIds = [newId(), newId(), newId()];
    const facts = { keywords: ["beyond all measure"], organization: { slug: "boasters" } };
    const [one = "", two = "", three = ""] = arxivIds;
    const papers = arxivIds.map((arxivId) => ({ title: `Boasting ${arxivId}`, arxivId, ...facts }));
    expect(await write.papers(papers)).toMatchObject({ added: 3 });
    const observedAt = "2025-03-01T00:00:00Z";
    const tooMany = expect.stringMatching(/^upvotes: expected at most 1,000,000/);
    expect(
      await write.upvotes([
        { arxivId: one, upvotes: 2_147_483_647, observedAt },
        { arxivId: two, upvotes: 1_000_001, observedAt },
        { arxivId: three, upvotes: 1_000_000, observedAt },
      ]),
    ).toEqual({
      recorded: 1,
      unchanged: 0,
      rejected: [
        { index: 0, message: tooMany },
        { index: 1, message: tooMany },
      ],
    });
    expect(
      await write.papers(papers.map((paper) => ({ ...paper, commentsCount: 5, upvotes: 2_000_000_000 }))),
    ).toMatchObject({
      updated: 0,
      rejected: [{ message: tooMany }, { message: tooMany }, { message: tooMany }],
    });
    expect(await app.get(`{ organization(slug: "boasters") { upvotes } }`)).toEqual({
      organization: { upvotes: 1_000_000 },
    });
  });

  test("instants slightly in the future are accepted", async () => {
    const arxivId = newId();
    await write.papers([{ title: "Ahead", arxivId }]);
    const ahead = new Date(Date.now() + 60_000);
    expect(await write.upvotes([{ arxivId, upvotes: 1, observedAt: ahead }])).toMatchObject({ recorded: 1 });
  });

  test("a key of two fields, or of none, rejects the call", async () => {
    for (const paper of [{}, { id: "x", arxivId: known }, { arxivId: null }]) {
      const { errors } = await requestAs(app, right, recordUpvotesMutation, {
        observations: [{ paper, upvotes: 1, observedAt: "2025-03-01T00:00:00Z" }],
      });
      expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    }
  });

  test("the last of two observations with the same instant counts", async () => {
    const arxivId = newId();
    const observedAt = "2025-04-01T00:00:00Z";
    await write.papers([{ title: "Seen twice", arxivId }]);
    expect(
      await write.upvotes([
        { arxivId, upvotes: 5, observedAt },
        { arxivId, upvotes: 2, observedAt },
      ]),
    ).toEqual({ recorded: 2, unchanged: 0, rejected: [] });
    expect(await historyOf(arxivId)).toEqual([{ at: "2025-04-01T00:00:00.000Z", upvotes: 2 }]);
    expect(await upvotesOf(arxivId)).toEqual([2]);
    expect(await write.upvotes([{ arxivId, upvotes: 6, observedAt }])).toMatchObject({ recorded: 1 });
    expect(await upvotesOf(arxivId)).toEqual([6]);
  });

  test("one from before the latest is stored, without changing the total or publishing an event", async () => {
    const arxivId = newId();
    await write.papers([{ title: "Seen late", arxivId }]);
    await write.upvotes([{ arxivId, upvotes: 8, observedAt: "2025-04-05T00:00:00Z" }]);
    const before = await written(db());
    await write.upvotes([{ arxivId, upvotes: 3, observedAt: "2025-04-01T00:00:00Z" }]);
    const after = await written(db());
    expect(after.observations).toBe(before.observations + 1);
    expect(await upvotesOf(arxivId)).toEqual([8]);
    expect(await eventsAfter(db(), before.lastNumber)).toEqual(["scores"]);
  });

  test("up to twenty thousand per call, and repeating it is a no-op", async () => {
    const arxivIds = Array.from({ length: 400 }, newId);
    await write.papers(arxivIds.map((arxivId) => ({ title: `Often seen ${arxivId}`, arxivId })));
    const observations = arxivIds.flatMap((arxivId, place) =>
      Array.from({ length: 50 }, (_, hour) => ({
        arxivId,
        upvotes: (place % 7) + hour,
        observedAt: new Date(Date.UTC(2025, 5, 1, hour)),
      })),
    );
    const before = await written(db());
    const [more] = observations;
    const { errors } = await requestAs(app, right, recordUpvotesMutation, {
      observations: [...observations, more].map((observed) => ({
        paper: { arxivId: observed?.arxivId },
        upvotes: observed?.upvotes,
        observedAt: observed?.observedAt,
      })),
    });
    expect(errors).toMatchObject([
      { message: "observations: 20,001 are too many. Send at most 20,000 at once." },
    ]);
    expect(await written(db())).toEqual(before);
    expect(await write.upvotes(observations)).toEqual({ recorded: 20_000, unchanged: 0, rejected: [] });
    const after = await written(db());
    expect(after.observations).toBe(before.observations + 20_000);
    expect(await write.upvotes(observations)).toEqual({ recorded: 0, unchanged: 20_000, rejected: [] });
    expect(await written(db())).toEqual(after);
  });
});

describe("events of writes", () => {
  test("are one per new paper, none per existing paper, one per changed upvotes", async () => {
    const arxivId = newId();
    const { lastNumber } = await written(db());
    await write.papers([{ title: "News", arxivId, upvotes: 2 }]);
    await write.papers([{ title: "News", arxivId, abstract: "Now with an abstract." }]);
    await write.papers([{ title: "News", arxivId, upvotes: 5 }]);
    await write.upvotes([{ arxivId, upvotes: 4, observedAt: new Date() }]);
    const id = (await db().query<{ id: number }>(sql`select id from papers where arxiv_id = ${arxivId}`))[0]
      ?.id;
    const received = await db().query(sql`
      select topic, upvotes, previous_upvotes as "previousUpvotes" from events
      where paper_id = ${id} and number > ${lastNumber}::bigint and topic not like 'trending:%' order by number
    `);
    expect(received).toEqual([
      { topic: "added", upvotes: null, previousUpvotes: null },
      { topic: `upvotes:${id}`, upvotes: 5, previousUpvotes: 2 },
      { topic: `upvotes:${id}`, upvotes: 4, previousUpvotes: 5 },
    ]);
  });

  test("a repeated call writes nothing, and derived data stay right", async () => {
    const worlds = Array.from({ length: 8 }, newId);
    const instant = fc
      .integer({ min: 0, max: 200 })
      .map((hours) => new Date(Date.UTC(2025, 0, 1) + hours * 3_600_000));
    const paper = fc.record(
      {
        upvotes: fc.nat(6),
        commentsCount: fc.nat(3),
        publishedAt: instant,
        featuredOn: fc.array(
          instant.map((at) => at.toISOString().slice(0, 10)),
          { maxLength: 2 },
        ),
        authors: fc.array(fc.record({ name: fc.constantFrom("Ada", "Grace", "Wei") }), { maxLength: 2 }),
        organization: fc.constantFrom("qwen", "google").map((slug) => ({ slug })),
        keywords: fc.subarray(["one", "two", "three"]),
        withdrawnAt: instant,
      },
      { requiredKeys: [] },
    );
    const call = fc.oneof(
      fc.record({
        papers: fc.uniqueArray(fc.tuple(fc.nat(worlds.length - 1), paper), {
          selector: ([number]) => number,
          minLength: 1,
          maxLength: 5,
        }),
      }),
      fc.record({
        upvotes: fc.uniqueArray(fc.tuple(fc.nat(worlds.length - 1), instant, fc.nat(6)), {
          selector: ([number, at]) => `${number} ${at.getTime()}`,
          minLength: 1,
          maxLength: 12,
        }),
      }),
    );
    await write.papers(worlds.map((arxivId) => ({ title: `World ${arxivId}`, arxivId })));
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 4 }), async (calls) => {
        for (const each of calls) {
          const make = () =>
            "papers" in each
              ? write.papers(
                  each.papers.map(([number, facts]) => ({
                    arxivId: worlds[number],
                    title: `World ${worlds[number]}`,
                    ...facts,
                  })),
                )
              : write.upvotes(
                  each.upvotes.map(([number, observedAt, upvotes]) => ({
                    arxivId: worlds[number] ?? "",
                    observedAt,
                    upvotes,
                  })),
                );
          await make();
          const before = await written(db());
          const again = await make();
          expect(again.unchanged).toBe("papers" in each ? each.papers.length : each.upvotes.length);
          expect(await written(db())).toEqual(before);
        }
        expect(await derivedMistakes(db())).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

test("after all of this, derived data are right", async () => {
  expect((await dump(db())).papers.length).toBeGreaterThan(1_400);
  expect(await derivedMistakes(db())).toEqual([]);
});

interface Written {
  papers: number;
  observations: number;
  events: number;
  lastNumber: number;
}

/** Amount of data written so far. */
async function written(of: Database): Promise<Written> {
  const [counts] = await of.query<Written>(sql`
    select (select count(*)::int from papers) as papers, (select count(*)::int from events) as events,
      (select count(*)::int from upvote_observations) as observations,
      (select last_number::float8 from event_log) as "lastNumber"
  `);
  if (!counts) throw new Error("The log of events has lost its state.");
  return counts;
}

async function eventsAfter(of: Database, number: number): Promise<string[]> {
  const rows = await of.query<{ topic: string }>(
    sql`select topic from events where number > ${number}::bigint order by number`,
  );
  return rows.map(({ topic }) => topic);
}

async function upvotesOf(...arxivIds: string[]): Promise<number[]> {
  return Promise.all(
    arxivIds.map(async (arxivId) => {
      const { paper } = await app.get<{ paper: { upvotes: number } }>(
        `query ($arxivId: String) { paper(by: { arxivId: $arxivId }) { upvotes } }`,
        { arxivId },
      );
      return paper.upvotes;
    }),
  );
}

async function historyOf(arxivId: string): Promise<{ at: string; upvotes: number }[]> {
  const { paper } = await app.get<{ paper: { upvoteHistory: { at: string; upvotes: number }[] } }>(
    `query ($arxivId: String) { paper(by: { arxivId: $arxivId }) { upvoteHistory(resolution: HOUR) { at upvotes } } }`,
    { arxivId },
  );
  return paper.upvoteHistory;
}
