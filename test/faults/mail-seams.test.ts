import sql from "sql-template-tag";
import { afterEach, beforeEach, expect, test } from "vitest";
import { useDatabase } from "../kit/db/database.js";
import { mortal } from "../kit/faults/mortal-database.js";
import { until } from "../kit/faults/until.js";
import { newId } from "../kit/live/added-papers.js";
import { activeWatch, atOnce, dispatchAll, startMailing } from "../kit/notify/mailing.js";
import { type MailServer, startMailServer } from "../kit/notify/smtp-server.js";
import { useApp } from "../kit/server/app.js";
import { writerOf } from "../kit/server/writing.js";

/** How long to wait for the last one. */
const atLast = { seconds: 120, failure: "The mails were not sent." };

// A mailer that dies between any two of its statements, commits and mails; the next one goes on.

const database = useDatabase();
const app = useApp(database);
const write = writerOf(app);
const now = () => new Date();
let server: MailServer;

beforeEach(async () => {
  server = await startMailServer();
  for (const name of ["ada", "eve"])
    await activeWatch(database.db, `${name}@example.org`, atOnce, new Date());
});

afterEach(() => server.close());

test("each mail is sent at most once, and it is known which may be missing, wherever the mailer is killed", async () => {
  let isOver = false;
  let rounds = 0;
  while (!isOver) {
    rounds += 1;
    const lastStep = Math.ceil(rounds / 2);
    await write.papers([{ title: `Paper ${rounds}`, arxivId: newId() }]);
    await dispatchAll(database.db, now);
    const { db, hasDied } = mortal(database.db, lastStep, rounds % 2 === 0);
    // It knows the secret of links from its start.
    const first = await startMailing(database.db, { url: server.url, now, mailerDb: db });
    await until(async () => {
      isOver = (await waiting()) === 0;
      return isOver || hasDied();
    }, atLast);
    await first.stop();
    const second = await startMailing(database.db, { url: server.url, now });
    await until(async () => (await waiting()) === 0, atLast);
    await second.stop();
    expect(lastStep).toBeLessThan(100);
  }
  const received = server.received.map(({ mail }) => mail.messageId ?? "");
  expect(new Set(received).size).toBe(received.length);
  const deliveries = await database.db.query<{ messageId: string; state: string; items: number }>(sql`
    select message_id as "messageId", state,
      (select count(*)::int from watch_items where delivery_id = d.id) as items
    from deliveries d
  `);
  for (const { messageId, state } of deliveries) {
    expect(["SENT", "UNCERTAIN"]).toContain(state);
    if (state === "SENT") expect(received).toContain(messageId);
  }
  // No paper is lost, or in two mails of a watch.
  expect(deliveries.reduce((sum, { items }) => sum + items, 0)).toBe(2 * rounds);
  const uncertain = deliveries.filter(({ state }) => state === "UNCERTAIN");
  const arrived = uncertain.filter(({ messageId }) => received.includes(messageId));
  // It has died before and after mails were accepted.
  expect(arrived.length).toBeGreaterThan(0);
  expect(arrived.length).toBeLessThan(uncertain.length);
});

/** Number of papers and mails that wait, or are being sent. */
async function waiting(): Promise<number> {
  const [row] = await database.db.query<{ count: number }>(sql`
    select (
      (select count(*) from watch_items where delivery_id is null) +
      (select count(*) from deliveries where state in ('PENDING', 'HANDING_OVER'))
    )::int as count
  `);
  return row?.count ?? 0;
}
