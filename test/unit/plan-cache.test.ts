import { parse } from "graphql";
import sql from "sql-template-tag";
import { expect, test } from "vitest";
import { type Operation, operationOf } from "../../src/plan/operation.js";
import { PlanCache } from "../../src/plan/plan-cache.js";
import { createSchema } from "../../src/schema/index.js";

const schema = createSchema();
const operations = Array.from({ length: 50 }, () =>
  operationOf({ schema, document: parse("{ __typename }") }),
);
const plan = { query: sql`null`, fields: [] };

/** Numbers of the operations that were compiled. */
function compiled(cache: PlanCache, asked: readonly number[], selections: number): number[] {
  return asked.filter((number) => {
    let isNew = false;
    cache.planOf(operations[number] as Operation, () => {
      isNew = true;
      return { plan, selections };
    });
    return isNew;
  });
}

test("an operation is compiled once", () => {
  expect(compiled(new PlanCache(), [0, 1, 0, 1], 10)).toEqual([0, 1]);
});

test("plans of all documents share one limit of bytes; the least recently used one is dropped", () => {
  const cache = new PlanCache();
  const all = [...operations.keys()];
  expect(compiled(cache, all, 1_000)).toEqual(all);
  expect(compiled(cache, [49, 0], 1_000)).toEqual([0]);
});
