import { hash } from "node:crypto";
import { z } from "zod";
import { sortKeys } from "../values/canonical-json.js";
import { InputError } from "../values/input-error.js";
import type { Place, Places } from "./places.js";

// A cursor holds the values by which its row was placed, not where the row stands, so that a page goes on where it
// was even when the row has moved or is gone. It also holds which list it belongs to, and a checksum: a cursor that
// was cut, typed or taken from another list is refused instead of giving a page that looks like an answer. The checksum
// has no secret, so what a cursor holds is checked like any other input.

/**
 * @param list all that tells the list from others: the field, whose it is, its filter and order; not changed afterwards
 */
export function encodeCursor(list: readonly unknown[], place: Place): string {
  const { value, id, part = 0 } = place;
  const body = JSON.stringify([ownerOf(list), value, id, ...(part === 0 ? [] : [part])]);
  return Buffer.from(body + checksum(body)).toString("base64url");
}

/**
 * @param places the places that the list can have
 * @param kept what has to stay the same for a cursor to be of use, in words
 * @throws InputError for what `encodeCursor` did not make, or made for another list
 */
export function decodeCursor(
  list: readonly unknown[],
  places: Places,
  cursor: string,
  argument: "after" | "before",
  kept = "the filter, the search and the order while paging",
): Place {
  const body = open(cursor);
  if (body === undefined) throw notACursor(cursor, argument);
  const [owner, value, id, part] = body;
  if (owner !== ownerOf(list))
    throw new InputError(
      `${argument}: this cursor belongs to another list. Keep ${kept}, and leave \`${argument}\` out when they change.`,
      "BAD_CURSOR",
    );
  const place = places.safeParse({ value, id, part });
  if (!place.success) throw notACursor(cursor, argument);
  return place.data;
}

function notACursor(cursor: string, argument: string): InputError {
  return new InputError(
    `${argument}: ${quote(cursor)} is not a cursor of this API. Hand back a \`cursor\`, \`endCursor\` or \`startCursor\` as you got it.`,
    "BAD_CURSOR",
  );
}

/** Far more than a place takes, and too little to keep anybody busy. */
const maxCursorLength = 10_000;

const bodySchema = z.tuple([z.string(), z.unknown(), z.unknown(), z.unknown().optional()]);

function open(cursor: string): z.output<typeof bodySchema> | undefined {
  if (cursor.length > maxCursorLength) return undefined;
  const text = Buffer.from(cursor, "base64url").toString();
  const body = text.slice(0, -checksumLength);
  if (text.slice(-checksumLength) !== checksum(body)) return undefined;
  try {
    return bodySchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** Pages and streams have a cursor for each of thousands of rows. */
const owners = new WeakMap<object, string>();

function ownerOf(list: readonly unknown[]): string {
  const owner = owners.get(list) ?? checksum(JSON.stringify(list, sortKeys));
  owners.set(list, owner);
  return owner;
}

const checksumLength = 8;

/** The first 6 bytes of SHA-256, in base64url. */
function checksum(text: string): string {
  return hash("sha256", text, "base64url").slice(0, checksumLength);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
