import { startProgress } from "../../../src/commands/progress.js";
import { openDatabase } from "../../../src/db/client.js";
import { startApp } from "../../kit/server/app.js";
import { openAudience } from "./audience/audience.js";
import { type News, newsQuery } from "./news.js";

/** What different filters cost. */
export interface FiltersMeasure {
  filters: number;
  subscribers: number;
  events: number;
  /** SQL statements per event, on average: with one subscription that has no filter, and with all filters. */
  plain: number;
  filtered: number;
  /** Statements that a filter adds to an event. */
  perFilter: number;
  complete: number;
  faults: string[];
}

const filterCount = 200;
/** Minimum number of events. */
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
    events: filtered.events,
    plain: plain.statements,
    filtered: filtered.statements,
    perFilter: (filtered.statements - plain.statements) / filterCount,
    complete: filtered.complete,
    faults: filtered.faults,
  };
}

/**
 * A client does not see when a filter that does not match has been evaluated, which may be after the next event. So the
 * last event is one that matches all filters: each evaluates its events in order, and has evaluated all by then.
 *
 * @param days each the first day of publication that a filter lets pass; undefined for no filter
 */
async function count(
  databaseUrl: string,
  news: News,
  days: readonly (string | undefined)[],
  subscribers: number,
): Promise<{ statements: number; events: number; complete: number; faults: string[] }> {
  let statements = 0;
  const onStatement = () => {
    statements += 1;
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
    let [events, matchesAll] = [0, false];
    statements = 0;
    while (events < eventCount || !matchesAll) {
      const start = await news.position();
      const { papers } = await news.add(1);
      const [cursor = ""] = await news.cursorsAfter(start);
      const published = papers[0]?.publishedAt?.toISOString().slice(0, 10) ?? "";
      const matches = days.map((day) => day === undefined || published >= day);
      for (const [index, cursors] of expected.entries()) if (matches[index]) cursors.push(cursor);
      matchesAll = matches.every(Boolean);
      await audience.settle(expected.map((cursors) => cursors.length));
      events += 1;
      telling.update(events);
    }
    const perEvent = statements / events;
    telling.end();
    const { heard, complete, faults } = await audience.settle(expected.map((cursors) => cursors.length));
    const right = JSON.stringify(heard) === JSON.stringify(expected);
    return {
      statements: perEvent,
      events,
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
