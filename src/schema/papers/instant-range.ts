import { z } from "zod";
import { given } from "./given.js";

/** A range of instants as parsed by GraphQL. */
export interface InstantRangeInput {
  since?: Date | null | undefined;
  before?: Date | null | undefined;
}

export const instantRange = z
  .object({ since: given(z.date()), before: given(z.date()) })
  .refine(({ since, before }) => since === undefined || before === undefined || since < before, {
    error: ({ input }) => {
      const { since, before } = input as { since: Date; before: Date };
      return `\`since\` (${since.toISOString()}) is not before \`before\` (${before.toISOString()}). Swap them`;
    },
  });
