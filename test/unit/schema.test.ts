import { readFile } from "node:fs/promises";
import { buildSchema, findBreakingChanges, printSchema } from "graphql";
import { expect, test } from "vitest";
import { createSchema } from "../../src/schema/index.js";
import { lintSchema } from "../kit/models/schema-lint.js";

test("the committed schema is up to date", async () => {
  expect(await readFile("src/schema/schema.graphql", "utf8"), "run: npm run codegen").toBe(
    `${printSchema(createSchema())}\n`,
  );
});

test("does not break clients of the last release", async () => {
  const released = buildSchema(await readFile("test/released-schema.graphql", "utf8"));
  expect(
    findBreakingChanges(released, createSchema()),
    "deprecate instead; copy src/schema/schema.graphql to test/released-schema.graphql only when you release",
  ).toEqual([]);
});

test("describes everything, and follows Relay and @specifiedBy", () => {
  expect(lintSchema(createSchema())).toEqual([]);
});

test("the linter finds what breaks its rules", () => {
  const schema = buildSchema(`
    "Root query type."
    type Query {
      "no sentence"
      papers(
        "Page size."
        first: Int
        "Page size."
        last: Int!
        after: String
      ): PaperConnection
      "Old."
      old: Color @deprecated
    }
    "A page."
    type PaperConnection {
      "Items."
      edges: [PaperEdge]!
      "Items."
      nodes: [Day!]!
      "Position."
      pageInfo: Day!
      "Count."
      totalCount: Int!
    }
    "An item."
    type PaperEdge {
      "Cursor."
      cursor: String!
      "The item."
      node: Day
    }
    "A color."
    enum Color { RED }
    "A day."
    scalar Day
  `);
  expect(lintSchema(schema)).toEqual([
    "Query.papers: needs a description, as a sentence",
    "Query.papers(after:): needs a description, as a sentence",
    "Query.old: needs a reason for @deprecated",
    "Query.papers: must not be null",
    "Query.papers(last:): must be Int",
    "Query.papers(before:): must be String",
    "PaperConnection.edges: must have a type like ^\\[PaperEdge!\\]!$",
    "PaperConnection.pageInfo: must have a type like ^PageInfo!$",
    "PaperEdge.node: must have a type like ^\\w+!$",
    "Color.RED: needs a description, as a sentence",
    "Day: needs @specifiedBy",
  ]);
});
