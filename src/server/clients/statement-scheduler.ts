import { BusyError } from "./busy-error.js";

export interface StatementLimits {
  /** Maximum number of concurrent statements, in total, per client, and per request. */
  readonly maxRunning: number;
  readonly maxPerClient: number;
  readonly maxPerRequest: number;
  /** Maximum number of requests per client that wait for a statement to start. */
  readonly maxWaitingRequests: number;
  /** Maximum wait of a request with no running statement, in milliseconds. */
  readonly maxWaitMs: number;
}

/** A waiting statement. Exactly one of the callbacks is called, once. */
export interface Turn {
  start(): void;
  refuse(error: Error): void;
}

/** The statements of one request. */
export interface RequestStatements {
  readonly client: string;
  running: number;
  started: number;
  waiting: Turn[];
  timer: NodeJS.Timeout | undefined;
}

/** A request counts as small until it has started this many statements. */
const smallRequest = 8;
/** While small and large requests of a client wait, every nth turn goes to a large one. */
const largeTurn = 4;

/**
 * Schedules statements. Clients take turns, and so do the requests of one client; its small requests go first, three turns
 * in four. A statement starts immediately if nothing is waiting ahead of it.
 */
export class StatementScheduler {
  readonly #limits: StatementLimits;
  readonly #clients = new Map<string, Client>();
  /** Clients with a statement that may start, in turn order. */
  readonly #ready = new Set<Client>();
  #running = 0;

  constructor(limits: StatementLimits) {
    this.#limits = limits;
  }

  /** Clients with running or waiting statements. */
  get size(): number {
    return this.#clients.size;
  }

  /** The client with the fewest running statements and waiting requests. */
  leastBusyOf(clients: ReadonlySet<string>): string {
    let [least = ""] = clients;
    for (const client of clients) if (this.#loadOf(client) < this.#loadOf(least)) least = client;
    return least;
  }

  /** Starts or queues a statement. Call `leave` when it has ended. */
  enter(request: RequestStatements, turn: Turn): void {
    const { maxRunning, maxPerClient, maxPerRequest, maxWaitingRequests } = this.#limits;
    let client = this.#clients.get(request.client);
    if (client === undefined) {
      client = new Client(request.client);
      this.#clients.set(request.client, client);
    }
    const free = this.#running < maxRunning && client.running < maxPerClient;
    if (free && request.running < maxPerRequest) {
      this.#start(client, request, turn);
      return;
    }
    if (request.waiting.length === 0) {
      if (client.waitingRequests >= maxWaitingRequests) {
        turn.refuse(
          new BusyError(
            `${client.waitingRequests} requests of this client are already waiting for the database.`,
          ),
        );
        return;
      }
      client.waitingRequests += 1;
    }
    request.waiting.push(turn);
    this.#update(client, request);
  }

  /** Ends one statement of the request. */
  leave(request: RequestStatements): void {
    const client = this.#clients.get(request.client);
    if (client === undefined) return;
    this.#running -= 1;
    client.running -= 1;
    request.running -= 1;
    if (client.waitingRequests > 0) this.#update(client, request);
    if (this.#ready.size > 0) this.#dispatch();
    this.#forgetIdle(client);
  }

  /** Rejects the waiting statements of the request. */
  refuse(request: RequestStatements, error: Error): void {
    const turns = request.waiting;
    const client = this.#clients.get(request.client);
    if (turns.length === 0 || client === undefined) return;
    request.waiting = [];
    client.waitingRequests -= 1;
    this.#update(client, request);
    this.#forgetIdle(client);
    for (const turn of turns) turn.refuse(error);
  }

  #start(client: Client, request: RequestStatements, turn: Turn): void {
    this.#running += 1;
    client.running += 1;
    request.running += 1;
    request.started += 1;
    turn.start();
  }

  #dispatch(): void {
    while (this.#running < this.#limits.maxRunning) {
      const [client] = this.#ready;
      const request = client?.next();
      const turn = request?.waiting.shift();
      if (client === undefined || request === undefined || turn === undefined) return;
      if (request.waiting.length === 0) client.waitingRequests -= 1;
      // Moves it to the end of the turn order.
      client.remove(request);
      this.#ready.delete(client);
      this.#start(client, request, turn);
      this.#update(client, request);
    }
  }

  #update(client: Client, request: RequestStatements): void {
    const waits = request.waiting.length > 0;
    if (waits && request.running < this.#limits.maxPerRequest) client.add(request);
    else client.remove(request);
    if (client.hasNext && client.running < this.#limits.maxPerClient) this.#ready.add(client);
    else this.#ready.delete(client);
    if (waits && request.running === 0) {
      request.timer ??= setTimeout(() => this.#giveUp(request), this.#limits.maxWaitMs);
    } else if (request.timer !== undefined) {
      clearTimeout(request.timer);
      request.timer = undefined;
    }
  }

  #loadOf(name: string): number {
    const client = this.#clients.get(name);
    return client === undefined ? 0 : client.running + client.waitingRequests;
  }

  #giveUp(request: RequestStatements): void {
    request.timer = undefined;
    this.refuse(request, new BusyError(`No database connection within ${this.#limits.maxWaitMs} ms.`));
  }

  #forgetIdle(client: Client): void {
    if (client.running === 0 && client.waitingRequests === 0) this.#clients.delete(client.name);
  }
}

class Client {
  readonly name: string;
  running = 0;
  waitingRequests = 0;
  /** Requests with a statement that their own limit allows to start, in turn order. Most clients never wait. */
  #small: Set<RequestStatements> | undefined;
  #large: Set<RequestStatements> | undefined;
  #turns = 0;

  constructor(name: string) {
    this.name = name;
  }

  get hasNext(): boolean {
    return (this.#small?.size ?? 0) > 0 || (this.#large?.size ?? 0) > 0;
  }

  next(): RequestStatements | undefined {
    this.#turns += 1;
    const [small] = this.#small ?? [];
    const [large] = this.#large ?? [];
    return this.#turns % largeTurn === 0 ? (large ?? small) : (small ?? large);
  }

  add(request: RequestStatements): void {
    this.#small ??= new Set();
    this.#large ??= new Set();
    if (this.#small.has(request) || this.#large.has(request)) return;
    (request.started < smallRequest ? this.#small : this.#large).add(request);
  }

  remove(request: RequestStatements): void {
    if (!this.#small?.delete(request)) this.#large?.delete(request);
  }
}
