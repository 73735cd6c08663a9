import type { Database } from "../../db/database.js";
import type { Watch, WatchFrequency, WatchSettings } from "./watch.js";

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
   * @throws InputError for what is no address, one that gets no mail, and too many requests
   */
  subscribe(
    db: Database,
    request: MailRequest & Pick<WatchSettings, "filter" | "event" | "board" | "top" | "minUpvotes">,
    client: string | undefined,
    now: Date,
  ): Promise<Watch>;
}
