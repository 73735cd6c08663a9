import sql from "sql-template-tag";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createWatch } from "../../src/domain/watches/manage.js";
import type { Watch } from "../../src/domain/watches/watch.js";
import { createWebhookSecret } from "../../src/domain/watches/webhooks/webhook-secret.js";
import { useScene } from "../kit/faults/scene.js";
import { until } from "../kit/faults/until.js";
import { organizations, writePapers, writeUpvotes } from "../kit/faults/writers.js";
import { type HookServer, startHookServer } from "../kit/notify/hook-server.js";

/** How long to wait for the last one. */
const atLast = { seconds: 120, failure: "The webhooks were not sent." };

const scene = useScene();
let receiver: HookServer;
/** Numbers of events by watch, in the order in which they were received. */
let received: Map<string, number[]>;
let count: number;

beforeEach(async () => {
  received = new Map();
  count = 0;
  receiver = await startHookServer(({ id }, response) => {
    const [, watch = "", number = ""] = /^msg_([0-9a-f]{32})_(\d+)$/.exec(id) ?? [];
    received.set(watch, [...(received.get(watch) ?? []), Number(number)]);
    count += 1;
    response.writeHead(204).end();
  });
});

afterEach(() => receiver.close());

const watchCount = 1_000;

test("webhooks of 1,000 watches survive kills: none is lost, each has one ID, all are in order", async () => {
  const settings = { WEBHOOK_PRIVATE: "on" };
  let server = await scene.startServer(settings);
  const origin = () => server.origin;
  await writePapers(origin, 0, 50);
  const watches: Watch[] = [];
  for (let index = 0; index < watchCount; index++) watches.push(await addWatch(index));
  for (let round = 0; round < 6; round++) {
    await writePapers(origin, 1_000 + 10 * round, 3);
    await writeUpvotes(origin, round + 1, 0, 30);
    // At once: within the dispatch; or after some have been received.
    const before = count;
    const wanted = [0, 1, 40, 400][round % 4] ?? 0;
    await until(async () => count >= before + wanted || (await isDone()), atLast);
    server.child.kill("SIGKILL");
    await server.finished;
    server = await scene.startServer(settings);
  }
  await until(isDone, atLast);
  const problems: string[] = [];
  let total = 0;
  for (const watch of watches) {
    const wanted = await expected(watch);
    const numbers = received.get(watch.key.replaceAll("-", "")) ?? [];
    const distinct = [...new Set(numbers)];
    total += wanted.length;
    if (distinct.join() !== wanted.join())
      problems.push(`${watch.id} received ${numbers} instead of ${wanted}`);
    if (numbers.some((number, index) => number < (numbers[index - 1] ?? 0)))
      problems.push(`${watch.id} received ${numbers}, out of order`);
  }
  expect(problems).toEqual([]);
  expect(total).toBeGreaterThan(watchCount);
});

function addWatch(index: number): Promise<Watch> {
  const filter =
    index % 5 === 0
      ? { upvotes: { max: 100_000 + index } }
      : { organizations: [organizations[index % 4]], upvotes: { max: 100_000 + index } };
  const event = (["ADDED", "TRENDING", "UPVOTES"] as const)[index % 3] ?? "ADDED";
  return createWatch(
    scene.db,
    {
      filter,
      event,
      board: event === "TRENDING" ? "DAY" : null,
      top: event === "TRENDING" ? 3 + (index % 10) : null,
      minUpvotes: event === "UPVOTES" ? 20 + 10 * (index % 10) : null,
      ...{ channel: "WEBHOOK", url: `${receiver.url}/${index}`, secrets: [createWebhookSecret()] },
      ...{ address: null, addressKey: null, frequency: null, hour: null, weekday: null, timeZone: null },
      state: "ACTIVE",
    },
    new Date(),
  );
}

/** Numbers of the events that a watch waits for, by another way than the program's. */
async function expected({ id, filter, event, board, top, minUpvotes }: Watch): Promise<number[]> {
  const [slug = null] = (filter["organizations"] ?? []) as string[];
  const rows = await scene.db.query<{
    number: number;
    topic: string;
    paperId: number;
    best: number | null;
    rank: number;
    before: number | null;
    upvotes: number;
    first: number;
  }>(sql`
    select e.number::float8 as number, e.topic, e.paper_id as "paperId", e.rank, e.best_rank as best,
      e.previous_upvotes as before, e.upvotes,
      (select upvotes from upvote_observations o where o.paper_id = e.paper_id order by observed_at limit 1) as first
    from events e join papers p on p.id = e.paper_id left join organizations o on o.id = p.organization_id
    where e.number > (select event_number from watches where id = ${id}) and (${slug}::text is null or o.slug = ${slug})
    order by e.number
  `);
  const seen = new Set<number>();
  return rows.flatMap(({ number, topic, paperId, rank, best, before, upvotes, first }) => {
    if (event === "ADDED") return topic === "added" ? number : [];
    if (event === "TRENDING")
      return topic === `trending:${board}` && rank <= (top ?? 0) && (best === null || best > (top ?? 0))
        ? number
        : [];
    const bar = minUpvotes ?? 0;
    const crosses =
      topic === "added"
        ? first >= bar
        : topic.startsWith("upvotes:") && (before ?? 0) < bar && upvotes >= bar;
    if (!crosses || seen.has(paperId)) return [];
    seen.add(paperId);
    return number;
  });
}

/** Whether all events have been dispatched, and all webhooks sent. */
async function isDone(): Promise<boolean> {
  const [row] = await scene.db.query<{ done: boolean }>(sql`
    select number = last_number and not exists (select from deliveries where state <> 'SENT') as done
    from watch_log, event_log
  `);
  return row?.done === true;
}
