import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FieldNode,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  isNonNullType,
  Kind,
  locatedError,
  OperationTypeNode,
  visit,
} from "graphql";
import sql from "sql-template-tag";
import type { Context } from "../schema/builder/context.js";
import { type Bound, bind } from "./bound.js";
import { compileObject } from "./compile.js";
import { JsonText } from "./json-text.js";
import { fieldsOf, type Selections } from "./selection.js";
import { StatementNames } from "./statement-names.js";

/** Executes an operation with resolvers. */
type Execute = () => Promise<ExecutionResult>;

interface Plan {
  readonly query: Bound;
  /** The fields of the operation, by response key. */
  readonly fields: readonly (readonly [key: string, nodes: readonly FieldNode[]])[];
}

/** Plans of a document, by operation and by the variables that decide what is included; null if there is none. */
interface DocumentPlans {
  readonly conditions: readonly string[];
  readonly plans: Map<string, Plan | null>;
}

/** Maximum number of plans of a document: its directives can include fields in many combinations. */
const maxPlans = 16;
/** Maximum length of a statement in characters; Postgres plans longer ones slowly. */
const maxLength = 50_000;

/**
 * Executes queries as one SQL statement that returns the data as JSON, compiled once per operation. Operations that SQL
 * cannot express, and those with invalid arguments, are executed by resolvers, with the same result.
 */
export class Planner {
  readonly #schema: GraphQLSchema;
  readonly #maskError: (error: unknown) => GraphQLError;
  readonly #documents = new WeakMap<DocumentNode, DocumentPlans>();
  readonly #names = new StatementNames();

  /** @param maskError masks unexpected errors */
  constructor(schema: GraphQLSchema, maskError: (error: unknown) => GraphQLError) {
    this.#schema = schema;
    this.#maskError = maskError;
  }

  async execute(args: ExecutionArgs, execute: Execute): Promise<ExecutionResult> {
    const { document, operationName, variableValues } = args;
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== OperationTypeNode.QUERY) return execute();
    const { coerced: variables } = getVariableValues(
      this.#schema,
      operation.variableDefinitions ?? [],
      variableValues ?? {},
      { maxErrors: 1 },
    );
    if (variables === undefined) return execute();
    const plan = this.#planOf(
      { schema: this.#schema, operation, fragments: fragmentsOf(document), variables },
      document,
    );
    if (plan === null) return execute();
    const context = args.contextValue as Context;
    let statement: { text: string; values: unknown[] };
    try {
      const { text, values } =
        sql`select ${await bind(plan.query, { context, variables, scope: undefined })} as data`;
      if (text.length > maxLength) return execute();
      statement = { text, values };
    } catch {
      // Resolvers report the error with its path.
      return execute();
    }
    try {
      const [row] = await context.db.query<{ data: string }>(statement, this.#names.nameOf(statement.text));
      return { data: new JsonText(row?.data ?? "null") as unknown as Record<string, unknown> };
    } catch (error) {
      return this.#failure(plan, error);
    }
  }

  #planOf(selections: Selections, document: DocumentNode): Plan | null {
    const known = this.#documents.get(document) ?? { conditions: conditionsOf(document), plans: new Map() };
    this.#documents.set(document, known);
    const { operation, variables } = selections;
    const key = JSON.stringify([operation.name?.value, ...known.conditions.map((name) => variables[name])]);
    const plan = known.plans.get(key);
    if (plan !== undefined) return plan;
    if (known.plans.size >= maxPlans) return null;
    const compiled = this.#compile(selections);
    known.plans.set(key, compiled);
    return compiled;
  }

  #compile(selections: Selections): Plan | null {
    const type = this.#schema.getQueryType() as GraphQLObjectType;
    try {
      return {
        query: compileObject(selections, type, [selections.operation], undefined),
        fields: [...fieldsOf(selections, type, [selections.operation])],
      };
    } catch {
      // Resolvers report invalid arguments.
      return null;
    }
  }

  /** The result when the statement fails: every field of the operation has. */
  #failure({ fields }: Plan, error: unknown): ExecutionResult {
    const type = this.#schema.getQueryType() as GraphQLObjectType;
    const errors: GraphQLError[] = [];
    let data: Record<string, null> | null = {};
    for (const [key, nodes] of fields) {
      errors.push(this.#maskError(locatedError(error, nodes, [key])));
      const field = type.getFields()[nodes[0]?.name.value ?? ""];
      if (data !== null) data[key] = null;
      if (field !== undefined && isNonNullType(field.type)) data = null;
    }
    return { data, errors };
  }
}

function fragmentsOf({ definitions }: DocumentNode): Selections["fragments"] {
  return new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
}

/** Names of the variables in directives. */
function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (node) => {
      visit(node, { Variable: ({ name }) => void names.add(name.value) });
    },
  });
  return [...names];
}
