import { z } from "zod";
import { isCalendarDate } from "../values/dates.js";

/** Where a row stands in a list: the value that the list is ordered by (null where it has none), then its number. */
export interface Place {
  /** Which of several lists in a row it is in, from 0; 0 when missing. */
  readonly part?: number | undefined;
  readonly value: string | number | null;
  readonly id: number;
}

/** The places that a list can have. Anyone can seal a cursor, so Postgres sees no place that is not one of these. */
export type Places = z.ZodType<Place>;

/** Type in Postgres of the values that a list is ordered by. */
export type ValueType = "date" | "int" | "text" | "real" | "double precision";

/** Stored keys are bounded far below that. */
const maxTextLength = 1_000;

const values = {
  date: z.string().refine(isCalendarDate),
  int: z.int32(),
  text: z
    .string()
    .max(maxTextLength)
    .refine((text) => !text.includes("\0")),
  real: z.number().refine(fitsReal),
  "double precision": z.number(),
} as const satisfies Record<ValueType, z.ZodType>;

const rowNumber = z.int32().positive();
/** Few lists have several parts. */
const part = z.int().min(0).max(100).optional();

/** Places by the number of a row, or its position, alone. */
export const placesByNumber: Places = z.object({ value: z.null(), id: rowNumber });

/** Places in an event stream. Streams begin after event 0. */
export const eventPlaces: Places = z.object({ value: z.null(), id: z.int().nonnegative() });

/** Places by a value and then by the number of the row. */
export function placesBy({ type, nullable }: { type: ValueType; nullable: boolean }): Places {
  return nullable ? nullablePlaces[type] : places[type];
}

const places = placesOf((value) => value);
const nullablePlaces = placesOf((value) => value.nullable());

function placesOf(allowed: (value: (typeof values)[ValueType]) => z.ZodType<Place["value"]>) {
  const placesWith = (type: ValueType): Places =>
    z.object({ part, value: allowed(values[type]), id: rowNumber });
  return {
    date: placesWith("date"),
    int: placesWith("int"),
    text: placesWith("text"),
    real: placesWith("real"),
    "double precision": placesWith("double precision"),
  };
}

/** Postgres refuses numbers that overflow or underflow the type. */
function fitsReal(value: number): boolean {
  const rounded = Math.fround(value);
  return Number.isFinite(rounded) && (rounded !== 0 || value === 0);
}
