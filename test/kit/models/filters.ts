import fc from "fast-check";
import type { ModelFilter } from "./model.js";

/** Filters over the papers of `worlds.ts`, with dates from those given. */
export function filtersOver(day: fc.Arbitrary<string>): fc.Arbitrary<ModelFilter> {
  const dates = fc.oneof(
    fc
      .tuple(day, day)
      .map(([one, other]) => (one < other ? { from: one, to: other } : { from: other, to: one })),
    day.map((from) => ({ from })),
    day.map((to) => ({ to })),
  );
  const counts = fc
    .tuple(fc.nat(5), fc.nat(5))
    .map(([one, other]) => ({ min: Math.min(one, other), max: Math.max(one, other) }));
  const simple: fc.Arbitrary<ModelFilter> = fc.record(
    {
      publishedOn: dates,
      featuredOn: dates,
      organizations: fc.uniqueArray(fc.constantFrom("FACEBOOK", "google", "qwen", "nobody"), {
        minLength: 1,
      }),
      hasOrganization: fc.boolean(),
      keywords: fc.uniqueArray(fc.constantFrom("LLMS", "diffusion", "graph networks", "none"), {
        minLength: 1,
      }),
      categories: fc.uniqueArray(fc.constantFrom("CS.CL", "hep-th", "cs.XX", "none"), { minLength: 1 }),
      isFeatured: fc.boolean(),
      hasArxivId: fc.boolean(),
      hasAbstract: fc.boolean(),
      upvotes: counts,
      commentsCount: counts,
      authorsCount: counts,
      hasCode: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  // Few conditions at a time, or hardly any filter would let a paper through.
  return fc.letrec<{ filter: ModelFilter; part: ModelFilter }>((tie) => ({
    part: simple.map((all) => Object.fromEntries(Object.entries(all).slice(0, 2))),
    filter: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      tie("part"),
      fc.record({ and: fc.array(tie("filter"), { minLength: 1, maxLength: 2 }) }),
      fc.record({ or: fc.array(tie("filter"), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie("filter") }),
    ),
  })).filter;
}
