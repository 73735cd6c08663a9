import sql from "sql-template-tag";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  confirm,
  reschedule,
  resubscribe,
  subscribe,
  unsubscribe,
} from "../../src/domain/watches/mail/subscriptions.js";
import { openSmtp } from "../../src/notify/mail/smtp/smtp.js";
import { useDatabase } from "../kit/db/database.js";
import { newId } from "../kit/live/added-papers.js";
import {
  activeWatch,
  atOnce,
  Clock,
  daily,
  deliveriesOf,
  dispatchAll,
  host,
  type Mailing,
  origin,
  startMailing,
} from "../kit/notify/mailing.js";
import { type MailServer, smtpError, startMailServer } from "../kit/notify/smtp-server.js";
import { useApp } from "../kit/server/app.js";
import { writerOf } from "../kit/server/writing.js";

const database = useDatabase();
const app = useApp(database);
const write = writerOf(app);

const clock = new Clock("2025-07-08T10:00:00Z");
let server: MailServer;
let mailing: Mailing;

async function start(
  behavior?: Parameters<typeof startMailServer>[0],
  options?: Partial<Parameters<typeof startMailing>[1]>,
): Promise<void> {
  clock.set("2025-07-08T10:00:00Z");
  server = await startMailServer(behavior);
  mailing = await startMailing(database.db, { url: server.url, now: clock.now, ...options });
}

afterEach(async () => {
  await mailing.stop();
  await server.close();
  await database.db.query(sql`delete from watches`);
  await database.db.query(sql`delete from mail_suppressions`);
});

async function addPaper(title: string, fields: object = {}): Promise<void> {
  await write.papers([{ title, arxivId: newId(), ...fields }]);
  await dispatchAll(database.db, clock.now);
  mailing.ring();
}

async function received(count: number): Promise<void> {
  await server.until(() => server.received.length >= count, `it has received ${count} mails`);
}

/** Waits until a delivery of a watch has a state. */
async function recorded(watch: { id: number }, state: string, attempts = 1): Promise<void> {
  await vi.waitFor(
    async () =>
      expect(await deliveriesOf(database.db, watch)).toContainEqual(
        expect.objectContaining({ state, attempts }),
      ),
    { timeout: 60_000, interval: 10 },
  );
}

const subjects = () => server.received.map(({ mail }) => mail.subject);
const tokenIn = (text: string, purpose: string) =>
  new RegExp(`/mail/${purpose}\\?token=([\\w.-]+)`).exec(
    text.replace(/=\r?\n/g, "").replaceAll("=3D", "="),
  )?.[1];

describe("a subscription", () => {
  test("asks the owner of the address once, and sends nothing until then", async () => {
    await start();
    const request = { ...atOnce, address: "ada@example.org" };
    const watch = await subscribe(database.db, request, { host, maxPerHour: 10 }, clock.now());
    mailing.ring();
    await received(1);
    await addPaper("Too early");
    expect(subjects()).toEqual(["Confirm: new papers"]);
    const [mail] = server.received;
    expect(mail?.to).toBe("ada@example.org");
    expect(tokenIn(mail?.raw ?? "", "confirm")).toBeDefined();
    await recorded(watch, "SENT");
    await confirm(database.db, watch, clock.now());
    await addPaper("In time");
    await received(2);
    expect(subjects()).toEqual(["Confirm: new papers", "In time"]);
    const digest = server.received[1];
    expect(digest?.mail.headers.get("list")).toMatchObject({
      unsubscribe: { url: expect.stringContaining(`${origin}/mail/unsubscribe?token=`) },
      "unsubscribe-post": { name: "List-Unsubscribe=One-Click" },
      id: { name: "papergraph", id: `papergraph.${host}` },
    });
    expect(digest?.mail.messageId).toMatch(
      new RegExp(`^<${watch.key}\\.20250708T100000Z@papers\\.example\\.org>$`),
    );
  });

  test("that is confirmed twice is one, and one that is equal replaces it", async () => {
    await start();
    const options = { host, maxPerHour: 10 };
    const first = await activeWatch(database.db, "ada@example.org", atOnce, clock.now());
    await confirm(database.db, first, clock.now());
    const second = await subscribe(
      database.db,
      { ...daily, address: "ada@example.org" },
      options,
      clock.now(),
    );
    mailing.ring();
    await received(1);
    await confirm(database.db, second, clock.now());
    await addPaper("Once");
    expect(server.received.filter(({ mail }) => mail.subject === "Once")).toEqual([]);
    clock.set("2025-07-09T06:00:00Z");
    mailing.ring();
    await received(2);
    expect(subjects()).toEqual(["Confirm: new papers", "Once"]);
  });
});

describe("a digest", () => {
  test("is sent at its hour, with all papers since the one before, never without papers", async () => {
    await start();
    const watch = await activeWatch(database.db, "ada@example.org", daily, clock.now());
    await addPaper("Few upvotes", { upvotes: 1 });
    await addPaper("Many upvotes", { upvotes: 9, organization: { slug: "facebook", name: "Meta AI" } });
    expect(server.received).toEqual([]);
    // 8:00 in Berlin.
    clock.set("2025-07-09T06:00:00Z");
    mailing.ring();
    await received(1);
    const [digest] = server.received;
    expect(digest?.mail.subject).toBe("Many upvotes and 1 more");
    expect(digest?.mail.text).toContain("New papers, Wednesday, July 9, 2025");
    expect(digest?.mail.text).toMatch(/Many upvotes\n9 upvotes · Meta AI\n[\s\S]*Few upvotes/);
    expect(digest?.mail.messageId).toBe(`<${watch.key}.20250709T060000Z@${host}>`);
    await recorded(watch, "SENT");
    // Two days without papers, then one paper.
    clock.set("2025-07-11T07:00:00Z");
    mailing.ring();
    await addPaper("Later");
    clock.set("2025-07-12T06:00:00Z");
    mailing.ring();
    await received(2);
    expect(subjects()).toEqual(["Many upvotes and 1 more", "Later"]);
    expect((await deliveriesOf(database.db, watch)).map(({ period }) => period)).toEqual([
      "20250709T060000Z",
      "20250712T060000Z",
    ]);
  });

  test("is sent at the hour that was chosen last, and what waits is sent by a change to at once", async () => {
    await start();
    const watch = await activeWatch(database.db, "ada@example.org", daily, clock.now());
    await addPaper("Waits");
    await reschedule(database.db, watch, { ...daily, hour: 20 }, clock.now());
    clock.set("2025-07-08T17:59:00Z");
    mailing.ring();
    expect(server.received).toEqual([]);
    await reschedule(database.db, watch, atOnce, clock.now());
    mailing.ring();
    await received(1);
    expect(subjects()).toEqual(["Waits"]);
  });

  test("is not sent after the owner has unsubscribed", async () => {
    await start();
    const watch = await activeWatch(database.db, "ada@example.org", daily, clock.now());
    const other = await activeWatch(database.db, "eve@example.org", daily, clock.now());
    await addPaper("For one");
    await unsubscribe(database.db, watch, false, clock.now());
    clock.set("2025-07-09T06:00:00Z");
    mailing.ring();
    await received(1);
    await recorded(other, "SENT");
    expect(server.received.map(({ to }) => to)).toEqual(["eve@example.org"]);
  });

  test("from before its owner unsubscribed is not sent after subscribing again", async () => {
    let refuse: ((error: Error) => void) | undefined;
    let isHolding = true;
    await start({
      onMail: () =>
        new Promise((resolve, reject) => {
          if (isHolding) refuse = reject;
          else resolve();
        }),
    });
    const watch = await activeWatch(database.db, "ada@example.org", atOnce, clock.now());
    await addPaper("Before");
    await vi.waitFor(() => expect(refuse).toBeDefined(), { timeout: 60_000, interval: 10 });
    await unsubscribe(database.db, watch, false, clock.now());
    refuse?.(smtpError(451, "4.7.1 Greylisted"));
    await recorded(watch, "PENDING");
    isHolding = false;
    await resubscribe(database.db, watch, clock.now());
    clock.forward(61_000);
    await addPaper("After");
    await received(1);
    await recorded(watch, "SENT");
    expect(subjects()).toEqual(["After"]);
  });

  test("of papers that were removed is not sent", async () => {
    await start();
    const watch = await activeWatch(database.db, "ada@example.org", daily, clock.now());
    await addPaper("Removed");
    await mailing.stop();
    await database.db.query(sql`delete from papers where title = 'Removed'`);
    mailing = await startMailing(database.db, { url: server.url, now: clock.now });
    clock.set("2025-07-09T06:00:00Z");
    await addPaper("For the next day");
    clock.set("2025-07-10T06:00:00Z");
    mailing.ring();
    await received(1);
    expect(subjects()).toEqual(["For the next day"]);
    await recorded(watch, "SENT");
  });
});

describe("a server that does not accept a mail", () => {
  test("for now gets it again, with the same Message-ID", async () => {
    let refusals = 2;
    const ids: (string | undefined)[] = [];
    await start({
      onMail: ({ mail }) => {
        ids.push(mail.messageId);
        refusals -= 1;
        if (refusals >= 0) throw smtpError(451, "4.7.1 Greylisted");
      },
    });
    const watch = await activeWatch(database.db, "ada@example.org", atOnce, clock.now());
    await addPaper("Patient");
    await recorded(watch, "PENDING", 1);
    clock.forward(61_000);
    mailing.ring();
    await recorded(watch, "PENDING", 2);
    clock.forward(121_000);
    mailing.ring();
    await received(1);
    expect(new Set(ids).size).toBe(1);
    expect(ids).toHaveLength(3);
    await recorded(watch, "SENT", 3);
  });

  test("until the next digest gets its papers with that", async () => {
    let isDown = true;
    await start({
      onRcptTo: (_address, _session, callback) => callback(isDown ? smtpError(451, "4.3.0 Later") : null),
    });
    const watch = await activeWatch(database.db, "ada@example.org", daily, clock.now());
    await addPaper("First");
    clock.set("2025-07-09T06:00:00Z");
    mailing.ring();
    await recorded(watch, "PENDING", 1);
    clock.set("2025-07-10T05:59:50Z");
    mailing.ring();
    await recorded(watch, "FAILED", 2);
    await addPaper("Second");
    isDown = false;
    clock.set("2025-07-10T06:00:00Z");
    mailing.ring();
    await received(1);
    expect(server.received[0]?.mail.text).toMatch(/First[\s\S]*Second|Second[\s\S]*First/);
    expect(server.received[0]?.mail.messageId).toBe(`<${watch.key}.20250710T060000Z@${host}>`);
  });

  test("to an unknown address suppresses it, and refuses new subscriptions", async () => {
    await start({
      onRcptTo: (_address, _session, callback) => callback(smtpError(550, "5.1.1 User unknown")),
    });
    const watch = await activeWatch(database.db, "ada@example.org", atOnce, clock.now());
    await addPaper("For nobody");
    await recorded(watch, "DEAD");
    const [{ state } = { state: "" }] = await database.db.query<{ state: string }>(
      sql`select state from watches where id = ${watch.id}`,
    );
    expect(state).toBe("SUPPRESSED");
    await expect(
      subscribe(database.db, { ...atOnce, address: "Ada@example.org" }, { host, maxPerHour: 9 }, clock.now()),
    ).rejects.toThrow(/Ada@example\.org gets no email, because its server refused it\. Nothing was sent\./);
  });

  test("and blocks us does not suppress addresses", async () => {
    await start({
      onRcptTo: (_address, _session, callback) => callback(smtpError(550, "5.7.1 Blocked by a list")),
    });
    const watch = await activeWatch(database.db, "ada@example.org", atOnce, clock.now());
    await addPaper("Blocked");
    await recorded(watch, "DEAD");
    expect(await database.db.query(sql`select * from mail_suppressions`)).toEqual([]);
  });

  test("or is busy gets none of the others for a while", async () => {
    let refusals = 4;
    await start({
      onConnect(_session, callback) {
        refusals -= 1;
        callback(refusals >= 0 ? smtpError(421, "4.7.0 Too many connections") : null);
      },
    });
    for (let n = 0; n < 12; n += 1)
      await activeWatch(database.db, `reader${n}@example.org`, atOnce, clock.now());
    await addPaper("Later");
    await vi.waitFor(() => expect(server.connections()).toBe(4), { timeout: 60_000, interval: 10 });
    await addPaper("And this");
    clock.forward(61_000);
    mailing.ring();
    await received(12);
    const [first] = server.received.map(({ mail }) => mail.date).sort((a, b) => Number(a) - Number(b));
    expect(first).toEqual(new Date("2025-07-08T10:01:01Z"));
  });

  test("or cannot be reached is tried again, and one warning says so", async () => {
    await start();
    await server.close();
    const watch = await activeWatch(database.db, "ada@example.org", atOnce, clock.now());
    await addPaper("Later");
    await recorded(watch, "PENDING", 1);
    server = await startMailServer({ port: server.port });
    clock.forward(61_000);
    mailing.ring();
    await received(1);
    expect(mailing.warnings.filter((each) => each.startsWith("no email can be sent"))).toHaveLength(1);
  });
});

describe("a mail of which it is uncertain whether it was sent", () => {
  test("is not sent again, and is visible", async () => {
    let texts = 0;
    await start({
      onMail: () => {
        texts += 1;
        return new Promise<void>(() => undefined);
      },
      socketTimeout: 60_000,
    });
    await mailing.stop();
    const from = "papergraph <papers@example.org>";
    const smtp = openSmtp({ url: server.url, from, timeoutMs: 300 });
    mailing = await startMailing(database.db, { url: server.url, now: clock.now, smtp });
    const watch = await activeWatch(database.db, "ada@example.org", atOnce, clock.now());
    await addPaper("Perhaps");
    await recorded(watch, "UNCERTAIN");
    clock.forward(24 * 3_600_000);
    mailing.ring();
    await mailing.stop();
    smtp.close();
    expect(texts).toBe(1);
    expect(mailing.warnings).toEqual([
      expect.stringMatching(/^it is uncertain whether email <.+@papers\.example\.org> was sent: Timeout/),
    ]);
  });

  test("because a process ended is not sent again by the next one", async () => {
    await start();
    const watch = await activeWatch(database.db, "ada@example.org", atOnce, clock.now());
    await mailing.stop();
    await addPaper("Perhaps");
    await database.db.query(sql`
      insert into deliveries (watch_id, kind, message_id, state, created_at, next_attempt_at)
      values (${watch.id}, 'DIGEST', '<lost@papers.example.org>', 'HANDING_OVER', now(), now())
    `);
    await database.db.query(sql`update watch_items set delivery_id = (select max(id) from deliveries)`);
    mailing = await startMailing(database.db, { url: server.url, now: clock.now });
    await recorded(watch, "UNCERTAIN", 0);
    await addPaper("Certain");
    await received(1);
    expect(subjects()).toEqual(["Certain"]);
    expect(mailing.warnings).toEqual([
      expect.stringMatching(/^1 email was being sent when a process ended; it is not sent again/),
    ]);
  });
});

test("no more mails are claimed than there are connections, however many wait", async () => {
  const claimed: number[] = [];
  await start({
    onMail: async () => {
      const [row] = await database.db.query<{ count: number }>(
        sql`select count(*)::int as count from deliveries where state = 'HANDING_OVER'`,
      );
      claimed.push(row?.count ?? 0);
    },
  });
  for (let index = 0; index < 40; index += 1)
    await activeWatch(database.db, `reader${index}@example.org`, atOnce, clock.now());
  await addPaper("For many");
  await received(40);
  expect(Math.max(...claimed)).toBe(4);
  expect(server.peak()).toBeLessThanOrEqual(4);
});
