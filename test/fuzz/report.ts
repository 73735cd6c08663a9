import { tableOf } from "../bench/table.js";
import type { FuzzRequest } from "./requests.js";
import type { FuzzSummary } from "./run.js";

export interface FuzzRun {
  readonly summary: FuzzSummary;
  readonly seconds: number;
  readonly seed: number;
  readonly count: number;
  /** Samples of the server's resident memory in bytes, at equal intervals. */
  readonly memory: readonly number[];
  /** Whether the server ended by itself. */
  readonly died: boolean;
  /** Lines of the server's log. */
  readonly logged: readonly string[];
}

const maxProblems = 20;
/** pino's level of errors. */
const errorLevel = 50;
/** Maximum growth of memory between the first third of a run and its last quarter, in bytes. */
const maxGrowthBytes = 100_000_000;
/** Minimum number of memory samples to judge growth. */
const minReadings = 240;

/** Renders the results of a run. @returns the text, and whether anything failed */
export function printFuzzReport(run: FuzzRun): { text: string; failed: boolean } {
  const { summary, seconds, seed, count, memory, died } = run;
  const errors = run.logged.filter((line) => levelOf(line) >= errorLevel);
  const growth =
    memory.length < minReadings
      ? 0
      : median(memory.slice(-memory.length / 4)) - median(memory.slice(memory.length / 4, memory.length / 2));
  const failures = [
    died && "The server ended.",
    summary.requests < count && `Only ${summary.requests} of ${count} requests were sent.`,
    summary.problems.size > 0 && `${sum(summary)} answers were wrong, in ${summary.problems.size} ways.`,
    errors.length > 0 && `The server logged ${errors.length} errors; by message:\n${listOf(errors)}`,
    growth > maxGrowthBytes &&
      `Memory kept growing: ${megabytes(growth)} more in the last quarter than in the second.`,
  ].filter((failure) => failure !== false);
  const problems = [...summary.problems.values()]
    .sort((one, other) => other.count - one.count)
    .slice(0, maxProblems)
    .map(({ message, count: times, index, request, body }) =>
      [
        `${times} × ${message}`,
        `  repeat: npm run fuzz -- 1 --seed ${seed} --from ${index}`,
        `  ${describe(request)}`,
        `  answer: ${body.slice(0, 300)}`,
      ].join("\n"),
    );
  const text = [
    `${summary.requests} requests in ${seconds.toFixed(0)} s (${Math.round(summary.requests / seconds)} a second), seed ${seed}`,
    `memory: ${megabytes(median(memory.slice(0, 5)))} at the start, ${megabytes(Math.max(0, ...memory))} at most, ${megabytes(median(memory.slice(-5)))} at the end`,
    tableOf(["transport", "requests"], rowsOf(summary.byTransport)),
    tableOf(["outcome", "requests"], rowsOf(summary.byOutcome)),
    tableOf(
      ["slowest: index, outcome", "milliseconds"],
      summary.slowest.map(({ index, outcome, milliseconds }) => [
        `${index} ${outcome}`,
        milliseconds.toFixed(0),
      ]),
    ),
    ...problems,
    failures.length === 0 ? "No failures." : `FAILED\n${failures.join("\n")}`,
  ].join("\n\n");
  return { text, failed: failures.length > 0 };
}

function describe(request: FuzzRequest): string {
  if (request.transport === "websocket") return `websocket ${shortened(request.payload)}`;
  if (request.transport === "breach")
    return `breach ${request.protocol} ${request.path} ${request.messages.map((message) => shortened(String(message))).join(" | ")}`;
  const { method, path, headers, body, chunked } = request;
  return `${method} ${shortened(path)} ${JSON.stringify(headers).slice(0, 400)}${chunked ? " chunked" : ""} ${shortened(String(body ?? ""))}`;
}

function shortened(text: string): string {
  return text.length > 600 ? `${text.slice(0, 500)}… (${text.length} characters)` : text;
}

function levelOf(line: string): number {
  const level = /^\{"level":(\d+)/.exec(line)?.[1];
  // Anything that is not a log line is a crash.
  return level === undefined ? errorLevel : Number(level);
}

function sum({ problems }: FuzzSummary): number {
  return [...problems.values()].reduce((total, { count }) => total + count, 0);
}

/** Distinct errors of the log, most frequent first. */
function listOf(lines: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const text = /"stack":"((?:[^"\\]|\\.){0,240})/.exec(line)?.[1] ?? line.slice(0, 240);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return rowsOf(counts)
    .slice(0, maxProblems)
    .map(([text, count]) => `  ${count} × ${text}`)
    .join("\n");
}

function rowsOf(counts: ReadonlyMap<string, number>): string[][] {
  return [...counts].sort(([, one], [, other]) => other - one).map(([key, count]) => [key, String(count)]);
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[numbers.length >> 1] ?? 0;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
