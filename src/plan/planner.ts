import {
  type ExecutionResult,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  isNonNullType,
  locatedError,
  OperationTypeNode,
} from "graphql";
import sql, { raw, type Sql } from "sql-template-tag";
import type { Data } from "../db/batchable.js";
import type { Database } from "../db/database.js";
import { InputError } from "../domain/values/input-error.js";
import type { Context } from "../schema/builder/context.js";
import { fieldsOf } from "../schema/builder/selection.js";
import { bind } from "./bound.js";
import { compileObject } from "./compile.js";
import { hasGenericPlan } from "./generic-plan.js";
import { JsonText } from "./json-text.js";
import { MatchedTables } from "./matched-tables.js";
import type { Operation } from "./operation.js";
import { type Plan, PlanCache } from "./plan-cache.js";
import { type Prepared, type SplitStatement, StatementNames } from "./statement-names.js";
import { Unplannable } from "./unplannable.js";

/** Executes an operation with resolvers. */
type Execute = () => Promise<ExecutionResult>;

/** Maximum number of selections of an operation. Those of a fragment count at each use. */
const maxSelections = 1_000;
/**
 * Maximum length of a statement and its values, and of the variables, in characters: Postgres plans long statements slowly,
 * and a value is sent as often as the operation uses it.
 */
const maxLength = 50_000;

/**
 * Executes queries as one SQL statement that returns the data as JSON, compiled once per operation. Operations that SQL
 * cannot express, and those with invalid arguments, are executed by resolvers, with the same result.
 */
export class Planner {
  readonly #schema: GraphQLSchema;
  readonly #maskError: (error: unknown) => GraphQLError;
  readonly #plans = new PlanCache();
  readonly #names = new StatementNames();
  readonly #maxBytes: Sql;

  /**
   * @param maskError masks unexpected errors
   * @param maxBytes maximum size of the data; Postgres does not return more
   */
  constructor(schema: GraphQLSchema, maskError: (error: unknown) => GraphQLError, maxBytes: number) {
    this.#schema = schema;
    this.#maskError = maskError;
    this.#maxBytes = raw(String(maxBytes));
  }

  /**
   * @param operation undefined if it cannot be executed
   * @param cost the most that it may cost, in cost units
   */
  async execute(
    operation: Operation | undefined,
    context: Context,
    execute: Execute,
    cost: number,
  ): Promise<ExecutionResult> {
    if (operation?.definition.operation !== OperationTypeNode.QUERY) return execute();
    if (sizeOf(operation.variables) > maxLength) return execute();
    const plan = this.#plans.planOf(operation, () => this.#compile(operation));
    if (plan === null) return execute();
    let statement: SplitStatement;
    try {
      const tables = new MatchedTables();
      const { matched } = tables;
      const data = await bind(plan.query, {
        ...{ context, matched, variables: operation.variables, scope: undefined },
      });
      // `offset 0` prevents Postgres from computing the data twice.
      const { text, values, strings } = sql`
        ${tables.with}select case when octet_length(data) <= ${this.#maxBytes} then data end as data
        from (select ${data} as data offset 0) response
      `;
      if (text.length + sizeOf(values) > maxLength) return execute();
      statement = { text, values, strings };
    } catch (error) {
      // Resolvers report the error with its path.
      return isRefusal(error) ? execute() : this.#failure(plan, error);
    }
    try {
      const { db } = context;
      const prepared = await this.#names.prepare(statement, (compared) => hasGenericPlan(db, compared));
      return { data: new JsonText(await textOf(db, prepared, cost)) as unknown as Record<string, unknown> };
    } catch (error) {
      return this.#failure(plan, error);
    }
  }

  /** Whether an operation has been compiled before, and has a plan. */
  hasPlan(operation: Operation): boolean {
    return this.#plans.knows(operation);
  }

  #compile(operation: Operation): { plan: Plan | null; selections: number } {
    const { definition } = operation;
    const type = this.#schema.getQueryType() as GraphQLObjectType;
    let selections = 0;
    const count = () => {
      selections += 1;
      if (selections > maxSelections) throw new Unplannable();
    };
    const counted = { ...operation, count };
    let plan: Plan | null = null;
    try {
      const fields = [...fieldsOf(counted, type, [definition])];
      // Health checks ask for nothing else, which takes no statement.
      if (fields.every(([, [node]]) => node?.name.value === "__typename")) throw new Unplannable();
      plan = { query: compileObject(counted, type, [definition], undefined), fields };
    } catch (error) {
      // Resolvers report invalid arguments.
      if (!isRefusal(error)) throw error;
    }
    return { plan, selections: Math.min(selections, maxSelections) };
  }

  /** Result of a failed statement: an error for every field of the operation. */
  #failure({ fields }: Plan, error: unknown): ExecutionResult {
    const type = this.#schema.getQueryType() as GraphQLObjectType;
    const errors: GraphQLError[] = [];
    let data: Record<string, null> | null = Object.create(null);
    for (const [key, nodes] of fields) {
      errors.push(this.#maskError(locatedError(error, nodes, [key])));
      const field = type.getFields()[nodes[0]?.name.value ?? ""];
      if (data !== null) data[key] = null;
      if (field !== undefined && isNonNullType(field.type)) data = null;
    }
    return { data, errors };
  }
}

async function textOf(
  db: Database,
  { statement, name, batch }: Prepared,
  cost: number,
): Promise<string | null> {
  if (name !== undefined && batch !== undefined) return db.queryBatched({ statement, name, cost, batch });
  const [row] = await db.query<Data>(statement, name);
  return row?.data ?? null;
}

/** Whether an operation is left to resolvers, or has arguments that they reject. */
function isRefusal(error: unknown): boolean {
  return error instanceof Unplannable || error instanceof InputError || error instanceof GraphQLError;
}

/** The length of a value, or of all values in it, in characters. */
function sizeOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return String(value).length;
  return Object.values(value).reduce<number>((sum, each) => sum + sizeOf(each), 0);
}
