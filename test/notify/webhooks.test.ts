import sql from "sql-template-tag";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSchema } from "../../src/schema/index.js";
import { blocksOf } from "../docs/blocks.js";
import { useDatabase } from "../kit/db/database.js";
import { newId } from "../kit/live/added-papers.js";
import { type Hook, type HookServer, startHookServer, verify } from "../kit/notify/hook-server.js";
import { deleteWatches, useNotifier } from "../kit/notify/notifier.js";
import { type Created, watchingOf } from "../kit/notify/watching.js";
import { useApp } from "../kit/server/app.js";
import { startProgram } from "../kit/server/processes.js";
import { writerOf } from "../kit/server/writing.js";

const database = useDatabase();
const app = useApp(database, { schema: createSchema({ privateWebhooks: true }) });
/** Added to the clock of the notifier. */
let ahead = 0;
useNotifier(database, { timeoutMs: 500, now: () => new Date(Date.now() + ahead) });
const write = writerOf(app);
let server: HookServer;
let respond:
  | ((hook: Hook) => [status: number, headers?: Record<string, string>, body?: string] | undefined)
  | undefined;

beforeEach(async () => {
  respond = undefined;
  ahead = 0;
  server = await startHookServer((hook, response) => {
    const [status, headers, body] = respond === undefined ? [204] : (respond(hook) ?? []);
    if (status !== undefined) response.writeHead(status, headers).end(body);
  });
});

afterEach(async () => {
  await deleteWatches(database.db);
  await server.close();
});

const { as, create: createAt, deliveries } = watchingOf(app);
const create = (event?: object, filter?: object) => createAt(`${server.url}/hook`, event, filter);

const add = (...titles: string[]) =>
  write.papers(titles.map((title) => ({ title, arxivId: newId(), authorsCount: 3, upvotes: 7 })));

test("a webhook has what Standard Webhooks asks for, and the paper", async () => {
  const { watch, secret } = await create({ added: true }, { search: "quantum" });
  await write.papers([
    { title: "Classical things", arxivId: newId() },
    { title: "Quantum things", arxivId: "2502.09999", upvotes: 7, organization: { slug: "qlab" } },
  ]);
  const hook = await server.hooks.next();
  verify(secret, hook);
  expect(hook.headers["content-type"]).toBe("application/json");
  expect(hook.id).toMatch(/^msg_[0-9a-f]{32}_\d+$/);
  expect(hook.payload).toEqual({
    type: "paper.added",
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    data: {
      cursor: expect.any(String),
      watch: watch.id,
      upvotes: 7,
      paper: {
        id: Buffer.from("Paper/arxiv/2502.09999").toString("base64url"),
        arxivId: "2502.09999",
        title: "Quantum things",
        authorsCount: null,
        upvotes: 7,
        publishedOn: null,
        organization: { slug: "qlab", name: "qlab" },
        links: { abstract: "https://arxiv.org/abs/2502.09999", code: null },
      },
    },
  });
  const [delivery] = await deliveries(watch.id, ([first]) => first?.state === "SENT");
  expect(delivery).toMatchObject({
    attempts: 1,
    lastStatus: 204,
    lastError: null,
    cursor: hook.payload.data.cursor,
  });
});

test("boards and upvotes have their own types", async () => {
  await create({ trending: { window: "DAY", top: 5 } });
  await create({ upvotes: 1_000 });
  await write.papers([
    { title: "A star", arxivId: newId(), upvotes: 5_000, publishedAt: new Date().toISOString() },
  ]);
  const received = await server.hooks.take(2);
  const payloads = received.map(({ payload }) => payload);
  expect(payloads.find(({ type }) => type === "paper.trending")?.data).toMatchObject({
    window: "DAY",
    rank: 1,
  });
  expect(payloads.find(({ type }) => type === "paper.upvoted")?.data).toMatchObject({
    reached: 1_000,
    upvotes: 5_000,
  });
});

test("webhooks of a watch are sent in order, again until they succeed, and the next one waits", async () => {
  const { watch } = await create();
  let failures = 2;
  respond = () => (failures-- > 0 ? [503, {}, "busy\n"] : [200]);
  await add("One", "Two", "Three");
  await server.hooks.next();
  const [first] = await deliveries(watch.id, ([one]) => one?.attempts === 1);
  expect(first).toMatchObject({ state: "PENDING", lastStatus: 503, lastError: "503: busy" });
  ahead = 60_000;
  await server.hooks.next();
  await deliveries(watch.id, ([one]) => one?.attempts === 2);
  ahead = 600_000;
  const titles = (await server.hooks.take(3)).map(({ payload }) => payload.data.paper.title);
  expect(titles).toEqual(["One", "Two", "Three"]);
  await deliveries(watch.id, (all) => all.every(({ state }) => state === "SENT"));
});

test("a webhook that fails for 3 days is dead, and those after it are sent", async () => {
  const { watch } = await create();
  respond = ({ payload }) => (payload.data.paper?.title === "Poison" ? [500] : [200]);
  await add("Poison", "Good");
  await server.hooks.next();
  await deliveries(watch.id, ([one]) => one?.attempts === 1);
  ahead = 73 * 3_600_000;
  const [dead, good] = await deliveries(watch.id, ([, two]) => two?.state === "SENT");
  expect([dead?.state, dead?.attempts, good?.attempts]).toEqual(["DEAD", 2, 1]);
  respond = undefined;
  await as("mutation ($id: ID!) { retryDelivery(id: $id) { state } }", { id: dead?.id });
  await deliveries(watch.id, (all) => all.every(({ state }) => state === "SENT"));
});

test("Retry-After is honored, up to 6 hours", async () => {
  const { watch } = await create();
  respond = () => [429, { "retry-after": "999999" }];
  await add("Later");
  await server.hooks.next();
  await deliveries(watch.id, ([one]) => one?.attempts === 1);
  const [{ due } = { due: 0 }] = await database.db.query<{ due: number }>(
    sql`select extract(epoch from next_due_at - now())::float8 as due from watches`,
  );
  expect(due).toBeGreaterThan(5.9 * 3_600);
  expect(due).toBeLessThanOrEqual(6 * 3_600);
});

test("410 pauses the watch, and resuming sends what waits", async () => {
  const { watch } = await create();
  respond = () => [410];
  await add("Gone");
  await server.hooks.next();
  await deliveries(watch.id, ([one]) => one?.attempts === 1);
  await add("Not collected");
  const { watches } = await as<{ watches: { nodes: object[] } }>(
    "{ watches { nodes { state stateReason } } }",
  );
  expect(watches.nodes).toEqual([{ state: "PAUSED", stateReason: "The receiver responded with 410 Gone." }]);
  respond = undefined;
  await as("mutation ($id: ID!) { updateWatch(id: $id, paused: false) { watch { state } } }", {
    id: watch.id,
  });
  expect((await server.hooks.next()).payload.data.paper.title).toBe("Gone");
  const sent = await deliveries(watch.id, ([one]) => one?.state === "SENT");
  expect(sent.length).toBe(1);
});

test("redirects are not followed, and a receiver that hangs or cuts the connection has failed", async () => {
  const { watch } = await create();
  respond = () => [302, { location: `${server.url}/elsewhere` }];
  await add("Redirected");
  expect((await server.hooks.next()).path).toBe("/hook");
  const [redirected] = await deliveries(watch.id, ([one]) => one?.attempts === 1);
  expect(redirected?.lastError).toBe("302: Redirects are not followed.");
  respond = () => undefined;
  ahead = 60_000;
  await server.hooks.next();
  const [hung] = await deliveries(watch.id, ([one]) => one?.attempts === 2);
  expect(hung?.lastError).toBe("No response within 0.5 s.");
  expect(server.hooks.waiting).toEqual([]);
});

test("a response with NUL, which PostgreSQL does not store, is recorded", async () => {
  const { watch } = await create();
  respond = () => [500, {}, "out of\0 order"];
  await add("Nul");
  await server.hooks.next();
  const [failed] = await deliveries(watch.id, ([one]) => one?.attempts === 1);
  expect(failed?.lastError).toBe("500: out of order");
});

test("a response is read only to a limit", async () => {
  const { watch } = await create();
  respond = () => [500, {}, "x".repeat(10_000_000)];
  await add("Long");
  const [long] = await deliveries(watch.id, ([one]) => one?.attempts === 1);
  expect(long?.lastError?.length).toBeLessThan(300);
});

test("a secret that is rotated signs next to the new one for a day", async () => {
  const { watch, secret } = await create();
  const { updateWatch } = await as<{ updateWatch: Created }>(
    "mutation ($id: ID!) { updateWatch(id: $id, rotateSecret: true) { watch { id } secret } }",
    { id: watch.id },
  );
  await as("mutation ($id: ID!) { testWatch(id: $id) }", { id: watch.id });
  const both = await server.hooks.next();
  expect(both.payload).toMatchObject({ type: "watch.test", data: { watch: watch.id } });
  verify(secret, both);
  verify(updateWatch.secret, both);
  // The library compares the time of the signature with its own clock.
  await database.db.query(sql`update watches set secrets_expire_at = now() - interval '1 second'`);
  await as("mutation ($id: ID!) { testWatch(id: $id) }", { id: watch.id });
  const one = await server.hooks.next();
  verify(updateWatch.secret, one);
  expect(() => verify(secret, one)).toThrow(/signature/i);
});

test("a replay sends what came after a cursor again, with the same IDs", async () => {
  const { watch } = await create();
  await add("One", "Two", "Three");
  const first = await server.hooks.take(3);
  await deliveries(watch.id, (all) => all.every(({ state }) => state === "SENT"));
  const { replayWatch } = await as<{ replayWatch: number }>(
    "mutation ($id: ID!, $after: String!) { replayWatch(id: $id, after: $after) }",
    { id: watch.id, after: first[0]?.payload.data.cursor },
  );
  expect(replayWatch).toBe(2);
  const again = await server.hooks.take(2);
  expect(again.map(({ id }) => id)).toEqual(first.slice(1).map(({ id }) => id));
});

test("a paper that is removed before its webhook is sent leaves the others", async () => {
  const { watch } = await create();
  respond = () => [500];
  await add("Removed", "Stays");
  await server.hooks.next();
  await deliveries(watch.id, ([one]) => one?.attempts === 1);
  await database.db.query(sql`delete from papers where title = 'Removed'`);
  respond = undefined;
  ahead = 60_000;
  expect((await server.hooks.next()).payload.data.paper.title).toBe("Stays");
  const [removed] = await deliveries(watch.id, ([, two]) => two?.state === "SENT");
  expect(removed).toMatchObject({ state: "FAILED", lastError: "The paper has been removed.", cursor: null });
});

test("the receiver in docs/watches.md accepts signed webhooks only", async () => {
  const { watch, secret } = await create();
  await add("Documented");
  const { headers, body } = await server.hooks.next();
  await deliveries(watch.id, ([one]) => one?.state === "SENT");
  const block = (await blocksOf("docs/watches.md")).find(({ text }) => text.includes("createServer"));
  const code = block?.text.replace(
    "listen(8080)",
    'listen(0, function () { console.log("port", this.address().port); })',
  );
  const receiver = startProgram(process.execPath, ["--input-type=module", "-e", code ?? ""], {
    WEBHOOK_SECRET: secret,
  });
  const [, port] = await receiver.printed(/port (\d+)/);
  const post = async (text: string) => {
    const signed = Object.entries(headers).filter(([name]) => name.startsWith("webhook-"));
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: "POST",
      body: text,
      headers: Object.fromEntries(signed) as Record<string, string>,
    });
    return response.status;
  };
  expect([await post(body), await post(`${body} `)]).toEqual([204, 401]);
  await receiver.printed(/paper\.added Documented/);
  receiver.child.kill();
  await receiver.finished;
});

test("connections are reused", async () => {
  const { watch } = await create();
  await add(...Array.from({ length: 20 }, (_, index) => `Paper ${index}`));
  await deliveries(watch.id, (all) => all.length === 20 && all.every(({ state }) => state === "SENT"));
  expect(server.connections()).toBeLessThan(3);
});
