import type { GraphQLSchema } from "graphql";
import { createRandom } from "../../seed/random.js";
import { createHttpClient } from "./http-client.js";
import { type FuzzAnswer, type Judgement, judgeHttp, judgeMessages } from "./judge.js";
import { loadPool } from "./pool.js";
import { createGenerator, type FuzzRequest, type Transport } from "./requests.js";
import { createWebSocketClient, sendBreach, type WebSocketClient } from "./websocket-client.js";

export interface FuzzOptions {
  /** Origin of the server: `http://127.0.0.1:4000`. */
  readonly origin: string;
  readonly schema: GraphQLSchema;
  readonly seed: number;
  /** Index of the first request. */
  readonly from: number;
  readonly count: number;
  readonly concurrency: number;
  readonly transports: readonly Transport[];
  /** The write token, which some mutations carry. */
  readonly token: string;
  /** Called after each request, with the number of requests so far. */
  readonly onRequest?: (done: number) => void;
  /** Ends the run early if the server has died. */
  readonly signal?: AbortSignal;
}

/** A kind of failure, and the first request that caused it. */
export interface Problem {
  readonly message: string;
  readonly index: number;
  readonly request: FuzzRequest;
  readonly body: string;
  count: number;
}

export interface FuzzSummary {
  requests: number;
  readonly byTransport: Map<string, number>;
  readonly byOutcome: Map<string, number>;
  readonly problems: Map<string, Problem>;
  /** The requests that took longest, slowest first. */
  slowest: { readonly index: number; readonly milliseconds: number; readonly outcome: string }[];
}

/** Consecutive failures after which the server counts as dead. */
const maxFailuresInRow = 100;
const maxSlowest = 10;

/**
 * Sends generated requests. The request at an index depends only on the seed, the schema and the server's data.
 *
 * @throws Error if the server does not respond at the start
 */
export async function fuzz(options: FuzzOptions): Promise<FuzzSummary> {
  const { origin, schema, seed, from, count, concurrency, transports, token } = options;
  const pool = await loadPool(`${origin}/graphql`);
  const http = createHttpClient(origin, concurrency);
  const summary: FuzzSummary = {
    requests: 0,
    byTransport: new Map(),
    byOutcome: new Map(),
    problems: new Map(),
    slowest: [],
  };
  let next = from;
  let failuresInRow = 0;

  async function work(): Promise<void> {
    const { generate } = createGenerator({ random: createRandom(), seed, schema, pool, token, transports });
    const webSocket = createWebSocketClient(origin);
    while (next < from + count && failuresInRow < maxFailuresInRow && !options.signal?.aborted) {
      const index = next++;
      const request = generate(index);
      const started = performance.now();
      const answer = await sendOver(request, origin, http.send, webSocket);
      const milliseconds = performance.now() - started;
      failuresInRow = answer.failure === undefined ? 0 : failuresInRow + 1;
      const judgement = judge(request, answer);
      record(summary, index, request, answer, judgement);
      noteTime(summary, { index, milliseconds, outcome: judgement.outcome });
      options.onRequest?.(summary.requests);
    }
    webSocket.close();
  }

  await Promise.all(Array.from({ length: concurrency }, work));
  http.close();
  return summary;
}

function sendOver(
  request: FuzzRequest,
  origin: string,
  sendHttp: ReturnType<typeof createHttpClient>["send"],
  webSocket: WebSocketClient,
): Promise<FuzzAnswer> {
  if (request.transport === "websocket") return webSocket.send(request);
  return request.transport === "breach" ? sendBreach(origin, request) : sendHttp(request);
}

function judge(request: FuzzRequest, answer: FuzzAnswer): Judgement {
  if (request.transport === "websocket") return judgeMessages(answer);
  if (request.transport !== "breach") return judgeHttp(request.method, answer);
  return answer.contentType === "websocket"
    ? judgeMessages({ ...answer, body: "" })
    : judgeHttp("GET", answer);
}

function record(
  summary: FuzzSummary,
  index: number,
  request: FuzzRequest,
  answer: FuzzAnswer,
  judgement: Judgement,
): void {
  summary.requests += 1;
  add(summary.byTransport, request.transport);
  add(summary.byOutcome, judgement.outcome);
  if (judgement.problem === undefined) return;
  const known = summary.problems.get(judgement.problem);
  if (known) known.count += 1;
  else {
    const body = answer.body.slice(0, 1_000);
    summary.problems.set(judgement.problem, { message: judgement.problem, index, request, body, count: 1 });
  }
}

function noteTime(summary: FuzzSummary, time: FuzzSummary["slowest"][number]): void {
  const { slowest } = summary;
  if (slowest.length >= maxSlowest && time.milliseconds <= (slowest.at(-1)?.milliseconds ?? 0)) return;
  summary.slowest = [...slowest, time]
    .sort((one, other) => other.milliseconds - one.milliseconds)
    .slice(0, maxSlowest);
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
