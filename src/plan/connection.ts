import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isObjectType,
} from "graphql";
import sql, { type Sql } from "sql-template-tag";
import type { ListPage } from "../domain/lists/list-page.js";
import type { FieldSql } from "../schema/builder/field-sql.js";
import { fieldsOf, type Selections } from "../schema/builder/selection.js";
import { type Binding, type Bound, bind, boundFrom } from "./bound.js";
import { type Member, pageSql } from "./page-sql.js";
import { tableOf } from "./tables.js";
import { required, Unplannable } from "./unplannable.js";

type Connection = Extract<FieldSql, { connection: unknown } | { page: unknown }>;

export interface ConnectionField {
  readonly field: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
  readonly described: Connection;
  /** Undefined if the arguments depend on variables. */
  readonly constantArguments: Record<string, unknown> | undefined;
  readonly argumentsOf: (binding: Binding) => Record<string, unknown>;
  /** ID of the parent row, as SQL; undefined for a field of Query. */
  readonly parent: Sql | undefined;
  /** Alias of the parent row. */
  readonly alias: string | undefined;
  /** Compiles a node to its JSON text. Its row has the alias of its type. */
  readonly compileNode: (type: GraphQLObjectType, nodes: readonly FieldNode[]) => Bound;
}

/**
 * Compiles a connection to its JSON text: one subquery reads the rows of the page and aggregates them in order.
 *
 * @throws Unplannable
 */
export function compileConnection(selections: Selections, connection: ConnectionField): Bound {
  const { field, nodes, described, constantArguments, argumentsOf, alias, compileNode } = connection;
  const type = objectType(field);
  const table = tableOf(objectType(fieldOf(type, "nodes")));
  const texts: Bound[] = [];
  /** Compiles a node. Returns its index in `texts`. */
  const node = (of: GraphQLField<unknown, unknown>, selected: readonly FieldNode[]) =>
    texts.push(compileNode(objectType(of), selected)) - 1;
  const members = [...fieldsOf(selections, type, nodes)].map(([key, selected]): [string, Member] => [
    key,
    memberOf(selections, type, selected, node),
  ]);
  // Inside the list, the parent's alias refers to a row of the list.
  const isShadowed = alias === table.alias;
  const parent = isShadowed ? sql`parent.id` : connection.parent;
  const build = (page: ListPage, bound: readonly Sql[]) => {
    const text = pageSql(page, members, { table, parent, nodes: bound });
    return isShadowed ? sql`(select ${text} from (select ${connection.parent}) parent(id))` : text;
  };
  // Cursors of a nested list include the parent's ID, which only Postgres knows.
  const checked = (args: Record<string, unknown>) => {
    if (parent !== undefined && (args["after"] != null || args["before"] != null)) throw new Unplannable();
    return args;
  };
  // A page of size 0 has no nodes.
  const below = ({ request }: ListPage) => (request.size === 0 ? [] : texts);
  if ("page" in described && constantArguments !== undefined) {
    const page = required(described.page(checked(constantArguments), parent));
    return boundFrom(below(page), (bound) => build(page, bound));
  }
  return async (binding) => {
    const args = checked(argumentsOf(binding));
    const page = required(
      await ("page" in described
        ? described.page(args, parent)
        : described.connection(args, { ...binding, parent })),
    );
    return build(page, await Promise.all(below(page).map((text) => bind(text, binding))));
  };
}

function memberOf(
  selections: Selections,
  type: GraphQLObjectType,
  selected: readonly FieldNode[],
  node: (of: GraphQLField<unknown, unknown>, selected: readonly FieldNode[]) => number,
): Member {
  const name = selected[0]?.name.value ?? "";
  if (name === "__typename") return { kind: "constant", text: `"${type.name}"` };
  if (name === "totalCount") return { kind: name };
  if (name === "nodes") return { kind: name, node: node(fieldOf(type, name), selected) };
  if (name !== "edges" && name !== "pageInfo") throw new Unplannable();
  const below = objectType(fieldOf(type, name));
  const fields = [...fieldsOf(selections, below, selected)].map(([key, [first, ...others]]) => {
    const own = first?.name.value ?? "";
    if (own === "__typename" || first === undefined) return { key, name: own, typename: below.name };
    const field = fieldOf(below, own);
    return own === "node"
      ? { key, name: own, node: node(field, [first, ...others]) }
      : { key, name: own, type: field.type };
  });
  return { kind: name, fields };
}

function fieldOf(type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> {
  const field = type.getFields()[name];
  if (field === undefined) throw new Unplannable();
  return field;
}

function objectType({ type }: Pick<GraphQLField<unknown, unknown>, "type">): GraphQLObjectType {
  const named = getNamedType(type);
  if (!isObjectType(named)) throw new Unplannable();
  return named;
}
