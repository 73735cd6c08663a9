import sql from "sql-template-tag";
import { openDatabase } from "../../../src/db/client.js";
import type { Database } from "../../../src/db/database.js";
import { createWatch } from "../../../src/domain/watches/manage.js";
import type { StoredFilter } from "../../../src/domain/watches/watch.js";
import { createWebhookSecret } from "../../../src/domain/watches/webhooks/webhook-secret.js";
import { until } from "../../kit/faults/until.js";
import { type HookServer, startHookServer } from "../../kit/notify/hook-server.js";
import { readResidentSet, resetPeak } from "../../kit/server/real-server.js";
import { type LiveServer, startServer } from "../live/live-server.js";
import { copyDatabase, databaseOf, dropDatabase } from "../world.js";

/** How long to wait for the last one. */
export const atLast = { seconds: 120, failure: "The watches were not notified in time." };

/** What it takes to notify watches. */
export interface WatchesMeasure {
  /** Number of papers in the database. */
  size: number;
  /** Number of watches, each with a filter of its own. */
  watches: number;
  /** Seconds from the response of the write until the last watch has been notified. */
  webhookSeconds: number;
  received: number;
  distinct: number;
  /** Seconds until a paper that matches no watch has been compared with all. */
  noneSeconds: number;
  /** Resident set of the server in bytes: before, and its peak while it notified; undefined where the system has neither. */
  memory: { before: number; peak: number } | undefined;
}

/** Measures on a copy of the world of a size. */
export async function measureWatches(
  clusterUrl: string,
  size: number,
  watches: number,
): Promise<WatchesMeasure> {
  const name = "bench_watches";
  const url = await copyDatabase(clusterUrl, databaseOf(size), name);
  const db = openDatabase({ url, connections: 2 });
  let received = 0;
  const ids = new Set<string>();
  const receiver = await startHookServer((hook, response) => {
    received += 1;
    ids.add(hook.id);
    response.writeHead(204).end();
  });
  const server = await startServer(url, { settings: { WEBHOOK_PRIVATE: "on" } });
  try {
    await addWatches(db, receiver, watches);
    // The first paper also warms up the server.
    const noneSeconds = await timed(async () => {
      await addPaper(server, "Nothing for watches", []);
      await dispatched(db);
    });
    const before = server.pid === undefined ? undefined : (await readResidentSet(server.pid))?.now;
    if (server.pid !== undefined) await resetPeak(server.pid);
    const webhookSeconds = await timed(async () => {
      await addPaper(server, "A quantum of news", ["bench"]);
      await until(() => ids.size >= watches, atLast);
    });
    const peak = server.pid === undefined ? undefined : (await readResidentSet(server.pid))?.peak;
    const memory = before === undefined || peak === undefined ? undefined : { before, peak };
    return { size, watches, webhookSeconds, received, distinct: ids.size, noneSeconds, memory };
  } finally {
    await server.stop();
    await receiver.close();
    await db.close();
    await dropDatabase(clusterUrl, name);
  }
}

/** Filters that differ, and match the same paper. */
export const filters: readonly ((index: number) => StoredFilter)[] = [
  (index) => ({ keywords: ["bench"], upvotes: { max: 1_000_000 + index } }),
  (index) => ({ organizations: ["bench-lab"], commentsCount: { max: 1_000_000 + index } }),
  (index) => ({ search: "quantum news", upvotes: { max: 1_000_000 + index } }),
  (index) => ({ or: [{ organizations: ["bench-lab", `lab-${index}`] }, { hasCode: true }] }),
  (index) => ({ keywords: [`keyword ${index}`, "bench"], not: { search: "classical" } }),
];

async function addWatches(db: Database, { url }: HookServer, count: number): Promise<void> {
  for (let index = 0; index < count; index++)
    await createWatch(
      db,
      {
        filter: filters[index % filters.length]?.(index) ?? {},
        ...{ event: "TRENDING", board: "DAY", top: 100, minUpvotes: null },
        ...{ channel: "WEBHOOK", url: `${url}/${index}`, secrets: [createWebhookSecret()], state: "ACTIVE" },
        ...{ address: null, addressKey: null, frequency: null, hour: null, weekday: null, timeZone: null },
      },
      new Date(),
    );
}

/** Adds a paper that enters the top of all boards. */
export async function addPaper(server: LiveServer, title: string, keywords: string[]): Promise<void> {
  await server.write(
    'mutation ($papers: [PaperInput!]!) { recordPapers(papers: $papers, source: "bench") { added } }',
    {
      papers: [
        {
          title,
          keywords,
          upvotes: 100_000 + 10_000 * keywords.length,
          publishedAt: new Date().toISOString(),
          ...(keywords.length > 0 && { organization: { slug: "bench-lab" } }),
        },
      ],
    },
  );
}

export async function dispatched(db: Database): Promise<void> {
  await until(async () => {
    const [row] = await db.query<{ done: boolean }>(
      sql`select number = last_number as done from watch_log, event_log`,
    );
    return row?.done === true;
  }, atLast);
}

export async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}
