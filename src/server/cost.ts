import {
  type ExecutionArgs,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLNamedType,
  getNamedType,
  getOperationAST,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import { mostGroups } from "../domain/stats.js";

// Depth alone bounds nothing: a hundred authors, a hundred papers of each, a hundred authors of each of those is a
// million rows, five fields deep. So before a question is executed it is counted what it may amount to at most. That
// depends on variables, so it cannot be a validation rule: those are remembered by document.

/** In rows: what a question may cost. A hundred papers with all authors of each are about a tenth of it. */
const mostRows = 100_000;
/** What a statement costs besides its rows, in rows. */
const statement = 20;
/** What counting a whole list costs, in rows for each row of the page. */
const counting = 5;
/**
 * What is counted over all papers, or searched in all of the graph, however few rows come of it, in rows. What belongs to
 * groups is counted for all of them in one statement, so it costs that once.
 */
const prices: ReadonlyMap<string, number> = new Map([
  ["Query.paperStats", 2_000],
  ["PaperTotals.authors", 1_000],
  ["PaperTotals.organizations", 1_000],
  ["PaperTotals.medianUpvotes", 1_000],
  ["PaperTotals.maxUpvotes", 1_000],
  ["Query.collaborationPath", 2_000],
  ["Query.collaborationGraph", 2_000],
]);
/** The page that is read where none is asked for, and the largest that is. */
const [usualPage, largestPage] = [20, 100];
/** Connections that are read for all parents at once; every other takes a statement for each. */
const batched = new Set(["PaperAuthorConnection"]);

export function costLimit(): Plugin {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const error = tooCostly(args);
      if (error) setResultAndStopExecution({ errors: [error] });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const error = tooCostly(args);
      if (error) setResultAndStopExecution({ errors: [error] });
    },
  };
}

function tooCostly(args: ExecutionArgs): GraphQLError | undefined {
  const cost = costOf(args);
  if (cost <= mostRows) return undefined;
  return new GraphQLError(
    `The question may amount to the work of ${cost} rows; at most ${mostRows} are allowed. Ask for smaller pages or fewer statistics, nest fewer lists, or ask in several requests.`,
    { extensions: { code: "QUERY_TOO_COSTLY", http: { status: 400 } } },
  );
}

/** In rows: what each row of the list around it costs again, and what is paid once for all of them. */
interface Cost {
  each: number;
  once: number;
}

/** The rows that an operation reads at most, statements and counts included at their price. */
function costOf({ schema, document, operationName, variableValues }: ExecutionArgs): number {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return 0;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  // What a fragment costs does not depend on where it stands, so each is counted once.
  const counted = new Map<string, Cost>();

  const costOfSelections = (type: GraphQLNamedType | undefined, { selections }: SelectionSetNode): Cost =>
    sum(
      selections.map((selection) => {
        if (selection.kind === Kind.FIELD) return costOfField(type, selection);
        if (selection.kind === Kind.FRAGMENT_SPREAD) return costOfFragment(selection.name.value);
        const { typeCondition, selectionSet } = selection;
        return costOfSelections(
          typeCondition ? schema.getType(typeCondition.name.value) : type,
          selectionSet,
        );
      }),
    );
  const costOfFragment = (name: string): Cost => {
    const known = counted.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    const cost = fragment
      ? costOfSelections(schema.getType(fragment.typeCondition.name.value), fragment.selectionSet)
      : nothing;
    counted.set(name, cost);
    return cost;
  };
  const costOfField = (type: GraphQLNamedType | undefined, field: FieldNode): Cost => {
    if (!isObjectType(type) && !isInterfaceType(type)) return nothing;
    const definition = type.getFields()[field.name.value];
    if (definition === undefined) return nothing;
    const named = getNamedType(definition.type);
    const below = field.selectionSet ? costOfSelections(named, field.selectionSet) : nothing;
    if (named.name.endsWith("Connection")) {
      const size = sizeOf(field, variableValues, usualPage, largestPage);
      const reading = batched.has(named.name) ? 0 : statement;
      return { each: reading + size * (1 + below.each + below.once), once: 0 };
    }
    const once = below.once + (prices.get(`${type.name}.${field.name.value}`) ?? 0);
    const first = definition.args.find(({ name }) => name === "first");
    if (first === undefined) return { each: price(type, field) + below.each, once };
    // Groups of statistics and nodes of graphs: lists that are no connections.
    const size = sizeOf(field, variableValues, Number(first.defaultValue), mostGroups);
    return { each: statement + size * (1 + below.each), once };
  };
  const price = (type: GraphQLNamedType, field: FieldNode): number => {
    if (type === root) return statement;
    return field.name.value === "totalCount" ? counting : 0;
  };
  const { each, once } = costOfSelections(root, operation.selectionSet);
  return each + once;
}

const nothing: Cost = { each: 0, once: 0 };

function sum(costs: readonly Cost[]): Cost {
  return costs.reduce(
    (one, other) => ({ each: one.each + other.each, once: one.once + other.once }),
    nothing,
  );
}

/** How many rows a field asks for; too large a number, or none, is an error of its own, when it comes to it. */
function sizeOf(
  field: FieldNode,
  variables: ExecutionArgs["variableValues"],
  usual: number,
  largest: number,
): number {
  for (const { name, value } of field.arguments ?? []) {
    if (name.value !== "first" && name.value !== "last") continue;
    const size =
      value.kind === Kind.INT
        ? Number(value.value)
        : value.kind === Kind.VARIABLE
          ? Number(variables?.[value.name.value] ?? usual)
          : usual;
    return Number.isNaN(size) ? usual : Math.min(Math.max(size, 0), largest);
  }
  return usual;
}
