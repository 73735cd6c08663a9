import { z } from "zod";
import { given } from "./given.js";

/** A range of instants as parsed by GraphQL. */
export interface InstantRangeInput {
  since?: Date | null | undefined;
  before?: Date | null | undefined;
}

/**
 * What to do about a range whose instants are in the wrong order. The same instant twice is no range in the other order, either.
 */
export function orderAdvice(since: Date, before: Date): string {
  return since > before ? "Swap them" : "Pass an earlier `since` or a later `before`";
}

export const instantRange = z
  .object({ since: given(z.date()), before: given(z.date()) })
  .refine(({ since, before }) => since === undefined || before === undefined || since < before, {
    error: ({ input }) => {
      const { since, before } = input as { since: Date; before: Date };
      return `\`since\` (${since.toISOString()}) is not before \`before\` (${before.toISOString()}). ${orderAdvice(since, before)}`;
    },
  });
