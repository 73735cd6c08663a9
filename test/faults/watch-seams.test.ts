import sql from "sql-template-tag";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createWatch } from "../../src/domain/watches/manage.js";
import { createWebhookSecret } from "../../src/domain/watches/webhooks/webhook-secret.js";
import { useDatabase } from "../kit/db/database.js";
import { mortal } from "../kit/faults/mortal-database.js";
import { until } from "../kit/faults/until.js";
import { newId } from "../kit/live/added-papers.js";
import { type Hook, type HookServer, startHookServer } from "../kit/notify/hook-server.js";
import { startNotifier } from "../kit/notify/notifier.js";
import { useApp } from "../kit/server/app.js";
import { writerOf } from "../kit/server/writing.js";

/** How long to wait for the last one. */
const atLast = { seconds: 120, failure: "The webhooks were not sent." };

// A notifier that dies between any two of its statements and commits; the next one goes on.

const database = useDatabase();
const app = useApp(database);
const write = writerOf(app);
let server: HookServer;
let received: Hook[];

beforeEach(async () => {
  received = [];
  server = await startHookServer((hook, response) => {
    received.push(hook);
    response.writeHead(204).end();
  });
  for (const event of ["ADDED", "UPVOTES"] as const)
    await createWatch(
      database.db,
      {
        ...{ filter: {}, event, board: null, top: null, minUpvotes: event === "UPVOTES" ? 5 : null },
        ...{ channel: "WEBHOOK", url: `${server.url}/${event}`, secrets: [createWebhookSecret()] },
        ...{ address: null, addressKey: null, frequency: null, hour: null, weekday: null, timeZone: null },
        state: "ACTIVE",
      },
      new Date(),
    );
});

afterEach(() => server.close());

test("each webhook is received, in order, with one ID, wherever the notifier is killed", async () => {
  let titles: string[] = [];
  let isOver = false;
  for (let lastStep = 1; !isOver; lastStep++) {
    const added = [`${lastStep} A`, `${lastStep} B`];
    titles = [...titles, ...added];
    await write.papers(added.map((title) => ({ title, arxivId: newId(), upvotes: 9 })));
    const { db, hasDied } = mortal(database.db, lastStep);
    const first = startNotifier({ db });
    await until(async () => {
      isOver = await isDone(titles.length);
      return isOver || hasDied();
    }, atLast);
    await first.stop();
    const second = startNotifier(database);
    await until(() => isDone(titles.length), atLast);
    await second.stop();
    expect(lastStep).toBeLessThan(100);
  }
  for (const path of ["/ADDED", "/UPVOTES"]) {
    const hooks = received.filter((hook) => hook.path === path);
    const first = new Map(hooks.map(({ id, payload }) => [id, payload.data.paper.title]));
    expect([...first.values()]).toEqual(titles);
    const times = [...first.keys()].map((id) => hooks.filter((hook) => hook.id === id).length);
    // Once more if it died after sending and before it was recorded.
    expect(Math.max(...times)).toBeLessThanOrEqual(2);
    // It has died at enough places.
    expect(titles.length).toBeGreaterThan(20);
    const order = hooks.map(({ payload }) => titles.indexOf(payload.data.paper.title));
    expect(order).toEqual([...order].sort((one, other) => one - other));
  }
});

/** Whether all papers have been sent to both watches. */
async function isDone(papers: number): Promise<boolean> {
  const [row] = await database.db.query<{ sent: number }>(
    sql`select count(*) filter (where state = 'SENT')::int as sent from deliveries`,
  );
  return row?.sent === 2 * papers;
}
