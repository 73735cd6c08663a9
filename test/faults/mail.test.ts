import sql from "sql-template-tag";
import { afterEach, beforeEach, expect, test } from "vitest";
import { useScene } from "../kit/faults/scene.js";
import { until } from "../kit/faults/until.js";
import { organizations, writePapers, writeUpvotes } from "../kit/faults/writers.js";
import { activeWatch, atOnce } from "../kit/notify/mailing.js";
import { type MailServer, smtpError, startMailServer } from "../kit/notify/smtp-server.js";

/** How long to wait for the last one. */
const atLast = { seconds: 120, failure: "The mails were not sent." };

const scene = useScene();
let receiver: MailServer;
/** Every mail that the server accepted, or could have: Message-IDs, and the number of times. */
let texts: Map<string, number>;

const watchCount = 1_000;

beforeEach(async () => {
  texts = new Map();
  let count = 0;
  receiver = await startMailServer({
    parses: false,
    onMail: ({ raw }) => {
      count += 1;
      // Now and then, it is busy.
      if (count % 50 === 0) throw smtpError(451, "4.3.2 Try again later");
      const [, id = ""] = /^Message-ID:\s+(<[^>]+>)/m.exec(raw) ?? [];
      texts.set(id, (texts.get(id) ?? 0) + 1);
    },
  });
});

afterEach(() => receiver.close());

test("mails of 1,000 watches survive kills: none is sent twice, and each that may be missing is known", async () => {
  const settings = {
    SMTP_URL: receiver.url,
    PUBLIC_URL: "https://papers.example.org",
    // Warnings are expected: each start reports what is uncertain.
    LOG_LEVEL: "fatal",
  };
  for (let index = 0; index < watchCount; index += 1)
    await activeWatch(
      scene.db,
      `reader${index}@example.org`,
      {
        ...atOnce,
        ...(index % 2 === 0
          ? { event: "ADDED", filter: { organizations: [organizations[index % 4]] } }
          : { event: "UPVOTES", minUpvotes: 20 + (index % 10) * 10 }),
      },
      new Date(),
    );
  let server = await scene.startServer(settings);
  const origin = () => server.origin;
  for (let round = 0; round < 5; round += 1) {
    await writePapers(origin, 10 * round, 4);
    await writeUpvotes(origin, round + 1, 0, 4);
    // At once: within the dispatch; or after some have been received.
    const before = texts.size;
    const wanted = [0, 1, 30, 200, 500][round] ?? 0;
    await until(async () => texts.size >= before + wanted || (await isDone()), atLast);
    server.child.kill("SIGKILL");
    await server.finished;
    server = await scene.startServer(settings);
  }
  // Those that were refused for now are tried again in a minute.
  await until(async () => {
    // Rows that the server is claiming are not locked: two orders of locking would be a deadlock.
    await scene.db.query(sql`
      update deliveries set next_attempt_at = now()
      where id in (select id from deliveries where state = 'PENDING' for update skip locked)
    `);
    return isDone();
  }, atLast);
  const twice = [...texts].filter(([, times]) => times > 1);
  expect(twice).toEqual([]);
  const deliveries = await scene.db.query<{ messageId: string; state: string }>(
    sql`select message_id as "messageId", state from deliveries`,
  );
  const missing = deliveries.filter(({ messageId, state }) => state === "SENT" && !texts.has(messageId));
  expect(missing).toEqual([]);
  // What was refused is in the next mail of its watch.
  const refused = deliveries.filter(({ state }) => state === "FAILED");
  expect(refused.filter(({ messageId }) => texts.has(messageId))).toEqual([]);
  const states = new Set(deliveries.map(({ state }) => state));
  expect([...states].filter((state) => !["SENT", "UNCERTAIN", "FAILED"].includes(state))).toEqual([]);
  const known = new Set(deliveries.map(({ messageId }) => messageId));
  expect([...texts.keys()].filter((id) => !known.has(id))).toEqual([]);
  expect(deliveries.length).toBeGreaterThan(watchCount);
  // No more than were being sent at each kill.
  expect(deliveries.filter(({ state }) => state === "UNCERTAIN").length).toBeLessThanOrEqual(5 * 20);
});

/** Whether all events have been dispatched, all papers taken, and all mails sent. */
async function isDone(): Promise<boolean> {
  const [row] = await scene.db.query<{ done: boolean }>(sql`
    select number = last_number and not exists (select from watch_items where delivery_id is null)
      and not exists (select from deliveries where state in ('PENDING', 'HANDING_OVER')) as done
    from watch_log, event_log
  `);
  return row?.done === true;
}
