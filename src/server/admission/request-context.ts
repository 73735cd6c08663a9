import type { IncomingHttpHeaders } from "node:http";
import type { DocumentNode } from "graphql";
import type { WriteAccess } from "../../schema/builder/context.js";
import type { TakenSubscription } from "../live/delivery.js";
import type { Timing } from "./timing.js";

/** HTTP details for plugins: the method of the request, and headers to add to the response. */
export interface HttpRequest {
  readonly method: "GET" | "HEAD" | "POST" | "QUERY";
  readonly headers: IncomingHttpHeaders;
  readonly responseHeaders: Record<string, string>;
}

/** The context passed to Yoga with each request, over any transport. */
export interface RequestContext {
  /** The client that subscriptions are counted for. */
  readonly client: string;
  readonly access: WriteAccess;
  /** Aborts when the result is no longer needed. */
  readonly signal: AbortSignal;
  readonly lastEventId?: string | undefined;
  /** Whether the response includes the cost of the operation. */
  readonly showCost?: boolean | undefined;
  /** Resolves when the response is made: serializing and compressing it belong to the operation's turn. */
  readonly replied?: Promise<void> | undefined;
  /** Whether the operation has been admitted; Yoga's plugin then only executes it. */
  readonly admitted?: true | undefined;
  /** The validated document. */
  readonly document?: DocumentNode | undefined;
  /** Set if the response says where its time went. */
  readonly timing?: Timing | undefined;
  /** Set if the request came over HTTP. */
  readonly http?: HttpRequest | undefined;
  /** Receives the requested subscription for the transport to deliver; Yoga itself delivers none. */
  readonly live: LiveSlot;
}

export interface LiveSlot {
  /** Cost units of one payload. */
  cost?: number;
  taken?: TakenSubscription;
}
