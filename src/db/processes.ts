import { spawn } from "node:child_process";

/** The user that a program is to run as; undefined for our own. */
export interface User {
  uid: number;
  gid: number;
}

export interface RunOptions {
  cwd?: string;
  user?: User | undefined;
  /** An open file that the program reads as its standard input; nothing unless given. */
  stdin?: number;
}

export interface RunResult {
  /** Null when a signal ended the program. */
  status: number | null;
  /** What it wrote to stdout and stderr, in the order in which it came. */
  output: string;
}

/** Runs a program to its end. Rejects when it cannot be started at all. */
export function run(
  program: string,
  parameters: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      env: plainEnvironment(),
      stdio: [options.stdin ?? "ignore", "pipe", "pipe"],
      windowsHide: true,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...options.user,
    });
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output: output.trim() }));
  });
}

/** Without our secrets, without the PG* variables that Postgres heeds, and with messages in English. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env;
  return { PATH, SystemRoot, TEMP, LC_ALL: "C" };
}

/** Whether a process of this id exists; it may be another program that was given the same id later. */
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

/** For `catch`: a file that is not there is undefined, anything else stays an error. */
export function unlessMissing(error: unknown): undefined {
  if (errorCode(error) !== "ENOENT") throw error;
}
