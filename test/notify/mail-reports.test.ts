import sql from "sql-template-tag";
import { expect, test } from "vitest";
import { useDatabase } from "../kit/db/database.js";
import { browse, useMailSite } from "../kit/notify/mail-site.js";
import { activeWatch, atOnce } from "../kit/notify/mailing.js";
import { testToken } from "../kit/server/app.js";
import { requestAs } from "../kit/server/writing.js";

const database = useDatabase();
const app = useMailSite(database);

const send = (query: string, variables: object = {}, token?: string) =>
  requestAs<Record<string, unknown>>(app, token && `Bearer ${token}`, query, { ...variables });
const report = (address: string, kind: string, token = testToken) =>
  send(
    `mutation ($address: String!, $kind: BounceKind!) { reportBounce(address: $address, kind: $kind) }`,
    { address, kind },
    token,
  );
const allow = (address: string) =>
  send(`mutation ($address: String!) { allowMail(address: $address) }`, { address }, testToken);
const states = async () =>
  (await database.db.query<{ state: string }>(sql`select state from watches order by id`)).map(
    ({ state }) => state,
  );
const subscribe = (address: string) =>
  browse(app, "/subscribe", { address, frequency: "AT_ONCE", timeZone: "UTC" });

test("a bounce ends mail to one spelling of an address, because others may exist", async () => {
  await activeWatch(database.db, "ada@example.org", atOnce, new Date());
  await activeWatch(
    database.db,
    "Ada+papers@example.org",
    { ...atOnce, filter: { hasCode: true } },
    new Date(),
  );
  expect((await report("ada+PAPERS@example.org", "BOUNCE")).data).toEqual({ reportBounce: true });
  expect(await states()).toEqual(["ACTIVE", "SUPPRESSED"]);
  expect((await subscribe("ada+papers@example.org")).text).toContain("because its server refused it");
  expect((await subscribe("ada@example.org")).status).toBe(200);
});

test("a complaint ends all mail to a mailbox, until the operator allows it", async () => {
  await activeWatch(database.db, "ada@example.org", atOnce, new Date());
  await activeWatch(
    database.db,
    "ada+papers@example.org",
    { ...atOnce, filter: { hasCode: true } },
    new Date(),
  );
  expect((await report("ada@example.org", "COMPLAINT")).data).toEqual({ reportBounce: true });
  expect(await states()).toEqual(["SUPPRESSED", "SUPPRESSED"]);
  expect((await subscribe("ada+other@example.org")).text).toContain("reported it as spam");
  expect((await allow("ada@example.org")).data).toEqual({ allowMail: true });
  expect((await subscribe("ada+other@example.org")).status).toBe(200);
  // Nobody gets mail again without asking for it.
  expect(await states()).toEqual(["SUPPRESSED", "SUPPRESSED", "PENDING"]);
});

test("reports need the write token and an address", async () => {
  for (const token of [undefined, "not-the-token-of-this-server"]) {
    const { errors } = await send(`mutation { reportBounce(address: "ada@example.org") }`, {}, token);
    expect(errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  }
  expect((await report("ada@", "BOUNCE")).errors?.[0]?.message).toContain("is not an email address");
  expect((await allow("ada@example.org")).errors?.[0]?.extensions.code).toBe("NOT_FOUND");
});

test("anyone creates a watch by mail through the API, which waits for its address", async () => {
  const { data, errors } = await send(`mutation {
    createWatch(
      filter: { organizations: ["facebook"] }
      event: { upvotes: 20 }
      channel: { mail: { address: " ada@bücher.example ", frequency: WEEKLY, weekday: 5, hour: 18, timeZone: "Europe/Berlin" } }
    ) { watch { state address } secret }
  }`);
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    createWatch: { watch: { state: "PENDING", address: "ada@xn--bcher-kva.example" }, secret: null },
  });
  for (const [mail, message] of [
    ['address: "ada@example.org, eve@example.org"', "is not an email address"],
    ['address: "ada@example.org", hour: 24', "hour: 24 is out of range"],
    ['address: "ada@example.org", timeZone: "Nowhere"', "time zone"],
  ]) {
    const refused = await send(
      `mutation { createWatch(event: { added: true }, channel: { mail: { ${mail} } }) { secret } }`,
    );
    expect(refused.errors?.[0]?.message).toContain(message);
  }
  expect(await states()).toEqual(["PENDING"]);
});
