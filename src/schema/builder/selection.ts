import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";

/** An operation whose selections are read. */
export interface Selections {
  readonly schema: GraphQLSchema;
  readonly fragments: Pick<ReadonlyMap<string, FragmentDefinitionNode>, "get">;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Called for each selection, to limit them: nested fragments multiply them. */
  readonly count?: () => void;
}

/** A field or an operation. */
export interface Selecting {
  readonly selectionSet?: SelectionSetNode;
}

/**
 * Collects the fields of an object type by response key, in order. Implements `CollectFields` of the GraphQL specification
 * for the merged selection sets of a field.
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
      selections.count?.();
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

/** What is selected of an object, whatever the response keys. */
export class Selected {
  readonly #selections: Selections;
  readonly #type: GraphQLObjectType;
  readonly #fields: readonly (readonly FieldNode[])[];

  constructor(
    { schema, fragments, variables }: Selections,
    type: GraphQLObjectType,
    nodes: readonly Selecting[],
  ) {
    this.#selections = { schema, fragments, variables };
    this.#type = type;
    this.#fields = [...fieldsOf(this.#selections, type, nodes).values()];
  }

  /** Of the object that a resolver returns. */
  static of({ schema, fragments, variableValues, fieldNodes, returnType }: GraphQLResolveInfo): Selected {
    const known = { get: (name: string) => fragments[name] };
    const type = getNamedType(returnType) as GraphQLObjectType;
    return new Selected({ schema, fragments: known, variables: variableValues }, type, fieldNodes);
  }

  has(field: string): boolean {
    return this.#nodesOf(field).length > 0;
  }

  /** What is selected of the objects in a field. */
  below(field: string): Selected {
    const type = getNamedType(this.#type.getFields()[field]?.type);
    if (!isObjectType(type)) throw new Error(`${this.#type.name}.${field} is not an object.`);
    return new Selected(this.#selections, type, this.#nodesOf(field).flat());
  }

  /** The arguments of a field, once for each of its response keys. */
  argumentsOf(field: string): Record<string, unknown>[] {
    const definition = this.#type.getFields()[field];
    return this.#nodesOf(field).flatMap(([node]) =>
      node && definition ? [getArgumentValues(definition, node, this.#selections.variables)] : [],
    );
  }

  #nodesOf(field: string): (readonly FieldNode[])[] {
    return this.#fields.filter(([node]) => node?.name.value === field);
  }
}
