import pg from "pg";

/**
 * All connections are in use, and none became free in time. The database is reachable but overloaded.
 */
class BusyError extends Error {
  readonly code = "CONNECTIONS_BUSY";

  constructor(options: ErrorOptions) {
    super("Timed out waiting for a database connection.", options);
    this.name = "BusyError";
  }
}

/**
 * pg's pool throws `timeout exceeded when trying to connect` both when the server is unreachable and when all connections
 * are in use. This one throws `BusyError` for the latter.
 */
export class Pool extends pg.Pool {
  #connected = 0;
  /** Connections in use. */
  readonly inUse = new Set<pg.PoolClient>();

  constructor(config: pg.PoolConfig) {
    super(config);
    this.on("connect", () => {
      this.#connected += 1;
    });
    this.on("remove", (client) => {
      this.#connected -= 1;
      this.inUse.delete(client);
    });
    this.on("acquire", (client) => this.inUse.add(client));
    this.on("release", (_error, client) => this.inUse.delete(client));
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    if (callback === undefined)
      return super.connect().catch((error: Error) => {
        throw this.#explained(error);
      });
    super.connect((error, client, done) => callback(error && this.#explained(error), client, done));
    return undefined;
  }

  #explained(error: Error): Error {
    const waited = error.message === "timeout exceeded when trying to connect";
    return waited && this.#connected > 0 ? new BusyError({ cause: error }) : error;
  }
}

type Connected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;
