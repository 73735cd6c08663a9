import { expect, test, vi } from "vitest";
import { Flights } from "../../src/server/cache/flights.js";
import { ResponseCache } from "../../src/server/cache/response-cache.js";

const maxBytes = 1_000_000;

/** A cache whose changes of the data are known, and a function that adds what it does not have. */
function filling() {
  const cache = new ResponseCache<{ bytes: number }>(maxBytes);
  cache.version.notified(true, "");
  cache.version.confirmed(performance.now() + 1e9);
  const ask = (key: string): boolean => {
    if (cache.get(key) !== undefined) return true;
    const { current: version = "" } = cache.version;
    cache.add(key, { bytes: 1_000 }, { version, startedAt: 0, maxAgeMs: Number.POSITIVE_INFINITY });
    return false;
  };
  return { cache, ask };
}

test("100,000 different questions stay within the bytes of the cache, and keep what is asked often", () => {
  const { cache, ask } = filling();
  const often = Array.from({ length: 100 }, (_, index) => `often ${index}`);
  for (let round = 0; round < 20; round += 1) for (const key of often) ask(key);
  let most = 0;
  for (let index = 0; index < 100_000; index += 1) {
    ask(`once ${index}`);
    most = Math.max(most, cache.bytes);
  }
  expect(most).toBeLessThanOrEqual(maxBytes);
  expect(often.filter((key) => cache.get(key) !== undefined)).toEqual(often);
});

test("questions asked twice do not displace those that are asked meanwhile", () => {
  const { cache, ask } = filling();
  const often = Array.from({ length: 100 }, (_, index) => `often ${index}`);
  let known = 0;
  for (let index = 0; index < 20_000; index += 1) {
    ask(`twice ${index}`);
    ask(`twice ${index}`);
    if (ask(often[index % often.length] ?? "")) known += 1;
  }
  expect(cache.bytes).toBeLessThanOrEqual(maxBytes);
  expect(known).toBeGreaterThan(15_000);
});

test("a full cache follows what clients ask", () => {
  const { ask } = filling();
  for (let index = 0; index < 2_000; index += 1) ask(`first ${index}`);
  for (let round = 0; round < 10; round += 1)
    for (let index = 0; index < 300; index += 1) ask(`then ${index}`);
  expect(Array.from({ length: 300 }, (_, index) => ask(`then ${index}`)).filter(Boolean).length).toBe(300);
});

test("responses larger than a part of the cache are not kept", () => {
  const { cache } = filling();
  const { current: version = "" } = cache.version;
  const reading = { version, startedAt: 0, maxAgeMs: Number.POSITIVE_INFINITY };
  cache.add("large", { bytes: maxBytes / 4 }, reading);
  expect([cache.get("large"), cache.bytes]).toEqual([undefined, 0]);
});

test("what was read in an earlier version is not kept", () => {
  const { cache } = filling();
  const { current: version = "" } = cache.version;
  cache.version.changed();
  cache.add("old", { bytes: 1 }, { version, startedAt: 0, maxAgeMs: Number.POSITIVE_INFINITY });
  expect(cache.get("old")).toBeUndefined();
});

const waitingFor = (client: string, signal = new AbortController().signal) => ({
  client,
  signal,
  maxAgeMs: 1_000,
});

test("other clients wait for running work a moment, and then start their own", async () => {
  vi.useFakeTimers();
  const flights = new Flights<string>();
  const finish: ((result: string) => void)[] = [];
  const work = () => new Promise<string>((resolve) => finish.push(resolve));
  const join = (client: string) => flights.join("key", waitingFor(client), work);
  const soon = [join("one"), join("one"), join("two")];
  finish[0]?.("first");
  expect((await Promise.all(soon)).map(({ isOwn }) => isOwn)).toEqual([true, false, false]);
  const [one, equal, other] = [join("one"), join("one"), join("two")];
  await vi.advanceTimersByTimeAsync(1_000);
  expect(finish).toHaveLength(3);
  finish[2]?.("own");
  expect(await other).toEqual({ result: "own", isOwn: true });
  finish[1]?.("second");
  expect(await Promise.all([one, equal])).toMatchObject([
    { isOwn: true },
    { result: "second", isOwn: false },
  ]);
  vi.useRealTimers();
});

test("work stops when the last one that waits leaves, and the next one starts it again", async () => {
  const flights = new Flights<string>();
  const started: AbortSignal[] = [];
  const work = (signal: AbortSignal) => {
    started.push(signal);
    return new Promise<string>((resolve) => {
      if (started.length === 2) resolve("done");
    });
  };
  const leaving = [new AbortController(), new AbortController()];
  const waiting = leaving.map(({ signal }) => flights.join("key", waitingFor("one", signal), work));
  const refused = Promise.all(waiting.map((each) => expect(each).rejects.toThrow("left")));
  leaving[0]?.abort(new Error("left"));
  expect(started.map(({ aborted }) => aborted)).toEqual([false]);
  leaving[1]?.abort(new Error("left"));
  expect(started.map(({ aborted }) => aborted)).toEqual([true]);
  await refused;
  expect(await flights.join("key", waitingFor("one"), work)).toEqual({
    result: "done",
    isOwn: true,
  });
});
