import { z } from "zod";
import { isCalendarDate } from "../values/dates.js";

/** Position of a row in a list: its sort value (null if it has none), then its ID. */
export interface CursorKey {
  /** Index of the list among concatenated ones. Defaults to 0. */
  readonly part?: number | undefined;
  readonly value: string | number | null;
  readonly id: number;
}

/** Validates decoded cursors. Anyone can compute the checksum, so values are checked before they reach Postgres. */
export type CursorKeySchema = z.ZodType<CursorKey>;

/** Postgres type of a sort value. */
export type ValueType = "date" | "timestamptz" | "int" | "text" | "real" | "double precision";

/** Stored keys are much shorter. */
const maxTextLength = 1_000;

const values = {
  date: z.string().refine(isCalendarDate),
  timestamptz: z.iso.datetime(),
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
export const cursorKeysById: CursorKeySchema = z.object({ value: z.null(), id: rowNumber });

/** Event streams, which start after event 0. */
export const eventCursorKeys: CursorKeySchema = z.object({ value: z.null(), id: z.int().nonnegative() });

/** Lists ordered by a value, then by ID. */
export function cursorKeysBy({ type, nullable }: { type: ValueType; nullable: boolean }): CursorKeySchema {
  return nullable ? nullableKeySchemas[type] : keySchemas[type];
}

const keySchemas = keySchemasWith((value) => value);
const nullableKeySchemas = keySchemasWith((value) => value.nullable());

function keySchemasWith(allowed: (value: (typeof values)[ValueType]) => z.ZodType<CursorKey["value"]>) {
  const keySchema = (type: ValueType): CursorKeySchema =>
    z.object({ part, value: allowed(values[type]), id: rowNumber });
  return {
    date: keySchema("date"),
    timestamptz: keySchema("timestamptz"),
    int: keySchema("int"),
    text: keySchema("text"),
    real: keySchema("real"),
    "double precision": keySchema("double precision"),
  };
}

/** Postgres rejects numbers that overflow or underflow the type. */
function fitsReal(value: number): boolean {
  const rounded = Math.fround(value);
  return Number.isFinite(rounded) && (rounded !== 0 || value === 0);
}
