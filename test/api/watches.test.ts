import sql from "sql-template-tag";
import { afterEach, describe, expect, test } from "vitest";
import { createSchema } from "../../src/schema/index.js";
import { useDatabase } from "../kit/db/database.js";
import { paper, record } from "../kit/models/papers.js";
import { testToken, useApp } from "../kit/server/app.js";
import { requestAs } from "../kit/server/writing.js";

const database = useDatabase(async ({ db }) => {
  await record(db, [paper("Known", { arxivId: "2507.00001", authors: [{ name: "Ada Lovelace" }] })]);
});
const app = useApp(database, { schema: createSchema() });
const create = `mutation ($filter: PaperFilter, $event: WatchEventInput!, $channel: WatchChannelInput!) {
  createWatch(filter: $filter, event: $event, channel: $channel) { watch { id filter event window top minUpvotes channel url state } secret }
}`;
const hook = { webhook: { url: "https://example.org/hook" } };
const mail = { mail: { address: "ada@example.org" } };
const added = { added: true };

const send = (query: string, variables: object, token: string | undefined = testToken) =>
  // biome-ignore lint/suspicious/noExplicitAny: responses of many operations
  requestAs<any>(app, token === "" ? undefined : `Bearer ${token}`, query, { ...variables });

async function refusal(query: string, variables: object, token?: string) {
  const { errors: [error] = [] } = await send(query, variables, token);
  return [error?.extensions.code, error?.message];
}

const count = async () =>
  (await database.db.query<{ count: number }>(sql`select count(*)::int as count from watches`))[0]?.count;

afterEach(() => database.db.query(sql`delete from watches`));

describe("without the write token", () => {
  test.each([
    [create, { event: added, channel: hook }],
    ["{ watches { nodes { url } } }", {}],
    ["{ deliveries { nodes { id } } }", {}],
    ['mutation { deleteWatch(id: "x") }', {}],
    ['mutation { updateWatch(id: "x", paused: true) { secret } }', {}],
    ['mutation { testWatch(id: "x") }', {}],
    ['mutation { replayWatch(id: "x", after: "x") }', {}],
    ['mutation { retryDelivery(id: "x") { id } }', {}],
  ])("%s is refused", async (query, variables) => {
    for (const token of ["", "not-the-token-of-this-server"])
      expect((await refusal(query, variables, token))[0]).toBe("UNAUTHENTICATED");
    expect(await count()).toBe(0);
  });

  test("mail is refused by a server that sends none", async () => {
    for (const token of ["", testToken])
      expect(await refusal(create, { event: added, channel: mail }, token)).toEqual([
        "FORBIDDEN",
        expect.stringContaining("this server sends no email. Set SMTP_URL"),
      ]);
  });
});

describe("bad input", () => {
  test.each([
    [{ event: { added: false } }, "event.added: expected true"],
    [
      { event: { trending: { window: "DAY", top: 0 } } },
      "event.trending.top: 0 is out of range. Use 1 to 100.",
    ],
    [{ event: { upvotes: 0 } }, "event.upvotes: 0 is out of range"],
    [{ filter: { search: "?!" } }, "no searchable word"],
    [{ filter: { organizations: [] } }, "filter.organizations: an empty list"],
    [{ filter: { authors: ["QXV0aG9yL25hbWUvbm9ib2R5"] } }, "no author has this ID"],
    [
      { filter: { organizations: Array.from({ length: 90 }, (_, index) => `${index}`.padEnd(300, "x")) } },
      "20,000 characters",
    ],
    [{ channel: { webhook: { url: "nowhere" } } }, 'url: "nowhere" cannot be called'],
    [{ channel: { webhook: { url: "http://example.org" } } }, "url: webhooks are sent by https only"],
    [
      { channel: { webhook: { url: "https://169.254.169.254/latest" } } },
      "169.254.169.254 is not a public address",
    ],
    [{ channel: { webhook: { url: "https://example.org", secret: "short" } } }, "secret: expected `whsec_`"],
  ])("%j is refused", async (changes, message) => {
    const [code, text] = await refusal(create, { event: added, channel: hook, ...changes });
    expect(code).toMatch(/^(BAD_USER_INPUT|NOT_FOUND)$/);
    expect(text).toContain(message);
    expect(await count()).toBe(0);
  });

  test("unknown IDs, and those of other objects, are refused", async () => {
    const unknown = Buffer.from("Watch/00000000-0000-4000-8000-000000000000").toString("base64url");
    const paperId = Buffer.from("Paper/arxiv/2507.00001").toString("base64url");
    const deletion = "mutation ($id: ID!) { deleteWatch(id: $id) }";
    expect(await refusal(deletion, { id: unknown })).toEqual([
      "NOT_FOUND",
      "id: no watch has this ID. Take IDs from `watches`.",
    ]);
    expect((await refusal(deletion, { id: paperId }))[1]).toContain("is not the global ID of a watch");
    expect(
      (await refusal("mutation ($id: ID!) { retryDelivery(id: $id) { id } }", { id: paperId }))[1],
    ).toContain("`deliveries`");
  });
});

test("a watch is created, listed, changed and deleted", async () => {
  const author = Buffer.from("Author/name/ada lovelace").toString("base64url");
  const filter = { authors: [author], addedAt: { since: "2026-01-01T00:00:00+01:00" }, hasCode: null };
  const { data } = await send(create, {
    filter,
    event: { trending: { window: "WEEK", top: 5 } },
    channel: hook,
  });
  const { watch, secret } = data.createWatch;
  expect(secret).toMatch(/^whsec_/);
  expect(watch).toEqual({
    id: watch.id,
    filter: expect.any(String),
    ...{ event: "TRENDING", window: "WEEK", top: 5, minUpvotes: null },
    ...{ channel: "WEBHOOK", url: "https://example.org/hook", state: "ACTIVE" },
  });
  expect(JSON.parse(watch.filter)).toEqual({
    authors: [author],
    addedAt: { since: "2025-12-31T23:00:00.000Z" },
  });
  await send(create, { event: { upvotes: 3 }, channel: hook });

  const list =
    "query ($after: String) { watches(first: 1, after: $after) { totalCount nodes { minUpvotes } pageInfo { hasNextPage endCursor } } }";
  const first = (await send(list, {})).data.watches;
  expect(first).toMatchObject({ totalCount: 2, nodes: [{ minUpvotes: 3 }], pageInfo: { hasNextPage: true } });
  const second = (await send(list, { after: first.pageInfo.endCursor })).data.watches;
  expect(second).toMatchObject({ nodes: [{ minUpvotes: null }], pageInfo: { hasNextPage: false } });

  const change =
    'mutation ($id: ID!) { updateWatch(id: $id, event: { upvotes: 9 }, filter: {}, url: "https://example.com/", paused: true) { secret watch { event filter url state top minUpvotes } } }';
  expect((await send(change, { id: watch.id })).data.updateWatch).toEqual({
    secret: null,
    watch: {
      event: "UPVOTES",
      filter: "{}",
      url: "https://example.com/",
      state: "PAUSED",
      top: null,
      minUpvotes: 9,
    },
  });
  expect(await refusal("mutation ($id: ID!) { testWatch(id: $id) }", { id: watch.id })).toEqual([
    "BAD_USER_INPUT",
    "id: this watch is PAUSED. Only active ones send messages.",
  ]);
  const { cursor } = { cursor: first.pageInfo.endCursor };
  expect(
    (
      await refusal("mutation ($id: ID!, $after: String!) { replayWatch(id: $id, after: $after) }", {
        id: watch.id,
        after: cursor,
      })
    )[0],
  ).toBe("BAD_CURSOR");
  expect((await send("mutation ($id: ID!) { deleteWatch(id: $id) }", { id: watch.id })).data).toEqual({
    deleteWatch: true,
  });
  expect(await count()).toBe(1);
});
