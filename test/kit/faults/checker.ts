import { isDeepStrictEqual } from "node:util";
import sql from "sql-template-tag";
import type { Queryable } from "../../../src/db/database.js";
import type { Client } from "./clients.js";
import type { LoggedEvent, Subscription } from "./queries.js";

/**
 * Waits until every client has received its last event, and checks that each received exactly the matching events of
 * the log, once, in order, and with the right payload.
 *
 * @returns the number of events per client
 */
export async function expectAllEvents(db: Queryable, clients: readonly Client[]): Promise<number[]> {
  const log = await readLog(db);
  const expectations = new Map<Subscription, Expected>();
  const problems: string[] = [];
  for (const client of clients) {
    const expected = expectations.get(client.subscription) ?? expectedOf(log, client.subscription);
    expectations.set(client.subscription, expected);
    const last = Math.max(expected.last, client.start);
    await client.until(
      () => (client.received.at(-1)?.number ?? client.start) >= last,
      `it receives event ${last}`,
    );
    const problem = compare(client, expected);
    if (problem !== undefined) problems.push(problem);
  }
  if (problems.length > 0)
    throw new Error(
      `${problems.length} of ${clients.length} clients received something else:\n${problems.slice(0, 5).join("\n")}`,
    );
  return clients.map(({ received }) => received.length);
}

/** Expected payloads of a subscription, by event number. */
interface Expected {
  payloads: ReadonlyMap<number, Record<string, unknown>>;
  last: number;
}

function expectedOf(log: readonly LoggedEvent[], subscription: Subscription): Expected {
  const matching = log.filter((event) => event.topic === subscription.topic && subscription.matches(event));
  return {
    payloads: new Map(matching.map((event) => [event.number, subscription.payload(event)])),
    last: matching.at(-1)?.number ?? 0,
  };
}

function compare(
  { subscription, start, received, faults }: Client,
  { payloads }: Expected,
): string | undefined {
  const problems = [...faults];
  const numbers = received.map(({ number }) => number);
  const times = new Map<number, number>();
  for (const number of numbers) times.set(number, (times.get(number) ?? 0) + 1);
  const wanted = new Set([...payloads.keys()].filter((number) => number > start));
  const say = (numbers: readonly number[], what: string) => {
    if (numbers.length > 0) problems.push(`${what}: ${numbers.slice(0, 10).join(" ")} (${numbers.length})`);
  };
  say(
    [...wanted].filter((number) => !times.has(number)),
    "lost",
  );
  say(
    [...times].flatMap(([number, count]) => (count > 1 ? number : [])),
    "twice",
  );
  say(
    numbers.filter((number) => !wanted.has(number)),
    "not asked for",
  );
  say(
    numbers.filter((number, index) => number < (numbers[index - 1] ?? 0)),
    "out of order",
  );
  const other = received.find(
    ({ number, payload }) => wanted.has(number) && !isDeepStrictEqual(payload, payloads.get(number)),
  );
  if (other)
    problems.push(
      `received ${JSON.stringify(other.payload)} instead of ${JSON.stringify(payloads.get(other.number))}`,
    );
  return problems.length === 0 ? undefined : `${subscription.topic}: ${problems.join("; ")}`;
}

/** The complete log, with the current papers. */
async function readLog(db: Queryable): Promise<LoggedEvent[]> {
  return db.query<LoggedEvent>(sql`
    select number::float8 as number, topic, occurred_at as "occurredAt", paper_id as "paperId", rank,
      previous_rank as "previousRank", best_rank as "bestRank", event.upvotes,
      previous_upvotes as "previousUpvotes", paper.arxiv_id as "arxivId", organization.slug as organization
    from events event
    left join papers paper on paper.id = event.paper_id
    left join organizations organization on organization.id = paper.organization_id
    order by number
  `);
}
