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
    `The question may amount to ${cost} rows; at most ${mostRows} are allowed. Ask for smaller pages, nest fewer lists, or ask in several requests.`,
    { extensions: { code: "QUERY_TOO_COSTLY", http: { status: 400 } } },
  );
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
  const counted = new Map<string, number>();

  const costOfSelections = (type: GraphQLNamedType | undefined, { selections }: SelectionSetNode): number => {
    let cost = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) cost += costOfField(type, selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        cost += costOfSelections(
          selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : type,
          selection.selectionSet,
        );
      else cost += costOfFragment(selection.name.value);
    }
    return cost;
  };
  const costOfFragment = (name: string): number => {
    const known = counted.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    const cost = fragment
      ? costOfSelections(schema.getType(fragment.typeCondition.name.value), fragment.selectionSet)
      : 0;
    counted.set(name, cost);
    return cost;
  };
  const costOfField = (type: GraphQLNamedType | undefined, field: FieldNode): number => {
    if (!isObjectType(type) && !isInterfaceType(type)) return 0;
    const definition = type.getFields()[field.name.value];
    if (definition === undefined) return 0;
    const named = getNamedType(definition.type);
    const below = field.selectionSet ? costOfSelections(named, field.selectionSet) : 0;
    if (named.name.endsWith("Connection")) {
      const size = sizeOf(field, variableValues, usualPage, largestPage);
      return (batched.has(named.name) ? 0 : statement) + size * (1 + below);
    }
    const first = definition.args.find(({ name }) => name === "first");
    if (first === undefined) return price(type, field) + below;
    // Groups of statistics and nodes of graphs: lists that are no connections.
    return statement + sizeOf(field, variableValues, Number(first.defaultValue), mostGroups) * (1 + below);
  };
  const price = (type: GraphQLNamedType, field: FieldNode): number => {
    if (type === root) return statement;
    return field.name.value === "totalCount" ? counting : 0;
  };
  return costOfSelections(root, operation.selectionSet);
}

/** How many rows a field asks for; more than the largest number is an error of its own, when it comes to it. */
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
    return Math.min(Math.max(size, 0), largest);
  }
  return usual;
}
