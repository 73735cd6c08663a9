import { startProgress } from "../../../src/commands/progress.js";
import { openDatabase } from "../../../src/db/client.js";
import { startApp } from "../../kit/app.js";
import { openAudience } from "./audience.js";
import { type News, newsQuery } from "./news.js";

/** What different filters cost. */
export interface FiltersMeasure {
  filters: number;
  subscribers: number;
  events: number;
  /** SQL statements for one event, at most: with one subscription that has no filter, and with all filters. */
  plain: number;
  filtered: number;
  /** Statements that a filter adds to an event. */
  perFilter: number;
  complete: number;
  faults: string[];
}

const filterCount = 200;
const eventCount = 20;

/** Counts the statements that events cost, in this process, because Postgres does not count them by client. */
export async function measureFilters(
  databaseUrl: string,
  news: News,
  subscribers: number,
): Promise<FiltersMeasure> {
  const plain = await count(databaseUrl, news, [undefined], 1);
  const days = Array.from({ length: filterCount }, (_, index) => dayAfter("2023-05-04", 4 * index));
  const filtered = await count(databaseUrl, news, days, subscribers);
  return {
    filters: filterCount,
    subscribers,
    events: eventCount,
    plain: plain.statements,
    filtered: filtered.statements,
    perFilter: (filtered.statements - plain.statements) / filterCount,
    complete: filtered.complete,
    faults: filtered.faults,
  };
}

/** @param days each the first day of publication that a filter lets pass; undefined for no filter */
async function count(
  databaseUrl: string,
  news: News,
  days: readonly (string | undefined)[],
  subscribers: number,
): Promise<{ statements: number; complete: number; faults: string[] }> {
  let [since, most] = [0, 0];
  const onStatement = () => {
    since += 1;
  };
  const db = openDatabase({ url: databaseUrl, onStatement });
  const app = await startApp({ db, url: databaseUrl });
  const progress = startProgress(`${days.length} filters: connecting`, subscribers);
  const audience = await openAudience({
    port: Number(new URL(app.origin).port),
    transport: "sse",
    count: subscribers,
    questions: days.map((day) => ({
      query: newsQuery,
      variables: day === undefined ? {} : { filter: { publishedOn: { from: day } } },
    })),
    onConnected: progress.update,
  });
  progress.end();
  try {
    const expected: string[][] = days.map(() => []);
    const telling = startProgress(`${days.length} filters: telling`, eventCount);
    for (let round = 0; round < eventCount; round++) {
      const start = await news.position();
      since = 0;
      const { papers } = await news.add(1);
      const [cursor = ""] = await news.cursorsAfter(start);
      const published = papers[0]?.publishedAt?.toISOString().slice(0, 10) ?? "";
      for (const [index, day] of days.entries())
        if (day === undefined || published >= day) expected[index]?.push(cursor);
      await audience.settle(expected.map((cursors) => cursors.length));
      most = Math.max(most, since);
      telling.update(round + 1);
    }
    telling.end();
    const { heard, complete, faults } = await audience.settle(expected.map((cursors) => cursors.length));
    const right = JSON.stringify(heard) === JSON.stringify(expected);
    return {
      statements: most,
      complete: right ? complete : 0,
      faults: right ? faults : [...faults, "What was heard is not what the filters let pass."],
    };
  } finally {
    await audience.close();
    await app.close();
    await db.close();
  }
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
