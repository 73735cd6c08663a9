import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run, serve, startScript } from "./processes.js";

/** A server in its own process. */
export interface RealServer {
  readonly origin: string;
  readonly pid: number;
  /** Lines logged to standard error. */
  logged(): string[];
  /** Resolves once the process has ended. */
  readonly ended: Promise<void>;
  hasEnded(): boolean;
  /** Stops it by SIGTERM, then by SIGKILL. @returns milliseconds it took, undefined if it was killed */
  stop(killAfterMs?: number): Promise<number | undefined>;
}

/** Starts `dist/main.js serve` on a free port. */
export async function startServer(settings: Record<string, string>): Promise<RealServer> {
  const running = await serve({ LOG_LEVEL: "warn", SAMPLE: "off", ...settings });
  const { child, origin, finished } = running;
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  let isOver = false;
  // On SIGTERM, it also stops its Postgres.
  const stopWithUs = () => child.kill("SIGTERM");
  process.once("exit", stopWithUs);
  const ended = finished.then(() => {
    isOver = true;
    process.off("exit", stopWithUs);
  });
  return {
    origin,
    pid: child.pid ?? 0,
    logged: () => stderr.split("\n").filter((line) => line !== ""),
    ended,
    hasEnded: () => isOver,
    async stop(killAfterMs = 30_000) {
      const started = performance.now();
      let killed = false;
      const timer = setTimeout(() => {
        killed = true;
        child.kill("SIGKILL");
      }, killAfterMs);
      child.kill("SIGTERM");
      await ended;
      clearTimeout(timer);
      return killed ? undefined : performance.now() - started;
    },
  };
}

/**
 * Fills a database with months of Daily Papers if a directory is given, otherwise with synthetic papers. The
 * months are announced, so that subscriptions have events to resume from.
 *
 * @throws Error if the command fails
 */
export async function fillDatabase(
  settings: Record<string, string>,
  { months, papers }: { months?: string; papers: number },
): Promise<void> {
  const { code, stderr } = months
    ? await run(["ingest", "--announce", ...filesIn(months)], { SAMPLE: "off", ...settings })
    : await startScript(["seed/main.ts", String(papers)], { SAMPLE: "off", ...settings }).finished;
  if (code !== 0) throw new Error(`Filling the database failed (exit code ${code}): ${stderr.slice(-2_000)}`);
}

function filesIn(directory: string): string[] {
  const files = readdirSync(directory).filter((name) => /\.json(\.gz)?$/.test(name));
  if (files.length === 0) throw new Error(`${directory} has no months of Daily Papers (*.json, *.json.gz).`);
  return files.sort().map((name) => join(directory, name));
}

/** Exits this process on signals, so that its servers are stopped. */
export function exitOnSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
}

/** Memory of a process in bytes: now, and its peak since the last reset. Linux only. */
export interface ResidentSet {
  readonly now: number;
  readonly peak: number;
}

/** @returns undefined once the process has ended */
export async function readResidentSet(pid: number): Promise<ResidentSet | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? Number.NaN);
  const [now, peak] = [kilobytes("VmRSS") * 1_024, kilobytes("VmHWM") * 1_024];
  return Number.isNaN(now) ? undefined : { now, peak };
}

/** Resets the peak: proc(5), `clear_refs`. */
export async function resetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, "5").catch(() => undefined);
}
