import { z } from "zod";
import { isCalendarDate } from "../values/dates.js";

/** Position of a row in a list: its sort value (null if it has none), then its ID. */
export interface Place {
  /** Index of the list among concatenated ones. Defaults to 0. */
  readonly part?: number | undefined;
  readonly value: string | number | null;
  readonly id: number;
}

/** Validates decoded cursors. Anyone can compute the checksum, so values are checked before they reach Postgres. */
export type Places = z.ZodType<Place>;

/** Postgres type of a sort value. */
export type ValueType = "date" | "int" | "text" | "real" | "double precision";

/** Stored keys are much shorter. */
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
const part = z.int().min(0).max(100).optional();

/** Lists ordered by ID or position alone. */
export const placesByNumber: Places = z.object({ value: z.null(), id: rowNumber });

/** Event streams, which start after event 0. */
export const eventPlaces: Places = z.object({ value: z.null(), id: z.int().nonnegative() });

/** Lists ordered by a value, then by ID. */
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

/** Postgres rejects numbers that overflow or underflow the type. */
function fitsReal(value: number): boolean {
  const rounded = Math.fround(value);
  return Number.isFinite(rounded) && (rounded !== 0 || value === 0);
}
