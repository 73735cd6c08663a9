import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface User {
  uid: number;
  gid: number;
}

export interface RunOptions {
  cwd?: string;
  user?: User | undefined;
  /** File descriptor of standard input; empty by default. */
  stdin?: number;
  /** Kills the program and its child processes when it aborts. */
  signal?: AbortSignal | undefined;
}

export interface RunResult {
  /** Null if a signal ended the program. */
  status: number | null;
  /** Standard output and standard error, interleaved. */
  output: string;
}

/**
 * Runs a program to its end, in its own process group, so that signals to ours do not reach it.
 *
 * @throws if it cannot be started; the signal's reason when it aborts
 */
export function run(
  program: string,
  parameters: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const { signal } = options;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = spawn(program, parameters, {
      env: plainEnvironment(),
      stdio: [options.stdin ?? "ignore", "pipe", "pipe"],
      windowsHide: true,
      detached: hasGroups,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...options.user,
    });
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    const kill = () => killGroup(child);
    signal?.addEventListener("abort", kill);
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    child.on("error", reject);
    child.on("close", (status) => {
      signal?.removeEventListener("abort", kill);
      if (signal?.aborted) reject(signal.reason);
      else resolve({ status, output: output.trim() });
    });
  });
}

const hasGroups = process.platform !== "win32";

function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) signalTo(hasGroups ? -pid : pid, "SIGKILL");
}

/** Sends a signal to a process that may already have ended. */
export function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) !== "ESRCH") throw error;
  }
}

/** Kills a process and, where `/proc` exists, its child processes. Synchronous, for use while this process exits. */
export function killWithChildren(pid: number): void {
  for (const victim of [...childrenOf(pid), pid]) signalTo(victim, "SIGKILL");
}

function childrenOf(parent: number): number[] {
  return entriesOf("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && parentOf(pid) === parent);
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** Undefined if the process has ended. */
function parentOf(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name may contain anything; state and parent follow it.
    return Number(status.slice(status.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}

/** Excludes our secrets and PG* variables, and selects messages in English. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env;
  return { PATH, SystemRoot, TEMP, LC_ALL: "C" };
}

/** Whether a process with this ID exists. It may be another program that got the ID later. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}

/** The code of a system or Postgres error: `ENOENT`, `28P01`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** For `catch`: returns undefined if a file does not exist, rethrows other errors. */
export function unlessMissing(error: unknown): undefined {
  if (errorCode(error) !== "ENOENT") throw error;
}
