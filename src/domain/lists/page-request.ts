import { InputError } from "../values/input-error.js";
import { decodeCursor } from "./cursors.js";
import type { Place, Places } from "./places.js";

/** The arguments of a connection, as the Relay cursor specification has them. */
export interface PageArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

/** Which rows of a list are wanted: `size` of them between two places, from the front or from the back. */
export interface PageRequest {
  readonly size: number;
  readonly backward: boolean;
  readonly after: Place | null;
  readonly before: Place | null;
}

export const defaultSize = 20;
export const maxSize = 100;

/**
 * Checks the arguments of a connection and opens its cursors.
 *
 * @param list what tells this list from others; see `encodeCursor`
 * @param places the places that it can have
 * @throws InputError
 */
export function parsePage(
  list: readonly unknown[],
  places: Places,
  { first, after, last, before }: PageArguments,
): PageRequest {
  if (first != null && last != null)
    throw new InputError(
      "first and last: give one of them, `first` for the front of the list or `last` for its end.",
    );
  for (const [name, size] of [["first", first] as const, ["last", last] as const])
    if (size != null && (size < 0 || size > maxSize))
      throw new InputError(
        `${name}: ${size} is out of range. Ask for 0 to ${maxSize} and page on with \`${name === "first" ? "after" : "before"}\`.`,
      );
  return {
    size: first ?? last ?? defaultSize,
    backward: last != null,
    after: after == null ? null : decodeCursor(list, places, after, "after"),
    before: before == null ? null : decodeCursor(list, places, before, "before"),
  };
}
