import { setImmediate as nextIteration } from "node:timers/promises";
import { expect, test } from "vitest";
import { createTurns } from "../../src/server/limits/turns.js";

test("clients take turns, one piece of work per iteration of the event loop", async () => {
  const { turn } = createTurns();
  const order: string[] = [];
  const iterations = count();
  const work = async (client: string, name: string) => {
    await turn(client);
    order.push(`${iterations.now()}: ${name}`);
  };
  const works = ["a1", "a2", "a3", "b1", "c1", "c2"].map((name) => work(name.charAt(0), name));
  await Promise.all(works);
  iterations.stop();
  expect(order.map((each) => each.split(": ")[1])).toEqual(["a1", "b1", "c1", "a2", "c2", "a3"]);
  expect(new Set(order.map((each) => each.split(": ")[0])).size).toBe(6);
});

test("work waits while connections are accepted, for up to four times the previous work", async () => {
  let now = 0;
  const { turn, accepted } = createTurns(() => now);
  const order: string[] = [];
  const work = async (name: string, ms: number) => {
    await turn("a");
    order.push(name);
    now += ms;
  };
  const works = [work("first", 10), work("second", 1), work("third", 1)];
  for (let index = 0; index < 100 && !order.includes("third"); index++) {
    accepted({});
    await nextIteration();
    now += 1;
    order.push("accepted");
  }
  await Promise.all(works);
  const [first = 0, second = 0, third = 0] = ["first", "second", "third"].map((name) => order.indexOf(name));
  // 10 ms of work and the iteration in which they were done: up to 44 ms, a millisecond per connection.
  expect(second - first).toBeGreaterThan(40);
  expect(second - first).toBeLessThan(50);
  expect(third - second).toBeLessThan(12);
});

test("work does not wait for connections once no more are accepted", async () => {
  let now = 0;
  const { turn, accepted } = createTurns(() => now);
  await turn("a");
  now += 1_000;
  accepted({});
  // The clock stands still, so only the end of accepting lets the work start.
  await turn("a");
  await turn("a");
});

test("work does not wait for a connection that restarts", async () => {
  let now = 0;
  const { turn, accepted } = createTurns(() => now);
  const connection = {};
  accepted(connection);
  await turn("a");
  now += 10;
  let isDone = false;
  void turn("a").then(() => {
    isDone = true;
  });
  let iterations = 0;
  for (; !isDone && iterations < 20; iterations += 1) {
    accepted(connection);
    await nextIteration();
  }
  expect(iterations).toBeLessThan(5);
});

/** Counts iterations of the event loop. */
function count(): { now(): number; stop(): void } {
  let [iterations, stopped] = [0, false];
  const next = () => {
    iterations += 1;
    if (!stopped) setImmediate(next);
  };
  next();
  return {
    now: () => iterations,
    stop: () => {
      stopped = true;
    },
  };
}
