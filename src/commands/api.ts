import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import type { Config } from "../config.js";
import type { Database } from "../db/database.js";
import { openListener } from "../db/listener.js";
import { dataChannel, wakeUpChannel } from "../events/event.js";
import { type EventFeed, openFeed } from "../events/feed.js";
import { readTopic } from "../events/log.js";
import { createSchema } from "../schema/index.js";
import { createApp } from "../server/app.js";
import type { App } from "../server/app-options.js";
import type { Manifest } from "../server/documents/persisted-documents.js";
import type { Readiness } from "../server/health.js";
import { createReadiness } from "../server/readiness.js";
import { mailDeskOf } from "./mail-options.js";
import { featuresOf, limitsOf } from "./server-options.js";
import { readPersistedDocuments } from "./serving/persisted-documents.js";

export interface ApiOptions {
  config: Config;
  /** Where `db` is. */
  url: string;
  db: Database;
  log: Logger;
  /** Defaults to whether the database responds. */
  readiness?: () => Promise<Readiness>;
  /** Defaults to those of the files in `config`. */
  persistedDocuments?: Manifest;
}

export interface Api extends App {
  readonly schema: GraphQLSchema;
  /**
   * Delivers the events of the database to subscribers. Resolves once subscriptions work.
   *
   * @param onEvents called when there are new events
   */
  follow(onEvents?: () => void): Promise<void>;
  /** Stops delivering events. */
  unfollow(): Promise<void>;
}

/**
 * The API over a migrated database.
 *
 * @throws Error for an invalid manifest of persisted documents
 */
export function createApi({ config, url, db, log, ...options }: ApiOptions): Api {
  let feed: EventFeed | undefined;
  const mailDesk = mailDeskOf(config);
  const schema = createSchema({ privateWebhooks: config.WEBHOOK_PRIVATE === "on", mailDesk });
  const app = createApp({
    db,
    schema,
    mailDesk,
    log,
    readiness: options.readiness ?? createReadiness(db, () => true),
    persistedDocuments: options.persistedDocuments ?? readPersistedDocuments(config),
    corsOrigins: config.CORS_ORIGINS,
    ingestToken: config.INGEST_TOKEN,
    trustProxy: config.TRUST_PROXY === "on",
    limits: limitsOf(config),
    features: featuresOf(config),
    live: {
      position: () => feed?.position(),
      readTopic: (topic, after, limit) => readTopic(db, topic, after, limit),
      heartbeat: config.HEARTBEAT * 1_000,
    },
  });
  return {
    ...app,
    schema,
    async follow(onEvents) {
      feed = openFeed({
        connect: () => openListener(url, wakeUpChannel, { [dataChannel]: app.data.notified }),
        data: { watch: app.data, db },
        onEvents: (events) => {
          app.deliver(events);
          onEvents?.();
        },
        onDisconnected: (error) => log.warn({ err: error }, "lost the connection that listens for events"),
      });
      await feed.reached;
    },
    unfollow: async () => feed?.close(),
  };
}
