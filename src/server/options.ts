/** Limits on what runs out. Sizes are in bytes, durations in milliseconds, costs in units of 10 microseconds. */
export interface Limits {
  /** Cost of one operation. */
  readonly maxCost: number;
  /** Tokens of one document. */
  readonly maxTokens: number;
  /** Parsed documents in the cache, all together. */
  readonly documentCacheBytes: number;
  readonly maxResponseBytes: number;
  /** A request body, without the write token and with it. */
  readonly maxBodyBytes: number;
  readonly maxWriteBodyBytes: number;
  /** Request bodies that are being received, or whose operation has not ended, all together. */
  readonly maxPendingBodyBytes: number;
  readonly maxConnections: number;
  readonly requestTimeoutMs: number;
  readonly sendTimeoutMs: number;
  readonly perClient: ClientLimits;
  readonly webSocket: WebSocketLimits;
  readonly live: LiveLimits;
}

/** What one client may use at once. A client is an address. */
export interface ClientLimits {
  /** Cost units per minute; undefined for no limit. */
  readonly costPerMinute: number | undefined;
  /** Whether spent units are kept in the database, for several processes. */
  readonly budgetsInDatabase: boolean;
  /** Statements that run at once; the others wait. */
  readonly maxStatements: number;
  readonly maxConnections: number;
  readonly maxWebSockets: number;
  readonly maxSubscriptions: number;
}

export interface WebSocketLimits {
  /** Queries that one WebSocket runs at once; reading pauses beyond. */
  readonly maxOperations: number;
  readonly maxMessageBytes: number;
}

export interface LiveLimits {
  /** Subscriptions of the process. */
  readonly maxSubscriptions: number;
  /** Events that wait for one subscriber, and for all subscribers. */
  readonly maxSubscriberBytes: number;
  readonly maxPendingBytes: number;
}

/** What the server offers besides queries by POST. */
export interface Features {
  readonly introspection: boolean;
  readonly graphiql: boolean;
  readonly getQueries: boolean;
}
