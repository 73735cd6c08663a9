import { Agent, request as httpRequest } from "node:http";
import { labelOf } from "./http.js";
import type { ProbeOrder, ProbeReport } from "./messages.js";

// Another client in its own process: sends a small query four times per second, alternating between new connections and
// a keep-alive one.

const intervalMs = 250;
/** Milliseconds after which a request counts as unanswered. */
const timeoutMs = 20_000;
const body = JSON.stringify({ query: "{ papers(first: 1) { nodes { title } } }" });

interface Series {
  readonly address: { readonly host: string; readonly port: number; readonly localAddress: string };
  readonly keptAlive: Agent;
  readonly times: number[];
  readonly refused: Map<string, number>;
  readonly waiting: Set<Promise<void>>;
  unanswered: number;
  sent: number;
  readonly timer: NodeJS.Timeout;
}

let series: Series | undefined;

process.on("message", (order: ProbeOrder) => {
  if (order.start) series = begin(order);
  else void end();
});
process.on("disconnect", () => process.exit(0));

function begin(address: Series["address"]): Series {
  const started: Series = {
    address,
    keptAlive: new Agent({ keepAlive: true, maxSockets: 100 }),
    times: [],
    refused: new Map(),
    waiting: new Set(),
    unanswered: 0,
    sent: 0,
    timer: setInterval(() => ask(started), intervalMs),
  };
  return started;
}

/** Ends a series once all of its requests have been answered or timed out. */
async function end(): Promise<void> {
  if (!series) return;
  clearInterval(series.timer);
  await Promise.all(series.waiting);
  series.keptAlive.destroy();
  const { times, unanswered, refused } = series;
  process.send?.({ times, unanswered, refused: [...refused] } satisfies ProbeReport);
}

function ask(current: Series): void {
  const asking = askOnce(current).finally(() => current.waiting.delete(asking));
  current.waiting.add(asking);
}

async function askOnce(current: Series): Promise<void> {
  const agent = current.sent++ % 2 === 0 ? current.keptAlive : new Agent({ keepAlive: false });
  const started = performance.now();
  const outcome = await answerOf(current, agent);
  current.times.push(performance.now() - started);
  if (outcome === "unanswered") current.unanswered += 1;
  else if (outcome !== "200") current.refused.set(outcome, (current.refused.get(outcome) ?? 0) + 1);
}

function answerOf({ address }: Series, agent: Agent, retried = false): Promise<string> {
  return new Promise((resolve) => {
    const request = httpRequest(
      {
        ...{ agent, ...address, method: "POST", path: "/graphql" },
        headers: { "content-type": "application/json", "content-length": String(body.length) },
      },
      (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.on("end", () =>
          finish(text.includes('"title"') ? "200" : labelOf(response.statusCode, text)),
        );
        response.on("error", () => finish("unanswered"));
      },
    );
    const timer = setTimeout(() => {
      finish("unanswered");
      request.destroy();
    }, timeoutMs);
    const finish = (outcome: string) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    request.on("error", (error: NodeJS.ErrnoException) => {
      // The server may close an idle connection while a request is in flight; clients retry over another.
      if (error.code === "ECONNRESET" && request.reusedSocket && !retried)
        void answerOf({ address } as Series, new Agent(), true).then(finish);
      else finish("unanswered");
    });
    request.end(body);
  });
}
