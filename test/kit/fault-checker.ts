import { isDeepStrictEqual } from "node:util";
import sql from "sql-template-tag";
import type { Queryable } from "../../src/db/client.js";
import type { Client } from "./fault-clients.js";
import type { LoggedEvent } from "./fault-questions.js";

/**
 * Waits until every client has been told of the last event that it asked for, and compares: each has exactly the events of
 * the log that match, in their order, none lost, none twice, each told as it was.
 *
 * @returns how many events each client was told
 */
export async function expectWholeTruth(db: Queryable, clients: readonly Client[]): Promise<number[]> {
  const log = await readLog(db);
  const problems: string[] = [];
  for (const client of clients) {
    const expected = log.filter(
      (event) =>
        event.number > client.start &&
        event.topic === client.question.topic &&
        client.question.matches(event),
    );
    const last = expected.at(-1)?.number ?? client.start;
    await client.until(
      () => (client.told.at(-1)?.number ?? client.start) >= last,
      `it is told of event ${last}`,
    );
    const problem = compare(client, expected);
    if (problem !== undefined) problems.push(problem);
  }
  if (problems.length > 0)
    throw new Error(
      `${problems.length} of ${clients.length} clients were told something else:\n${problems.slice(0, 5).join("\n")}`,
    );
  return clients.map(({ told }) => told.length);
}

function compare({ question, told, faults }: Client, expected: readonly LoggedEvent[]): string | undefined {
  const problems = [...faults];
  const heard = told.map(({ number }) => number);
  const times = new Map<number, number>();
  for (const number of heard) times.set(number, (times.get(number) ?? 0) + 1);
  const wanted = new Set(expected.map(({ number }) => number));
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
    heard.filter((number) => !wanted.has(number)),
    "not asked for",
  );
  say(
    heard.filter((number, index) => number < (heard[index - 1] ?? 0)),
    "out of order",
  );
  const payloads = new Map(expected.map((event) => [event.number, question.payload(event)]));
  const other = told.find(
    ({ number, payload }) => wanted.has(number) && !isDeepStrictEqual(payload, payloads.get(number)),
  );
  if (other)
    problems.push(`told ${JSON.stringify(other.payload)} of ${JSON.stringify(payloads.get(other.number))}`);
  return problems.length === 0 ? undefined : `${question.topic}: ${problems.join("; ")}`;
}

/** The whole log, with the papers as they are. */
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
