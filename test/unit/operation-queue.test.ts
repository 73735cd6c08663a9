import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { defaultOperationLimits, OperationQueue } from "../../src/server/clients/operation-queue.js";

const limits = {
  maxLightCost: 10,
  maxLightPerClient: 2,
  maxHeavy: 3,
  maxHeavyPerClient: 2,
  maxWaitingPerClient: 4,
  maxWaitMs: 1e6,
};

/** An operation that runs until `end` is called. */
interface Operation {
  client: string;
  cost: number;
  controller: AbortController;
  state: "waiting" | "running" | "ended" | "failed" | "BUSY" | "CANCELED";
  end(failure?: Error): void;
}

function begin(queue: OperationQueue, client: string, cost: number, onStart?: () => void): Operation {
  const controller = new AbortController();
  const operation: Operation = { client, cost, controller, state: "waiting", end: () => undefined };
  queue
    .run(client, cost, controller.signal, () => {
      operation.state = "running";
      onStart?.();
      return new Promise<void>((resolve, reject) => {
        operation.end = (failure) => (failure ? reject(failure) : resolve());
      });
    })
    .then(
      () => {
        operation.state = "ended";
      },
      (error: { code?: string }) => {
        operation.state = error.code === "BUSY" || error.code === "CANCELED" ? error.code : "failed";
      },
    );
  return operation;
}

/** Waits until all pending tasks have run. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ client: fc.constantFrom("a", "b", "c"), cost: fc.nat(30) }) },
    { weight: 3, arbitrary: fc.record({ end: fc.nat(1_000), fails: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ abort: fc.nat(1_000) }) },
  ),
  { maxLength: 60 },
);

test("no operation is lost, runs beyond a limit, or waits although it could run", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const queue = new OperationQueue(limits);
      const all: Operation[] = [];
      const inState = (state: Operation["state"]) => all.filter((operation) => operation.state === state);
      const check = async () => {
        await settle();
        const [running, waiting] = [inState("running"), inState("waiting")];
        const heavy = running.filter(({ cost }) => cost > limits.maxLightCost);
        expect(heavy.length).toBeLessThanOrEqual(limits.maxHeavy);
        for (const name of ["a", "b", "c"]) {
          const own = (operations: Operation[], isHeavy: boolean) =>
            operations.filter(
              ({ client, cost }) => client === name && cost > limits.maxLightCost === isHeavy,
            );
          const [lightRuns, heavyRuns] = [own(running, false).length, own(running, true).length];
          const [lightWaits, heavyWaits] = [own(waiting, false).length, own(waiting, true).length];
          expect(lightRuns).toBeLessThanOrEqual(limits.maxLightPerClient);
          expect(heavyRuns).toBeLessThanOrEqual(limits.maxHeavyPerClient);
          expect(lightWaits + heavyWaits).toBeLessThanOrEqual(limits.maxWaitingPerClient);
          if (lightRuns < limits.maxLightPerClient) expect(lightWaits).toBe(0);
          if (heavy.length < limits.maxHeavy && heavyRuns < limits.maxHeavyPerClient)
            expect(heavyWaits).toBe(0);
        }
      };
      for (const step of sequence) {
        if ("cost" in step) all.push(begin(queue, step.client, step.cost));
        else if ("end" in step) {
          const running = inState("running");
          running[step.end % running.length]?.end(step.fails ? new Error("failed") : undefined);
        } else all[step.abort % all.length]?.controller.abort();
        await check();
      }
      while (inState("running").length > 0) {
        inState("running")[0]?.end();
        await check();
      }
      expect(inState("waiting")).toEqual([]);
      expect(queue.size).toBe(0);
    }),
    { numRuns: 200 },
  );
});

describe("heavy operations", () => {
  test("start in turn among clients, the cheapest of each client first, then the oldest", async () => {
    const queue = new OperationQueue({ ...limits, maxHeavy: 1, maxWaitingPerClient: 100 });
    const order: string[] = [];
    const operations = [begin(queue, "a", 11)];
    const enter = (client: string, cost: number, label: string) =>
      operations.push(begin(queue, client, cost, () => order.push(label)));
    enter("a", 50, "a50");
    enter("a", 40, "a40 first");
    enter("a", 40, "a40 second");
    enter("b", 90, "b90");
    enter("b", 20, "b20");
    enter("c", 30, "c30");
    enter("a", 12, "a12");
    for (let ended = 0; ended < operations.length; ended += 1) {
      await settle();
      operations.find(({ state }) => state === "running")?.end();
    }
    await settle();
    expect(order).toEqual(["a12", "b20", "c30", "a40 first", "b90", "a40 second", "a50"]);
  });

  test("do not block light ones", async () => {
    const queue = new OperationQueue(limits);
    const heavy = ["a", "a", "b", "b", "b"].map((client) => begin(queue, client, 1_000));
    const light = [begin(queue, "a", 1), begin(queue, "c", 10)];
    await settle();
    expect(heavy.map(({ state }) => state)).toEqual(["running", "running", "running", "waiting", "waiting"]);
    expect(light.map(({ state }) => state)).toEqual(["running", "running"]);
  });
});

test("an operation that waits too long is refused", async () => {
  const queue = new OperationQueue({ ...limits, maxWaitMs: 20 });
  const [first, second] = [begin(queue, "a", 1), begin(queue, "a", 1)];
  const third = begin(queue, "a", 1);
  await vi.waitFor(() => expect(third.state).toBe("BUSY"));
  first.end();
  second.end();
  await vi.waitFor(() => expect(queue.size).toBe(0));
});

test("an operation that throws synchronously releases its slot", async () => {
  const queue = new OperationQueue(defaultOperationLimits);
  const thrown = () => {
    throw new Error("mistake");
  };
  for (let index = 0; index < 100; index += 1)
    await expect(queue.run("a", 1, undefined, thrown)).rejects.toThrow("mistake");
  expect(await queue.run("a", 1, undefined, () => 1)).toBe(1);
  expect(queue.size).toBe(0);
});
