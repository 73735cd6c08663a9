import type { Config } from "../config.js";
import type { Features, Limits } from "../server/limits/options.js";

/** Generous, because a client on a slow network or a busy machine may take seconds. */
const initTimeoutMs = 10_000;

export function limitsOf(config: Config): Limits {
  return {
    maxCost: config.QUERY_COST_LIMIT,
    maxTokens: config.QUERY_TOKENS,
    documentCacheBytes: config.DOCUMENT_CACHE_BYTES,
    persistedQueryBytes: config.PERSISTED_QUERY_BYTES,
    responseCacheBytes: config.RESPONSE_CACHE_BYTES,
    maxResponseBytes: config.RESPONSE_BYTES,
    maxBodyBytes: config.BODY_BYTES,
    maxWriteBodyBytes: config.WRITE_BODY_BYTES,
    maxPendingBodyBytes: config.PENDING_BODY_BYTES,
    maxConnections: config.CONNECTIONS,
    // Node accepts no fractions here.
    requestTimeoutMs: Math.round(config.REQUEST_TIMEOUT * 1_000),
    sendTimeoutMs: config.SEND_TIMEOUT * 1_000,
    perClient: {
      costPerMinute: config.RATE_LIMIT === "off" ? undefined : config.RATE_LIMIT,
      budgetsInDatabase: config.RATE_LIMIT_STORE === "postgres",
      maxStatements: config.STATEMENTS_PER_CLIENT ?? Math.ceil(config.DATABASE_CONNECTIONS / 2),
      maxConnections: config.CONNECTIONS_PER_CLIENT,
      maxWebSockets: config.WEBSOCKETS_PER_CLIENT,
      maxSubscriptions: config.SUBSCRIPTIONS_PER_CLIENT,
      maxSubscriptionBytes: config.SUBSCRIPTION_BYTES_PER_CLIENT,
    },
    webSocket: {
      maxOperations: config.OPERATIONS_PER_WEBSOCKET,
      maxMessageBytes: config.WEBSOCKET_MESSAGE_BYTES,
      initTimeoutMs,
    },
    live: {
      maxSubscriptions: config.SUBSCRIPTIONS,
      maxSubscriptionBytes: config.SUBSCRIPTION_BYTES,
      maxSubscriberBytes: config.SUBSCRIBER_BYTES,
      maxPendingBytes: config.PENDING_EVENT_BYTES,
    },
  };
}

export function featuresOf(config: Config): Features {
  return {
    introspection: config.INTROSPECTION === "on",
    // It sends documents of its own.
    graphiql: config.GRAPHIQL === "on" && config.PERSISTED_DOCUMENTS_ONLY === "off",
    serverTiming: config.SERVER_TIMING === "on",
    cacheControl: config.CACHE_CONTROL,
    getQueries: config.GET_QUERIES === "on",
    site: config.SITE === "on",
    publicUrl: config.PUBLIC_URL?.origin,
  };
}
