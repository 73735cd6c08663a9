import type { z } from "zod";

/** An optional input: null is as if it was missing. */
export const given = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value): z.output<T> | undefined => value ?? undefined);
