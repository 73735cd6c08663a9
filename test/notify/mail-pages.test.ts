import sql from "sql-template-tag";
import { describe, expect, test } from "vitest";
import { createLinkToken, type LinkPurpose } from "../../src/domain/watches/mail/links.js";
import { linkSecret } from "../../src/domain/watches/mail/suppressions.js";
import type { Watch } from "../../src/domain/watches/watch.js";
import { useDatabase } from "../kit/db/database.js";
import { actionsIn, browse, startMailSite, useMailSite } from "../kit/notify/mail-site.js";
import { activeWatch, daily } from "../kit/notify/mailing.js";
import { startApp } from "../kit/server/app.js";

const database = useDatabase();
const app = useMailSite(database);

const ada = {
  address: "ada@example.org",
  frequency: "WEEKLY",
  weekday: "5",
  hour: "18",
  timeZone: "Europe/Berlin",
};

const watches = () =>
  database.db.query<Watch>(sql`
  select key, address, address_key as "addressKey", filter, event, board, top, min_upvotes as "minUpvotes", frequency,
    hour, weekday, time_zone as "timeZone", state, next_due_at as "nextDueAt"
  from watches order by id
`);
const mails = async () =>
  (await database.db.query<{ count: number }>(sql`select count(*)::int as count from deliveries`))[0]?.count;

async function linkTo(purpose: LinkPurpose, { key }: Pick<Watch, "key">, expiresAt?: Date): Promise<string> {
  const token = createLinkToken(await linkSecret(database.db), purpose, key, expiresAt);
  return `/mail/${purpose}?token=${token}`;
}

describe("the form to subscribe", () => {
  test("takes what a page shows from the address, and says that a mail asks to confirm", async () => {
    const path = "/subscribe?organizations=facebook&minUpvotes=20&window=WEEK&top=5";
    const page = await browse(app, path);
    expect(page.status).toBe(200);
    expect(page.text).toContain(
      "Papers of facebook, with 20 or more upvotes that enter the top 5 of the week",
    );
    // In sight: `quiet` is for screen readers only.
    expect(page.text).toMatch(/<p class="hint">\s*You get one email that asks to confirm/);
    const [action = ""] = actionsIn(page.text);
    const sent = await browse(app, action, ada);
    expect(sent.status).toBe(200);
    expect(sent.text).toContain("<strong>ada@example.org</strong>");
    expect(await watches()).toMatchObject([
      {
        ...{ address: "ada@example.org", event: "TRENDING", board: "WEEK", top: 5, state: "PENDING" },
        ...{ filter: { organizations: ["facebook"], upvotes: { min: 20 } } },
        ...{ frequency: "WEEKLY", weekday: 5, hour: 18, timeZone: "Europe/Berlin", nextDueAt: null },
      },
    ]);
    expect(await mails()).toBe(1);
  });

  test.each([
    ["half an address", { address: "ada@" }, 400, "is not an email address"],
    ["several addresses", { address: "a@example.org, b@example.org" }, 400, "is not an email address"],
    [
      "an injected header",
      { address: "a@example.org\r\nBcc: b@example.org" },
      400,
      "is not an email address",
    ],
    ["an hour that does not exist", { hour: "24" }, 400, "hour: 24 is out of range"],
    ["a weekday that does not exist", { weekday: "x" }, 400, "weekday: -1 is out of range"],
    ["a time zone that does not exist", { timeZone: "Mars/Base" }, 400, "is not a time zone"],
    ["a frequency that does not exist", { frequency: "HOURLY" }, 400, "expected AT_ONCE, DAILY, or WEEKLY"],
  ])("is shown again with %s, and nothing is sent", async (_what, fields, status, message) => {
    const refused = await browse(app, "/subscribe", { ...ada, ...fields });
    expect(refused.status).toBe(status);
    expect(refused.text.replaceAll("&quot;", '"')).toContain(message);
    expect(actionsIn(refused.text)).toHaveLength(1);
    expect(await watches()).toEqual([]);
  });

  test("escapes what it shows again", async () => {
    const refused = await browse(app, "/subscribe", { ...ada, address: '"><script>alert(1)</script>' });
    expect(refused.status).toBe(400);
    expect(refused.text).not.toContain("<script>alert");
  });

  test.each([
    ["/subscribe?organisations=facebook", 400, "organisations"],
    ["/subscribe?minUpvotes=many", 400, "minUpvotes"],
    ["/subscribe?filter={", 400, "filter"],
    ["/subscribe?similarTo=QXV0aG9yL25hbWUvYWRh", 400, "similarTo"],
  ])("refuses the filter of %s", async (path, status, name) => {
    for (const form of [undefined, ada]) {
      const refused = await browse(app, path, form);
      expect(refused.status).toBe(status);
      expect(refused.text).toContain(name);
    }
    expect(await watches()).toEqual([]);
  });

  test("says that email is off, and shows feeds, on a server without SMTP server", async () => {
    const off = await startApp(database);
    try {
      const page = await browse(off, "/subscribe?organizations=facebook");
      expect(page.status).toBe(200);
      expect(page.text).toContain("Email is off");
      expect(page.text).toContain('href="/feed.atom?organizations=facebook"');
      expect((await browse(off, "/subscribe", ada)).status).toBe(403);
      const { errors } = await off.ask(createMutation, { address: "ada@example.org" });
      expect(errors?.[0]?.message).toContain("this server sends no email");
    } finally {
      await off.close();
    }
  });
});

const createMutation = `mutation ($address: String!) {
  createWatch(event: { added: true }, channel: { mail: { address: $address } }) { watch { state } }
}`;

describe("limits on requests", () => {
  test("of one mailbox: one that is not confirmed in an hour, however it is spelled", async () => {
    expect((await browse(app, "/subscribe", ada)).status).toBe(200);
    for (const address of ["ada@example.org", "ADA@example.org", "Ada+2@EXAMPLE.org"]) {
      const refused = await browse(app, "/subscribe?minUpvotes=5", { ...ada, address });
      expect(refused.status).toBe(429);
      expect(refused.text).toContain("waits for its confirmation, so nothing else was sent");
    }
    expect((await browse(app, "/subscribe", { ...ada, address: "eve@example.org" })).status).toBe(200);
    await database.db.query(sql`update watches set created_at = created_at - interval '61 minutes'`);
    expect((await browse(app, "/subscribe", ada)).status).toBe(200);
    await database.db.query(sql`update watches set created_at = created_at - interval '61 minutes'`);
    expect((await browse(app, "/subscribe", ada)).status).toBe(200);
    await database.db.query(sql`update watches set created_at = created_at - interval '61 minutes'`);
    expect((await browse(app, "/subscribe", ada)).text).toContain("try again in a day");
    expect(await mails()).toBe(4);
  });

  test("of one client: 10,000 requests for as many addresses are refused but for the first", async () => {
    const limited = await startMailSite(database, { maxPerClient: 10 });
    try {
      const statuses = new Map<number, number>();
      const request = async (n: number) => {
        const { status } = await browse(limited, "/subscribe", { ...ada, address: `reader${n}@example.org` });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      };
      for (let n = 0; n < 10_000; n += 50)
        await Promise.all(Array.from({ length: 50 }, (_, index) => request(n + index)));
      expect([...statuses].sort()).toEqual([
        [200, 10],
        [429, 9_990],
      ]);
      expect(await mails()).toBe(10);
      const { errors } = await limited.ask(createMutation, { address: "another@example.org" });
      expect(errors?.[0]).toMatchObject({
        message: expect.stringContaining("10 subscriptions within an hour"),
        extensions: { code: "RATE_LIMITED" },
      });
      expect(await mails()).toBe(10);
    } finally {
      await limited.close();
    }
  });

  test("of all clients in an hour", async () => {
    const limited = await startMailSite(database, { maxPerHour: 3 });
    try {
      for (let n = 0; n < 5; n += 1)
        expect(
          (await browse(limited, "/subscribe", { ...ada, address: `reader${n}@example.org` })).status,
        ).toBe(n < 3 ? 200 : 429);
      expect(await mails()).toBe(3);
    } finally {
      await limited.close();
    }
  });
});

describe("links in mails", () => {
  test("confirm by a button only, because programs open links", async () => {
    await browse(app, "/subscribe", ada);
    const [watch] = await watches();
    const link = await linkTo("confirm", watch ?? { key: "" }, new Date(Date.now() + 1_000_000));
    for (let n = 0; n < 3; n += 1) expect((await browse(app, link)).status).toBe(200);
    const head = await fetch(`${app.origin}${link}`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(await watches()).toMatchObject([{ state: "PENDING" }]);
    const page = await browse(app, link);
    expect(page.headers.get("referrer-policy")).toBe("no-referrer");
    expect(page.headers.get("cache-control")).toBe("no-store");
    const confirmed = await browse(app, actionsIn(page.text)[0] ?? "", {});
    expect(confirmed.status).toBe(200);
    expect(confirmed.text).toContain("You are subscribed");
    const [active] = await watches();
    expect(active).toMatchObject({ state: "ACTIVE" });
    expect(active?.nextDueAt?.getTime()).toBeGreaterThan(Date.now());
    expect((await browse(app, link, {})).status).toBe(200);
  });

  test("that are expired, forged, or for something else do nothing", async () => {
    await browse(app, "/subscribe", ada);
    const [watch = { key: "" }] = await watches();
    const expired = await linkTo("confirm", watch, new Date(Date.now() - 1_000));
    const valid = await linkTo("confirm", watch, new Date(Date.now() + 1_000_000));
    for (const [link, message] of [
      [expired, "This link has expired. Subscribe again to get a new one."],
      [`${valid.slice(0, -1)}${valid.endsWith("A") ? "B" : "A"}`, "This link is not valid."],
      [(await linkTo("unsubscribe", watch)).replace("unsubscribe", "confirm"), "This link is not valid."],
      ["/mail/confirm", "This link is not valid."],
      ["/mail/confirm?token=%00", "This link is not valid."],
    ] as const)
      for (const form of [undefined, {}]) {
        const refused = await browse(app, link, form);
        expect(refused.status).toBe(403);
        expect(refused.text).toContain(message);
      }
    expect(await watches()).toMatchObject([{ state: "PENDING" }]);
    await database.db.query(sql`delete from watches`);
    expect((await browse(app, valid, {})).status).toBe(404);
  });

  test("unsubscribe in one click, with the request of a mail program", async () => {
    const watch = await activeWatch(database.db, "ada@example.org", daily, new Date());
    const link = await linkTo("unsubscribe", watch);
    expect((await browse(app, link)).text).toContain("Unsubscribe from everything");
    expect(await watches()).toMatchObject([{ state: "ACTIVE" }]);
    for (let n = 0; n < 2; n += 1) {
      const form = new FormData();
      form.set("List-Unsubscribe", "One-Click");
      // Neither cookies nor a type of response.
      const response = await fetch(`${app.origin}${link}`, { method: "POST", body: form, redirect: "error" });
      expect(response.status).toBe(200);
      expect(await watches()).toMatchObject([{ state: "ENDED", nextDueAt: null }]);
    }
  });

  test("of one of several subscriptions end that one, or all", async () => {
    const first = await activeWatch(database.db, "ada@example.org", daily, new Date());
    const second = await activeWatch(
      database.db,
      "ada@example.org",
      { ...daily, event: "UPVOTES", minUpvotes: 9 },
      new Date(),
    );
    await browse(app, await linkTo("unsubscribe", first), { "List-Unsubscribe": "One-Click" });
    expect(await watches()).toMatchObject([{ state: "ENDED" }, { state: "ACTIVE" }]);
    // Its owner still gets mail, and may want more.
    expect((await browse(app, "/subscribe?minUpvotes=50", ada)).status).toBe(200);
    await browse(app, await linkTo("unsubscribe", second), { all: "1" });
    expect(await watches()).toMatchObject([{ state: "ENDED" }, { state: "ENDED" }, { state: "ENDED" }]);
  });

  test("of an address that has unsubscribed let only its owner subscribe again", async () => {
    const watch = await activeWatch(database.db, "ada@example.org", daily, new Date());
    const ended = await browse(app, await linkTo("unsubscribe", watch), {});
    for (const address of ["ada@example.org", "Ada+again@example.org"]) {
      const refused = await browse(app, "/subscribe", { ...ada, address });
      expect(refused.status).toBe(403);
      expect(refused.text).toContain("has unsubscribed, so nothing was sent");
      const { errors } = await app.ask(createMutation, { address });
      expect(errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    }
    expect(await mails()).toBe(0);
    const [undo = ""] = actionsIn(ended.text);
    expect(undo).toMatch(/^\/mail\/resubscribe\?token=/);
    expect((await browse(app, undo)).status).toBe(200);
    expect(await watches()).toMatchObject([{ state: "ENDED" }]);
    expect((await browse(app, undo, {})).text).toContain("You are subscribed");
    expect(await watches()).toMatchObject([{ state: "ACTIVE" }]);
    expect((await browse(app, "/subscribe?minUpvotes=50", ada)).status).toBe(200);
  });

  test("change the schedule", async () => {
    const watch = await activeWatch(database.db, "ada@example.org", daily, new Date());
    const page = await browse(app, await linkTo("manage", watch));
    const [action = ""] = actionsIn(page.text);
    const changed = await browse(app, action, { ...ada, address: "eve@example.org" });
    expect(changed.text).toContain(
      "every Friday at 18:00 (Europe/Berlin), to <strong>ada@example.org</strong>",
    );
    expect(await watches()).toMatchObject([
      { address: "ada@example.org", frequency: "WEEKLY", weekday: 5, hour: 18, timeZone: "Europe/Berlin" },
    ]);
    const refused = await browse(app, action, { ...ada, timeZone: "x" });
    expect([refused.status, refused.text.includes("is not a time zone")]).toEqual([400, true]);
  });
});

test("other methods and long bodies are refused", async () => {
  const put = await fetch(`${app.origin}/subscribe`, { method: "PUT" });
  expect([put.status, put.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
  const long = await browse(app, "/subscribe", { ...ada, address: "a".repeat(20_000) });
  expect(long.status).toBe(413);
});
