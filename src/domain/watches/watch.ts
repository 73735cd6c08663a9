import type { Watch as StoredWatch } from "../../db/generated/client.js";
import { columnsOf } from "../sql/rows.js";
import type { TrendingWindow } from "../trending/windows.js";

/** What a watch waits for. */
export const watchEvents = ["ADDED", "TRENDING", "UPVOTES"] as const;
export type WatchEvent = (typeof watchEvents)[number];

export const watchChannels = ["WEBHOOK", "MAIL"] as const;
export type WatchChannel = (typeof watchChannels)[number];

/** `PENDING`: the address has not confirmed. `ENDED`: unsubscribed. `SUPPRESSED`: mail to the address was refused. */
export const watchStates = ["PENDING", "ACTIVE", "PAUSED", "ENDED", "SUPPRESSED"] as const;
export type WatchState = (typeof watchStates)[number];

export const watchFrequencies = ["AT_ONCE", "DAILY", "WEEKLY"] as const;
export type WatchFrequency = (typeof watchFrequencies)[number];

/** A stored watch; see `Watch` in `prisma/schema.prisma`. */
export interface Watch
  extends Omit<
    StoredWatch,
    "eventNumber" | "event" | "board" | "channel" | "state" | "frequency" | "filter"
  > {
  readonly filter: StoredFilter;
  readonly event: WatchEvent;
  readonly board: TrendingWindow | null;
  readonly channel: WatchChannel;
  readonly state: WatchState;
  readonly frequency: WatchFrequency | null;
}

/** A `PaperFilter` of GraphQL in JSON. */
export type StoredFilter = Readonly<Record<string, unknown>>;

/** Columns of `watches w`. */
export const watchColumns = columnsOf<Omit<StoredWatch, "eventNumber">>("w", {
  id: true,
  key: true,
  filter: true,
  filterKey: true,
  event: true,
  board: true,
  top: true,
  minUpvotes: true,
  channel: true,
  url: true,
  secrets: true,
  secretsExpireAt: true,
  address: true,
  addressKey: true,
  frequency: true,
  hour: true,
  weekday: true,
  timeZone: true,
  state: true,
  stateReason: true,
  createdAt: true,
  confirmedAt: true,
  nextDueAt: true,
});

/** The event that a watch waits for, and of which papers. */
export type WatchSubject = Pick<Watch, "filter" | "event" | "board" | "top" | "minUpvotes">;

/** What its owner chooses. */
export type WatchSettings = WatchSubject &
  Pick<
    Watch,
    "channel" | "url" | "secrets" | "address" | "addressKey" | "frequency" | "hour" | "weekday" | "timeZone"
  >;
