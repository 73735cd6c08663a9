import type { Queryable } from "../../db/database.js";
import { readLogState } from "../../events/log.js";
import { eventCursorKeys } from "../lists/cursor-keys.js";
import { decodeCursor, encodeCursor } from "../lists/cursors.js";
import { InputError } from "../values/input-error.js";

/** @param stream identifies the stream */
export function eventCursor(stream: readonly string[], number: number): string {
  return encodeCursor(stream, { value: null, id: number });
}

/**
 * The number of the last event before a subscription's first one: that of the cursor, or of the newest event.
 *
 * @throws InputError for a malformed cursor, or one of another stream or of expired events
 */
export async function startAfter(
  db: Queryable,
  stream: readonly string[],
  cursor: string | null | undefined,
): Promise<number> {
  const kept = "the subscription and its board or paper";
  const number = cursor == null ? undefined : decodeCursor(stream, eventCursorKeys, cursor, "after", kept).id;
  const { lastNumber, expiredThrough } = await readLogState(db);
  if (number === undefined) return lastNumber;
  if (number > lastNumber)
    throw new InputError(
      "after: this cursor refers to an event that does not exist in this database. Was the database replaced? Omit `after` to receive new events only.",
      "BAD_CURSOR",
    );
  if (number < expiredThrough)
    throw new InputError(
      "after: this cursor is too old. Events are kept for 7 days, and some after it have expired. Omit `after` to receive new events only, and query `papers` or `trending` for what you missed.",
      "CURSOR_EXPIRED",
    );
  return number;
}
