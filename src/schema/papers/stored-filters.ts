import { coerceInputValue, GraphQLError, type GraphQLSchema, isInputType } from "graphql";
import type { Database } from "../../db/database.js";
import type { PaperFilter } from "../../domain/catalog/paper-filter.js";
import { InputError } from "../../domain/values/input-error.js";
import type { FilterReader } from "../../domain/watches/matching/match-filters.js";
import type { StoredFilter } from "../../domain/watches/watch.js";
import { type Context, createContext } from "../builder/context.js";
import { type PaperFilterInput, parsePaperFilter } from "./paper-list.js";

// Filters of watches are stored as clients state them, in JSON: the IDs of authors and papers in them outlive rows.

/** Reads the filters of watches. */
export function filterReader(schema: GraphQLSchema, db: Database): FilterReader {
  return (filters) => {
    const context = createContext(db, { access: "missing" });
    return Promise.all(filters.map((filter) => readFilter(schema, context, filter)));
  };
}

/** @throws InputError, GraphQLError for a filter that no list of papers takes */
export async function checkStoredFilter(
  schema: GraphQLSchema,
  db: Database,
  filter: StoredFilter,
): Promise<void> {
  await parsePaperFilter(createContext(db, { access: "missing" }), coerce(schema, filter));
}

async function readFilter(
  schema: GraphQLSchema,
  context: Context,
  filter: StoredFilter,
): Promise<PaperFilter | undefined> {
  try {
    return await parsePaperFilter(context, coerce(schema, filter));
  } catch (error) {
    if (error instanceof InputError || error instanceof GraphQLError) return undefined;
    throw error;
  }
}

/** @throws GraphQLError for an invalid `PaperFilter` */
function coerce(schema: GraphQLSchema, filter: StoredFilter): PaperFilterInput {
  const type = schema.getType("PaperFilter");
  if (!isInputType(type)) throw new Error("The schema has no PaperFilter.");
  return coerceInputValue(filter, type, (_path, _value, error) => {
    throw error;
  }) as PaperFilterInput;
}
