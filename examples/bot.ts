import { readFile, rename, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { type ExecutionResult, print } from "graphql";
import { readEventStream } from "./event-stream.js";
import type { FindsSubscription } from "./generated/graphql.js";
import { graphql } from "./generated/index.js";
import { describe, url } from "./server.js";

/**
 * `npx tsx examples/bot.ts diffusion`, while `npm start` runs: prints newly trending papers that match a search, over
 * server-sent events. When restarted, it resumes after the last event.
 */
const [search, file = "bot.cursor"] = process.argv.slice(2);

const finds = graphql(`
  subscription Finds($filter: PaperFilter, $after: String) {
    paperTrending(window: WEEK, top: 100, filter: $filter, after: $after) {
      rank
      paper { title abstractUrl }
    }
  }
`);

let after = await readFile(file, "utf8").catch(() => null);
for (;;) {
  await listen().catch((error: unknown) => process.stderr.write(`Reconnecting: ${describe(error)}\n`));
  await delay(1_000);
}

/** Handles events until the connection ends. */
async function listen(): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ query: print(finds), variables: { filter: search ? { search } : null, after } }),
  });
  if (!response.ok || !response.body) throw new Error(`The server responded with ${response.status}.`);
  for await (const { id, data } of readEventStream(response.body)) {
    if (data) await handle(JSON.parse(data));
    // Saved after the event is handled: a bot that is stopped in between handles it again rather than missing it. The stream
    // sends an ID before the first event, too.
    if (id) await saveCursor(id);
  }
}

async function handle({ data, errors }: ExecutionResult<FindsSubscription>): Promise<void> {
  if (data) {
    const { rank, paper } = data.paperTrending;
    process.stdout.write(`#${rank}  ${paper.title}  ${paper.abstractUrl ?? ""}\n`);
  } else if (errors?.some(({ extensions }) => extensions["code"] === "CURSOR_EXPIRED")) {
    process.stderr.write(
      "Stopped for more than 7 days: some events have expired. Resuming with new events.\n",
    );
    after = null;
  } else throw new Error(errors?.map(({ message }) => message).join(" "));
}

/** Writes atomically, so that the file always contains a complete cursor. */
async function saveCursor(cursor: string): Promise<void> {
  await writeFile(`${file}.new`, cursor);
  await rename(`${file}.new`, file);
  after = cursor;
}
