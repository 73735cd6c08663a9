import type { Batch, Batchable, Data } from "../../db/batchable.js";
import type { Database } from "../../db/database.js";
import { Cancellation } from "./cancellation.js";
import type { StatementScheduler } from "./statement-scheduler.js";
import type { StatementTime } from "./statement-time.js";

/** Maximum total cost of the statements of a batch, in cost units. They run one after the other. */
const maxBatchCost = 4_000;
/** Maximum cost of a statement in a batch. */
const maxBatchedCost = maxBatchCost / 8;
/**
 * Milliseconds that a batch may take for each cost unit: five times what its statements should take, because the machine may be busy.
 * Statements that take longer, of a large organization for example, would make the others wait.
 */
const maxMsPerCostUnit = 0.05;
/** Number of batches in a row that take longer before their statements run alone. A new connection takes time, too. */
const maxOverruns = 3;
/** Share of the time limit of statements that a batch may take. With the rest of it, each can still run alone. */
const timeShare = 0.2;
/** Milliseconds for which statements run alone after batches that took too long, or one that failed. */
const pauseMs = 60_000;

/** The request of a statement. */
export interface Requester {
  readonly client: string;
  readonly cancellation: Cancellation;
  /** Undefined without a limit. */
  readonly time: StatementTime | undefined;
  /** Runs the statement alone, in a turn of the client. */
  alone(): Promise<string | null>;
}

interface Member {
  readonly batchable: Batchable;
  readonly requester: Requester;
  resolve(text: string | null): void;
  reject(error: unknown): void;
}

/**
 * Runs small statements of concurrent requests in batches: those that differ only in their values and arrive in the same iteration of
 * the event loop run as one statement, which takes half the time. There are many in each iteration when there is much to do, and one
 * when there is not; it does not wait.
 */
export class Batches {
  readonly #db: Database;
  readonly #scheduler: StatementScheduler;
  /** Those of this iteration, by the name of the statement. */
  #next = new Map<string, Member[]>();

  constructor(db: Database, scheduler: StatementScheduler) {
    this.#db = db;
    this.#scheduler = scheduler;
  }

  /** Runs a statement, in a batch or alone. @throws what `alone` throws, and BusyError */
  run(batchable: Batchable, requester: Requester): Promise<string | null> {
    if (batchable.cost > maxBatchedCost || batchable.batch.pausedUntil > performance.now())
      return requester.alone();
    return new Promise((resolve, reject) => {
      // Not removed when it ends: the cancellation ends with the request.
      requester.cancellation.add(reject);
      const member = { batchable, requester, resolve, reject };
      const members = this.#next.get(batchable.name);
      if (members !== undefined) {
        members.push(member);
        return;
      }
      if (this.#next.size === 0) setImmediate(() => this.#startAll());
      this.#next.set(batchable.name, [member]);
    });
  }

  #startAll(): void {
    const statements = this.#next;
    this.#next = new Map();
    for (const members of statements.values())
      for (const batch of batchesOf(members.filter(isWanted))) this.#start(batch);
  }

  #start(batch: readonly Member[]): void {
    if (batch.length === 1) {
      runAlone(batch);
      return;
    }
    // The others do not wait for what a busy client has sent before.
    const client = this.#scheduler.leastBusyOf(new Set(batch.map(({ requester }) => requester.client)));
    const request = { client, running: 0, started: 0, waiting: [], timer: undefined };
    const cancellation = canceledWithAll(batch);
    const refuse = (error: Error) => {
      for (const { reject } of batch) reject(error);
    };
    const start = async () => {
      const settle = await this.#together(batch.filter(isWanted), cancellation);
      this.#scheduler.leave(request);
      settle();
    };
    cancellation.add((reason) => this.#scheduler.refuse(request, reason));
    this.#scheduler.enter(request, { start, refuse });
  }

  /** Runs statements as one. @returns settles the requests */
  async #together(members: readonly Member[], cancellation: Cancellation): Promise<() => void> {
    const [first] = members;
    if (first === undefined) return () => undefined;
    const { batch, statement } = first.batchable;
    const values = statement.values.map((_, index) =>
      members.map(({ batchable }) => batchable.statement.values[index]),
    );
    const overdue = new Error("The batch takes too long.");
    const timer =
      this.#db.statementTimeoutMs &&
      setTimeout(() => cancellation.cancel(overdue), timeShare * this.#db.statementTimeoutMs);
    const started = performance.now();
    for (const { requester } of members) requester.time?.start();
    try {
      const rows = await this.#db.query<Data>({ text: batch.text, values }, batch.name, cancellation);
      const isSlow = performance.now() - started > maxMsPerCostUnit * costOf(members);
      batch.overruns = isSlow ? batch.overruns + 1 : 0;
      if (batch.overruns >= maxOverruns) pause(batch);
      return () => {
        for (const [index, { resolve }] of members.entries()) resolve(rows[index]?.data ?? null);
      };
    } catch (error) {
      if (error !== overdue && !this.#db.isRefusal(error))
        return () => {
          for (const { reject } of members) reject(error);
        };
      pause(batch);
      // Maybe the value of one is at fault: each gets its own result or error.
      return () => runAlone(members);
    } finally {
      clearTimeout(timer);
      for (const { requester } of members) requester.time?.end();
    }
  }
}

function runAlone(members: readonly Member[]): void {
  for (const { requester, resolve, reject } of members) requester.alone().then(resolve, reject);
}

function pause(batch: Batch): void {
  batch.pausedUntil = performance.now() + pauseMs;
}

function costOf(members: readonly Member[]): number {
  return members.reduce((sum, { batchable }) => sum + batchable.cost, 0);
}

/** A cancellation once the requests of all members have been canceled. */
function canceledWithAll(members: readonly Member[]): Cancellation {
  const batch = new Cancellation();
  let wanted = members.length;
  for (const { requester } of members)
    requester.cancellation.add((reason) => {
      wanted -= 1;
      if (wanted === 0) batch.cancel(reason);
    });
  return batch;
}

function isWanted({ requester }: Member): boolean {
  return requester.cancellation.reason === undefined;
}

/** Splits statements into batches by cost. */
function* batchesOf(members: readonly Member[]): Generator<readonly Member[]> {
  let batch: Member[] = [];
  let cost = 0;
  for (const member of members) {
    cost += member.batchable.cost;
    if (batch.length > 0 && cost > maxBatchCost) {
      yield batch;
      [batch, cost] = [[], member.batchable.cost];
    }
    batch.push(member);
  }
  if (batch.length > 0) yield batch;
}
