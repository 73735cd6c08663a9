import type { Server } from "node:http";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import type { Database } from "../db/database.js";
import type { MailDesk } from "../domain/watches/mail/mail-desk.js";
import type { Event } from "../events/event.js";
import type { Manifest } from "./documents/persisted-documents.js";
import type { Readiness } from "./health.js";
import type { Answers } from "./http/answers.js";
import type { Features, Limits } from "./limits/options.js";
import type { DeliveryOptions } from "./live/delivery.js";

export interface AppOptions {
  db: Database;
  schema: GraphQLSchema;
  log: Logger;
  /** Checked at `/ready`, and before requests while the database is being prepared. */
  readiness: () => Promise<Readiness>;
  /** `["*"]`, `["off"]`, or the allowed origins. */
  corsOrigins: readonly string[];
  /** The write token; without one, writes are disabled. */
  ingestToken?: string | undefined;
  /** Whether client addresses are taken from X-Forwarded-For. */
  trustProxy: boolean;
  /** Takes requests for mail; by default, no mail is sent. */
  mailDesk?: MailDesk | undefined;
  /** Documents that clients may send by ID; none by default. */
  persistedDocuments?: Manifest;
  limits: Limits;
  features: Features;
  live: LiveOptions;
}

export type LiveOptions = Pick<DeliveryOptions, "position" | "readTopic" | "heartbeat">;

/** The API as a server that is not listening yet. */
export interface App {
  server: Server;
  /** Warms up what would slow down the first requests. */
  prepare(): Promise<unknown>;
  /** Drops cached responses when the data changes, and delivers what depends on any data. */
  data: Answers["version"];
  /** Delivers events to subscribers, in order. */
  deliver(events: readonly Event[]): void;
  /**
   * Ends all subscriptions and WebSocket connections with a code that asks clients to reconnect.
   *
   * @param overMs milliseconds over which the closes are spread, so that clients do not reconnect all at once; 0 for none
   */
  closeSubscriptions(overMs?: number): void;
  /** Closes all connections immediately. */
  cutConnections(): void;
}
