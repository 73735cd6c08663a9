import type { Database } from "../../../db/database.js";
import { LruCache } from "../../../text/lru-cache.js";
import { InputError } from "../../values/input-error.js";
import { parseMailAddress } from "../../values/mail-address.js";
import { isTimeZone } from "../../values/time-zones.js";
import type { Watch, WatchFrequency, WatchSubject } from "../watch.js";
import type { MailSchedule } from "./mail-schedule.js";
import { type SubscribeOptions, subscribe } from "./subscriptions.js";

/** A request for mail, not checked yet. */
export interface MailRequest {
  readonly address: string;
  readonly frequency: WatchFrequency;
  readonly hour: number;
  readonly weekday: number;
  readonly timeZone: string;
}

/** Takes requests for mail; only servers that send mail have one. */
export interface MailDesk {
  /**
   * Stores a pending watch, and asks its address to confirm.
   *
   * @param client whose request it is, for limits; undefined for one with the write token
   * @throws InputError for an invalid or suppressed address, and if a rate limit is exceeded
   */
  subscribe(
    db: Database,
    request: MailRequest & WatchSubject,
    client: string | undefined,
    now: Date,
  ): Promise<Watch>;
}

export interface MailDeskOptions extends SubscribeOptions {
  /** Maximum number of requests of one client in an hour. */
  readonly maxPerClient: number;
}

const hourMs = 3_600_000;
/** Clients whose requests are counted. */
const maxClients = 50_000;

export function createMailDesk({ maxPerClient, ...options }: MailDeskOptions): MailDesk {
  const counts = new LruCache<{ count: number; readonly since: number }>(maxClients, () => 1);
  const countRequest = (client: string, now: number): void => {
    const known = counts.get(client);
    const current = known && now - known.since < hourMs ? known : { count: 0, since: now };
    if (current.count >= maxPerClient) {
      const minutes = Math.ceil((current.since + hourMs - now) / 60_000);
      throw new InputError(
        `You have requested ${maxPerClient} subscriptions within an hour, which is the limit. Nothing was sent. Try again in ${minutes === 1 ? "1 minute" : `${minutes} minutes`}.`,
        "RATE_LIMITED",
      );
    }
    current.count += 1;
    counts.set(client, current);
  };
  return {
    async subscribe(db, { address, frequency, hour, weekday, timeZone, ...wanted }, client, now) {
      const request = {
        ...wanted,
        address: parseMailAddress(address),
        ...checkSchedule({ frequency, hour, weekday, timeZone }),
      };
      if (client !== undefined) countRequest(client, now.getTime());
      return subscribe(db, request, options, now);
    },
  };
}

/** @throws InputError */
export function checkSchedule({
  frequency,
  hour,
  weekday,
  timeZone,
}: Omit<MailRequest, "address">): MailSchedule {
  if (!Number.isInteger(hour) || hour < 0 || hour > 23)
    throw new InputError(`hour: ${hour} is out of range. Use 0 to 23.`);
  if (!Number.isInteger(weekday) || weekday < 1 || weekday > 7)
    throw new InputError(`weekday: ${weekday} is out of range. Use 1 (Monday) to 7 (Sunday).`);
  if (!isTimeZone(timeZone))
    throw new InputError(
      `timeZone: ${JSON.stringify(timeZone.slice(0, 80))} is not a time zone. Use UTC, or an area and a place, for example Europe/Berlin.`,
    );
  return { frequency, hour, weekday, timeZone };
}
