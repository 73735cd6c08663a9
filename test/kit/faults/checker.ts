import { isDeepStrictEqual } from "node:util";
import sql from "sql-template-tag";
import type { Queryable } from "../../../src/db/database.js";
import type { Client } from "./clients.js";
import type { LoggedEvent, Question } from "./queries.js";

/**
 * Waits until every client has been told of the last event that it asked for, and compares: each has exactly the events of
 * the log that match, in their order, none lost, none twice, each told as it was.
 *
 * @returns how many events each client was told
 */
export async function expectWholeTruth(db: Queryable, clients: readonly Client[]): Promise<number[]> {
  const log = await readLog(db);
  const truths = new Map<Question, Truth>();
  const problems: string[] = [];
  for (const client of clients) {
    const truth = truths.get(client.question) ?? truthOf(log, client.question);
    truths.set(client.question, truth);
    const last = Math.max(truth.last, client.start);
    await client.until(
      () => (client.told.at(-1)?.number ?? client.start) >= last,
      `it is told of event ${last}`,
    );
    const problem = compare(client, truth);
    if (problem !== undefined) problems.push(problem);
  }
  if (problems.length > 0)
    throw new Error(
      `${problems.length} of ${clients.length} clients were told something else:\n${problems.slice(0, 5).join("\n")}`,
    );
  return clients.map(({ told }) => told.length);
}

/** What is to be told to who asks a question, by the numbers of the events. */
interface Truth {
  payloads: ReadonlyMap<number, Record<string, unknown>>;
  last: number;
}

function truthOf(log: readonly LoggedEvent[], question: Question): Truth {
  const matching = log.filter((event) => event.topic === question.topic && question.matches(event));
  return {
    payloads: new Map(matching.map((event) => [event.number, question.payload(event)])),
    last: matching.at(-1)?.number ?? 0,
  };
}

function compare({ question, start, told, faults }: Client, { payloads }: Truth): string | undefined {
  const problems = [...faults];
  const heard = told.map(({ number }) => number);
  const times = new Map<number, number>();
  for (const number of heard) times.set(number, (times.get(number) ?? 0) + 1);
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
    heard.filter((number) => !wanted.has(number)),
    "not asked for",
  );
  say(
    heard.filter((number, index) => number < (heard[index - 1] ?? 0)),
    "out of order",
  );
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
