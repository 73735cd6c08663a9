import { type DocumentNode, type OperationDefinitionNode, parse } from "graphql";
import sql from "sql-template-tag";
import { expect, test } from "vitest";
import { PlanCache } from "../../src/plan/plan-cache.js";

const documents = Array.from({ length: 50 }, () => parse("{ __typename }"));
const plan = { query: sql`null`, fields: [] };

/** Numbers of the documents that were compiled. */
function compiled(cache: PlanCache, asked: readonly number[], selections: number): number[] {
  return asked.filter((number) => {
    const document = documents[number] as DocumentNode;
    const operation = document.definitions[0] as OperationDefinitionNode;
    let isNew = false;
    cache.planOf(document, operation, {}, () => {
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
  const all = [...documents.keys()];
  expect(compiled(cache, all, 1_000)).toEqual(all);
  expect(compiled(cache, [49, 0], 1_000)).toEqual([0]);
});
