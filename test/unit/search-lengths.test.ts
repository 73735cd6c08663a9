import { expect, test } from "vitest";
import { SearchLengths } from "../../src/schema/papers/search-lengths.js";

const words = (count: number) => Array.from({ length: count }, () => "learning").join(" ");

test("a filter that many fields share is shortened once", () => {
  const lengths = new SearchLengths();
  const filter = { or: [{ search: words(50) }, { search: words(12) }, { not: { search: "few words" } }] };
  const [one, other] = [lengths.shortened({ filter, first: 1 }), lengths.shortened({ filter, first: 2 })];
  expect(one["filter"]).toEqual({
    or: [{ search: words(10) }, { search: words(10) }, { not: { search: "few words" } }],
  });
  expect(other["filter"]).toBe(one["filter"]);
  expect(lengths.longest).toBe(50);
});
