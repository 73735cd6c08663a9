import { setImmediate as turn } from "node:timers/promises";
import { getHeapSpaceStatistics } from "node:v8";
import { limitYoungGeneration } from "../../../src/commands/heap.js";

// Allocates as an ingest does, and prints the maximum size of the space for short-lived objects, in megabytes. For a process of
// its own.

if (process.argv[2] === "limited") limitYoungGeneration();
const batches: object[][] = [];
let largest = 0;
for (let batch = 0; batch < 200; batch += 1) {
  batches.push(Array.from({ length: 10_000 }, (_, number) => ({ number, text: `paper ${number}` })));
  if (batches.length > 20) batches.shift();
  await turn();
  for (const { space_name, space_size } of getHeapSpaceStatistics())
    if (space_name === "new_space") largest = Math.max(largest, space_size / 1024 / 1024);
}
process.stdout.write(String(largest));
