import { expect, test } from "vitest";
import { backoffMs, retry } from "../../src/async/retry.js";

const delays = { firstMs: 1, maxMs: 2 };

test("delays double up to the maximum, reduced by up to half", () => {
  const range = (failures: number) =>
    [0, 1].map((random) => backoffMs({ firstMs: 100, maxMs: 1_000, random: () => random }, failures));
  expect([1, 2, 3, 4, 5, 5_000].map(range)).toEqual([
    [50, 100],
    [100, 200],
    [200, 400],
    [400, 800],
    [500, 1_000],
    [500, 1_000],
  ]);
});

test("work is repeated until it succeeds; progress starts the count of failures over", async () => {
  const failures: number[] = [];
  let attempts = 0;
  const result = await retry(
    async (recovered) => {
      attempts += 1;
      if (attempts === 3) recovered();
      if (attempts < 6) throw new Error("not yet");
      return attempts;
    },
    {
      ...delays,
      signal: new AbortController().signal,
      onError: (_error, count) => {
        failures.push(count);
      },
    },
  );
  expect(result).toBe(6);
  expect(failures).toEqual([1, 2, 1, 2, 3]);
});

test("an error for which onError throws is not retried", async () => {
  const onError = (error: unknown) => {
    throw error;
  };
  const failing = retry(() => Promise.reject(new Error("permanent")), {
    ...delays,
    signal: new AbortController().signal,
    onError,
  });
  await expect(failing).rejects.toThrow("permanent");
});

test("an abort ends a delay and hides the errors of aborted work", async () => {
  const during = { delay: new AbortController(), work: new AbortController() };
  const errors: unknown[] = [];
  const delayed = await retry(() => Promise.reject(new Error("first")), {
    firstMs: 1e9,
    maxMs: 1e9,
    signal: during.delay.signal,
    onError: (error) => {
      errors.push(error);
      during.delay.abort();
    },
  });
  const working = await retry(
    async () => {
      during.work.abort();
      throw new Error("canceled");
    },
    { ...delays, signal: during.work.signal, onError: (error) => errors.push(error) },
  );
  expect([delayed, working, errors]).toEqual([undefined, undefined, [new Error("first")]]);
});

test("a delay is at least as long as the error asks for", async () => {
  const signal = AbortSignal.timeout(20);
  const result = await retry(() => Promise.reject(new Error("busy")), {
    ...delays,
    signal,
    onError: () => undefined,
    minDelayMs: () => 1e9,
  });
  expect([result, signal.aborted]).toEqual([undefined, true]);
});
