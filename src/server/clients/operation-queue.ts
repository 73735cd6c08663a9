import { BusyError } from "./busy-error.js";
import { CanceledError } from "./canceled-error.js";

export interface OperationLimits {
  /** Maximum cost of a light operation. Light operations do not wait for other clients. */
  readonly maxLightCost: number;
  /** Maximum number of concurrent light operations per client. */
  readonly maxLightPerClient: number;
  /** Maximum number of concurrent heavy operations, in total and per client. */
  readonly maxHeavy: number;
  readonly maxHeavyPerClient: number;
  /** Maximum number of waiting operations per client. Each takes about 2 kB. */
  readonly maxWaitingPerClient: number;
  /** Maximum wait of an operation, in milliseconds. */
  readonly maxWaitMs: number;
}

export const defaultOperationLimits: OperationLimits = {
  maxLightCost: 500,
  maxLightPerClient: 64,
  maxHeavy: 3,
  maxHeavyPerClient: 2,
  maxWaitingPerClient: 1_000,
  maxWaitMs: 30_000,
};

/** Cost units offset by each millisecond of waiting, so that no operation waits forever. */
const agingPerMs = 10;

/** Light or heavy operations of one client. Waiting ones are sorted by cost and age. */
interface Lane {
  readonly client: Client;
  readonly isHeavy: boolean;
  readonly waiting: Waiting[];
  running: number;
}

interface Waiting {
  /** Lower ranks start first: the cost plus a term that grows with the time of arrival. */
  readonly rank: number;
  start(): void;
}

interface Client {
  readonly name: string;
  readonly light: Lane;
  readonly heavy: Lane;
}

/**
 * Schedules operations. Light operations of different clients do not wait for each other. Heavy ones take turns: round-robin
 * over clients, the cheapest operation of each client first.
 */
export class OperationQueue {
  readonly #limits: OperationLimits;
  readonly #clients = new Map<string, Client>();
  /** Clients with a heavy operation that their own limit allows to start, in turn order. */
  readonly #ready = new Set<Lane>();
  #heavyRunning = 0;

  constructor(limits: OperationLimits = defaultOperationLimits) {
    this.#limits = limits;
  }

  /** Clients with running or waiting operations. */
  get size(): number {
    return this.#clients.size;
  }

  /**
   * Runs `work` immediately or when its turn comes.
   *
   * @param cost in cost units, of 10 microseconds
   * @param signal removes the operation from the queue; a running one is not affected
   * @throws BusyError if too many operations of the client are waiting, or this one timed out waiting
   * @throws CanceledError if aborted before it started
   * @throws errors of `work`
   */
  async run<T>(
    client: string,
    cost: number,
    signal: AbortSignal | undefined,
    work: () => T | Promise<T>,
  ): Promise<T> {
    if (signal?.aborted) throw new CanceledError();
    const lane = this.#laneOf(client, cost);
    if (this.#mayStart(lane)) this.#start(lane);
    else await this.#turn(lane, cost, signal);
    try {
      return await work();
    } finally {
      this.#end(lane);
    }
  }

  /** Resolves when the operation has started. */
  #turn(lane: Lane, cost: number, signal: AbortSignal | undefined): Promise<void> {
    const { maxWaitingPerClient, maxWaitMs } = this.#limits;
    const { light, heavy } = lane.client;
    const count = light.waiting.length + heavy.waiting.length;
    if (count >= maxWaitingPerClient)
      return Promise.reject(new BusyError(`${count} operations of this client are already waiting.`));
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      };
      const start = () => {
        settle();
        this.#start(lane);
        resolve();
      };
      const rank = cost + agingPerMs * performance.now();
      const waiting: Waiting = { rank, start };
      const leave = (error: Error) => {
        settle();
        lane.waiting.splice(lane.waiting.indexOf(waiting), 1);
        this.#update(lane);
        reject(error);
      };
      const abort = () => leave(new CanceledError());
      const timer = setTimeout(
        () => leave(new BusyError(`The operation did not start within ${maxWaitMs} ms.`)),
        maxWaitMs,
      );
      signal?.addEventListener("abort", abort, { once: true });
      lane.waiting.splice(placeOf(lane.waiting, rank), 0, waiting);
      this.#update(lane);
    });
  }

  #laneOf(name: string, cost: number): Lane {
    let client = this.#clients.get(name);
    if (client === undefined) {
      client = createClient(name);
      this.#clients.set(name, client);
    }
    return cost > this.#limits.maxLightCost ? client.heavy : client.light;
  }

  #mayStart(lane: Lane): boolean {
    const { maxLightPerClient, maxHeavy, maxHeavyPerClient } = this.#limits;
    return lane.isHeavy
      ? this.#heavyRunning < maxHeavy && lane.running < maxHeavyPerClient
      : lane.running < maxLightPerClient;
  }

  #start(lane: Lane): void {
    lane.running += 1;
    if (lane.isHeavy) this.#heavyRunning += 1;
  }

  #end(lane: Lane): void {
    lane.running -= 1;
    if (lane.isHeavy) this.#heavyRunning -= 1;
    this.#update(lane);
    if (!lane.isHeavy) {
      if (this.#mayStart(lane)) this.#startNext(lane);
      return;
    }
    while (this.#heavyRunning < this.#limits.maxHeavy) {
      const [next] = this.#ready;
      if (next === undefined) return;
      // Moves the client to the end of the turn order.
      this.#ready.delete(next);
      this.#startNext(next);
    }
  }

  #startNext(lane: Lane): void {
    lane.waiting.shift()?.start();
    this.#update(lane);
  }

  /** Call after a lane has changed. */
  #update(lane: Lane): void {
    if (lane.isHeavy) {
      if (lane.waiting.length > 0 && lane.running < this.#limits.maxHeavyPerClient) this.#ready.add(lane);
      else this.#ready.delete(lane);
    }
    const { light, heavy, name } = lane.client;
    if ([light, heavy].every(({ running, waiting }) => running === 0 && waiting.length === 0))
      this.#clients.delete(name);
  }
}

function createClient(name: string): Client {
  const lane = (isHeavy: boolean): Lane => ({ client, isHeavy, waiting: [], running: 0 });
  const client = { name } as { name: string; light: Lane; heavy: Lane };
  client.light = lane(false);
  client.heavy = lane(true);
  return client;
}

/** Insertion index for an operation of this rank, after those of equal rank. */
function placeOf(waiting: readonly Waiting[], rank: number): number {
  let [low, high] = [0, waiting.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((waiting[middle]?.rank ?? 0) <= rank) low = middle + 1;
    else high = middle;
  }
  return low;
}
