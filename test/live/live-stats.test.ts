import { expect, test } from "vitest";
import { useDatabase } from "../kit/db/database.js";
import { subscribe, transports } from "../kit/live/subscribers.js";
import { record } from "../kit/models/papers.js";
import { useApp } from "../kit/server/app.js";

const database = useDatabase();
const app = useApp(database);

interface Stats {
  paperStats: { totals: { papers: number }; groups: { period: string; totals: { upvotes: number } }[] };
}

const query = `subscription ($keyword: String!) {
  paperStats(filter: { keywords: [$keyword] }, by: [MONTH], last: 2) {
    totals { papers } groups { period totals { upvotes } }
  }
}`;
const papersOf = (keyword: string, months: number[]) =>
  months.map((month) => ({
    title: `${keyword} ${month}`,
    publishedOn: `2025-0${month}-15`,
    keywords: [keyword],
    upvotes: month,
  }));

test.each(transports)(
  "statistics are delivered at once, and after any change, also of archives (%s)",
  async (transport) => {
    const open = () => subscribe<Stats>(transport, app.url, { query, variables: { keyword: transport } });
    const [one, other] = [open(), open()];
    const empty = { data: { paperStats: { totals: { papers: 0 }, groups: [] } } };
    expect([await one.next(), await other.next()]).toEqual([empty, empty]);
    // What archives state is not published as an event.
    await record(database.db, papersOf(transport, [1, 2, 3]));
    const filled = {
      data: {
        paperStats: {
          totals: { papers: 3 },
          groups: [
            { period: "2025-02-01", totals: { upvotes: 2 } },
            { period: "2025-03-01", totals: { upvotes: 3 } },
          ],
        },
      },
    };
    expect([await one.next(), await other.next()]).toEqual([filled, filled]);
    // Of other papers, which change nothing here.
    await record(database.db, papersOf(`other than ${transport}`, [4]));
    await record(database.db, papersOf(transport, [4]));
    expect((await one.next()).data?.paperStats.totals).toEqual({ papers: 4 });
    for (const subscriber of [one, other]) subscriber.close();
  },
);

test("equal subscriptions are computed once for all", async () => {
  const variables = { keyword: "shared" };
  const all = Array.from({ length: 20 }, () => subscribe<Stats>("WebSocket", app.url, { query, variables }));
  await Promise.all(all.map((subscriber) => subscriber.next()));
  database.statements.length = 0;
  await record(database.db, papersOf("shared", [1]));
  for (const subscriber of all) expect((await subscriber.next()).data?.paperStats.totals.papers).toBe(1);
  // The recording may notify several times.
  expect(database.statements.filter((text) => text.includes("listed as")).length).toBeLessThan(5);
  for (const subscriber of all) subscriber.close();
});

test.each([
  ["two periods", "by: [DAY, YEAR]", /both periods/],
  ["both ends", "first: 1, last: 1", /pass one of them/],
  ["too many groups", "by: [DAY], first: 10001", /^first: 10,001 is out of range. Use 0 to 10,000/],
  ["too many authors", "by: [AUTHOR], first: 20000", /^first: 20,000 is out of range/],
  ["fewer authors than none", "by: [AUTHOR], first: -1", /^first: -1 is out of range/],
  ["more groups than a number", "by: [DAY], last: 2147483647", /^last: 2,147,483,647 is out of range/],
])("%s are refused when subscribing", async (_what, args, message) => {
  const subscriber = subscribe("WebSocket", app.url, {
    query: `subscription { paperStats(${args}) { totals { papers } groups { period totals { papers } } } }`,
  });
  const { errors } = await subscriber.next();
  expect(errors?.[0]?.message).toMatch(message);
});
