import { BusyError } from "./busy-error.js";

export interface StatementLimits {
  /** Statements that run at once: of all clients, of one client, of one request. */
  readonly maxRunning: number;
  readonly maxPerClient: number;
  readonly maxPerRequest: number;
  /** Requests of one client that wait for a statement to start. */
  readonly maxWaitingRequests: number;
  /** Milliseconds that a request waits while none of its statements runs. */
  readonly maxWaitMs: number;
}

/** A statement that waits. Exactly one of both is called, once. */
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
/** When small and large requests of a client wait, one turn in this many is a large one's. */
const largeTurn = 4;

/**
 * Decides which statement runs next. Clients take turns, and so do the requests of one client; its small requests go
 * first, three turns in four. A statement starts at once when nothing ahead of it waits.
 */
export class StatementScheduler {
  readonly #limits: StatementLimits;
  readonly #clients = new Map<string, Client>();
  /** Clients with a statement that may start, the next one first. */
  readonly #ready = new Set<Client>();
  #running = 0;

  constructor(limits: StatementLimits) {
    this.#limits = limits;
  }

  /** Clients with statements that run or wait. */
  get size(): number {
    return this.#clients.size;
  }

  /** Starts a statement now or later. Call `leave` when it has ended. */
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
          new BusyError(`${client.waitingRequests} requests of this client wait for the database already.`),
        );
        return;
      }
      client.waitingRequests += 1;
    }
    request.waiting.push(turn);
    this.#update(client, request);
  }

  /** One statement of the request has ended. */
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

  /** Refuses the statements of the request that wait. */
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
      // The others have their turns first.
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

  #giveUp(request: RequestStatements): void {
    request.timer = undefined;
    this.refuse(request, new BusyError(`No database connection in ${this.#limits.maxWaitMs} ms.`));
  }

  #forgetIdle(client: Client): void {
    if (client.running === 0 && client.waitingRequests === 0) this.#clients.delete(client.name);
  }
}

class Client {
  readonly name: string;
  running = 0;
  waitingRequests = 0;
  /** Requests with a statement that may start as far as their own limit goes, the next one first. Most clients never wait. */
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
