import { connect, type Socket } from "node:net";
import { instant } from "../instant.js";
import type { AudienceAnswer, AudienceRequest, Settled } from "./audience-messages.js";
import { type Client, Hearing } from "./hearing.js";
import { readStream } from "./sse-reading.js";
import { readWebSocket } from "./websocket-reading.js";

// The process in which the clients of a bench are: thousands of plain sockets, that understand just enough of what they
// get to tell whether it is right. It ends when its parent lets go of it.

/** How many connect at the same time. */
const mostConnecting = 64;
/** Milliseconds without an event after which no more are waited for. */
const patience = 20_000;
const chunkSize = 65_536;

let hearing = new Hearing(0);
let wanted = Number.POSITIVE_INFINITY;
let onEnough: (() => void) | undefined;

process.on("message", (request: AudienceRequest) => {
  (request.kind === "open" ? open(request) : settle(request)).catch((error: unknown) => {
    tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  });
});
process.on("disconnect", () => process.exit());

async function open(request: AudienceRequest & { kind: "open" }): Promise<void> {
  const { count, questions } = request;
  hearing = new Hearing(questions.length);
  const connecting = new Set<Promise<void>>();
  for (let index = 0; index < count; index++) {
    const client = hearing.join(index % questions.length);
    const connected: Promise<void> = join(client, request).finally(() => connecting.delete(connected));
    connecting.add(connected);
    if (connecting.size === mostConnecting) await Promise.race(connecting);
    if (index % 100 === 0) tell({ kind: "connected", count: index });
  }
  await Promise.all(connecting);
  tell({ kind: "opened" });
}

/** Resolves when the server has accepted the subscription. */
function join(client: Client, request: AudienceRequest & { kind: "open" }): Promise<void> {
  const { port, transport, questions } = request;
  const question = questions[client.question];
  if (question === undefined) throw new Error("There is no such question.");
  return new Promise((resolve, reject) => {
    // What comes is looked at while it is read, so that all clients can read into the same memory.
    const socket: Socket = connect({ host: "127.0.0.1", port, onread: { buffer: chunk, callback } });
    const fail = (message: string) => {
      hearing.fail(client, message);
      reject(new Error(`A client ${message}`));
      onEnough?.();
    };
    const { greeting, read } = (transport === "sse" ? readStream : readWebSocket)(port, question, {
      onReady: resolve,
      onEvent: (cursor) => hearing.hear(client, cursor, at),
      onFault: fail,
      send: (bytes) => socket.write(bytes),
    });
    let at = 0;
    function callback(length: number): boolean {
      at = instant();
      read(chunk.subarray(0, length));
      if (hearing.deliveries >= wanted) onEnough?.();
      return true;
    }
    socket.setNoDelay(true);
    socket.once("connect", () => socket.write(greeting));
    socket.once("error", ({ message }) => fail(`lost its connection: ${message}`));
    socket.once("close", () => fail("lost its connection"));
  });
}

const chunk = Buffer.allocUnsafeSlow(chunkSize);

async function settle({ expected }: AudienceRequest & { kind: "settle" }): Promise<void> {
  wanted = hearing.clients.reduce((sum, { question }) => sum + (expected[question] ?? 0), 0);
  const enough = new Promise<void>((resolve) => {
    onEnough = resolve;
  });
  if (hearing.deliveries >= wanted) onEnough?.();
  let before = -1;
  const watch = setInterval(() => {
    if (hearing.deliveries === before) onEnough?.();
    before = hearing.deliveries;
  }, patience);
  await enough;
  clearInterval(watch);
  const settled: Settled = {
    heard: hearing.cursors(),
    complete: hearing.complete(),
    faults: hearing.faults,
    heardAt: Float64Array.from(hearing.clients, ({ heardAt }) => heardAt),
  };
  tell({ kind: "settled", settled });
}

function tell(answer: AudienceAnswer): void {
  process.send?.(answer);
}
