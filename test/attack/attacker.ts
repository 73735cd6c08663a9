import { setMaxListeners } from "node:events";
import type { Target } from "./attack.js";
import { attacks } from "./attacks/index.js";
import type { AttackOrder, AttackReport } from "./messages.js";

// The process of one attack, separate so that its CPU and memory use does not affect the probe.

const reportIntervalMs = 500;

process.once("message", (order: AttackOrder) => void run(order));
process.once("disconnect", () => process.exit(0));
// Attacks leave connections and promises behind that fail when the server closes them.
process.on("uncaughtException", (error) =>
  process.stderr.write(`attacker: ${error.stack ?? error.message}\n`),
);

async function run({ id, ...order }: AttackOrder): Promise<void> {
  const attack = attacks.find((candidate) => candidate.id === id);
  if (!attack) throw new Error(`There is no attack ${id}.`);
  const outcomes = new Map<string, number>();
  const missed = new Set<string>();
  const time = new AbortController();
  // Each connection adds an abort listener.
  setMaxListeners(0, time.signal);
  const target: Target = {
    ...order,
    signal: time.signal,
    tally: (outcome, count = 1) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + count),
    missed: (what) => missed.add(what),
  };
  const report = (over: boolean) =>
    process.send?.({ outcomes: [...outcomes], missed: [...missed], over } satisfies AttackReport);
  const reporting = setInterval(() => report(false), reportIntervalMs);
  const timer = setTimeout(() => time.abort(), attack.seconds * 1_000);
  await attack.run(target);
  clearTimeout(timer);
  clearInterval(reporting);
  time.abort();
  report(true);
  process.disconnect();
}
