import type { GraphQLOutputType } from "graphql";
import sql, { empty, join, raw, type Sql } from "sql-template-tag";
import { cursorSql, ownerSql } from "../domain/lists/cursors.js";
import { allOf } from "../domain/lists/list.js";
import type { ListPage } from "../domain/lists/list-page.js";
import { segmentsOf } from "../domain/lists/list-rows.js";
import { concatenated, type JsonPart, objectParts, scalarJson } from "./json-sql.js";
import type { Table } from "./tables.js";
import { Unplannable } from "./unplannable.js";

/** A selected field of a connection. `node` is an index of `nodes` of `pageSql`. */
export type Member =
  | { readonly kind: "constant"; readonly text: string }
  | { readonly kind: "nodes"; readonly node: number }
  | { readonly kind: "edges" | "pageInfo"; readonly fields: readonly MemberField[] }
  | { readonly kind: "totalCount" };

/** A field of an edge or of `PageInfo`. */
interface MemberField {
  readonly key: string;
  readonly name: string;
  readonly typename?: string;
  readonly node?: number;
  readonly type?: GraphQLOutputType;
}

/**
 * Builds the JSON text of a page: a subquery that reads its rows and aggregates them.
 *
 * @param members by response key
 * @param nodes JSON texts of nodes; empty for a page of size 0
 * @throws Unplannable
 */
export function pageSql(
  page: ListPage,
  members: readonly (readonly [key: string, member: Member])[],
  { table, parent, nodes }: { table: Table; parent: Sql | undefined; nodes: readonly Sql[] },
): Sql {
  const { list, request, identity, detached, edge = {}, counted = () => list } = page;
  const { size, backward } = request;
  const fields = (kind: Member["kind"]) =>
    members.flatMap(([, member]) => (member.kind === kind && "fields" in member ? member.fields : []));
  const selects = (name: string) => fields("pageInfo").some((field) => field.name === name);
  const looksFurther = selects(backward ? "hasPreviousPage" : "hasNextPage");
  const isPlaced = looksFurther || selects("startCursor") || selects("endCursor");
  const isNumbered = isPlaced || backward;

  const row = raw(detached ? "listed" : table.alias);
  const kept = looksFurther ? sql` filter (where ord <= ${raw(String(size))})` : empty;
  const order = isNumbered ? sql` order by ord ${raw(backward ? "desc" : "asc")}` : empty;
  const aggregated = (text: () => Sql): JsonPart[] =>
    size === 0 ? ["[]"] : ["[", sql`string_agg(${text()}, ','${order})${kept}`, "]"];
  // The text of the list contains its filter.
  let owner: Sql | undefined;
  const cursor = (value: Sql, id: Sql) => {
    owner ??= ownerSql(identity, parent);
    return sql`concat('"', ${cursorSql(owner, { value, id })}, '"')`;
  };
  const nodeText = (index: number) => {
    const text = nodes[index] ?? empty;
    return detached
      ? sql`(select ${text} from ${raw(`${table.name} ${table.alias}`)} where ${raw(table.alias)}.id = ${row}.id)`
      : text;
  };
  const edgePart = ({ name, typename, node, type }: MemberField): JsonPart => {
    if (typename !== undefined) return `"${typename}"`;
    if (node !== undefined) return nodeText(node);
    if (name === "cursor") return cursor(sql`${row}."cursorValue"`, sql`${row}."cursorId"`);
    if (type === undefined || edge[name] === undefined) throw new Unplannable();
    return scalarJson(type, sql`${row}.${edgeColumn(name)}`);
  };
  const end = (last: boolean): Sql => {
    const direction = raw(last === backward ? "asc" : "desc");
    const of = (column: string) => sql`(array_agg(${raw(column)} order by ord ${direction})${kept})[1]`;
    return sql`case when count(*)${kept} = 0 then 'null' else ${cursor(of('"cursorValue"'), of('"cursorId"'))} end`;
  };
  const hasMore = sql`(count(*) > ${raw(String(size))})::text`;
  const infos: Readonly<Record<string, () => JsonPart>> = {
    hasNextPage: () => (backward ? String(request.before !== null) : hasMore),
    hasPreviousPage: () => (backward ? hasMore : String(request.after !== null)),
    startCursor: () => end(false),
    endCursor: () => end(true),
    __typename: () => '"PageInfo"',
  };
  const partsOf = (member: Member): JsonPart[] => {
    switch (member.kind) {
      case "constant":
        return [member.text];
      case "totalCount": {
        const { from, conditions } = counted();
        return [sql`(select count(*) from ${from} where ${allOf(conditions)})`];
      }
      case "nodes":
        return aggregated(() => nodeText(member.node));
      case "edges": {
        const parts = () => member.fields.map((field) => [field.key, [edgePart(field)]] as const);
        return aggregated(() => concatenated(objectParts(parts())));
      }
      case "pageInfo":
        return objectParts(member.fields.map(({ key, name }) => [key, [infos[name]?.() ?? "null"]]));
    }
  };
  const text = concatenated(objectParts(members.map(([key, member]) => [key, partsOf(member)])));
  const listsRows = size > 0 && members.some(([, { kind }]) => kind === "nodes" || kind === "edges");
  if (!isPlaced && !listsRows) return text;
  const limit = looksFurther ? size + 1 : size;
  const edges = Object.entries(edge).filter(([name]) => fields("edges").some((field) => field.name === name));
  const columns = [
    detached ? list.columns : sql`${raw(table.alias)}.*`,
    ...edges.map(([name, value]) => sql`${value} as ${edgeColumn(name)}`),
    sql`${list.id} as "cursorId"`,
  ];
  const rows = rowsSql({ ...list, columns: join(columns) }, request, limit);
  const from = isNumbered ? sql`select *, row_number() over () as ord from (${rows}) rows` : rows;
  return sql`(select ${text} from (${from}) ${row})`;
}

/** Selects the rows of a page, in order. @throws Unplannable if the cursors exclude all rows */
function rowsSql(list: ListPage["list"], request: ListPage["request"], limit: number): Sql {
  const [first, ...others] = segmentsOf(list, request, limit);
  if (first === undefined) throw new Unplannable();
  const all = [first, ...others].map((segment) => sql`(${segment})`);
  return others.length === 0 ? first : sql`${join(all, " union all ")} limit ${raw(String(limit))}`;
}

function edgeColumn(name: string): Sql {
  return raw(`"edge_${name}"`);
}
