import type { Queryable } from "../../db/database.js";
import { readLogState } from "../../events/log.js";
import { decodeCursor, encodeCursor } from "../lists/cursors.js";
import { eventPlaces } from "../lists/places.js";
import { InputError } from "../values/input-error.js";

/** The cursor of an event in a stream. @param stream what tells the stream from others */
export function eventCursor(stream: readonly string[], number: number): string {
  return encodeCursor(stream, { value: null, id: number });
}

/**
 * The number of the event after which a subscriber hears everything: the one that its cursor names, or the newest.
 *
 * @throws InputError for a cursor of another stream, none of this API, or one whose events are kept no longer
 */
export async function startAfter(
  db: Queryable,
  stream: readonly string[],
  cursor: string | null | undefined,
): Promise<number> {
  const kept = "the subscription and its board or paper";
  const number = cursor == null ? undefined : decodeCursor(stream, eventPlaces, cursor, "after", kept).id;
  const { lastNumber, expiredThrough } = await readLogState(db);
  if (number === undefined) return lastNumber;
  if (number > lastNumber)
    throw new InputError(
      "after: this cursor is of an event that has not happened here. Was the database replaced? Leave `after` out to hear of what happens from now on.",
      "BAD_CURSOR",
    );
  if (number < expiredThrough)
    throw new InputError(
      "after: this cursor is too old. Events are kept for 7 days, and some that followed it are gone. Leave `after` out to hear of what happens from now on, and ask `papers` or `trending` for what you missed.",
      "CURSOR_EXPIRED",
    );
  return number;
}
