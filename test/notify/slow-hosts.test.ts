import { afterEach, expect, test } from "vitest";
import { createSchema } from "../../src/schema/index.js";
import { useDatabase } from "../kit/db/database.js";
import { type HookServer, startHookServer } from "../kit/notify/hook-server.js";
import { deleteWatches, useNotifier } from "../kit/notify/notifier.js";
import { watchingOf } from "../kit/notify/watching.js";
import { useApp } from "../kit/server/app.js";
import { writerOf } from "../kit/server/writing.js";

const database = useDatabase();
const app = useApp(database, { schema: createSchema({ privateWebhooks: true }) });
useNotifier(database, { timeoutMs: 60_000 });
const { as } = watchingOf(app);
const write = writerOf(app);
const servers: HookServer[] = [];

afterEach(async () => {
  await deleteWatches(database.db);
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function createMany(url: string, count: number): Promise<void> {
  const mutations = Array.from(
    { length: count },
    (_, index) =>
      `w${index}: createWatch(event: { added: true }, channel: { webhook: { url: "${url}/${index}" } }) { secret }`,
  );
  for (let start = 0; start < count; start += 50)
    await as(`mutation { ${mutations.slice(start, start + 50).join(" ")} }`);
}

test("a host gets its webhooks while hosts that hang have more than all that may be in flight or read ahead", async () => {
  const hanging = await Promise.all(Array.from({ length: 6 }, () => startHookServer(() => undefined)));
  const good = await startHookServer();
  servers.push(...hanging, good);
  for (const { url } of hanging) await createMany(url, 400);
  await createMany(good.url, 100);
  await write.papers([{ title: "New", arxivId: "2511.00001" }]);
  const received = await good.hooks.take(100);
  expect(new Set(received.map(({ path }) => path)).size).toBe(100);
  expect(hanging.every(({ hooks }) => hooks.waiting.length > 0)).toBe(true);
});
