import { createHash } from "node:crypto";
import { InputError } from "./input-error.js";
import { sortKeys } from "./sorted-keys.js";

// A cursor holds the values by which its row was placed, not where the row stands, so that a page goes on where it
// was even when the row has moved or is gone. It also holds which list it belongs to, and a checksum: a cursor that
// was cut, typed or taken from another list is refused instead of giving a page that looks like an answer.

/** Where a row stands in a list: the value that the list is ordered by (null where it has none), then its number. */
export interface Place {
  /** Which of several lists in a row it is in, from 0; 0 when missing. */
  readonly part?: number;
  readonly value: string | number | null;
  readonly id: number;
}

/**
 * @param list all that tells the list from others: the field, whose it is, its filter and order; not changed afterwards
 */
export function encodeCursor(list: readonly unknown[], place: Place): string {
  const { value, id, part = 0 } = place;
  const body = JSON.stringify([ownerOf(list), value, id, ...(part === 0 ? [] : [part])]);
  return Buffer.from(body + digest(body, 6)).toString("base64url");
}

/**
 * @param kept what has to stay the same for a cursor to be of use, in words
 * @throws InputError for what `encodeCursor` did not make, or made for another list
 */
export function decodeCursor(
  list: readonly unknown[],
  cursor: string,
  argument: "after" | "before",
  kept = "the filter, the search and the order while paging",
): Place {
  const text = Buffer.from(cursor, "base64url").toString();
  const body = text.slice(0, -8);
  if (text.slice(-8) !== digest(body, 6))
    throw new InputError(
      `${argument}: ${quote(cursor)} is not a cursor of this API. Hand back a \`cursor\`, \`endCursor\` or \`startCursor\` as you got it.`,
      "BAD_CURSOR",
    );
  const [owner, value, id, part = 0] = JSON.parse(body) as [string, Place["value"], number, number?];
  if (owner !== ownerOf(list))
    throw new InputError(
      `${argument}: this cursor belongs to another list. Keep ${kept}, and leave \`${argument}\` out when they change.`,
      "BAD_CURSOR",
    );
  return { part, value, id };
}

/** Pages and streams have a cursor for each of thousands of rows. */
const owners = new WeakMap<object, string>();

function ownerOf(list: readonly unknown[]): string {
  const owner = owners.get(list) ?? digest(list, 6);
  owners.set(list, owner);
  return owner;
}

/** The first `bytes` bytes of SHA-256, in base64url; the same for equal values whatever the order of their keys. */
function digest(value: unknown, bytes: number): string {
  const text = typeof value === "string" ? value : JSON.stringify(value, sortKeys);
  return createHash("sha256").update(text).digest().subarray(0, bytes).toString("base64url");
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
