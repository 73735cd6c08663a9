import { InputError } from "../values/input-error.js";
import { requireWithin } from "../values/within-range.js";
import type { CursorKey, CursorKeySchema } from "./cursor-keys.js";
import { decodeCursor } from "./cursors.js";

/** Connection arguments of the Relay cursor specification. */
export interface PageArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

/** Requests `size` rows between two cursors, from the front or the back. */
export interface PageRequest {
  readonly size: number;
  readonly backward: boolean;
  readonly after: CursorKey | null;
  readonly before: CursorKey | null;
}

export const defaultSize = 20;
export const maxSize = 100;

/**
 * Validates connection arguments and decodes the cursors.
 *
 * @param list identifies the list; see `encodeCursor`
 * @param schema valid cursor values
 * @throws InputError
 */
export function parsePage(
  list: readonly unknown[],
  schema: CursorKeySchema,
  { first, after, last, before }: PageArguments,
): PageRequest {
  if (first != null && last != null)
    throw new InputError(
      "first and last: use only one of them, `first` for the front of the list or `last` for its end.",
    );
  requireSize("first", first, ", then page with `after`");
  requireSize("last", last, ", then page with `before`");
  return {
    size: first ?? last ?? defaultSize,
    backward: last != null,
    after: after == null ? null : decodeCursor(list, schema, after, "after"),
    before: before == null ? null : decodeCursor(list, schema, before, "before"),
  };
}

/** @param next what to do for more rows. @throws InputError */
export function requireSize(name: string, size: number | null | undefined, next = ""): void {
  if (size != null) requireWithin(name, size, [0, maxSize], next);
}
