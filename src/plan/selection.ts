import {
  type DirectiveNode,
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import type { Operation } from "./operation.js";
import { Unplannable } from "./unplannable.js";

/** An operation that is being compiled. */
export interface Selections extends Pick<Operation, "schema" | "fragments" | "variables"> {
  /** Number of selections left to compile. Limited, because nested fragments multiply them. */
  remaining: number;
}

/** A field or an operation. */
export interface Selecting {
  readonly selectionSet?: SelectionSetNode;
}

/**
 * Collects the fields of an object type by response key, in order. Implements `CollectFields` of the GraphQL specification
 * for the merged selection sets of a field.
 *
 * @throws Unplannable for too many selections
 */
export function fieldsOf(
  selections: Selections,
  type: GraphQLObjectType,
  nodes: readonly Selecting[],
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const collect = ({ selections: all }: SelectionSetNode): void => {
    for (const selection of all) {
      selections.remaining -= 1;
      if (selections.remaining < 0) throw new Unplannable();
      if (!isIncluded(selection, selections.variables)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const known = fields.get(key);
        if (known === undefined) fields.set(key, [selection]);
        else known.push(selection);
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const { value: name } = selection.name;
        if (visited.has(name)) continue;
        visited.add(name);
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : selections.fragments.get(selection.name.value);
      if (fragment && applies(selections.schema, fragment.typeCondition?.name.value, type))
        collect(fragment.selectionSet);
    }
  };
  for (const { selectionSet } of nodes) if (selectionSet) collect(selectionSet);
  return fields;
}

function isIncluded(
  node: { readonly directives?: readonly DirectiveNode[] },
  variables: Selections["variables"],
): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  const { if: skipped } = getDirectiveValues(GraphQLSkipDirective, node, variables) ?? {};
  const { if: included } = getDirectiveValues(GraphQLIncludeDirective, node, variables) ?? {};
  return skipped !== true && included !== false;
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const named = schema.getType(condition);
  return isAbstractType(named) && schema.isSubType(named, type);
}
