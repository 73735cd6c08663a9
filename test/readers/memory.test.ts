import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const execute = promisify(execFile);

/** In a process that dies when it holds more than 40 MB of objects: what the libraries take, and little else. */
async function readLong(format: string, megabytes: number) {
  const { stdout } = await execute(process.execPath, [
    "--max-old-space-size=40",
    "--import",
    "tsx",
    "test/kit/ingest/read-long-file.ts",
    format,
    String(megabytes),
  ]);
  return JSON.parse(stdout) as { papers: number; rejected: number; mostResident: number };
}

test.each([
  ["kaggle", 300],
  ["oai", 40],
  ["atom", 40],
])("reading %s takes no more memory for %d MB than for 10 MB", async (format, megabytes) => {
  const [short, long] = [await readLong(format, 10), await readLong(format, megabytes)];
  expect([short.rejected, long.rejected]).toEqual([0, 0]);
  expect(long.papers / short.papers).toBeCloseTo(megabytes / 10, 0);
  expect(long.mostResident).toBeLessThan(short.mostResident + 64);
});

test("short-lived objects of an ingest take no more memory on newer versions of Node", async () => {
  const largest = async (...given: string[]) => {
    // What Node 24 allows by default, for others.
    const options = ["--max-semi-space-size=64", "--import", "tsx"];
    const file = "test/kit/ingest/young-generation.ts";
    return Number((await execute(process.execPath, [...options, file, ...given])).stdout);
  };
  expect(await largest()).toBeGreaterThan(50);
  expect(await largest("limited")).toBeLessThan(40);
}, 60_000);
