import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  getArgumentValues,
  getNamedType,
  getNullableType,
  isLeafType,
  isObjectType,
} from "graphql";
import sql, { empty, raw, type Sql } from "sql-template-tag";
import { allOf } from "../domain/lists/list.js";
import { toSnakeCase } from "../domain/sql/rows.js";
import { exposedColumn, sqlOfField } from "../schema/builder/field-options.js";
import type { ListSql, RowSql } from "../schema/builder/field-sql.js";
import { globalIdSql } from "../schema/builder/global-ids.js";
import { fieldsOf, Selected, type Selecting, type Selections } from "../schema/builder/selection.js";
import { type Binding, type Bound, bind, boundFrom } from "./bound.js";
import { compileConnection } from "./connection.js";
import { concatenated, type JsonPart, objectParts, orNull, scalarJson } from "./json-sql.js";
import { tableOf } from "./tables.js";
import { required, Unplannable } from "./unplannable.js";
import { usesVariables } from "./uses-variables.js";

/**
 * Compiles an object to its JSON text.
 *
 * @param alias SQL alias of its row; undefined for Query
 * @throws Unplannable
 */
export function compileObject(
  selections: Selections,
  type: GraphQLObjectType,
  nodes: readonly Selecting[],
  alias: string | undefined,
): Bound {
  const fields = [...fieldsOf(selections, type, nodes)];
  requireComputedOnce(fields.flatMap(([, [node]]) => (node && type.getFields()[node.name.value]) ?? []));
  // They may read from tables of matching papers that the other fields ask for.
  const connections = new Set<Bound>();
  const values = fields.map(([, selected]): JsonPart | Bound => {
    const name = selected[0]?.name.value ?? "";
    if (name === "__typename") return `"${type.name}"`;
    const field = type.getFields()[name];
    if (field === undefined) throw new Unplannable();
    const value = compileField(selections, type, field, selected, alias);
    if ("connection" in (sqlOfField(field) ?? {})) connections.add(value);
    return value;
  });
  const dynamic = values.filter((value) => typeof value !== "string") as Bound[];
  const build = (bound: readonly Sql[]) => {
    const rest = [...bound];
    return concatenated(
      objectParts(
        fields.map(([key], index) => {
          const value = values[index];
          return [key, [typeof value === "string" ? value : (rest.shift() as Sql)]];
        }),
      ),
    );
  };
  return boundFrom(dynamic, build, connections);
}

/** Resolvers compute such a list once for all keys that it is selected under; SQL would compute it for each. */
function requireComputedOnce(fields: readonly GraphQLField<unknown, unknown>[]): void {
  const lists = fields.filter((field) => {
    const described = sqlOfField(field);
    return described !== undefined && "list" in described && typeof described.list === "function";
  });
  if (new Set(lists).size < lists.length) throw new Unplannable();
}

function compileField(
  selections: Selections,
  owner: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
  alias: string | undefined,
): Bound {
  const { type } = field;
  const described = sqlOfField(field);
  const [node] = nodes;
  if (isLeafType(getNullableType(type)) && described === undefined)
    return scalarJson(type, columnOf(owner, field, alias));
  if (described === undefined || node === undefined) throw new Unplannable();
  const parent = alias === undefined ? undefined : raw(`${alias}.id`);
  const argumentsOf = ({ variables }: Binding) => getArgumentValues(field, node, variables);
  if ("value" in described) {
    const { value } = described;
    if (typeof value !== "function") return scalarJson(type, value);
    return async (binding) =>
      scalarJson(type, required(await value(argumentsOf(binding), { ...binding, parent })));
  }
  const compileNode = (of: GraphQLObjectType, selected: readonly FieldNode[]) =>
    compileObject(selections, of, selected, tableOf(of).alias);
  const constantArguments = usesVariables(node.arguments ?? [])
    ? undefined
    : getArgumentValues(field, node, {});
  if ("connection" in described || "page" in described)
    return compileConnection(selections, {
      ...{ field, nodes, described, constantArguments, argumentsOf, parent, alias, compileNode },
    });
  const item = getNamedType(type);
  if (isObjectType(item) && tableOf(item).alias === alias) throw new Unplannable();
  const object = isObjectType(item) ? compileNode(item, nodes) : undefined;
  if ("list" in described) {
    const { list } = described;
    const listText = (text: Sql, { from, conditions, order, value }: ListSql) => {
      const each = value === undefined ? text : scalarJson(item, value);
      return sql`concat('[', (select string_agg(${each}, ',' order by ${order}) from ${from} where ${allOf(conditions)}), ']')`;
    };
    if (typeof list !== "function")
      return boundFrom([object ?? empty], ([text]) => listText(text ?? empty, list));
    return async (binding) => {
      const rows = required(await list(argumentsOf(binding), { ...binding, parent }));
      return listText(await bind(object ?? empty, { ...binding, scope: rows.scope }), rows);
    };
  }
  const { object: row } = described;
  const rowText = (text: Sql, { with: parts, from, conditions }: RowSql) =>
    orNull(
      type,
      sql`(${parts ? sql`with ${parts} ` : empty}select ${text} from ${from} where ${allOf(conditions)})`,
    );
  if (typeof row !== "function") return boundFrom([object ?? empty], ([text]) => rowText(text ?? empty, row));
  const selected = ({ variables }: Binding) =>
    new Selected({ ...selections, variables }, item as GraphQLObjectType, nodes);
  return async (binding) => {
    const place = { ...binding, parent, selected: () => selected(binding) };
    const found = required(await row(argumentsOf(binding), place));
    return rowText(await bind(object ?? empty, { ...binding, scope: found.scope }), found);
  };
}

/** Column that a scalar field exposes. */
function columnOf(
  parent: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  alias: string | undefined,
): Sql {
  if (alias === undefined) throw new Unplannable();
  if (field.name === "id") return required(globalIdSql(parent.name));
  return raw(`${alias}.${toSnakeCase(required(exposedColumn(field)))}`);
}
