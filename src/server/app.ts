import { Planner } from "../plan/planner.js";
import { createContext } from "../schema/builder/context.js";
import { checkStoredFilter } from "../schema/papers/stored-filters.js";
import { siteDocuments } from "../site/generated/documents.js";
import { accessOf } from "./access.js";
import { Admission } from "./admission/admission.js";
import { Billing } from "./admission/billing.js";
import { errorCodes, livePlugin } from "./admission/live-plugin.js";
import type { RequestContext } from "./admission/request-context.js";
import { timedDatabase } from "./admission/timing.js";
import type { App, AppOptions } from "./app-options.js";
import { createCallers } from "./callers.js";
import { createClientShares } from "./clients/client-shares.js";
import { defaultOperationLimits, OperationQueue } from "./clients/operation-queue.js";
import { createRateLimiter } from "./clients/rate-limit.js";
import { advisorFor } from "./documents/advice.js";
import { Documents } from "./documents/documents.js";
import { noManifest, PersistedDocuments } from "./documents/persisted-documents.js";
import { prepareManifest } from "./documents/prepare-manifest.js";
import { createErrorMask, isTimeout, isUnavailable } from "./errors.js";
import { answerHealth } from "./health.js";
import { Answers } from "./http/answers.js";
import { paceInput } from "./http/connections/input.js";
import { holdInput } from "./http/connections/waiting-input.js";
import { createCors } from "./http/cors.js";
import { createGraphiQL } from "./http/graphiql.js";
import { createGraphQL } from "./http/graphql.js";
import { executionCancellation } from "./http/requests/cancellation.js";
import { clientOf } from "./http/requests/client-address.js";
import { createPendingBodies } from "./http/requests/pending-bodies.js";
import { streamSubscription } from "./http/responses/subscription-reply.js";
import { createUnsentResponses } from "./http/responses/unsent-responses.js";
import { createRoutes } from "./http/routes.js";
import { createHttpServer } from "./http/server.js";
import { createSite } from "./http/site/site.js";
import { HeldBytes } from "./limits/held-bytes.js";
import { createTurns } from "./limits/turns.js";
import { createDelivery, subscribers } from "./live/delivery.js";
import { limitSubscriptions } from "./live/subscription-limits.js";
import { subscriptionLimitsOf } from "./subscription-limits.js";
import { checkWith } from "./websocket/operations.js";
import { acceptWebSockets } from "./websocket/websocket.js";
import { welcomeQuery } from "./welcome.js";
import { createYogaServer } from "./yoga.js";

const endpoint = "/graphql";
/** Limit on unread responses, in multiples of the maximum response size. */
const unsentResponses = 16;

/** Pages, and GraphQL and GraphiQL at `/graphql`, by HTTP, server-sent events and WebSocket; `/health`, `/ready`. */
export function createApp(options: AppOptions): App {
  const { db, schema, log, live, ingestToken, limits, features, trustProxy } = options;
  const { persistedDocuments: manifest = noManifest } = options;
  const maskError = createErrorMask(log);
  const subscriptionLimits = limitSubscriptions(subscriptionLimitsOf(limits));
  const shares = createClientShares(db, limits.perClient);
  // Subscribers share their reads, which therefore outlive each request; only the timeout per statement applies.
  const subscriberShare = () => shares.share(subscribers, { maxStatementMs: Number.POSITIVE_INFINITY });
  const rateLimiter = createRateLimiter({
    costPerMinute: limits.perClient.costPerMinute,
    store: limits.perClient.budgetsInDatabase ? db : undefined,
    onStoreError: (error) =>
      log.warn({ err: error }, "the rate limit store is unavailable; each process counts for itself"),
  });
  const billing = new Billing(rateLimiter);
  const { turn, accepted } = createTurns();
  const delivery = createDelivery({
    ...live,
    turn,
    debit: rateLimiter.debit,
    maxSubscriberBytes: limits.live.maxSubscriberBytes,
    maxPendingBytes: limits.live.maxPendingBytes,
    maxResponseBytes: limits.maxResponseBytes,
    schema,
    maskError,
    isUnavailable,
    isTimeout,
    createContext: () => createContext(subscriberShare(), { access: "missing" }),
    onError: (error) => log.error({ err: error }, "a subscription failed"),
  });
  const siteManifest = new Map(features.site ? siteDocuments.map(({ id, text }) => [id, text]) : []);
  const documents = new Documents({
    schema,
    maxTokens: limits.maxTokens,
    cacheBytes: limits.documentCacheBytes,
    introspection: features.introspection,
  });
  const answers = new Answers(schema, limits, features.cacheControl);
  answers.version.listen(delivery.dataChanged);
  const admission = new Admission({
    onMutation: answers.version.changed,
    turn,
    maskError,
    maxCost: limits.maxCost,
    documents,
    persisted: new PersistedDocuments({
      ...manifest,
      own: siteManifest,
      automaticBytes: limits.persistedQueryBytes,
    }),
    planner: new Planner(schema, maskError, limits.maxResponseBytes),
    billing,
    operations: new OperationQueue(),
    parsing: new OperationQueue({ ...defaultOperationLimits, maxHeavy: 1, maxHeavyPerClient: 1 }),
  });
  const contextOfResolvers = (request: RequestContext) =>
    createContext(timedDatabase(shares.share(request.client, request), request.timing), request);
  const advise = advisorFor(schema, features.introspection);
  const yoga = createYogaServer({
    schema,
    endpoint,
    context: contextOfResolvers,
    maskError,
    plugins: [
      errorCodes(advise),
      livePlugin(subscriptionLimits, subscriberShare(), advise, () => live.position() !== undefined),
      executionCancellation(),
      admission.plugin(),
    ],
  });
  const callers = createCallers(ingestToken, features.serverTiming);
  const cors = createCors(options.corsOrigins);
  const unsent = createUnsentResponses({
    sendTimeoutMs: limits.sendTimeoutMs,
    maxBytes: unsentResponses * limits.maxResponseBytes,
  });
  const pending = createPendingBodies(limits.maxPendingBodyBytes);
  const hold = holdInput(new HeldBytes(limits.maxPendingBodyBytes), trustProxy);
  const graphiql = features.graphiql ? createGraphiQL(unsent, welcomeQuery) : undefined;
  const operations = {
    schema,
    yoga,
    createContext: contextOfResolvers,
    admission,
    billing,
    answers,
    maskError,
    getQueries: features.getQueries,
    unsent,
    callerOf: callers.overHttp,
  };
  const { server, onUpgrade } = createHttpServer({
    limits,
    cors,
    trustProxy,
    pending,
    unsent,
    hold,
    log,
    answer: createRoutes({
      endpoint,
      cors,
      unsent,
      graphiql: graphiql?.answer,
      graphql: createGraphQL({
        ...operations,
        limits,
        pending,
        turn,
        stream: (exchange, context) => streamSubscription(delivery, exchange, context, limits.sendTimeoutMs),
      }),
      site: features.site
        ? createSite({
            ...operations,
            limits,
            features,
            trustProxy,
            pending,
            mail: {
              db,
              desk: options.mailDesk,
              checkFilter: (filter) => checkStoredFilter(schema, db, filter),
            },
          })
        : undefined,
      health: (path, exchange) => answerHealth(unsent, path, options.readiness, delivery.size(), exchange),
    }),
  });
  server.on("connection", accepted);
  paceInput(server, { turn, hold, trustProxy });
  const webSockets = acceptWebSockets(onUpgrade, {
    path: endpoint,
    clientOf: (request) => clientOf(request, trustProxy),
    allows: cors.allowsWebSocket,
    check: checkWith(yoga, admission, callers.overWebSocket, maskError),
    delivery,
    pending,
    isWriter: (authorization) => accessOf(authorization, ingestToken) === "granted",
    turn,
    heartbeat: live.heartbeat,
    maxConnections: limits.live.maxSubscriptions,
    maxConnectionsPerClient: limits.perClient.maxWebSockets,
    maxOperations: limits.webSocket.maxOperations,
    maxMessageBytes: limits.webSocket.maxMessageBytes,
    initTimeoutMs: limits.webSocket.initTimeoutMs,
    maxResponseBytes: limits.maxResponseBytes,
    sendTimeoutMs: limits.sendTimeoutMs,
    onError: (error) => log.error({ err: error }, "a WebSocket failed"),
  });
  return {
    server,
    prepare: () =>
      Promise.all([
        graphiql?.prepare(),
        prepareManifest(documents, [...siteManifest, ...manifest.manifest], log),
      ]),
    data: answers.version,
    deliver: delivery.deliver,
    closeSubscriptions(overMs = 0) {
      rateLimiter.close();
      delivery.close(overMs);
      webSockets.close(overMs);
    },
    cutConnections() {
      server.closeAllConnections();
      webSockets.cut();
    },
  };
}
