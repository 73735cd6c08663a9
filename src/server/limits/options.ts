/** Resource limits. Sizes are in bytes, durations in milliseconds, costs in units of 10 microseconds. */
export interface Limits {
  /** Cost of one operation. */
  readonly maxCost: number;
  /** Tokens of one document. */
  readonly maxTokens: number;
  /** Total size of cached parsed documents. */
  readonly documentCacheBytes: number;
  /** Total size of the documents that clients have sent with their hash; 0 for none. */
  readonly persistedQueryBytes: number;
  /** Total size of cached responses; 0 for none. */
  readonly responseCacheBytes: number;
  readonly maxResponseBytes: number;
  /** A request body, without the write token and with it. */
  readonly maxBodyBytes: number;
  readonly maxWriteBodyBytes: number;
  /** Total size of the request bodies of unfinished operations. */
  readonly maxPendingBodyBytes: number;
  readonly maxConnections: number;
  readonly requestTimeoutMs: number;
  readonly sendTimeoutMs: number;
  readonly perClient: ClientLimits;
  readonly webSocket: WebSocketLimits;
  readonly live: LiveLimits;
}

/** Limits per client, identified by address. */
export interface ClientLimits {
  /** Cost units per minute; undefined for no limit. */
  readonly costPerMinute: number | undefined;
  /** Whether spent units are stored in the database, shared by several processes. */
  readonly budgetsInDatabase: boolean;
  /** Maximum number of concurrent statements; others wait. */
  readonly maxStatements: number;
  readonly maxConnections: number;
  readonly maxWebSockets: number;
  readonly maxSubscriptions: number;
  /** Memory for the operations and variables of distinct subscriptions. */
  readonly maxSubscriptionBytes: number;
}

export interface WebSocketLimits {
  /** Maximum number of concurrent queries per WebSocket; reading pauses at the limit. */
  readonly maxOperations: number;
  readonly maxMessageBytes: number;
  /** Time for a client to send `connection_init`. */
  readonly initTimeoutMs: number;
}

export interface LiveLimits {
  /** Maximum number of subscriptions of the process. */
  readonly maxSubscriptions: number;
  /** Memory for the operations and variables of distinct subscriptions. */
  readonly maxSubscriptionBytes: number;
  /** Maximum size of pending events, per subscriber and in total. */
  readonly maxSubscriberBytes: number;
  readonly maxPendingBytes: number;
}

/** Optional features besides queries by POST. */
export interface Features {
  readonly introspection: boolean;
  readonly graphiql: boolean;
  readonly getQueries: boolean;
  /** Whether pages are served. */
  readonly site: boolean;
  /** Scheme and host of permanent addresses; undefined for those of each request. */
  readonly publicUrl: string | undefined;
  /** Whether responses have `Server-Timing`. */
  readonly serverTiming: boolean;
  /** `Cache-Control` of successful queries by GET. */
  readonly cacheControl: string;
}
