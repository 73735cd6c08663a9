import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { readResidentSet, resetPeak } from "../kit/server/real-server.js";
import type { Attack } from "./attack.js";
import type { AttackedServer } from "./attacked-server.js";
import type { AttackOrder, AttackReport, ProbeOrder, ProbeReport } from "./messages.js";
import { type AttackRow, figuresOf } from "./report.js";

/** Milliseconds for an attacker to end after its time is up. */
const overtimeMs = 10_000;
/** Milliseconds for which the probe continues after the attack. */
const aftermathMs = 2_000;
/** Milliseconds for which the probe runs before the attack, so that it has its connection. */
const prologueMs = 500;
const memoryIntervalMs = 50;

export interface Probe {
  start(address: { host: string; port: number; localAddress: string }): void;
  stop(): Promise<ProbeReport>;
  close(): void;
}

/** Starts the probe in its own process. */
export function openProbe(): Probe {
  const child = forkScript("./probe.ts");
  const send = (order: ProbeOrder) => child.send(order);
  return {
    start: (address) => send({ start: true, ...address }),
    async stop() {
      const answered = once(child, "message");
      send({ start: false });
      const [report] = await answered;
      return report as ProbeReport;
    },
    close: () => child.kill(),
  };
}

/** Runs one attack alongside the probe, and makes sure that a server is running for the next one. */
export async function runAttack(
  { id, title, seconds }: Attack,
  attacked: AttackedServer,
  probe: Probe,
  { attackAddress, probeAddress }: { attackAddress: string; probeAddress: string },
): Promise<AttackRow> {
  const server = attacked.server();
  const { hostname: host, port: portText } = new URL(server.origin);
  const port = Number(portText);
  const memory = await watchPeak(server.pid);
  probe.start({ host, port, localAddress: probeAddress });
  await delay(prologueMs);
  const order = { id, host, port, localAddress: attackAddress, keys: attacked.keys };
  const report = await attackFrom(
    { ...order, token: attacked.settings["INGEST_TOKEN"] ?? "", settings: attacked.settings },
    seconds * 1_000 + overtimeMs,
  );
  await delay(aftermathMs);
  const seen = await probe.stop();
  const peakBytes = await memory.stop();
  const restarted = await attacked.recover();
  return {
    id,
    title,
    outcomes: report.outcomes,
    missed: report.missed,
    ...figuresOf(seen),
    peakBytes,
    restarted,
  };
}

async function attackFrom(order: AttackOrder, timeoutMs: number): Promise<AttackReport> {
  const child = forkScript("./attacker.ts", { detached: true });
  let report: AttackReport = { outcomes: [], missed: [], over: false };
  child.on("message", (message: AttackReport) => {
    report = message;
  });
  const ended = once(child, "exit");
  child.send(order);
  const timer = setTimeout(() => endGroup(child.pid), timeoutMs);
  await ended;
  clearTimeout(timer);
  // Servers started by the attack are in its process group and end with it.
  endGroup(child.pid);
  return report;
}

/** Peak memory of a process: the kernel's value, or samples if the process ends before it is read. */
async function watchPeak(pid: number): Promise<{ stop(): Promise<number | undefined> }> {
  await resetPeak(pid);
  let peak: number | undefined;
  const read = async () => {
    const size = await readResidentSet(pid);
    if (size) peak = Math.max(peak ?? 0, size.peak, size.now);
  };
  const timer = setInterval(() => void read(), memoryIntervalMs);
  return {
    async stop() {
      clearInterval(timer);
      await read();
      return peak;
    },
  };
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // The group has already ended.
  }
}

function forkScript(path: string, { detached = false } = {}): ChildProcess {
  return fork(fileURLToPath(new URL(path, import.meta.url)), [], {
    execArgv: ["--import", "tsx"],
    detached,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}
