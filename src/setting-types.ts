import { z } from "zod";

// Types of settings, with messages for invalid values.

export const port = z.coerce
  .number({ error: "expected a port number" })
  .int("expected a whole number")
  .min(0)
  .max(65_535);

export const seconds = z.coerce
  .number({ error: "expected a number of seconds" })
  .positive("expected more than 0");

export const count = z.coerce
  .number({ error: "expected a number" })
  .int("expected a whole number")
  .min(1, "expected 1 or more");

export const countOrNone = z.coerce
  .number({ error: "expected a number" })
  .int("expected a whole number")
  .min(0, "expected 0 or more");

/** Separated by commas. */
export const list = z.string().transform((text) => text.split(",").map((entry) => entry.trim()));

export const origins = list.refine(
  (entries) => entries.every((entry) => /^(\*|off|[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+\/?)$/i.test(entry)),
  { error: "expected *, off, or origins like https://example.org separated by commas" },
);

/** Aborts, so that the error of the union with `off` is reported instead of its own. */
export const costPerMinute = z.coerce
  .number()
  .refine((value) => Number.isInteger(value) && value >= 1 && value <= 2_000_000_000, { abort: true });

export const onOff = z.enum(["on", "off"], { error: "expected on or off" });
