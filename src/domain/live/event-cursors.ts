import type { Queryable } from "../../db/database.js";
import { readLogState } from "../../events/log.js";
import { eventCursorKeys } from "../lists/cursor-keys.js";
import { type CursorArgument, decodeCursor, encodeCursor } from "../lists/cursors.js";
import { InputError } from "../values/input-error.js";

/** Starts after the event of a cursor; by default, with the next event. */
export interface StartPosition {
  after?: string | null | undefined;
  /** Where the cursor is from; `after` by default. */
  argument?: CursorArgument;
}

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
  { after, argument = "after" }: StartPosition,
): Promise<number> {
  const from = { owner: "subscription", kept: "the subscription and its board or paper" };
  const number = after == null ? undefined : decodeCursor(stream, eventCursorKeys, after, argument, from).id;
  const { lastNumber, expiredThrough } = await readLogState(db);
  if (number === undefined) return lastNumber;
  if (number > lastNumber)
    throw new InputError(
      `${argument}: this cursor refers to an event that does not exist in this database. Was the database replaced? Omit \`${argument}\` to receive new events only.`,
      "BAD_CURSOR",
    );
  if (number < expiredThrough)
    throw new InputError(
      `${argument}: this cursor is too old. Events are kept for 7 days, and some after it have expired. Omit \`${argument}\` to receive new events only, and query \`papers\` or \`trending\` for what you missed.`,
      "CURSOR_EXPIRED",
    );
  return number;
}
