import fc from "fast-check";
import { GraphQLError } from "graphql";
import { expect, test } from "vitest";
import { stringifyWithin } from "../../src/server/limits/json-size.js";

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string(),
  fc.constantFrom('"\\', "\u0000\u001f", "\ud800", "é", "😀"),
);
const json = fc.anything({
  key: text,
  values: [
    text,
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(null, undefined, new Date(0), new GraphQLError('no "such" field')),
  ],
  withNullPrototype: true,
  withSparseArray: true,
  withBoxedValues: true,
});

test("a value is serialized exactly if its JSON is within the limit", () => {
  fc.assert(
    fc.property(json, fc.integer({ min: -40, max: 40 }), (value, apart) => {
      const expected: string | undefined = JSON.stringify(value);
      if (expected === undefined) {
        expect(stringifyWithin(value, 1_000)).toBeUndefined();
        return;
      }
      const bytes = Buffer.byteLength(expected);
      expect(stringifyWithin(value, bytes + apart)).toBe(apart < 0 ? undefined : expected);
    }),
    { numRuns: 5_000 },
  );
});

test("the walk over a value far above the limit stops at the limit", () => {
  let visited = 0;
  const paper = {
    abstract: "x".repeat(100),
    toJSON: () => ({ number: ++visited, abstract: "x".repeat(100) }),
  };
  const papers = Array.from({ length: 1_000 }, () => paper);
  expect(stringifyWithin({ data: { papers } }, 1_000)).toBeUndefined();
  expect(visited).toBeLessThanOrEqual(10);
});

test("a circular value is an error, as for JSON.stringify", () => {
  const ring: { self?: unknown } = {};
  ring.self = ring;
  expect(() => stringifyWithin(ring, 8_000)).toThrow();
  expect(stringifyWithin(ring, 10)).toBeUndefined();
});
