import { readFile, rename, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { type ExecutionResult, print } from "graphql";
import { readEventStream } from "./event-stream.js";
import type { FindsSubscription } from "./generated/graphql.js";
import { graphql } from "./generated/index.js";

/**
 * `npx tsx examples/bot.ts diffusion`, while `npm start` runs: tells of newly trending papers that a search finds, over
 * server-sent events. Stop it whenever you like: it goes on where it was.
 */
const url = process.env["PAPERGRAPH_URL"] ?? "http://localhost:4000/graphql";
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
  await listen().catch((error: Error) => process.stderr.write(`Connecting again: ${error.message}\n`));
  await delay(1_000);
}

/** Handles what comes until the connection ends. */
async function listen(): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ query: print(finds), variables: { filter: search ? { search } : null, after } }),
  });
  if (!response.ok || !response.body) throw new Error(`The server answered with ${response.status}.`);
  for await (const { id, data } of readEventStream(response.body)) {
    if (data) await handle(JSON.parse(data));
    // After the event has been handled: a bot that is stopped in between handles it once more, and never misses one.
    // Before the first event the stream tells where it begins.
    if (id) await remember(id);
  }
}

async function handle({ data, errors }: ExecutionResult<FindsSubscription>): Promise<void> {
  if (data) {
    const { rank, paper } = data.paperTrending;
    process.stdout.write(`#${rank}  ${paper.title}  ${paper.abstractUrl ?? ""}\n`);
  } else if (errors?.some(({ extensions }) => extensions["code"] === "CURSOR_EXPIRED")) {
    process.stderr.write("Stopped for more than 7 days: some events are gone. Starting from now.\n");
    after = null;
  } else throw new Error(errors?.map(({ message }) => message).join(" "));
}

/** Written aside and then moved, so that the file always holds a whole cursor. */
async function remember(cursor: string): Promise<void> {
  await writeFile(`${file}.new`, cursor);
  await rename(`${file}.new`, file);
  after = cursor;
}
