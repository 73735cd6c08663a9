import sql, { raw, type Sql } from "sql-template-tag";
import { base64url } from "../../domain/lists/cursors.js";
import { InputError } from "../../domain/values/input-error.js";

/** Types with global IDs. An ID never changes its meaning, so clients may store it. */
const nodeTypes = ["Paper", "Organization", "Author", "Keyword"] as const;

export type NodeType = (typeof nodeTypes)[number];

/** The field that finds an object of each type without its ID. */
const finders: Record<NodeType, string> = {
  Paper: "`paper(by: { arxivId })`",
  Organization: "`organization(slug:)`",
  Author: "`authors(search:)`",
  Keyword: "`keyword(name:)`",
};

/** Opaque ID from a type and a row ID. */
export function encodeGlobalId(typename: string, id: string | number | bigint): string {
  return Buffer.from(`${typename}:${id}`).toString("base64url");
}

/** `encodeGlobalId` in SQL. */
export function globalIdSql(typename: string, id: Sql): Sql {
  return base64url(sql`convert_to(${raw(`'${typename}:'`)} || ${id}, 'UTF8')`);
}

/** Decodes an ID made by `encodeGlobalId`; null for anything else. */
export function decodeGlobalId(id: string): { typename: NodeType; id: string } | null {
  const text = Buffer.from(id, "base64url").toString();
  const [, typename, number] = /^([A-Za-z]+):([1-9]\d{0,9})$/.exec(text) ?? [];
  const type = nodeTypes.find((name) => name === typename);
  return type === undefined || number === undefined || Number(number) > 2147483647
    ? null
    : { typename: type, id: number };
}

/**
 * The row ID in a global ID of the given type.
 *
 * @param argument prefix for error messages
 * @throws InputError for any other ID
 */
export function decodeNodeId(type: NodeType, id: string, argument?: string): number {
  const decoded = decodeGlobalId(id);
  if (decoded === null) throw invalidId(id, argument, [type]);
  if (decoded.typename !== type)
    throw new InputError(
      `${before(argument)}expected the ID of ${withArticle(type)}, got the ID of ${withArticle(decoded.typename)}.`,
    );
  return Number(decoded.id);
}

/** `an Author`, `a Paper`. */
export function withArticle(type: NodeType): string {
  return `${/^[AO]/.test(type) ? "an" : "a"} ${type}`;
}

/** @param types the expected types */
export function invalidId(id: string, argument?: string, types: readonly NodeType[] = nodeTypes): InputError {
  const found = types.map((type) => finders[type]).join(" or ");
  return new InputError(
    `${before(argument)}${JSON.stringify(id.slice(0, 60))} is not a global ID. Use the \`id\` of an object, which ${found} returns.`,
  );
}

function before(argument: string | undefined): string {
  return argument === undefined ? "" : `${argument}: `;
}
