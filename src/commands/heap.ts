import { setFlagsFromString } from "node:v8";

/**
 * By command, how much V8's heap may grow between collections, in percent. By default, it grows to several times the live
 * size. Other commands hold little in memory. (The `ingest` script of package.json also sets `--max-semi-space-size`, which V8
 * reads only when the process starts.)
 */
const heapGrowingPercent = {
  // A flood of requests leaves its garbage in seconds, and the server has to survive it.
  serve: 50,
  // Papers live for one batch, so less costs time: with 100, an archive took 20 % more memory and a quarter less CPU.
  ingest: 25,
} as const;

/** Called when a command starts, before it allocates much. */
export function limitHeapGrowth(command: keyof typeof heapGrowingPercent): void {
  setFlagsFromString(`--heap-growing-percent=${heapGrowingPercent[command]}`);
}
